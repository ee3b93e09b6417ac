//! The search in a real repository; a file in it says what is seen at a commit.

use camino::{Utf8Path, Utf8PathBuf};
use rstest::rstest;

use super::*;
use crate::process::Job;
use crate::run::{CellRecord, CheckRecord, Outcome, PlannedCell};

/// The file that says what the check sees; without it, the kernel does not build.
const STATE: &str = "state";

fn git(path: &Utf8Path, arguments: &[&str]) -> String {
    let author = ["-c", "user.name=n", "-c", "user.email=n@host"];
    Job::new("git").args(["-C", path.as_str()]).args(author).args(arguments).read().unwrap()
}

/// 3.8 to 3.11, with four commits each: `states` has what is seen on each commit, or `x` if it does not build; a
/// capital letter means that the commit touches netlink as well.
fn repository(states: &str) -> (tempfile::TempDir, Utf8PathBuf) {
    repository_that_says(states, &[])
}

/// The same, with additional words in the messages of some commits.
fn repository_that_says(
    states: &str,
    messages: &[(usize, &str)],
) -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap().join("linux");
    fs_err::create_dir(&path).unwrap();
    git(&path, &["init", "--quiet"]);
    for (index, state) in states.chars().enumerate() {
        let minor = 8 + index / 4;
        let makefile = format!("VERSION = 3\nPATCHLEVEL = {minor}\n# {index}\n");
        fs_err::write(path.join("Makefile"), makefile).unwrap();
        fs_err::write(path.join(STATE), state.to_ascii_lowercase().to_string()).unwrap();
        if state.is_ascii_uppercase() {
            fs_err::create_dir_all(path.join("net/netlink")).unwrap();
            fs_err::write(path.join("net/netlink/af_netlink.c"), index.to_string()).unwrap();
        }
        git(&path, &["add", "."]);
        let subject = format!("change {index}");
        let said = messages.iter().filter(|(at, _)| *at == index).map(|(_, text)| *text);
        let message = std::iter::once(subject.as_str()).chain(said).collect::<Vec<_>>();
        git(&path, &["commit", "--quiet", "-m", &message.join("\n\n")]);
        if index % 4 == 0 {
            git(&path, &["tag", &format!("v3.{minor}")]);
        }
    }
    (folder, path)
}

fn look(revision: &Revision) -> Result<Seen, BisectError> {
    let state = git(&revision.repository, &["show", &format!("{}:{STATE}", revision.object)]);
    if state == "x" {
        return Ok(Seen::Nothing("it does not build".to_owned()));
    }
    let id = format!("{}/kernel/portid", revision.id()).parse().unwrap();
    let planned = PlannedCell { id, expected: Outcome::Pass };
    let check = CheckRecord { name: "port".to_owned(), observed: state, ..CheckRecord::default() };
    let record = CellRecord { outcome: Outcome::Pass, checks: vec![check], ..planned.blank() };
    Ok(Seen::Cell(Box::new(record)))
}

fn search(path: &Utf8Path, good: &str, bad: &str) -> Result<Finding, BisectError> {
    search_with(&look, None, path, good, bad)
}

fn search_with(
    look: Look,
    quick: Option<Look>,
    path: &Utf8Path,
    good: &str,
    bad: &str,
) -> Result<Finding, BisectError> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(Utf8Path::from_path(folder.path()).unwrap());
    let question = Question {
        repository: path.to_owned(),
        good: good.to_owned(),
        bad: bad.to_owned(),
        check: None,
    };
    bisect(look, quick, &store, &question)
}

#[rstest]
#[case::within_a_release("aaaaaabbbbbbbbbb", "change 6", Some("3.10"))]
#[case::at_a_release("aaaabbbbbbbbbbbb", "change 4", Some("3.9"))]
#[case::after_the_last("aaaaaaaaaaaaaabb", "change 14", None)]
#[case::over_what_does_not_build("aaaaaxabbxbbbbbb", "change 7", Some("3.10"))]
#[case::a_release_does_not_build("aaaaxaabxbbbbbbb", "change 7", Some("3.10"))]
fn the_commit_is_found(#[case] states: &str, #[case] subject: &str, #[case] release: Option<&str>) {
    let (_folder, path) = repository(states);
    let found = search(&path, "v3.8", "HEAD").unwrap();
    assert_eq!(found.change.subject, subject);
    assert_eq!(found.change.release.map(|it| it.to_string()).as_deref(), release);
    let [before, after] = [&found.before, &found.after].map(|it| found.mark.of(it).unwrap());
    assert_eq!((before.as_str(), after.as_str()), ("a", "b"));
    assert_eq!(git(&path, &["for-each-ref", "refs/bisect"]), "", "nothing is written to it");
}

