//! A user's own module with everything that it can come with, run on a real kernel.

use crate::place::{Place, root};
use camino::Utf8PathBuf;
use nlmatrix::process::Job;
use nlmatrix::run::{Outcome, Run};
use nlmatrix::store::Store;
use rstest::rstest;

pub const KERNEL: &str = "7.2-bpo13";

/// A copy of `tests/own` with the pins of our own matrix; returns its matrix file.
pub fn own(place: &Place) -> Utf8PathBuf {
    copy(place, "own")
}

/// A copy of a folder of `tests`.
pub fn copy(place: &Place, folder: &str) -> Utf8PathBuf {
    let work = place.path.join("work");
    let here = root().join("harness/cli/tests").join(folder);
    Job::new("cp").args(["-r", here.as_str(), work.as_str()]).run().unwrap();
    fs_err::copy(root().join("matrix.lock"), work.join("matrix.lock")).unwrap();
    work.join("matrix.toml")
}

fn unexpected(run: &Run) -> Vec<(String, Outcome, String)> {
    let cells = run.cells.iter().filter(|cell| !cell.as_expected);
    cells.map(|cell| (cell.id.to_string(), cell.outcome, cell.reason.clone())).collect()
}

#[test]
fn clients_files_and_sysctls_are_in_the_guest() {
    let place = Place::new();
    let file = own(&place);
    let ran = place.matrix(KERNEL, &file, "hello/").finish().unwrap();
    let run = place.run_json();
    assert_eq!(unexpected(&run), [], "{}", ran.output);
    assert_eq!(run.cells.len(), 6);
    // Each step made its checks, which are the same in both rounds.
    let talk = run.cells.iter().find(|cell| cell.id.scenario == "talk").unwrap();
    assert_eq!(talk.checks.len(), 8);

    let key = || {
        let list = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
            .args(["cell", &format!("{KERNEL}/hello/guest"), "--matrix", file.as_str()])
            .env("TMPDIR", place.tmp().as_str());
        list.finish().unwrap()
    };
    fs_err::write(file.with_file_name("talk.c"), "int main(void) { return 0; }\n").unwrap();
    let cell = key();
    assert_eq!(cell.status, Some(1), "{}", cell.output);
    assert!(cell.output.contains("talk.c matches"), "a changed file is a new image");
}

