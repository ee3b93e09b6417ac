//! Why a kernel could not be had.

use camino::Utf8PathBuf;

use super::build::KernelBuildError;
use super::debian::MIRROR_VARIABLE;
use super::source::SourceError;
use crate::environment::OFFLINE_VARIABLE;
use crate::fault::Fault;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why a kernel could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KernelError {
    /// The host's apt configuration names no Debian mirror.
    #[error(
        "no Debian mirror in the host's apt configuration: \
         set NLMATRIX_DEBIAN_MIRROR to `MAIN-URI [SECURITY-URI]`"
    )]
    NoMirror,
    /// The environment names something else than a mirror.
    #[error("the environment variable {MIRROR_VARIABLE} is `{text}`: {valid}")]
    BadMirror {
        /// What it is set to.
        text: String,
        /// What it takes.
        valid: String,
    },
    /// A tool or file of the host is missing.
    #[error("`{name}` is not on this host: install the package `{package}`")]
    HostLacks {
        /// Program or file.
        name: String,
        /// Debian package that has it.
        package: &'static str,
    },
    /// No kernel of the suite fits.
    #[error("no {wanted} in {suite}{now}")]
    NotInSuite {
        /// What was asked for.
        wanted: String,
        /// Where.
        suite: String,
        /// What is there, as `: there are now …`.
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
        /// What is there, as `: there are now …`.
        now: String,
    },
    /// A pin that was made before modules were pinned.
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
        "{name} is not the file that matrix.lock pins (SHA-256 {wanted}, found {found}): it was not unpacked"
    )]
    WrongDigest {
        /// The file.
        name: String,
        /// What was downloaded.
        found: String,
        /// What was pinned.
        wanted: String,
    },
    /// A package file that makes no sense, or that would write outside its folder.
    #[error("failed to unpack {deb}: {problem}")]
    BadPackage {
        /// The package file.
        deb: Utf8PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The lock file cannot be understood.
    #[error("failed to read {path}: {problem}; delete it, and the command `update` writes it anew")]
    BadLock {
        /// The lock file.
        path: Utf8PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Nothing may be downloaded.
    #[error(
        "{what} is not in the store, and nothing is downloaded offline: run once without --offline \
             (and without {OFFLINE_VARIABLE})"
    )]
    Offline {
        /// What is lacking.
        what: String,
    },
    /// Its source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Its build.
    #[error(transparent)]
    Build(Box<KernelBuildError>),
    /// Files of the user's own kernel that are not there.
    #[error("{what} {path} is not there: build that kernel, or correct its entry in the matrix")]
    NotBuilt {
        /// `image` or `build-dir`.
        what: &'static str,
        /// The path.
        path: Utf8PathBuf,
    },
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

impl KernelError {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::HostLacks { .. } => Fault::Host,
            Self::Child { .. } | Self::Io { .. } | Self::WrongDigest { .. } => Fault::Own,
            Self::Vanished { .. } | Self::BadPackage { .. } | Self::Offline { .. } => Fault::Own,
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
