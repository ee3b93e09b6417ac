//! Runs a command in the toolchain root.
//!
//! For a module's build, the running kernel is the one for which it is built: makefiles find its tree through `uname
//! -r`. The command runs in a mount namespace of its own, with `/proc` (objtool of 7.2+ reads it), `/dev` and the
//! given folders bound at the same absolute paths, so that logs name files that also exist outside; folders whose
//! paths kbuild does not accept are bound at another path as well.

use camino::{Utf8Path, Utf8PathBuf};

use crate::digest::Digest;
use crate::process::Job;

/// Binds each folder before `--`, then becomes the command after it. From here on, only `exec` is used, so that the
/// death of the harness reaches the compiler.
const ENTER: &str = r#"
root=$1 dir=$2 release=$3 tree=$4 source=$5
shift 5
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
# Of its own: what builds of other kernels leave there has the same names, as their processes have the same numbers.
mount -t tmpfs tmpfs "$root/tmp"
while [ "$1" != -- ]; do
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    shift 2
done
shift
if [ -n "$release" ]; then
    mkdir -p "$root/usr/lib/modules"
    mount -t tmpfs tmpfs "$root/usr/lib/modules"
    mkdir "$root/usr/lib/modules/$release"
    ln -s "$tree" "$root/usr/lib/modules/$release/build"
    ln -s "$source" "$root/usr/lib/modules/$release/source"
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

/// A kernel whose tree should be visible at `/lib/modules/RELEASE/build`, where makefiles look for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Installed<'a> {
    pub release: &'a str,
    pub tree: &'a Utf8Path,
}

/// What `/lib/modules/RELEASE/source` is for `tree`: for Debian's headers the folder that all flavours share, as in
/// their packages, since makefiles look for headers there. The tree's Makefile only includes that folder's.
fn source_of(tree: &Utf8Path) -> Utf8PathBuf {
    let makefile = fs_err::read_to_string(tree.join("Makefile")).unwrap_or_default();
    let included =
        makefile.trim().strip_prefix("include ").and_then(|it| it.strip_suffix("/Makefile"));
    let source = included.map(Utf8Path::new).filter(|it| it.join("include").is_dir());
    source.filter(|it| seen(it) == **it).map_or_else(|| seen(tree), Utf8Path::to_owned)
}

/// Where kbuild finds the folder `path` inside: neither kbuild nor makefiles that pass it on accept white space or a
/// colon in a path.
pub(super) fn seen(path: &Utf8Path) -> Utf8PathBuf {
    let odd = |c: char| !c.is_alphanumeric() && !"-_./+,@%=~".contains(c);
    match path.as_str().contains(odd) {
        true => Utf8Path::new("/trees").join(Digest::of(path.as_str().as_bytes()).short()),
        false => path.to_owned(),
    }
}

/// The job that runs `argv` in the folder `dir` of `root`.
pub(super) fn job(
    root: &Utf8Path,
    dir: &Utf8Path,
    binds: &[&Utf8Path],
    kernel: Option<Installed>,
    argv: &[&str],
) -> Job {
    let release = kernel.map_or("", |kernel| kernel.release);
    let tree = kernel.map(|kernel| seen(kernel.tree).into_string()).unwrap_or_default();
    let source = kernel.map(|kernel| source_of(kernel.tree).into_string()).unwrap_or_default();
    let words = ["sh", "-ec", ENTER, "enter", root.as_str(), dir.as_str(), release, &tree, &source];
    let job = apart().args(words);
    let place = |path: &Utf8Path| [path.to_owned(), seen(path)];
    let mut places: Vec<(&Utf8Path, Utf8PathBuf)> =
        binds.iter().flat_map(|path| place(path).map(|at| (*path, at))).collect();
    places.dedup();
    let binds = places.iter().flat_map(|(path, at)| [path.as_str(), at.as_str()]);
    job.args(binds).arg("--").args(argv)
}

/// A job in namespaces of its own, including one for processes: if a build is ended, everything that its makefiles
/// and scripts have started ends with it, even if their parents are unknown here.
fn apart() -> Job {
    let job = Job::new("unshare").args(["--mount", "--pid", "--fork", "--kill-child"]);
    let is_root = rustix::process::geteuid().is_root();
    if is_root { job } else { job.args(["--user", "--map-root-user"]) }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// Processes of the host whose command line contains `mark`.
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
    fn a_path_that_kbuild_does_not_take_is_seen_elsewhere() {
        let plain = Utf8Path::new("/home/me/linux-6.1_x+y");
        assert_eq!(seen(plain), plain);
        for odd in ["/a b", "/a:b", "/it's", "/a$b"] {
            let seen = seen(odd.into());
            assert!(seen.as_str().starts_with("/trees/") && seen.as_str().len() == 23, "{seen}");
        }
    }

    #[test]
    fn the_source_of_a_tree_is_what_its_makefile_includes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let (tree, common) = (folder.join("headers-amd64"), folder.join("headers-common"));
        fs_err::create_dir_all(&tree).unwrap();
        fs_err::create_dir_all(common.join("include")).unwrap();
        let source = |makefile: &str| {
            fs_err::write(tree.join("Makefile"), makefile).unwrap();
            source_of(&tree)
        };
        assert_eq!(source(&format!("include {common}/Makefile\n")), common);
        assert_eq!(source("VERSION = 6\ninclude scripts/Makefile.include\n"), tree);
        assert_eq!(source("include /gone/Makefile\n"), tree);
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
