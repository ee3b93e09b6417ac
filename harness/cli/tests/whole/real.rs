//! Whole runs on one kernel of the store: what they leave behind, and what they make again.
//!
//! These boot virtual machines, so they are in nextest's profile `real`, which `cargo xtask test` runs if the kernel
//! is available.

use std::collections::BTreeSet;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::time::{Duration, Instant};

use crate::place::{Place, root};
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::{Job, User};
use nlmatrix::run::Outcome;
use nlmatrix::runner::Workshop;
use nlmatrix::store::Store;
use nlmatrix::vm::Template;
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

const KERNEL: &str = "7.2-bpo13";
/// How long it may take until killed processes are gone.
const LIMIT: Duration = Duration::from_secs(5);

/// Waits until `done`, and returns whether that happened in time.
pub fn within(limit: Duration, done: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while !done() {
        if Instant::now() > deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

/// Who gets the signal.
#[derive(Clone, Copy)]
enum Victim {
    /// `cargo xtask matrix`.
    Runner,
    /// The process of one cell.
    Cell,
}

#[rstest]
#[case::ctrl_c(Victim::Runner, Signal::INT)]
#[case::term(Victim::Runner, Signal::TERM)]
#[case::kill(Victim::Runner, Signal::KILL)]
#[case::kill_of_a_cell(Victim::Cell, Signal::KILL)]
fn a_killed_run_leaves_no_machine_and_no_folder(#[case] victim: Victim, #[case] signal: Signal) {
    let place = Place::new();
    let file = root().join("matrix.toml");
    let run = place.matrix(KERNEL, &file, "load-unload").start().unwrap();
    assert!(within(Duration::from_secs(120), || !place.machines().is_empty()), "no cell started");
    let pid = match victim {
        Victim::Runner => Pid::from_raw(run.pids()[0] as i32).unwrap(),
        Victim::Cell => place.machines()[0].1,
    };
    kill_process(pid, signal).unwrap();
    let status = match signal {
        Signal::KILL if matches!(victim, Victim::Runner) => None,
        // The report of what there is, or the others ending.
        _ => run.wait().unwrap().status.code(),
    };
    assert!(within(LIMIT, || place.machines().is_empty()), "{:?}", place.machines());
    if matches!(signal, Signal::INT | Signal::TERM) {
        assert_eq!(status, Some(128 + signal.as_raw()));
        assert!(did_not_run(&place) > 0);
    }
    run.kill().unwrap();
    if signal == Signal::KILL {
        // Nothing runs after SIGKILL: the next run cleans up, once the leftovers are old enough.
        std::thread::sleep(Duration::from_secs(3));
        place.matrix(KERNEL, &file, "nlecho.g6-cfg/build").run().unwrap();
    }
    assert!(within(LIMIT, || place.left().is_empty()), "{:?}", place.left());
}

/// How many cells in the report did not run, each with the command that continues the run.
fn did_not_run(place: &Place) -> usize {
    let run = place.run_json();
    assert!(place.path.join("out/index.html").exists());
    let missing = run.cells.iter().filter(|cell| cell.outcome == Outcome::Missing).count();
    let gap = run.did_not_run.iter().find(|gap| gap.outcome == Outcome::Missing);
    assert!(gap.is_none_or(|gap| gap.cells == 1 || gap.command.contains("--resume")), "{gap:?}");
    missing
}

/// nextest is killed, for instance because memory ran out: what had ended is reported.
#[test]
fn a_run_whose_nextest_is_killed_leaves_a_report() {
    let place = Place::new();
    let run = place.matrix(KERNEL, &root().join("matrix.toml"), "nlecho.g6-cfg/").start().unwrap();
    assert!(within(Duration::from_secs(120), || !place.machines().is_empty()), "no cell started");
    let cell = place.machines()[0].1;
    let status = fs_err::read_to_string(format!("/proc/{}/status", cell.as_raw_nonzero())).unwrap();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap();
    kill_process(Pid::from_raw(parent.trim().parse().unwrap()).unwrap(), Signal::KILL).unwrap();
    let ended = run.wait().unwrap();
    assert_eq!(ended.status.code(), Some(3), "some results are missing");
    assert!(did_not_run(&place) > 0);
    assert!(within(LIMIT, || place.machines().is_empty()), "{:?}", place.machines());
}

/// The template of [`KERNEL`].
fn template() -> Template {
    let matrix =
        nlmatrix::matrix::load(&root().join("matrix.toml"), nlmatrix::scenario::shipped()).unwrap();
    let workshop =
        Workshop::open(matrix, Store::of_user(), nlmatrix::runner::Sources::default()).unwrap();
    let entry = workshop.matrix.kernel(KERNEL).unwrap();
    workshop.template(entry, &workshop.kernel(entry).unwrap()).unwrap()
}

#[test]
fn a_panic_leaves_no_machine_and_no_folder() {
    let template = template();
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let vm = template.fork().unwrap();
        sender.send((vm.pid().unwrap(), vm.folder().to_owned())).unwrap();
        panic!("as a scenario with a mistake in it would");
    });
    let (pid, folder) = receiver.recv().unwrap();
    assert!(thread.join().is_err());
    assert!(!Utf8PathBuf::from(format!("/proc/{pid}")).exists() && !folder.exists());
}

