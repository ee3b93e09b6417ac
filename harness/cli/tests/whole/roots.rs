//! Programs in a root (`[[root]]`) that report their tests, on a real kernel.

use crate::own::copy;
use crate::place::Place;
use nlmatrix::run::Outcome;

const KERNEL: &str = "7.2-bpo13";

/// Test points are individual checks: rows name what failed or was skipped, and everything else is a failure.
#[test]
fn each_test_point_of_a_program_in_a_root_is_a_check() {
    let place = Place::new();
    let file = copy(&place, "roots");
    let ran = place.matrix(KERNEL, &file, "").finish().unwrap();
    let run = place.run_json();
    let cell = |scenario: &str| {
        let found = run.cells.iter().find(|cell| cell.id.scenario == scenario);
        found.unwrap_or_else(|| panic!("no cell of {scenario}: {}", ran.output))
    };
    let seen = |scenario: &str| {
        let checks = cell(scenario).checks.iter();
        checks.map(|check| (check.name.as_str(), check.observed.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(cell("points").outcome, Outcome::Xfail, "{}", cell("points").reason);
    assert_eq!(
        seen("points"),
        [
            ("the guest's /proc is there", "ok"),
            ("/tmp is written", "ok"),
            ("a root is written", "not ok"),
            ("it is whole", "ok"),
            ("a part that is left out", "skip"),
            ("planned test points", "5"),
            ("exit status", "exited with status 0"),
        ]
    );
    assert_eq!(cell("fails").outcome, Outcome::Fail);
    assert!(seen("fails").contains(&("it is whole", "not ok")), "{:?}", seen("fails"));
    for scenario in ["needs-first", "asks-first"] {
        assert_eq!(cell(scenario).outcome, Outcome::Pass, "{}", cell(scenario).reason);
    }
}
