//! Every error path of a module: the N-th allocation that the kernel makes for it fails, with N = 1, 2, 3 … until
//! nothing failed in a try; and the same for the N-th call of a function that can return an error. Each try goes the
//! whole way of a scenario, from the load to the unload, in a guest of its own.

mod all;
mod fails;
mod knobs;
mod together;
mod walk;

use std::collections::BTreeSet;

use super::definition::Scenario;
use super::error_path::ErrorPath;
use super::{Stop, Test, Way};
use crate::matrix::ERROR_PATHS;
use crate::run::Printed;
use all::{Path, paths};
pub use fails::CALLS;
use walk::{Behind, Walked, walk};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[Scenario::new(
    ERROR_PATHS,
    error_paths,
    "each allocation that the module causes fails once, and nothing breaks, hangs or is lost",
)
.on_debug_kernels()];

/// What the check expects of each.
const ALL: &str = "all";

fn error_paths(test: &mut Test) -> Result<(), Stop> {
    knobs::ask(test)?;
    let way = test.way.ok_or_else(|| Stop::Broken("no module to walk".to_owned()))?;
    let (walked, whole) = match way.only {
        Some(path) => (vec![one(test, way, path)?], true),
        None => every(test, way)?,
    };
    if way.only.is_none() {
        // Nothing was done in this guest.
        test.watches_memory_since = None;
    }
    test.check("they were all tried", true, whole);
    tell(test, way, &paths(walked));
    Ok(())
}

/// Tries one in the cell's own guest.
fn one(test: &mut Test, way: &Way<'_>, path: ErrorPath) -> Result<Walked, Stop> {
    let own = test.checks.len();
    let walked = walk(test, way, path, Behind::All)?;
    // The checks on the way do not matter here: with a failure, they see something else.
    test.checks.truncate(own);
    let gone = || format!("{} has no error path {path}: nothing failed", way.name);
    walked.ok_or_else(|| Stop::Broken(gone()))
}

/// Tries them all: allocations, then calls.
fn every(test: &Test, way: &Way<'_>) -> Result<(Vec<Walked>, bool), Stop> {
    let (mut walked, mut whole) = all::walk(way, ErrorPath::Allocation)?;
    let folder = CALLS.1.rsplit_once('/').map_or("/", |(folder, _)| folder);
    if test.guest.agent().list_dir(folder)?.is_ok() {
        let (calls, all) = all::walk(way, ErrorPath::Call)?;
        walked.extend(calls);
        whole &= all;
    }
    Ok((together::settle(way, walked)?, whole))
}

/// The checks and figures, and a line in the transcript for each path.
fn tell(test: &mut Test, way: &Way<'_>, paths: &[Path]) {
    for path in paths {
        let chain = path.walked.site.chain.join("\n");
        let output = vec![Printed { stream: "stdout".to_owned(), text: chain }];
        test.guest.tell_program(&path.name(&way.name), &path.end(), output);
    }
    let bad: Vec<&Path> = paths.iter().filter(|path| path.walked.wrong.is_some()).collect();
    let count = |of: usize| u32::try_from(of).map_or(f64::MAX, f64::from);
    test.figure("error_paths", count(paths.len()));
    test.figure("error_paths_survived", count(paths.len() - bad.len()));
    let lines: BTreeSet<String> = bad.iter().map(|path| path.line(&way.name)).collect();
    let observed = match lines.is_empty() {
        true => ALL.to_owned(),
        false => lines.into_iter().collect::<Vec<_>>().join("; "),
    };
    let seen: Vec<String> = paths
        .iter()
        .map(|path| format!("{}: {} ({})", path.name(&way.name), path.end(), path.walked.site))
        .collect();
    test.check_in("those that are survived", ALL, observed, &seen.join("\n"));
}
