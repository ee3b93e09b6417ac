//! Why a kernel is not available.

use camino::Utf8PathBuf;

use super::build::KernelBuildError;
use super::rpm::RpmError;
use super::source::SourceError;
use crate::debian::DebianError;
use crate::fault::Fault;
use crate::store::StoreError;

/// Why a kernel is not available.
#[derive(Debug, thiserror::Error)]
pub enum KernelError {
    /// No kernel of the suite matches.
    #[error(
        "{suite} has no {wanted}{now}; correct its entry in the matrix, or set `boot-only = true` there to do \
         without headers"
    )]
    NotInSuite {
        /// What was asked for.
        wanted: String,
        /// Where.
        suite: String,
        /// What the suite has instead, as `: it now has …`.
        now: String,
    },
    /// A package of the lock is gone from the mirror, and the store does not have it.
    #[error(
        "{package} {version} of matrix.lock is no longer on the mirror and not in the store\
         {now}; the command `update` moves the pin"
    )]
    Vanished {
        /// The package's name.
        package: String,
        /// The version that was pinned.
        version: String,
        /// What the mirror has instead, as `: it now has …`.
        now: String,
    },
    /// The pin was made before modules were pinned.
    #[error(
        "a module needs some of the kernel's own modules, and matrix.lock has no package of them for \
         {kernel}: the command `update` pins it"
    )]
    ModulesNotPinned {
        /// Kernel id.
        kernel: String,
    },
    /// A downloaded file is not what the lock says.
    #[error(
        "{name} is not the file that matrix.lock pins (SHA-256 {wanted}, found {found}): it was not unpacked; \
         if its archive has replaced it, the command `update` moves the pin"
    )]
    WrongDigest {
        /// The file.
        name: String,
        /// What was downloaded.
        found: String,
        /// What was pinned.
        wanted: String,
    },
    /// The lock file cannot be parsed.
    #[error(
        "failed to read {path}: {problem}; delete it, and let the command `update` write it again"
    )]
    BadLock {
        /// The lock file.
        path: Utf8PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Something went wrong with an apt archive, or with a package from it.
    #[error(transparent)]
    Debian(#[from] DebianError),
    /// Something went wrong with an rpm repository, or with a package from it.
    #[error(transparent)]
    Rpm(#[from] RpmError),
    /// Something went wrong with its source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Its build failed.
    #[error(transparent)]
    Build(Box<KernelBuildError>),
    /// Files of the user's own kernel do not exist.
    #[error("{what} {path} does not exist: build that kernel, or correct its entry in the matrix")]
    NotBuilt {
        /// `image` or `build-dir`.
        what: &'static str,
        /// The path.
        path: Utf8PathBuf,
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

impl KernelError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Debian(error) => error.fault(),
            Self::Rpm(error) => error.fault(),
            Self::Io { .. } | Self::WrongDigest { .. } | Self::Vanished { .. } => Fault::Own,
            _ => Fault::User,
        }
    }

    /// Wraps a system error about `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<KernelBuildError> for KernelError {
    fn from(error: KernelBuildError) -> Self {
        Self::Build(Box::new(error))
    }
}

impl From<StoreError<KernelError>> for KernelError {
    fn from(error: StoreError<KernelError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
