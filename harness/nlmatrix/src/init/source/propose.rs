//! Steps as they are written in a matrix file.

use super::code::Code;
use super::step::Step;
use super::{family, files, protocol};

/// The steps that a first scenario can have for a module.
#[derive(Debug, Default)]
pub(in crate::init) struct Proposal {
    /// Those while it is loaded.
    pub loaded: String,
    /// Those after it is unloaded.
    pub unloaded: String,
}

/// A scenario with more steps is not a first one.
const MOST: usize = 60;

/// What to try with `module`, according to its sources.
pub(in crate::init) fn propose(code: &Code, module: &str) -> Proposal {
    let (shown, gone) = files::steps(code, module);
    let messages = family::steps(code).into_iter().chain(protocol::steps(code));
    let loaded =
        files::log(code, "module_init", "init_module").into_iter().chain(messages).chain(shown);
    let unloaded = files::log(code, "module_exit", "cleanup_module").into_iter().chain(gone);
    Proposal { loaded: text(loaded), unloaded: text(unloaded) }
}

fn text(steps: impl Iterator<Item = Step>) -> String {
    steps.take(MOST).map(|step| format!("\n{step}")).collect()
}
