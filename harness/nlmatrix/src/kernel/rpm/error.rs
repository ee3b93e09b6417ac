//! Why something of an rpm repository could not be had.

use camino::Utf8PathBuf;

use crate::fault::Fault;
use crate::process::ProcessError;
use crate::toolchain::ToolchainError;

/// Why something of an rpm repository could not be had.
#[derive(Debug, thiserror::Error)]
pub enum RpmError {
    /// There is no index at the address.
    #[error("{repo} is no rpm repository, it has no {path}: correct `repo` in the kernel's entry")]
    NoRepository {
        /// The address.
        repo: String,
        /// What every repository has.
        path: &'static str,
    },
    /// The index is not what it should be.
    #[error("the index of {repo} makes no sense: {problem}; nothing of it was used")]
    BadIndex {
        /// The repository's address.
        repo: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Something is not signed by who should have signed it.
    #[error(
        "{what} of {repo} is not signed by a key of {keys} ({line}): nothing of it was used; give `gpgkey` the \
         file that the distribution publishes its keys in"
    )]
    Untrusted {
        /// The index or a package.
        what: String,
        /// The repository's address.
        repo: String,
        /// The files with keys.
        keys: String,
        /// What the program said that verified.
        line: String,
    },
    /// A file with keys that holds none.
    #[error(
        "{path} has no key in it that rpm takes ({line}): give `gpgkey` an armoured public key"
    )]
    BadKey {
        /// The file.
        path: Utf8PathBuf,
        /// What rpm said.
        line: String,
    },
    /// The package has no kernel in it where it should be.
    #[error("{package} has none of {paths}: is `package` the one with the kernel's image?")]
    NoImage {
        /// The package.
        package: String,
        /// Where an image would be.
        paths: String,
    },
    /// A package that would write outside its folder, or makes no sense.
    #[error("failed to unpack {package}: {problem}")]
    BadPackage {
        /// The package.
        package: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Debian's programs for rpm cannot be had.
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
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::NoRepository { .. } | Self::BadKey { .. } | Self::NoImage { .. } => Fault::User,
            Self::Programs(ToolchainError::HostLacks { .. }) => Fault::Host,
            _ => Fault::Own,
        }
    }
}