/// Machines started by root run as an unprivileged user that cannot open root's files; those of anybody else run as
/// that user.
#[test]
fn a_machine_has_no_privilege() {
    let vm = template().fork().unwrap();
    let status = fs_err::read_to_string(format!("/proc/{}/status", vm.pid().unwrap())).unwrap();
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = match User::unprivileged() {
        Some(_) => "65520".to_owned(),
        None => rustix::process::getuid().as_raw().to_string(),
    };
    assert_eq!(line("Uid:"), vec![expected; 4]);
    assert_eq!(line("CapEff:"), ["0000000000000000"]);
    assert_eq!((line("NoNewPrivs:"), line("Seccomp:")), (vec!["1".into()], vec!["2".into()]));
    let ours = fs_err::metadata(vm.folder().join("console")).unwrap();
    let folder = fs_err::metadata(vm.folder()).unwrap();
    assert_eq!((ours.uid(), folder.mode() & 0o007), (folder.uid(), 0));
}

/// Two systems, so that one can change while the other does not.
const SMALL: &str = r#"
    schema = 1
    [[kernel]]
    id = "7.2-bpo13"
    debian = { suite = "trixie-backports", series = "7.2" }
    [[system]]
    name = "nlecho"
    path = "kmods/nlecho"
    scenarios = ["echo-roundtrip"]
    [[system.generation]]
    name = "g6-cfg"
    kernels = ">=3.7"
    [[system]]
    name = "faulty"
    path = "kmods/faulty"
    [[system.generation]]
    name = "oops"
    kernels = ">=3.7"
    scenarios = ["oops"]
"#;

/// A store of its own that shares downloads and the toolchain with the user's.
fn store_beside(place: &Place) -> Utf8PathBuf {
    let store = place.path.join("store");
    fs_err::create_dir(&store).unwrap();
    for kind in ["apt", "debs", "toolchains", "accel"] {
        let shared = Store::of_user().root().join(kind);
        fs_err::create_dir_all(&shared).unwrap();
        symlink(shared, store.join(kind)).unwrap();
    }
    store
}

/// Kind and key of every product that was made in `store`.
fn products(store: &Utf8Path) -> BTreeSet<(String, String)> {
    let kinds = store.read_dir_utf8().unwrap().flatten();
    let kinds = kinds.filter(|kind| kind.file_type().unwrap().is_dir());
    kinds
        .filter(|kind| !["locks", "users"].contains(&kind.file_name()))
        .flat_map(|kind| {
            let keys = kind.path().read_dir_utf8().unwrap().flatten();
            keys.map(|key| (kind.file_name().to_owned(), key.file_name().to_owned()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The kinds of products that are in `after` and not in `before`, sorted.
fn made(before: &BTreeSet<(String, String)>, after: &BTreeSet<(String, String)>) -> Vec<String> {
    after.difference(before).map(|(kind, _)| kind.clone()).collect()
}

/// A folder with [`SMALL`] and everything that it names.
fn small(place: &Place) -> Utf8PathBuf {
    let work = place.path.join("work");
    fs_err::create_dir(&work).unwrap();
    for part in ["kmods", "matrix.lock"] {
        Job::new("cp").args(["-r", root().join(part).as_str(), work.as_str()]).run().unwrap();
    }
    fs_err::write(work.join("matrix.toml"), SMALL).unwrap();
    work
}

/// Changes the source of one module there.
fn change(work: &Utf8Path) {
    let source = work.join("kmods/nlecho/g6-cfg/nlecho.c");
    let text = fs_err::read_to_string(&source).unwrap();
    fs_err::write(&source, format!("{text}\n/* changed */\n")).unwrap();
}

/// What the changed module replaced is removed when the store exceeds its limit; what the run uses stays.
#[test]
fn a_store_over_its_limit_is_trimmed_when_a_run_ends() {
    let place = Place::new();
    let (store, work) = (store_beside(&place), small(&place));
    let run = |limit: &str| {
        let job = place.matrix(KERNEL, &work.join("matrix.toml"), "");
        let job = job.env("NLMATRIX_CACHE", store.as_str()).env("NLMATRIX_STORE_LIMIT", limit);
        job.run().unwrap().output
    };
    let modules = || store.join("modules").read_dir_utf8().unwrap().count();
    run("none");
    let built = modules();
    change(&work);
    let said = run("none");
    assert_eq!(modules(), built + 1);
    assert!(!said.contains("the store's limit"), "{said}");

    let said = run("1M");
    assert!(said.contains("the store's limit is 1 MiB") && said.contains("in use"), "{said}");
    assert_eq!(modules(), built);
    let left = products(&store);
    run("none");
    assert_eq!(made(&left, &products(&store)), [""; 0], "nothing that it uses had gone");
}

#[test]
fn only_what_changed_is_made_again() {
    let place = Place::new();
    let (store, work) = (store_beside(&place), small(&place));
    let run = || {
        let job = place
            .matrix(KERNEL, &work.join("matrix.toml"), "")
            .env("NLMATRIX_CACHE", store.as_str());
        job.run().unwrap();
        let boots = place.run_json().cells.into_iter().map(|cell| cell.boot);
        (products(&store), boots.collect::<BTreeSet<_>>())
    };
    let (first, boots) = run();
    assert!(boots.contains("cold") && boots.contains("fork"), "{boots:?}");

    let (second, boots) = run();
    assert_eq!(made(&first, &second), [""; 0], "nothing changed, so nothing is made");
    assert!(boots.contains("stored") && !boots.contains("cold"), "{boots:?}");

    change(&work);
    let (third, boots) = run();
    assert_eq!(made(&second, &third), ["bundles", "modules"]);
    assert!(!boots.contains("cold"), "a module comes into the machine that there is: {boots:?}");
}
