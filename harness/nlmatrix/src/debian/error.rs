//! Why something of an apt archive is not available.

use camino::Utf8PathBuf;

use crate::environment::{MIRROR_VARIABLE, OFFLINE_VARIABLE};
use crate::fault::Fault;
use crate::process::ProcessError;
use crate::store::StoreError;

/// Why something of an apt archive is not available.
#[derive(Debug, thiserror::Error)]
pub enum DebianError {
    /// The host's apt configuration names no Debian mirror.
    #[error(
        "no Debian mirror in the host's apt configuration: \
         set {MIRROR_VARIABLE} to `MAIN-URI [SECURITY-URI]`"
    )]
    NoMirror,
    /// The environment variable does not name a mirror.
    #[error("the environment variable {MIRROR_VARIABLE} is `{text}`: {valid}")]
    BadMirror {
        /// What it is set to.
        text: String,
        /// What it accepts.
        valid: String,
    },
    /// Nobody answers at the address of an archive.
    #[error(
        "{mirror} does not answer ({line}): check this host's network, or correct the address in the \
         kernel's entry"
    )]
    Unreachable {
        /// The address.
        mirror: String,
        /// What the program said that fetched it.
        line: String,
    },
    /// The archive has no such suite.
    #[error("{mirror} has no suite `{suite}`: correct `suite` or `mirror` in the kernel's entry")]
    NoSuite {
        /// The archive's address.
        mirror: String,
        /// The suite.
        suite: String,
    },
    /// The index is not signed by the required key.
    #[error(
        "the index of {suite} on {mirror} is not signed by a key of {keyring} ({line}), so it was not \
         used; set `keyring` to the file in which the distribution publishes its archive keys"
    )]
    Untrusted {
        /// The archive's address.
        mirror: String,
        /// The suite.
        suite: String,
        /// The keys.
        keyring: Utf8PathBuf,
        /// What apt said.
        line: String,
    },
    /// A tool or file of the host is missing.
    #[error("`{name}` is not installed: install the package `{package}`")]
    HostLacks {
        /// Program or file.
        name: String,
        /// The Debian package that contains it.
        package: &'static str,
    },
    /// Downloads are forbidden.
    #[error(
        "{what} is not in the store, and nothing is downloaded offline: run once without --offline \
             (and without {OFFLINE_VARIABLE})"
    )]
    Offline {
        /// What is missing.
        what: String,
    },
    /// A package file is damaged, or would write outside its folder.
    #[error("failed to unpack {deb}: {problem}")]
    BadPackage {
        /// The package file.
        deb: Utf8PathBuf,
        /// What is wrong with it.
        problem: String,
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

impl DebianError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::NoMirror | Self::BadMirror { .. } | Self::NoSuite { .. } => Fault::User,
            Self::HostLacks { .. } => Fault::Host,
            Self::Offline { .. } | Self::BadPackage { .. } => Fault::Own,
            Self::Unreachable { .. } | Self::Untrusted { .. } => Fault::Own,
            Self::Child { .. } | Self::Io { .. } => Fault::Own,
        }
    }

    /// Wraps a system error about `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<StoreError<DebianError>> for DebianError {
    fn from(error: StoreError<DebianError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
