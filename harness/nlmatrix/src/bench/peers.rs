//! The same no-op command in other systems, if they are installed (`ci/bench-peers`).

use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::environment::Accelerator;
use crate::process::{Job, find_program};

/// The time limit for a peer.
const LIMIT: Duration = Duration::from_secs(180);

/// A mount namespace with a /dev without kvm: vmtest uses KVM whenever the device exists.
const WITHOUT_KVM: &str = "\
set -e
d=$(mktemp -d)
trap 'rmdir $d' EXIT
mount -t tmpfs none $d
for n in null zero full random urandom tty ptmx; do touch $d/$n; mount --bind /dev/$n $d/$n; done
mkdir $d/pts $d/shm
mount --rbind /dev/pts $d/pts
mount -t tmpfs none $d/shm
mount --move $d /dev
\"$@\"";

/// Another system that boots a kernel for one command.
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    program: &'static str,
    words: fn(&str) -> Vec<&str>,
    /// Does it use KVM whenever `/dev/kvm` exists?
    insists_on_kvm: bool,
}

/// The systems with which we compare ourselves.
pub const PEERS: [Peer; 2] = [
    Peer {
        name: "virtme-ng",
        program: "vng",
        words: |kernel| vec!["--disable-kvm", "--force-9p", "-r", kernel, "--", "true"],
        insists_on_kvm: false,
    },
    Peer {
        name: "vmtest",
        program: "vmtest",
        words: |kernel| vec!["-k", kernel, "true"],
        insists_on_kvm: true,
    },
];

impl Peer {
    /// The command, in words.
    pub fn command(&self) -> String {
        format!("{} {}", self.program, (self.words)("KERNEL").join(" "))
    }

    /// Its kernel among `kernels`, each of which is a path, or `NAME=PATH` for one system.
    pub fn kernel<'a>(&self, kernels: &'a [String]) -> Option<&'a Utf8Path> {
        let own = kernels.iter().filter_map(|it| it.strip_prefix(self.name)?.strip_prefix('='));
        let any = kernels.iter().map(String::as_str).filter(|it| !it.contains('='));
        own.chain(any).next().map(Utf8Path::new)
    }

    /// Runs the no-op command once on `kernel`; returns the wall time, or why there is none.
    pub fn measure(
        &self,
        kernel: Option<&Utf8Path>,
        accel: Accelerator,
    ) -> Result<Duration, String> {
        let program = find_program(self.program);
        let program = program.ok_or("not installed: ci/bench-peers installs it")?;
        let kernel = kernel.ok_or("no kernel that it can boot: name one with --peer-kernel")?;
        // virtme-ng looks for modules next to the file itself.
        let kernel = kernel.canonicalize_utf8().map_err(|error| format!("{kernel}: {error}"))?;
        let job = if self.insists_on_kvm && accel == Accelerator::Tcg {
            Job::new("unshare").args(["--mount", "sh", "-c", WITHOUT_KVM, "sh", program.as_str()])
        } else {
            Job::new(program.as_str())
        };
        run(&job.args((self.words)(kernel.as_str())))
    }
}

fn run(job: &Job) -> Result<Duration, String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let output = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let path = Utf8Path::from_path(output.path()).ok_or("the temporary folder is not UTF-8")?;
    let started = Instant::now();
    let waiting = job.clone().output(path).start().map_err(|error| error.to_string())?;
    std::thread::scope(|scope| {
        scope.spawn(|| sender.send(waiting.wait().map(|output| output.status)));
        let status = receiver.recv_timeout(LIMIT);
        let took = started.elapsed();
        waiting.kill().ok();
        match status {
            Ok(Ok(status)) if status.success() => Ok(took),
            Ok(Ok(status)) => Err(format!("it ended with {status}: {}", last_line(path))),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("it took longer than {} s", LIMIT.as_secs())),
        }
    })
}

/// The last line that it printed, escaped for a table.
fn last_line(path: &Utf8Path) -> String {
    let text = fs_err::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut lines = text.lines().rev().map(str::trim);
    let line = lines.find(|line| !line.is_empty()).unwrap_or("it said nothing");
    line.chars().filter(|c| !c.is_control() && *c != '|').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::none(&[], None)]
    #[case::for_all(&["/k"], Some("/k"))]
    #[case::its_own(&["/k", "vmtest=/v"], Some("/v"))]
    #[case::for_another(&["virtme-ng=/n"], None)]
    fn each_peer_has_its_kernel(#[case] kernels: &[&str], #[case] expected: Option<&str>) {
        let kernels: Vec<String> = kernels.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(PEERS[1].kernel(&kernels).map(Utf8Path::as_str), expected);
    }
}
