//! `nlmatrix watch`: new verdicts on every save.

use std::os::unix::fs::MetadataExt as _;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;
use nlmatrix::run::{CheckRecord, ModuleId};
use nlmatrix::runner::{Sources, Workshop};
use nlmatrix::store::Store;
use rustix::process::{Pid, Signal, kill_process};

use crate::own::{KERNEL, own};
use crate::place::{Place, root};
use crate::real::within;

const LIMIT: Duration = Duration::from_secs(120);

/// What has been printed so far, and how often it has come to waiting.
fn rounds(log: &Utf8Path) -> usize {
    fs_err::read_to_string(log).unwrap_or_default().matches("Ctrl-C ends this").count()
}

#[test]
fn a_save_gives_verdicts_and_a_mistake_does_not_end_it() {
    let place = Place::new();
    let file = own(&place);
    let (log, module) = (place.path.join("log"), file.with_file_name("hello.c"));
    let source = fs_err::read_to_string(&module).unwrap();
    let watch = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["watch", "--kernel", KERNEL, "--filter", "hello/talk", "--matrix", file.as_str()])
        .args(["--out", place.path.join("out").as_str()])
        .env("TMPDIR", place.tmp().as_str())
        .dir(place.path.clone())
        .output(&log)
        .start()
        .unwrap();
    let said = || fs_err::read_to_string(&log).unwrap_or_default();
    assert!(within(LIMIT, || rounds(&log) == 1), "{}", said());
    assert!(said().contains("1 as expected"), "{}", said());

    // A module that does not build, and a file that is not a matrix file.
    fs_err::write(&module, source.replace("MODULE_LICENSE(", "NO_SUCH_MACRO(")).unwrap();
    assert!(within(LIMIT, || rounds(&log) == 2), "{}", said());
    assert!(said().contains("hello.c changed"), "{}", said());
    assert!(said().contains("error: expected declaration"), "the compiler's words: {}", said());
    let text = fs_err::read_to_string(&file).unwrap();
    fs_err::write(&file, text.replace("schema = 1", "schema = one")).unwrap();
    assert!(within(LIMIT, || rounds(&log) == 3), "{}", said());
    assert!(said().contains("matrix.toml:2:"), "{}", said());

    // Both are fixed at once.
    fs_err::write(&file, text).unwrap();
    fs_err::write(&module, source + "\n/* mended */\n").unwrap();
    assert!(within(LIMIT, || rounds(&log) == 4), "{}", said());
    assert_eq!(said().matches("\n1 as expected, 0 not").count(), 2, "{}", said());
    assert_eq!(place.run_json().tally.as_expected, 1);
    assert!(!place.path.join("reports/history").exists(), "rounds are no history");

    kill_process(Pid::from_raw(watch.pids()[0] as i32).unwrap(), Signal::INT).unwrap();
    assert_eq!(watch.wait().unwrap().status.code(), Some(130));
    assert!(place.machines().is_empty() && place.left().is_empty());
}

/// The template from which the cells of a matrix file are forked, and the inode of its memory file.
fn template(file: &Utf8Path) -> (Utf8PathBuf, u64) {
    let matrix = nlmatrix::matrix::load(file, nlmatrix::scenario::shipped()).unwrap();
    let workshop = Workshop::open(matrix, Store::of_user(), Sources::default()).unwrap();
    let entry = workshop.matrix.kernel(KERNEL).unwrap();
    let template = workshop.template(entry, &workshop.kernel(entry).unwrap()).unwrap();
    let memory = fs_err::metadata(template.folder().join("memory")).unwrap();
    (template.folder().to_owned(), memory.ino())
}

/// One template serves whatever is tested: modules and clients are transferred to its forks.
#[test]
fn an_edit_reaches_the_verdicts_and_makes_no_template() {
    let place = Place::new();
    let file = own(&place);
    let run = || place.matrix(KERNEL, &file, "hello/talk").finish().unwrap();
    let (ran, before) = (run(), template(&file));
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    for (name, from, to, seen) in [
        ("talk.c", "return argc - 1;", "return argc;", "exited with status 3"),
        ("hello.c", "++asked", "asked -= 7", "hi -7"),
    ] {
        let path = file.with_file_name(name);
        let text = fs_err::read_to_string(&path).unwrap();
        fs_err::write(&path, text.replace(from, to)).unwrap();
        let ran = run();
        assert_eq!(ran.status, Some(1), "{}", ran.output);
        let cell = &place.run_json().cells[0];
        assert_eq!(cell.boot, "fork", "{}", cell.fallback);
        let shows =
            |check: &CheckRecord| [&check.observed, &check.seen].iter().any(|it| it.contains(seen));
        assert!(cell.checks.iter().any(shows), "{:?}", cell.checks);
        fs_err::write(&path, text).unwrap();
    }
    assert_eq!(template(&file), before);
    assert_eq!(template(&root().join("matrix.toml")), before);
}

