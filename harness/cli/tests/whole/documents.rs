//! Modules in the manner of old documents, ported to the newest kernels without a hand, and driven there.

use nlmatrix::process::Job;
use nlmatrix::run::{Outcome, Run};
use rstest::rstest;

use crate::place::{Place, root};

/// `tests/documents` has a folder for each: the module as it was written in its day, and a matrix file with what it
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
    const KERNELS: [&str; 2] = ["7.2-bpo13", "7.3-rc"];
    let place = Place::new();
    let (work, ported) = (place.path.join(document), place.path.join("ported"));
    let here = root().join("harness/cli/tests/documents").join(document);
    Job::new("cp").args(["-r", here.as_str(), work.as_str()]).run().unwrap();
    fs_err::copy(root().join("matrix.lock"), work.join("matrix.lock")).unwrap();

    let port = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["port", work.as_str(), "--from", from, "--out", ported.as_str(), "--to"])
        .args(KERNELS)
        .env("TMPDIR", place.tmp().as_str());
    let ran = port.finish().unwrap();
    assert_eq!(ran.status, Some(0), "{}", ran.output);
    assert!(!ran.output.contains("by hand"), "{}", ran.output);

    let run = fs_err::read(ported.join("reports/out/port/run.json")).unwrap();
    let run: Run = serde_json::from_slice(&run).unwrap();
    for kernel in KERNELS {
        let cell = run
            .cells
            .iter()
            .find(|cell| cell.id.kernel == kernel && cell.id.scenario == scenario)
            .unwrap_or_else(|| panic!("no {kernel}/{document}/{scenario}: {}", ran.output));
        assert_eq!(cell.outcome, Outcome::Pass, "{}: {}", cell.id, cell.reason);
        assert!(cell.checks.len() > 5, "{} made {} checks", cell.id, cell.checks.len());
    }
}
