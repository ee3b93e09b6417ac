//! Running a command in the toolchain root.
//!
//! For a module's build the running kernel is the one that it is built for: makefiles ask `uname -r` where its
//! tree is. In a mount namespace of its own, with `/proc` (objtool of 7.2+ reads it), `/dev` and the named
//! folders bound at the same absolute paths, so that logs name files that exist outside too.

use camino::Utf8Path;

use crate::process::Job;

/// Binds each folder before `--`, then becomes the command behind it. Only `exec` from here on, so
/// that the death of the harness reaches the compiler.
const ENTER: &str = r#"
root=$1 dir=$2 release=$3 tree=$4
shift 4
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
if [ -n "$release" ]; then
    mkdir -p "$root/usr/lib/modules"
    mount -t tmpfs tmpfs "$root/usr/lib/modules"
    mkdir "$root/usr/lib/modules/$release"
    ln -s "$tree" "$root/usr/lib/modules/$release/build"
    ln -s "$tree" "$root/usr/lib/modules/$release/source"
    mkdir -p "$root/usr/local/bin"
    mount -t tmpfs tmpfs "$root/usr/local/bin"
    cat > "$root/usr/local/bin/uname" << END
#!/bin/sh
if [ "\$*" = -r ]; then echo '$release'; else exec /usr/bin/uname "\$@"; fi
END
    chmod 755 "$root/usr/local/bin/uname"
fi
# Makefiles of people load their module, too: none is to come into this kernel.
exec setpriv --bounding-set=-sys_module,-sys_boot,-sys_time \
    env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 \
    chroot "$root" /bin/sh -ec 'cd "$1"; shift; exec "$@"' enter "$dir" "$@"
"#;

/// A kernel whose tree is to be seen at `/lib/modules/RELEASE/build`, where makefiles look for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Installed<'a> {
    pub release: &'a str,
    pub tree: &'a Utf8Path,
}

/// The job that runs `argv` in the folder `dir` of `root`.
pub(super) fn job(
    root: &Utf8Path,
    dir: &Utf8Path,
    binds: &[&Utf8Path],
    kernel: Option<Installed>,
    argv: &[&str],
) -> Job {
    let (release, tree) = kernel.map_or(("", ""), |kernel| (kernel.release, kernel.tree.as_str()));
    let job = Job::new("unshare").arg("--mount");
    let is_root = rustix::process::geteuid().is_root();
    let job = if is_root { job } else { job.args(["--user", "--map-root-user"]) };
    let job = job.args(["sh", "-ec", ENTER, "enter", root.as_str(), dir.as_str(), release, tree]);
    job.args(binds.iter().map(|path| path.as_str())).arg("--").args(argv)
}