#[test]
fn commits_that_hide_it_are_named() {
    let (_folder, path) = repository("aaaaaxxbbbbbbbbb");
    let error = search(&path, "v3.8", "v3.11").unwrap_err();
    let BisectError::OnlySkipped { listed } = &error else { panic!("{error}") };
    let mut subjects: Vec<_> = listed.lines().filter_map(|it| it.split_once(" change ")).collect();
    subjects.sort_by_key(|(_, number)| *number);
    let numbers: Vec<&str> = subjects.into_iter().map(|(_, number)| number).collect();
    assert_eq!(numbers, ["5", "6", "7"]);
}

#[rstest]
#[case::the_wrong_way_round("v3.11", "v3.8", "v3.11 is not an ancestor of v3.8")]
#[case::alike("v3.8", "v3.9", "the cell ends the same way at both ends (pass)")]
#[case::no_such("v3.8", "v3.77", "v3.77")]
fn ends_have_to_be_ends(#[case] good: &str, #[case] bad: &str, #[case] message: &str) {
    let (_folder, path) = repository("aaaaaaaaaaaabbbb");
    let error = search(&path, good, bad).unwrap_err().to_string();
    assert!(error.contains(message), "{error}");
}

#[rstest]
#[case::it_is_there("aaaaaaaaaBbbbbbb", "change 9")]
#[case::it_is_elsewhere("aaaaaaabbBbbbbbb", "change 7")]
#[case::it_is_behind("aaaaaAaabbbbbbbb", "change 8")]
fn what_touches_netlink_is_looked_at_first(#[case] states: &str, #[case] subject: &str) {
    let (_folder, path) = repository(states);
    let found = search(&path, "v3.8", "HEAD").unwrap();
    assert_eq!(found.change.subject, subject);
}

#[rstest]
#[case::one_that_did_it(&[(9, "Another portid.")], "change 9", 5)]
#[case::several(&[(8, "The portid."), (9, "Portids."), (11, "A portid")], "change 9", 6)]
#[case::none_that_did_it(&[(10, "Another portid.")], "change 9", 7)]
#[case::nobody(&[], "change 9", 6)]
fn what_speaks_of_it_is_looked_at_before_that(
    #[case] messages: &[(usize, &str)],
    #[case] subject: &str,
    #[case] looks: usize,
) {
    let (_folder, path) = repository_that_says("aaaaaaaaABBBbbbb", messages);
    let looked = std::cell::Cell::new(0);
    let count = |revision: &Revision| {
        looked.set(looked.get() + 1);
        look(revision)
    };
    let found = search_with(&count, None, &path, "v3.8", "HEAD").unwrap();
    assert_eq!((found.change.subject.as_str(), looked.get()), (subject, looks));
}

#[rstest]
#[case::and_sees_it(0, 2)]
#[case::and_is_misled(1, 8)]
fn a_quick_look_leads_and_does_not_decide(#[case] too_early: usize, #[case] looks: usize) {
    let (_folder, path) = repository("aaaaaaabbbbbbbbb");
    let quick = |revision: &Revision| {
        let subject = git(&path, &["show", "--no-patch", "--format=%s", &revision.object]);
        let number: usize = subject.trim().trim_start_matches("change ").parse().unwrap();
        look(&Revision {
            object: format!("HEAD~{}", 15 - (number + too_early).min(15)),
            ..revision.clone()
        })
    };
    let looked = std::cell::Cell::new(0);
    let whole = |revision: &Revision| {
        looked.set(looked.get() + 1);
        look(revision)
    };
    let found = search_with(&whole, Some(&quick), &path, "v3.8", "HEAD").unwrap();
    assert_eq!((found.change.subject.as_str(), looked.get()), ("change 7", looks));
}

#[test]
fn what_a_quick_look_saw_holds_where_no_kernel_is_built() {
    let (_folder, path) = repository("aaaaaaabbbbbbbbb");
    let whole = |_: &Revision| Ok(Seen::Nothing("a file is missing".to_owned()));
    let found = search_with(&whole, Some(&look), &path, "v3.8", "HEAD").unwrap();
    assert_eq!(found.change.subject, "change 7");
}
