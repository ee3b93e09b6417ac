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
    let job =
        apart().args(["sh", "-ec", ENTER, "enter", root.as_str(), dir.as_str(), release, tree]);
    job.args(binds.iter().map(|path| path.as_str())).arg("--").args(argv)
}

/// A job in namespaces of its own. Of processes, too: a build that is ended takes all that its makefiles and
/// scripts have started with it, whose parents nobody here knows.
fn apart() -> Job {
    let job = Job::new("unshare").args(["--mount", "--pid", "--fork", "--kill-child"]);
    let is_root = rustix::process::geteuid().is_root();
    if is_root { job } else { job.args(["--user", "--map-root-user"]) }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// Processes of the host's whose command line has `mark`.
    fn marked(mark: &str) -> usize {
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let lines = all.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
        lines.filter(|line| String::from_utf8_lossy(line).contains(mark)).count()
    }

    fn wait_until(what: impl Fn() -> bool) -> bool {
        let asked = Instant::now();
        while !what() && asked.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(20));
        }
        what()
    }

    #[test]
    fn a_build_that_is_ended_leaves_nothing_running() {
        let mark = format!("{}.7531", 86_000 + std::process::id());
        let script = format!("(setsid sleep {mark} &); sleep {mark}");
        let handle = apart().args(["sh", "-c", &script]).start().unwrap();
        assert!(wait_until(|| marked(&format!("sleep\0{mark}")) == 2));
        handle.kill().unwrap();
        assert!(wait_until(|| marked(&mark) == 0), "{} left", marked(&mark));
    }
}
