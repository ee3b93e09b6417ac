//! What a root costs a guest: forks and memory of machines with it as a disk, compared with machines without.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::stats::{Spread, ms};
use super::{Asked, BenchError, memory};
use crate::guest::Guest;
use crate::matrix::{KernelEntry, Matrix};
use crate::plan::Selection;
use crate::runner::{Sources, Workshop, WorkshopError};
use crate::store::Store;
use crate::vm::{Template, Vm};

/// An agent that is silent for so long is lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// The measurements for each kernel.
#[derive(Clone, Debug, Serialize)]
pub struct Roots {
    /// By the kernels' ids.
    pub kernels: BTreeMap<String, Cost>,
}

/// One kernel's guests with the roots of the matrix, and without.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// From the start of a fork to the agent's answer, in milliseconds.
    pub fork_ms: Beside<Spread>,
    /// Memory of one of several running machines (PSS), in MiB.
    pub memory_mib: Beside<f64>,
}

/// The same of both.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Beside<T> {
    /// With the roots.
    pub with: T,
    /// Without.
    pub without: T,
}

impl fmt::Display for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a guest with the roots of the matrix, and one without:")?;
        for (kernel, Cost { fork_ms, memory_mib }) in &self.kernels {
            let (with, without) = (fork_ms.with, fork_ms.without);
            write!(f, "\n  {kernel}\n    fork, in ms      {}, {}", with.text(), without.text())?;
            write!(f, ", ratio {:.2}", with.median / without.median.max(1.0))?;
            let Beside { with, without } = memory_mib;
            write!(f, "\n    memory, in MiB   {with}, {without}, more by {:.1}", with - without)?;
        }
        Ok(())
    }
}

/// Measures both alternately. The first round is not counted.
///
/// # Errors
/// The matrix has no root, or another stage fails.
pub fn measure(matrix: Matrix, store: &Store, asked: &Asked) -> Result<Roots, BenchError> {
    if matrix.roots.is_empty() {
        return Err(BenchError::NoRoots { file: matrix.path });
    }
    let selection = Selection::new(asked.kernels.as_deref(), None)?;
    let bare = Matrix { roots: Vec::new(), ..matrix.clone() };
    let open = |matrix| -> Result<Workshop, BenchError> {
        let workshop = Workshop::open(matrix, store.clone(), Sources::default())?;
        Ok(workshop.pin_missing(|id| selection.takes_kernel(id))?)
    };
    let (with, without) = (open(matrix)?, open(bare)?);
    let chosen = with.matrix.kernels.iter().filter(|it| selection.takes_kernel(&it.id));
    let mut kernels = BTreeMap::new();
    for entry in chosen.filter(|it| with.without(&it.id).is_none()) {
        let templates =
            Beside { with: template(&with, entry)?, without: template(&without, entry)? };
        kernels.insert(entry.id.clone(), cost(&templates, asked.rounds)?);
    }
    if kernels.is_empty() {
        return Err(BenchError::NoKernel { kernel: asked.kernels.clone().unwrap_or_default() });
    }
    Ok(Roots { kernels })
}

fn template(workshop: &Workshop, entry: &KernelEntry) -> Result<Template, WorkshopError> {
    workshop.template(entry, &workshop.kernel(entry)?)
}

fn cost(templates: &Beside<Template>, rounds: usize) -> Result<Cost, BenchError> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let took = (fork(&templates.with)?.1, fork(&templates.without)?.1);
        if round > 0 {
            with.push(ms(took.0));
            without.push(ms(took.1));
        }
    }
    let spread = |times: &[f64]| Spread::of(times).unwrap_or_default();
    Ok(Cost {
        fork_ms: Beside { with: spread(&with), without: spread(&without) },
        memory_mib: Beside { with: held(&templates.with)?, without: held(&templates.without)? },
    })
}

/// A machine whose agent has answered, and how long that took.
fn fork(template: &Template) -> Result<(Vm, Duration), BenchError> {
    let started = Instant::now();
    let vm = template.fork()?;
    Guest::forked(vm.stream()?, vm.served(), PATIENCE)
        .map_err(|error| BenchError::Lost { reason: error.to_string() })?;
    Ok((vm, started.elapsed()))
}

/// Memory of one of several such machines, in MiB.
fn held(template: &Template) -> Result<f64, BenchError> {
    memory::in_flight(|| Ok(fork(template)?.0))
}
