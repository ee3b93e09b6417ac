//! Why a kernel could not be built from its source.

use camino::Utf8PathBuf;

use crate::process::ProcessError;
use crate::store::StoreError;
use crate::toolchain::ToolchainError;

/// Why a kernel could not be built from its source.
#[derive(Debug, thiserror::Error)]
pub enum KernelBuildError {
    /// Files that every tree of this version has are not there.
    #[error("the tree {tree} is incomplete: it has no {missing}; get the whole release")]
    Incomplete {
        /// The tree.
        tree: Utf8PathBuf,
        /// What it lacks, with commas.
        missing: String,
    },
    /// A tool that the build calls is missing.
    #[error("failed to build {id}: `{tool}` is missing ({remedy}); all of the output: {log}")]
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
    /// Configuration symbols that are not what the fragment asked for.
    #[error(
        "failed to configure {id}: {symbols} did not take; the fragment lacks what they depend on, \
         or this version has no such symbol (the outcome: {config})"
    )]
    Config {
        /// The kernel.
        id: String,
        /// The symbols, with commas.
        symbols: String,
        /// The `.config` that came out.
        config: Utf8PathBuf,
    },
    /// The build stopped.
    #[error("failed to build {id}: {line}{cause}; all of the output: {log}")]
    Compile {
        /// The kernel.
        id: String,
        /// The first line that says what went wrong.
        line: String,
        /// Its cause as ` (…)`, when it is a known one.
        cause: String,
        /// The whole log.
        log: Utf8PathBuf,
    },
    /// What was built cannot work.
    #[error("{id} built, but {problem}; all of the output: {log}")]
    Unsound {
        /// The kernel.
        id: String,
        /// What the check after the build found.
        problem: String,
        /// The whole log.
        log: Utf8PathBuf,
    },
    /// The compilers.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// A child process could not be run.
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
