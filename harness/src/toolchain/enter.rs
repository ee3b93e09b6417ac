//! Running a command in the toolchain root.
//!
//! In a mount namespace of its own, with `/proc` (objtool of 7.2+ reads it), `/dev` and the named
//! folders bound at the same absolute paths, so that logs name files that exist outside too.

use camino::Utf8Path;

use crate::process::Job;

/// Binds each folder before `--`, then becomes the command behind it. Only `exec` from here on, so
/// that the death of the harness reaches the compiler.
const ENTER: &str = r#"
root=$1 dir=$2
shift 2
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 \
    chroot "$root" /bin/sh -ec 'cd "$1"; shift; exec "$@"' enter "$dir" "$@"
"#;

/// The job that runs `argv` in the folder `dir` of `root`.
pub(super) fn job(root: &Utf8Path, dir: &Utf8Path, binds: &[&Utf8Path], argv: &[&str]) -> Job {
    let job = Job::new("unshare").arg("--mount");
    let is_root = rustix::process::geteuid().is_root();
    let job = if is_root { job } else { job.args(["--user", "--map-root-user"]) };
    let job = job.args(["sh", "-ec", ENTER, "enter", root.as_str(), dir.as_str()]);
    job.args(binds.iter().map(|path| path.as_str())).arg("--").args(argv)
}
