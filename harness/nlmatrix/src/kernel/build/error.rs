//! Why a kernel could not be built from source.

use camino::Utf8PathBuf;

use crate::process::ProcessError;
use crate::store::StoreError;
use crate::toolchain::ToolchainError;

/// Why a kernel could not be built from source.
#[derive(Debug, thiserror::Error)]
pub enum KernelBuildError {
    /// Files that every tree of this version has are missing.
    #[error("the tree {tree} is incomplete: it has no {missing}; get the whole release")]
    Incomplete {
        /// The tree.
        tree: Utf8PathBuf,
        /// The missing files, separated by commas.
        missing: String,
    },
    /// A tool that the build needs is missing.
    #[error("failed to build {id}: `{tool}` is missing ({remedy}); full output: {log}")]
    MissingTool {
        /// The kernel.
        id: String,
        /// Program, header or library.
        tool: String,
        /// What to install.
        remedy: String,
        /// The whole log.
        log: Utf8PathBuf,
    },
    /// Configuration symbols do not have the values of the fragment.
    #[error(
        "failed to configure {id}: {symbols} did not take effect; the fragment lacks what they depend on, \
         or this version has no such symbol (the resulting configuration: {config})"
    )]
    Config {
        /// The kernel.
        id: String,
        /// The symbols, separated by commas.
        symbols: String,
        /// The resulting `.config`.
        config: Utf8PathBuf,
    },
    /// The build failed.
    #[error("failed to build {id}: {line}{cause}; full output: {log}")]
    Compile {
        /// The kernel.
        id: String,
        /// The first line that says what went wrong.
        line: String,
        /// Its cause as ` (…)`, if it is a known one.
        cause: String,
        /// The whole log.
        log: Utf8PathBuf,
    },
    /// The result of the build cannot work.
    #[error("{id} built, but {problem}; full output: {log}")]
    Unsound {
        /// The kernel.
        id: String,
        /// What the check after the build found.
        problem: String,
        /// The whole log.
        log: Utf8PathBuf,
    },
    /// The compilers could not be set up.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// A child process failed.
    #[error("failed to {what}")]
    Child {
        /// What was being done.
        what: String,
        /// Its failure.
        source: ProcessError,
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

impl KernelBuildError {
    /// Wraps a system error about `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<StoreError<KernelBuildError>> for KernelBuildError {
    fn from(error: StoreError<KernelBuildError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
