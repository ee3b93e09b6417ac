//! JUnit XML, for CI systems: one suite per kernel, one testcase per cell.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::run::{CellRecord, Run, SitePage, Status};

use super::ReportError;
use super::text::{one_line, visible_run};

/// The run as JUnit, valid according to the schema that Jenkins' xUnit plugin checks (`junit-10.xsd`). That schema
/// knows no properties of a testcase, so `system-out` begins with the outcomes, followed by the console. A cell that
/// is not as expected is a failure; one that did not run is skipped if the run can do without it, and an error
/// otherwise.
pub fn junit(run: &Run) -> Result<String, ReportError> {
    let run = visible_run(run);
    let mut report = Report::new("nlmatrix");
    report.set_time(Duration::from_millis(run.host.duration_ms));
    for kernel in super::grid::Grid::of(&run).kernels {
        let mut suite = TestSuite::new(kernel);
        let cells = run.cells.iter().filter(|cell| cell.id.kernel == kernel);
        suite.add_test_cases(cells.map(|cell| case(&run, cell)));
        report.add_test_suite(suite);
    }
    if !run.stale.is_empty() {
        report.add_test_suite(stale(&run));
    }
    Ok(without_skipped(&report.to_string()?))
}

/// Drops `skipped` from the root element, where the schema does not know it.
fn without_skipped(xml: &str) -> String {
    let Some(start) = xml.find("<testsuites") else { return xml.to_owned() };
    let end = xml[start..].find('>').map_or(xml.len(), |end| start + end);
    let attribute = xml[start..end].find(" skipped=\"").map(|at| start + at);
    let Some(attribute) = attribute else { return xml.to_owned() };
    let length = xml[attribute..end].split('"').take(2).map(|part| part.len() + 1).sum::<usize>();
    format!("{}{}", &xml[..attribute], &xml[attribute + length..])
}

/// One cell.
fn case(run: &Run, cell: &CellRecord) -> TestCase {
    let mut case = TestCase::new(cell.id.scenario.as_str(), status(run, cell));
    case.set_classname(format!("{}/{}", cell.id.kernel, cell.id.module));
    case.set_time(Duration::from_millis(cell.duration_ms));
    let (outcome, expected) = (cell.outcome, cell.expected);
    case.set_system_out(format!("outcome: {outcome}, expected: {expected}\n{}", cell.console));
    case
}

/// How the cell counts.
fn status(run: &Run, cell: &CellRecord) -> TestCaseStatus {
    let kind = match cell.status() {
        Status::AsExpected => return TestCaseStatus::success(),
        Status::NotAsExpected => NonSuccessKind::Failure,
        Status::DidNotRun if run.is_excused(cell) => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(one_line(&cell.reason));
            return skipped;
        }
        Status::DidNotRun => NonSuccessKind::Error,
    };
    let mut failure = TestCaseStatus::non_success(kind);
    failure.set_type(cell.outcome.as_str());
    failure.set_message(format!(
        "{}, expected {}: {}",
        cell.outcome,
        cell.expected,
        one_line(&cell.reason)
    ));
    let page = run.on_site(SitePage::Scenario(&cell.id.module.system, &cell.id.scenario));
    let page = page.map(|page| format!("\nmore about it: {page}")).unwrap_or_default();
    failure.set_description(format!("{}\nrerun: {}{page}", cell.reason, cell.rerun));
    failure
}

/// Stale expectations fail the run, so here they are failures, too.
fn stale(run: &Run) -> TestSuite {
    let mut suite = TestSuite::new("stale expectations");
    for stale in &run.stale {
        let mut failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
        failure.set_type("stale");
        failure.set_message(one_line(&stale.reason));
        let mut case = TestCase::new(stale.expectation.as_str(), failure);
        case.set_classname(stale.place.as_str());
        suite.add_test_case(case);
    }
    suite
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fixture;
    use super::*;

    #[test]
    fn the_fixture() {
        insta::assert_snapshot!(junit(&fixture()).unwrap());
    }
}
