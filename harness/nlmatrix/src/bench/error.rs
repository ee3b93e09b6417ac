//! Why there is no result.

use camino::Utf8PathBuf;

use crate::environment::command;
use crate::plan;
use crate::runner::WorkshopError;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The matrix file.
    #[error(transparent)]
    Matrix(#[from] crate::matrix::MatrixError),
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
    /// Pinning kernels.
    #[error(transparent)]
    Kernel(#[from] crate::kernel::KernelError),
    /// The bare init.
    #[error(transparent)]
    Client(#[from] crate::client::ClientError),
    /// A machine.
    #[error(transparent)]
    Vm(#[from] crate::vm::VmError),
    /// A child.
    #[error(transparent)]
    Process(#[from] crate::process::ProcessError),
    /// `--kernel`.
    #[error(transparent)]
    Selection(#[from] plan::SelectionError),
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// No kernel is selected.
    #[error("the matrix has no kernel `{kernel}`: `{} list` shows all", command())]
    NoKernel {
        /// What was asked for.
        kernel: String,
    },
    /// No root, of which something could be measured.
    #[error("{file} has no `[[root]]`: name a matrix file that has one with --matrix")]
    NoRoots {
        /// The matrix file.
        file: Utf8PathBuf,
    },
    /// The bare boot did not reach its init.
    #[error("the bare init did not run; the console says:\n{console}")]
    Floor {
        /// The console.
        console: String,
    },
    /// The test binary did not list what it should.
    #[error("the test binary listed {cells} cells of 5000")]
    List {
        /// How many.
        cells: usize,
    },
    /// A cell that was to be measured did not finish.
    #[error("a no-op cell was lost, so there is nothing to measure: {reason}")]
    Lost {
        /// Which, and why.
        reason: String,
    },
}
