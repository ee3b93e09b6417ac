//! A run that is ended in each of its stages: by Ctrl-C, by SIGTERM, and by SIGKILL, in turn.

use std::os::unix::fs::symlink;
use std::thread::sleep;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use nlmatrix::process::Job;
use nlmatrix::store::Store;

use super::lab::{Lab, SMALL, WHOLE};
use super::record::Seen;
use super::{right_if, runs::signal, space::half_made};

/// The signals, one for each round.
const SIGNALS: [&str; 3] = ["INT", "TERM", "KILL"];
/// How long it may take until ended processes are gone.
const LIMIT: Duration = Duration::from_secs(5);
/// How long a run may take to reach the stage, on a busy host.
const PATIENCE: Duration = Duration::from_secs(300);

/// A stage of a run.
pub struct Stage {
    /// Kinds of products that are shared with the user's store: what is made before the stage, or does not matter.
    shared: &'static [&'static str],
    /// What is run.
    work: Work,
    /// How the beginning of the stage is recognised.
    sign: Sign,
}

enum Work {
    /// One cell of this kernel.
    Cell(&'static str, &'static str),
    /// A matrix of a few cells, written to `out` in the home.
    Matrix,
    /// The same cell, its kernel not pinned yet.
    Unpinned,
}

enum Sign {
    /// A product of this kind is being made.
    Kind(&'static str),
    /// A child has this in its command line.
    Child(&'static str),
    /// This file or folder in `out` exists.
    File(&'static str),
}

/// Not unpacked kernels: the toolchain root, in which modules are built, does not see links that leave the store.
const ALL: &[&str] = &["apt", "debs", "toolchains", "accel"];
const BOOT: Work = Work::Cell(SMALL, "kernel/boot");
const ECHO: Work = Work::Cell(WHOLE, "nlecho.g6-cfg/echo-roundtrip");

pub const RESOLVE: Stage =
    Stage { shared: &[], work: Work::Unpinned, sign: Sign::Child("apt-get") };
pub const DOWNLOAD: Stage = Stage { shared: &[], work: BOOT, sign: Sign::Child("download-file") };
pub const TOOLCHAIN: Stage =
    Stage { shared: &["apt", "debs"], work: ECHO, sign: Sign::Kind("toolchains") };
pub const MODULE: Stage = Stage { shared: ALL, work: ECHO, sign: Sign::Kind("modules") };
pub const IMAGE: Stage = Stage { shared: ALL, work: BOOT, sign: Sign::Kind("images") };
pub const TEMPLATE: Stage = Stage { shared: ALL, work: ECHO, sign: Sign::Kind("templates") };
pub const CELLS: Stage = Stage { shared: ALL, work: Work::Matrix, sign: Sign::File("cells") };
pub const REPORT: Stage = Stage { shared: ALL, work: Work::Matrix, sign: Sign::File("run.json") };

/// Ends a run at `stage`, makes sure that it and its children are gone, and runs it again, with everything shared.
pub fn ended_at(lab: &Lab, round: u32, stage: &Stage) -> Seen {
    let name = SIGNALS[round as usize % SIGNALS.len()];
    let store = &lab.store;
    let out = lab.home.join("out");
    fs_err::remove_dir_all(&out).ok();
    // All of the user's packages, or none, instead of the few in the home.
    fs_err::remove_dir_all(store.root().join("debs")).ok();
    share(store, stage.shared);
    let log = lab.home.join("output");
    let Ok(handle) = stage.job(lab, store).output(&log).start() else {
        return Seen::Wrong("it did not start".to_owned());
    };
    let came = until(PATIENCE, || stage.has_begun(lab, store) || is_over(&handle));
    if !came || is_over(&handle) {
        let output = fs_err::read_to_string(&log).unwrap_or_default();
        return Seen::Wrong(format!("it never came to its stage: {}", end_of(&output)));
    }
    // Somewhere in the stage, not always at its beginning.
    sleep(Duration::from_millis(u64::from(round / 3 % 4) * 150));
    handle.pids().into_iter().for_each(|id| signal(name, id));
    let ended = until(LIMIT, || is_over(&handle) && lab.processes().is_empty());
    let left = lab.processes();
    // After SIGKILL, or if a child was still writing, the next run cleans up what is old enough.
    if half_made(store.root()) > 0 {
        sleep(Duration::from_secs(3));
    }
    store.sweep();
    share(store, ALL);
    let next = stage.job(lab, store).finish();
    let (status, output) = next.map_or((None, String::new()), |done| (done.status, done.output));
    let text = format!("SIG{name}: ended {ended} {left:?}, then exit {status:?}");
    if status != Some(0) {
        return Seen::Wrong(format!("{text}: {}", end_of(&output)));
    }
    right_if(ended, text)
}

/// The last lines of a run's output.
fn end_of(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

impl Stage {
    fn job(&self, lab: &Lab, store: &Store) -> Job {
        let job = lab.nlmatrix(store);
        match self.work {
            Work::Cell(kernel, rest) => lab.cell_of_small(store, &format!("{kernel}/{rest}")),
            Work::Matrix => job
                .args(["matrix", "--kernel", WHOLE, "--filter", "nlecho"])
                .args(["--matrix", lab.matrix.path.as_str()])
                .args(["--out", lab.home.join("out").as_str()])
                .args(["--history", lab.home.join("history").as_str()]),
            Work::Unpinned => {
                let file = lab.home.join("matrix.toml");
                let text = "schema = 1\n[[kernel]]\nid = \"k\"\n\
                            debian = { suite = \"trixie\", series = \"6.12\" }\n";
                fs_err::write(&file, text).expect("the home is writable");
                fs_err::remove_file(lab.home.join("matrix.lock")).ok();
                job.args(["update", "--matrix", file.as_str()])
            }
        }
    }

    fn has_begun(&self, lab: &Lab, store: &Store) -> bool {
        match self.sign {
            Sign::Kind(kind) => store.root().join(kind).exists(),
            Sign::Child(word) => lab.processes().iter().any(|(_, line)| line.contains(word)),
            Sign::File(name) => lab.home.join("out").join(name).exists(),
        }
    }
}

/// Links `kinds` of the user's store into `store`, unless that has made its own.
pub fn share(store: &Store, kinds: &[&str]) {
    fs_err::create_dir_all(store.root()).expect("the home is writable");
    for kind in kinds {
        let theirs: Utf8PathBuf = Store::of_user().root().join(kind);
        let ours = store.root().join(kind);
        // Empty if making it was interrupted; kept if there is something in it.
        fs_err::remove_dir(&ours).ok();
        if theirs.exists() && !ours.exists() {
            symlink(theirs, ours).expect("the home is writable");
        }
    }
}

fn is_over(handle: &duct::Handle) -> bool {
    !matches!(handle.try_wait(), Ok(None))
}

fn until(limit: Duration, done: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while !done() {
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(2));
    }
    true
}
