//! Why there are no answers from a kernel.

use camino::Utf8PathBuf;

use crate::module::ModuleError;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why there are no answers from a kernel.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The kernel has no headers.
    #[error("{kernel} cannot be probed: {reason}")]
    BootOnly {
        /// Kernel id.
        kernel: String,
        /// Why, from its provider.
        reason: String,
    },
    /// The kernel's compilers could not be set up.
    #[error(transparent)]
    Compilers(#[from] ModuleError),
    /// The toolchain could not be started.
    #[error("failed to probe {kernel}")]
    Toolchain {
        /// Kernel id.
        kernel: String,
        /// Its failure.
        source: Box<ProcessError>,
    },
    /// The compiler did not reach the end of a file of questions.
    #[error(
        "the compiler failed on the questions about {area} on {kernel}: its headers are \
         not prepared for building modules, or one of them does not compile; the end of the output:\n{output}"
    )]
    Unfinished {
        /// Kernel id.
        kernel: String,
        /// Area of the questions.
        area: String,
        /// End of the build's output.
        output: String,
    },
    /// Stored answers cannot be read.
    #[error("failed to read {path}; delete its folder, and the kernel is probed again")]
    BadFacts {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A file could not be used.
    #[error("failed to use {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl ProbeError {
    /// Wraps a system error about `path`.
    pub(super) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<StoreError<ProbeError>> for ProbeError {
    fn from(error: StoreError<ProbeError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
