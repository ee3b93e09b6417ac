//! Everything that cells will ask for, made before the first of them runs: in parallel where it is
//! independent, with a line (or a bar, on a terminal) for each step.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::workshop::{Workshop, WorkshopError, spec_of};
use crate::kernel::KernelError;
use crate::kernel::debian::{self, MatrixLock};
use crate::matrix::{KernelEntry, Matrix};
use crate::plan::Selection;
use crate::store::Store;

/// Pins every kernel of `matrix` that is not pinned yet, or `again` all of them, and gives a line
/// for each pin that changed.
pub fn resolve(matrix: &Matrix, store: &Store, again: bool) -> Result<Vec<String>, KernelError> {
    let path = matrix.lock_path();
    let old = MatrixLock::read(&path)?;
    let wanted = matrix.kernels.iter().filter(|entry| again || old.get(&entry.id).is_none());
    let wanted: VecDeque<&KernelEntry> = wanted.collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut lock = old.clone();
    lock.retain(|id| matrix.kernel(id).is_some());
    let found = Mutex::new(Vec::new());
    in_parallel("resolve", wanted, |entry| {
        let locked = debian::resolve(store, &entry.id, &spec_of(entry))?;
        found.lock().expect("no thread panics with it").push(locked);
        Ok::<(), KernelError>(())
    })?;
    let mut changes = Vec::new();
    for locked in found.into_inner().expect("no thread panicked") {
        if old.get(&locked.id) != Some(&locked) {
            changes.push(format!("{}: {} ({})", locked.id, locked.release, locked.version));
        }
        lock.insert(locked);
    }
    changes.sort();
    lock.write(&path)?;
    Ok(changes)
}

/// Makes kernels, toolchain, modules, images and templates of the selected kernels.
///
/// A kernel that cannot be prepared does not stop the others: its cells will say why.
pub fn prepare(workshop: &Workshop, selection: &Selection) {
    let selected = workshop.matrix.kernels.iter();
    let kernels: VecDeque<_> = selected.filter(|entry| selection.takes_kernel(&entry.id)).collect();
    let fetch = |entry: &KernelEntry| workshop.kernel(entry).map(drop);
    std::thread::scope(|scope| {
        scope.spawn(|| report("toolchain root", workshop.toolchain().map(drop)));
        scope.spawn(|| in_parallel("fetch", kernels.clone(), fetch).ok());
    });
    let ask = |entry: &KernelEntry| workshop.facts(&workshop.kernel(entry)?).map(drop);
    in_parallel("probe", kernels.clone(), ask).ok();
    let ready = |entry: &KernelEntry| workshop.template(entry, &workshop.kernel(entry)?).map(drop);
    in_parallel("build and boot", kernels.clone(), ready).ok();
    let refused = |entry: &KernelEntry| try_all(workshop, entry);
    in_parallel("try the other generations", kernels, refused).ok();
}

/// Builds that are expected to be refused.
fn try_all(workshop: &Workshop, entry: &KernelEntry) -> Result<(), WorkshopError> {
    if entry.boot_only {
        return Ok(());
    }
    let kernel = workshop.kernel(entry)?;
    for system in &workshop.matrix.systems {
        for generation in &system.generations {
            workshop.module(&kernel, &system.name, &generation.name)?;
        }
    }
    Ok(())
}

/// Runs `step` for each of `queue` on as many threads as there are processors; gives the first
/// error after all have ended.
pub(super) fn in_parallel<E: std::error::Error + Send + 'static>(
    stage: &str,
    queue: VecDeque<&KernelEntry>,
    step: impl Fn(&KernelEntry) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let bar = bar(stage, queue.len());
    let (queue, first) = (Mutex::new(queue), Mutex::new(None));
    let next = || queue.lock().expect("no thread panics with it").pop_front();
    let work = || {
        while let Some(entry) = next() {
            let started = Instant::now();
            let result = step(entry);
            bar.inc(1);
            let took = started.elapsed();
            tracing::info!("{stage} {}: {:.1} s", entry.id, took.as_secs_f64());
            if let Err(error) = result {
                tracing::warn!("{stage} {}: {}", entry.id, super::cell::chain(&error));
                first.lock().expect("no thread panics with it").get_or_insert(error);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    bar.finish_and_clear();
    first.into_inner().expect("no thread panicked").map_or(Ok(()), Err)
}

fn report(step: &str, result: Result<(), WorkshopError>) {
    if let Err(error) = result {
        tracing::warn!("{step}: {}", super::cell::chain(&error));
    }
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(stage: &str, length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:26} {bar:24} {pos}/{len} {elapsed}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style).with_message(stage.to_owned())
}
