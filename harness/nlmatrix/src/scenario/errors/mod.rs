//! Every error path of a module: the N-th allocation fails that the kernel makes for it, N = 1, 2, 3 … until a
//! run had none that failed; each on the whole way of a scenario, from the load to the unload.
//!
//! Memory that is lost on one of these ways is known by the process that allocated it, so that kmemleak, which
//! needs seconds, is asked once for all of them.

mod knobs;
mod walk;

use std::collections::BTreeSet;

use super::definition::Scenario;
use super::{Stop, Test, Way};
use crate::matrix::ERROR_PATHS;
use crate::run::Printed;
use walk::{Walked, walk};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[Scenario::new(
    ERROR_PATHS,
    error_paths,
    "each allocation that the module causes fails once: nothing breaks, hangs or is lost",
)
.on_debug_kernels()];

/// More allocations than any module's way has; who has more counts something else.
const MOST: u32 = 400;
/// What the check expects of them.
const ALL: &str = "all";

/// What is walked where no scenario drives the module.
const LOADING: &str = "loading and unloading";

fn error_paths(test: &mut Test) -> Result<(), Stop> {
    knobs::turn(test)?;
    let loading =
        Way { name: LOADING.to_owned(), go: Box::new(|test: &mut Test<'_>| test.load().map(drop)) };
    let way = test.way.unwrap_or(&loading);
    let mut paths: Vec<Walked> = Vec::new();
    let (mut broken, mut tried) = (false, 0);
    for nth in 1..=MOST {
        let Some(path) = walk(test, way, nth)? else { break };
        broken = path.ends_all;
        tried += 1;
        paths.extend(path.is_of_module().then_some(path));
        if broken {
            break;
        }
    }
    knobs::hush(test)?;
    if !broken {
        blame(test, &mut paths)?;
    }
    tell(test, &paths);
    let bad: Vec<&Walked> = paths.iter().filter(|path| path.wrong.is_some()).collect();
    let count = |of: usize| u32::try_from(of).map_or(f64::MAX, f64::from);
    test.figure("error_paths", count(paths.len()));
    test.figure("error_paths_survived", count(paths.len() - bad.len()));
    let observed = match bad.first() {
        None => ALL.to_owned(),
        Some(_) => {
            let lines: BTreeSet<String> = bad.iter().map(|path| path.line()).collect();
            lines.into_iter().collect::<Vec<_>>().join("; ")
        }
    };
    let seen: Vec<String> = paths
        .iter()
        .map(|path| format!("{}, {} ({})", path.name(), path.line(), path.site))
        .collect();
    test.check("they were all tried", true, !broken && tried < MOST);
    test.check_in("those that are survived", ALL, observed, &seen.join("\n"));
    Ok(())
}

/// Asks which memory was lost, and by which of the paths.
fn blame(test: &Test, paths: &mut [Walked]) -> Result<(), Stop> {
    let process = test.process("janitor")?;
    let mut lost = test.lost_memory(process)?;
    lost.retain(|lost| {
        let path = paths.iter_mut().find(|path| path.pids.contains(&lost.pid));
        let Some(path) = path else { return true };
        path.wrong.get_or_insert_with(|| format!("loses {}", lost.words()));
        false
    });
    // The check tells of the others.
    test.forget_but(process, lost)?;
    test.guest.end(process)?.ok();
    Ok(())
}

/// A line for each path in the transcript.
fn tell(test: &Test, paths: &[Walked]) {
    for path in paths {
        let end = path.wrong.clone().unwrap_or_else(|| format!("survived: {}", path.said));
        let chain = path.site.chain.join("\n");
        let output = vec![Printed { stream: "stdout".to_owned(), text: chain }];
        test.guest.tell_program(&path.name(), &end, output);
    }
}
