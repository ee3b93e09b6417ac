//! Why something of an rpm repository is not available.

use camino::Utf8PathBuf;

use crate::fault::Fault;
use crate::process::ProcessError;
use crate::toolchain::ToolchainError;

/// Why something of an rpm repository is not available.
#[derive(Debug, thiserror::Error)]
pub enum RpmError {
    /// There is no index at the address.
    #[error(
        "{repo} is not an rpm repository, as it has no {path}: correct `repo` in the kernel's entry"
    )]
    NoRepository {
        /// The address.
        repo: String,
        /// The file that every repository has.
        path: &'static str,
    },
    /// The index cannot be read.
    #[error("the index of {repo} cannot be read, so it was not used: {problem}")]
    BadIndex {
        /// The repository's address.
        repo: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Something is not signed by a required key.
    #[error(
        "{what} of {repo} is not signed by a key of {keys} ({line}), so it was not used; set `gpgkey` to the \
         file in which the distribution publishes its keys"
    )]
    Untrusted {
        /// The index or a package.
        what: String,
        /// The repository's address.
        repo: String,
        /// The files with keys.
        keys: String,
        /// What the verifying program said.
        line: String,
    },
    /// A key file without a key.
    #[error(
        "{path} has no key that rpm accepts ({line}): set `gpgkey` to an ASCII-armoured public key"
    )]
    BadKey {
        /// The file.
        path: Utf8PathBuf,
        /// What rpm said.
        line: String,
    },
    /// The package has no kernel where one should be.
    #[error(
        "{package} contains none of {paths}: set `package` to the one that contains the kernel's image"
    )]
    NoImage {
        /// The package.
        package: String,
        /// Where an image could be.
        paths: String,
    },
    /// A package is damaged, or would write outside its folder.
    #[error("failed to unpack {package}: {problem}")]
    BadPackage {
        /// The package.
        package: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Debian's programs for rpm are not available.
    #[error("failed to get the programs that read rpm packages")]
    Programs(#[from] ToolchainError),
    /// A child process failed.
    #[error("failed to {what}")]
    Child {
        /// What was being done.
        what: String,
        /// Its failure.
        source: ProcessError,
    },
}

impl RpmError {
    /// Whose fault the error is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::NoRepository { .. } | Self::BadKey { .. } | Self::NoImage { .. } => Fault::User,
            Self::Programs(ToolchainError::HostLacks { .. }) => Fault::Host,
            _ => Fault::Own,
        }
    }
}