/// The module of a matrix file, built for one of its kernels: its content, and the build's output.
fn built(file: &Utf8Path, kernel: &str) -> (Vec<u8>, String) {
    let matrix = nlmatrix::matrix::load(file, nlmatrix::scenario::shipped()).unwrap();
    let workshop = Workshop::open(matrix, Store::of_user(), Sources::default()).unwrap();
    let kernel = workshop.kernel(workshop.matrix.kernel(kernel).unwrap()).unwrap();
    let module = workshop.module(&kernel, &ModuleId::new("hello", "")).unwrap();
    let ko = module.kos.first().unwrap_or_else(|| panic!("{:?}", module.record));
    (fs_err::read(ko).unwrap(), module.record.log)
}

/// As if the store had never seen the module: neither the product nor the folder in which it was built.
fn forget(file: &Utf8Path, kernel: &str) {
    let matrix = nlmatrix::matrix::load(file, nlmatrix::scenario::shipped()).unwrap();
    let store = Store::of_user();
    let workshop = Workshop::open(matrix, store.clone(), Sources::default()).unwrap();
    let kernel = workshop.kernel(workshop.matrix.kernel(kernel).unwrap()).unwrap();
    let module = workshop.module(&kernel, &ModuleId::new("hello", "")).unwrap();
    let key = module.kos[0].parent().unwrap().file_name().unwrap().parse().unwrap();
    store.discard::<std::io::Error>("modules", &key).unwrap();
    for folder in store.root().join("builds").read_dir_utf8().unwrap().flatten() {
        if folder.path().join("work/hello").is_dir() {
            fs_err::remove_dir_all(folder.path()).unwrap();
        }
    }
}

/// An incremental build produces the same as one from scratch: on the oldest kernel, and on a new one.
#[rstest::rstest]
#[case("5.10-deb11")]
#[case(KERNEL)]
fn a_build_that_goes_on_leaves_the_same_module(#[case] kernel: &str) {
    let place = Place::new();
    let file = own(&place);
    let text = fs_err::read_to_string(&file).unwrap();
    let older = "[[kernel]]\nid = \"5.10-deb11\"\n\
                 debian = { suite = \"bullseye-security\", series = \"5.10\" }\n";
    fs_err::write(&file, format!("{text}\n{older}")).unwrap();
    let path = file.with_file_name("hello.c");
    let text = fs_err::read_to_string(&path).unwrap();
    let change = |step: u32| {
        // Something that the store has not seen.
        let own = format!("asked += {}", std::process::id() * 2 + step);
        fs_err::write(&path, text.replace("++asked", &own)).unwrap();
    };
    change(0);
    built(&file, kernel);
    forget(&file, kernel);
    let first = built(&file, kernel);
    assert!(first.1.contains("hello.mod.o"), "all of it is compiled: {}", first.1);
    change(1);
    let second = built(&file, kernel);
    assert!(!second.1.contains("hello.mod.o") && second.1.contains("hello.o"), "{}", second.1);
    assert_ne!(second.0, first.0);
    forget(&file, kernel);
    let again = built(&file, kernel);
    assert!(again.1.contains("hello.mod.o"), "all of it is compiled: {}", again.1);
    assert!(second.0 == again.0, "another module than a build from the beginning makes");
}

/// Ctrl-C at a terminal goes to the whole process group; `kill` only to the one process.
#[rstest::rstest]
fn ctrl_c_in_the_middle_of_a_round_ends_all_of_it(#[values(true, false)] alone: bool) {
    let place = Place::new();
    let file = own(&place);
    let log = place.path.join("log");
    let watch = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["watch", "--kernel", KERNEL, "--filter", "hello/", "--matrix", file.as_str()])
        .args(["--out", place.path.join("out").as_str()])
        .env("TMPDIR", place.tmp().as_str())
        .apart()
        .output(&log)
        .start()
        .unwrap();
    assert!(within(LIMIT, || !place.machines().is_empty()), "no cell started");
    let pid = Pid::from_raw(watch.pids()[0] as i32).unwrap();
    if alone {
        kill_process(pid, Signal::INT).unwrap();
    } else {
        rustix::process::kill_process_group(pid, Signal::INT).unwrap();
    }
    assert_eq!(watch.wait().unwrap().status.code(), Some(130));
    let gone = || place.machines().is_empty() && place.left().is_empty();
    assert!(within(Duration::from_secs(5), gone), "{:?} {:?}", place.machines(), place.left());
    assert!(place.path.join("out/run.json").exists(), "what had ended is reported");
}
