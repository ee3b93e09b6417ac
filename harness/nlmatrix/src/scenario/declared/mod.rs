//! Scenarios without Rust: `[[scenario]]` tables of a matrix file.
//!
//! A table has either a list of steps, which make checks just as scenarios in Rust do, or a program that prints TAP,
//! in which each test point is a check.

mod files;
mod message;
mod names;
mod places;
mod programs;
mod results;
mod rounds;
mod steps;

use super::test::parted;
use super::{Stop, Test};
use crate::matrix::{Body, DeclaredScenario, Step};

impl DeclaredScenario {
    /// The checks that it makes; `None` if its program reports them. The kernel's modules that the cell's own modules
    /// need are loaded before it, and are not checked.
    pub fn checks(&self, modules: &[String]) -> Option<Vec<String>> {
        let (_, modules) = parted(modules);
        match &self.body {
            Body::Steps(steps) if steps.iter().any(Step::tells_of_tests) => None,
            Body::Steps(steps) => {
                Some(names::distinct(steps.iter().flat_map(|step| step.checks(modules))))
            }
            Body::Tap { .. } => None,
        }
    }

    /// Carries it out.
    pub fn run(&self, test: &mut Test) -> Result<(), Stop> {
        self.sysctls.set(test)?;
        // From here on, the author of the matrix file decides what happens.
        test.arrived();
        test.shakes = !test.modules.is_empty() && test.keeps_unnamed;
        for round in 1..=self.repeat {
            let earlier = std::mem::take(&mut test.checks);
            let ended = match &self.body {
                Body::Steps(list) => steps::run(test, list),
                Body::Tap { argv, deadline } => results::run_tap(test, argv, *deadline),
            };
            let made = std::mem::replace(&mut test.checks, earlier);
            rounds::join(&mut test.checks, made, round);
            ended?;
        }
        test.must_have_loaded()
    }
}
