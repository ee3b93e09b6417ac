//! Why the benchmark has no result.

use camino::Utf8PathBuf;

use crate::environment::command;
use crate::plan;
use crate::runner::WorkshopError;

/// Why the benchmark has no result.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The matrix file is wrong.
    #[error(transparent)]
    Matrix(#[from] crate::matrix::MatrixError),
    /// Another stage failed.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// Pinning kernels failed.
    #[error(transparent)]
    Kernel(#[from] crate::kernel::KernelError),
    /// The bare init could not be built.
    #[error(transparent)]
    Client(#[from] crate::client::ClientError),
    /// A machine failed.
    #[error(transparent)]
    Vm(#[from] crate::vm::VmError),
    /// A child process failed.
    #[error(transparent)]
    Process(#[from] crate::process::ProcessError),
    /// `--kernel` is not a valid pattern.
    #[error(transparent)]
    Selection(#[from] plan::SelectionError),
    /// A file could not be used.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// No kernel is selected.
    #[error("the matrix has no kernel `{kernel}`: `{} list` shows all", command())]
    NoKernel {
        /// What was asked for.
        kernel: String,
    },
    /// There is no root to measure.
    #[error("{file} has no `[[root]]`: name a matrix file that has one, with --matrix")]
    NoRoots {
        /// The matrix file.
        file: Utf8PathBuf,
    },
    /// The bare boot did not reach its init.
    #[error("the bare init did not run; its console:\n{console}")]
    Floor {
        /// The console.
        console: String,
    },
    /// The test binary did not list all cells.
    #[error("the test binary listed {cells} cells instead of 5000")]
    List {
        /// How many.
        cells: usize,
    },
    /// A cell to be measured did not finish.
    #[error("a no-op cell was lost, so there is nothing to measure: {reason}")]
    Lost {
        /// Which, and why.
        reason: String,
    },
}
