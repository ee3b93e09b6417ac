//! Modules from old documents, ported to the newest kernels without manual work, and driven there.

use nlmatrix::process::Job;
use nlmatrix::run::{CellRecord, Outcome, Run};
use rstest::rstest;

use crate::place::{Place, root};

/// `tests/documents` has a folder for each: the module as it was originally written, and a matrix file with its
/// answers.
#[rstest]
#[case::a_thread_that_empties_the_sockets_queue("korner", "2.6.11", "echo")]
#[case::a_hook_that_tells_of_packets("packets", "2.6.11", "watch")]
#[case::a_driver_whose_interrupts_send("line", "2.6.11", "interrupt")]
#[case::devices_and_objects("model", "2.6.11", "entries")]
#[case::a_family_registered_part_by_part("exmpl", "3.6", "greeting")]
#[case::an_answer_to_who_asks_for_it("lecture", "3.5", "answer")]
fn answers_on_the_newest_kernels_when_ported(
    #[case] document: &str,
    #[case] from: &str,
    #[case] scenario: &str,
) {
    let kernels = ["7.2-bpo13", "7.3-rc"];
    let run = ported(document, &["--from", from], &kernels);
    answers(&run, scenario, &kernels);
}

/// One source, which asks its kernel when it is built, on both ends of its range.
#[test]
fn one_source_answers_on_both_ends_of_a_range() {
    let kernels = ["5.10-deb11", "7.2-bpo13"];
    let run = ported("lecture", &["--from", "3.5", "--range"], &kernels);
    answers(&run, "answer", &kernels);
}

/// The run that proves a port of `document` to `kernels`, which needed no manual work.
fn ported(document: &str, options: &[&str], kernels: &[&str]) -> Run {
    let place = Place::new();
    let (work, out) = (place.path.join(document), place.path.join("ported"));
    let here = root().join("harness/cli/tests/documents").join(document);
    Job::new("cp").args(["-r", here.as_str(), work.as_str()]).run().unwrap();
    fs_err::copy(root().join("matrix.lock"), work.join("matrix.lock")).unwrap();
    let options = [&["--out", out.as_str()], options].concat();
    place.port(&work, &options, kernels);
    let run = fs_err::read(out.join("reports/out/port/run.json")).unwrap();
    serde_json::from_slice(&run).unwrap()
}

/// Did `scenario` pass on each of `kernels`, and make its checks?
fn answers(run: &Run, scenario: &str, kernels: &[&str]) {
    for kernel in kernels {
        let is_it = |cell: &&CellRecord| cell.id.kernel == *kernel && cell.id.scenario == scenario;
        let cell = run.cells.iter().find(is_it);
        let cell = cell.unwrap_or_else(|| panic!("no {scenario} on {kernel}"));
        assert_eq!(cell.outcome, Outcome::Pass, "{}: {}", cell.id, cell.reason);
        assert!(cell.checks.len() > 5, "{} made {} checks", cell.id, cell.checks.len());
    }
}
