//! The same no-op command by other systems, where they are installed (`ci/bench-peers`).

use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::process::{Job, find_program};
use crate::vm::Kind;

/// How long a peer may take.
const LIMIT: Duration = Duration::from_secs(180);

/// In a mount namespace of its own, /dev without kvm: vmtest takes KVM wherever the device is.
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
    /// Does it take KVM wherever there is `/dev/kvm`?
    insists_on_kvm: bool,
}

/// Those that we compare ourselves with.
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
    /// The command, for people.
    pub fn command(&self) -> String {
        format!("{} {}", self.program, (self.words)("KERNEL").join(" "))
    }

    /// Runs the no-op command once on `kernel`; gives the wall time, or why there is none.
    pub fn measure(&self, kernel: Option<&Utf8Path>, accel: Kind) -> Result<Duration, String> {
        let program = find_program(self.program);
        let program = program.ok_or("not installed: ci/bench-peers installs it")?;
        let kernel = kernel.ok_or("no kernel that it can boot: name one by --peer-kernel")?;
        let job = if self.insists_on_kvm && accel == Kind::Tcg {
            Job::new("unshare").args(["--mount", "sh", "-c", WITHOUT_KVM, "sh", program.as_str()])
        } else {
            Job::new(program.as_str())
        };
        run(&job.args((self.words)(kernel.as_str())))
    }
}

fn run(job: &Job) -> Result<Duration, String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let started = Instant::now();
    // The thread's end is the child's: a peer that hangs dies with it.
    let waiting = job.start().map_err(|error| error.to_string())?;
    std::thread::scope(|scope| {
        scope.spawn(|| sender.send(waiting.wait().map(|output| output.status)));
        let status = receiver.recv_timeout(LIMIT);
        let took = started.elapsed();
        waiting.kill().ok();
        match status {
            Ok(Ok(status)) if status.success() => Ok(took),
            Ok(Ok(status)) => Err(format!("it ended with {status}: {}", job.argv())),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("it took more than {} s", LIMIT.as_secs())),
        }
    })
}