/// The steps that `init` proposes for a module with a family, a protocol, a device, a file and a parameter hold
/// without changes, on the oldest kernel and on a new one.
#[rstest]
#[case::oldest("5.10-deb11")]
#[case::newest(KERNEL)]
fn what_init_proposes_holds(#[case] kernel: &str) {
    let place = Place::new();
    let file = copy(&place, "offers");
    fs_err::remove_file(file.with_file_name("matrix.toml")).ok();
    let init = Job::new(env!("CARGO_BIN_EXE_nlmatrix")).arg("init");
    let written = init.arg(file.parent().unwrap().as_str()).finish().unwrap();
    assert_eq!(written.status, Some(0), "{}", written.output);
    let ran = place.matrix(kernel, &file, "offers/").finish().unwrap();
    let run = place.run_json();
    assert_eq!(unexpected(&run), [], "{}", ran.output);
    let first = run.cells.iter().find(|cell| cell.id.scenario == "first").unwrap();
    let names: Vec<&str> = first.checks.iter().map(|check| check.name.as_str()).collect();
    for name in [
        "reply 1 to OFFERS 1",
        "reply 1 to OFFERS 2",
        "message 1 of OFFERS (ears)",
        "reply 1 to protocol 29 type 0",
        "exists /dev/offers",
        "/proc/offers matches ``",
        "/sys/module/offers/parameters/limit matches ``",
        "kernel log matches `offers: ready`",
        "exists /dev/offers (2)",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

/// Through `request_module`, another module of its own, with parameters, and one of the kernel; firmware; and
/// modprobe run by hand.
#[rstest]
#[case::oldest("5.10-deb11")]
#[case::newest(KERNEL)]
fn a_module_gets_what_it_asks_for(#[case] kernel: &str) {
    let place = Place::new();
    let file = copy(&place, "asks");
    let ran = place.matrix(kernel, &file, "asker/").finish().unwrap();
    let run = place.run_json();
    assert_eq!(unexpected(&run), [], "{}", ran.output);
    assert_eq!(run.cells.len(), 4);
}

#[rstest]
#[case::compiler("source = \"talk.c\"", "error: 'GREETING' undeclared")]
#[case::nothing_left(
    "path = \"sum\"\ncommand = \"true\"\nprogram = \"none\"",
    "succeeded, but left no program none"
)]
#[case::script("binary = \"Kbuild\"", "is not an x86-64 program")]
#[case::library(
    "path = \"sum\"\ncommand = \"gcc-14 -shared -fPIC -o libsum.so sum.c && gcc-14 -o sum main.c \
     -L. -lsum && rm libsum.so\"\nprogram = \"sum\"",
    "needs the library libsum.so"
)]
fn a_client_that_does_not_build_costs_its_own_cells(#[case] keys: &str, #[case] says: &str) {
    let place = Place::new();
    let file = with_client(&place, keys);
    let ran = place.matrix(KERNEL, &file, "hello/").finish().unwrap();
    assert_eq!(ran.status, Some(1), "{}", ran.output);
    let run = place.run_json();
    let [(_, Outcome::BuildFail, reason), (id, Outcome::BuildFail, same)] = &unexpected(&run)[..]
    else {
        panic!("{}", ran.output);
    };
    assert!(reason.starts_with("the client bad ") && reason == same, "{reason}");
    assert_eq!(*id, format!("{KERNEL}/hello/second"));
    let passed = run.cells.iter().filter(|cell| cell.outcome == Outcome::Pass).count();
    assert_eq!(passed, 2, "{}", ran.output);
    assert!(ran.output.contains(&format!("also affected: {id}")), "{}", ran.output);
    // What was said of it comes once, however many cells lack it.
    let [lacking] = &run.lacking_clients[..] else { panic!("{}", ran.output) };
    let said = if lacking.said.is_empty() { &lacking.reason } else { &lacking.said };
    assert!(said.contains(says), "{said}");
    if !lacking.said.is_empty() {
        assert_eq!(ran.output.matches(says).count(), 1, "{}", ran.output);
    }
}

/// The first one of these cells runs as always.
#[test]
fn a_client_that_does_not_compile_for_32_bits_costs_those_cells() {
    let place = Place::new();
    let file = with_client(&place, "source = \"bad.c\"\nbits = [64, 32]");
    let text =
        "int main(void) { _Static_assert(sizeof(long) == 8, \"no such width\"); return 0; }\n";
    fs_err::write(file.with_file_name("bad.c"), text).unwrap();
    let ran = place.matrix(KERNEL, &file, "hello/first").finish().unwrap();
    assert_eq!(ran.status, Some(1), "{}", ran.output);
    let run = place.run_json();
    let cell = |id: &str| run.cells.iter().find(|cell| cell.id.scenario == id).unwrap();
    assert_eq!(cell("first").outcome, Outcome::Pass, "{}", ran.output);
    let narrow = cell("first-32bit");
    assert_eq!((narrow.outcome, &*narrow.lacks), (Outcome::BuildFail, "bad-32bit"));
    let said: Vec<&str> = run.lacking_clients.iter().map(|it| &*it.said).collect();
    assert!(said.len() == 1 && said[0].contains("no such width"), "{said:?}");
}

