//! Scenarios without Rust: `[[scenario]]` tables of a matrix file.
//!
//! A table is either a list of steps, each of which makes its checks as scenarios in Rust do, or a
//! program that prints TAP, each test point of which is a check.

mod model;
mod steps;
mod tap;

pub use model::{Action, Body, DeclaredScenario, ExpectedRun, Step};

use super::{Bench, Stop};

impl DeclaredScenario {
    /// Carries it out.
    pub fn run(&self, bench: &mut Bench) -> Result<(), Stop> {
        self.sysctls.set(bench)?;
        (0..self.repeat).try_for_each(|_| match &self.body {
            Body::Steps(list) => steps::run(bench, list),
            Body::Tap { argv, deadline } => tap::run(bench, argv, *deadline),
        })
    }
}
