//! Brings a module's source from one generation of the kernel's interfaces to another.
//!
//! There is one semantic patch (`patch`) for each step of a symbol's history, next to the probe that detects the
//! step, in `kmods/probes`. Which of them apply (`steps`) follows from the histories: those that lead to the form
//! that the target has. Coccinelle applies them one by one (`engine`), so that each change has its reason (`change`).
//! Code for other kernels, under preprocessor conditions, is not touched (`branches`). What no patch can do is
//! marked, in the source and in a list (`mark`).

mod branches;
mod change;
mod complained;
mod condition;
mod encoding;
mod ends;
mod engine;
mod error;
mod folder;
mod forward;
mod includes;
mod leftover;
mod makefile;
mod mark;
mod merge;
mod patch;
mod questions;
mod range;
mod steps;
mod tidy;
mod words;

use camino::Utf8Path;

pub use change::{Change, Ported, PortedFile};
pub use complained::{RefusedBuild, name_complaints};
pub use encoding::bytes;
pub use error::PortError;
pub use leftover::{Leftover, Place};
pub use patch::{SemanticPatch, shipped};
pub use range::port_range;
pub use steps::Target;

use crate::facts::Facts;
use crate::store::Store;
use crate::version::KernelVersion;
use engine::Engine;

/// The folder's sources, ported to each of `targets`. Nothing is written.
pub fn port(
    store: &Store,
    facts: &Facts,
    folder: &Utf8Path,
    targets: &[Target],
) -> Result<Vec<Ported>, PortError> {
    let engine = Engine::provide(store)?;
    let files = folder::files(folder)?;
    targets.iter().map(|target| port_to(&engine, facts, files.clone(), target)).collect()
}

fn port_to(
    engine: &Engine,
    facts: &Facts,
    mut files: Vec<PortedFile>,
    target: &Target,
) -> Result<Ported, PortError> {
    let patches = steps::of(shipped(), facts, target);
    makefile::port_all(&mut files, target);
    patches.iter().try_for_each(|patch| engine.apply(patch, target, &mut files))?;
    for file in files.iter_mut().filter(|file| !file.changes.is_empty()) {
        file.declare();
    }
    let own = mark::own(&files, target);
    for file in files.iter_mut().filter(|file| !folder::is_makefile(&file.path)) {
        mark::mark(file, &own, facts, target);
    }
    Ok(Ported { files })
}

/// One semantic patch applied to one source, for its test.
pub fn apply_one(
    store: &Store,
    patch: &'static SemanticPatch,
    text: &str,
) -> Result<String, PortError> {
    // Known to be older, so that the patch also applies if it is only for such sources.
    let from = Some(KernelVersion::FIRST);
    let target = Target { name: patch.since.to_string(), version: patch.since, from };
    let mut files = [PortedFile::new("source.c".into(), text.to_owned())];
    Engine::provide(store)?.apply(patch, &target, &mut files)?;
    let [file] = files;
    Ok(file.text)
}