/// [`own`] with a client of these keys, and two scenarios that run it, beside one that does not.
fn with_client(place: &Place, keys: &str) -> Utf8PathBuf {
    let file = own(place);
    let text = fs_err::read_to_string(&file).unwrap();
    let all = r#"["talk", "guest", "messages", "beside", "spaces"]"#;
    let text = text.replace(all, r#"["talk", "first", "second"]"#);
    let steps = "[[scenario.step]]\nload = true\n[[scenario.step]]\n";
    let text = format!(
        "{text}\n[[client]]\nname = \"bad\"\n{keys}\n\
         [[scenario]]\nname = \"first\"\n{steps}run = [\"bad\"]\n\
         [[scenario]]\nname = \"second\"\n{steps}run = [\"env\", \"/clients/bad\"]\n"
    );
    fs_err::write(&file, text).unwrap();
    file
}

/// A scenario that expects what the client does not do, and one that cannot continue.
const SURPRISES: &str = r#"
[[scenario]]
name = "surprise"
[[scenario.step]]
load = true
[[scenario.step]]
run = ["talk", "a"]
exit = 7
stdout = ["never"]

[[scenario]]
name = "broken"
[[scenario.step]]
load = true
[[scenario.step]]
run = ["/no/such/program"]
"#;

#[test]
fn what_was_learned_makes_the_next_run_expected() {
    let place = Place::new();
    let file = own(&place);
    let text = fs_err::read_to_string(&file).unwrap();
    let text = text.replace(
        r#"["talk", "guest", "messages", "beside", "spaces"]"#,
        r#"["surprise", "broken"]"#,
    ) + SURPRISES;
    fs_err::write(&file, &text).unwrap();
    let run = || place.matrix(KERNEL, &file, "hello/").arg("--learn").finish().unwrap();

    let ran = run();
    assert_eq!(ran.status, Some(1), "{}", ran.output);
    let path = place.path.join("out/learned.toml");
    assert!(ran.output.contains(&format!("learned: {path}: 3 rows")), "{}", ran.output);
    let learned = fs_err::read_to_string(&path).unwrap();
    assert_eq!(learned.matches("kernels = \"=7.2\"").count(), 3, "{learned}");
    assert_eq!(fs_err::read_to_string(&file).unwrap(), text, "the matrix is a person's");

    fs_err::write(&file, format!("{text}{learned}")).unwrap();
    let ran = run();
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    assert!(ran.output.contains("learned: nothing") && !path.exists(), "{}", ran.output);
}

/// `ci/compare-runs`, as written by `nlmatrix ci`: shards with separate caches.
#[test]
fn four_parts_merged_are_the_whole_run() {
    let place = Place::new();
    let folder = own(&place).parent().unwrap().to_owned();
    let second = "\n[[kernel]]\nid = \"5.10-deb11\"\n\
                  debian = { suite = \"bullseye-security\", series = \"5.10\" }\n";
    let text = fs_err::read_to_string(folder.join("matrix.toml")).unwrap();
    // One scenario has to fail, and the shards have to report that, too.
    let text = text.replace("'\\A42\\n\\z'", "'\\A43\\n\\z'");
    fs_err::write(folder.join("matrix.toml"), text + second).unwrap();
    let program = env!("CARGO_BIN_EXE_nlmatrix");
    Job::new(program).args(["ci", "github", "--shards", "4"]).dir(&folder).run().unwrap();
    let ran = Job::new(folder.join("ci/compare-runs").as_str())
        .arg("4")
        .dir(&folder)
        .env("NLMATRIX", program)
        .env("SHARED_CACHE", Store::of_user().root().as_str())
        .env("SHARD_ARGS", "--filter hello/")
        .env("AT_ONCE", "1")
        .env("TMPDIR", place.tmp().as_str())
        .finish()
        .unwrap();
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    assert_eq!(
        ran.output.matches("\n10 as expected, 2 not as expected, 0 did not run (").count(),
        2,
        "{}",
        ran.output
    );
    let parts = |part| folder.join(format!("reports/out/shard-{part}/run.json")).is_file();
    assert!((1..=4).all(parts), "{}", ran.output);
}
