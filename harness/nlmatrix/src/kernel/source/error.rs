//! Why there is no usable source for a kernel.

use camino::Utf8PathBuf;

use crate::environment::SEARCH_VARIABLE;
use crate::process::ProcessError;
use crate::store::StoreError;
use crate::version::KernelVersion;

/// Why there is no usable source for a kernel.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Nothing on this host has it. The kernel is `unavailable`, which is nobody's fault.
    #[error("there is no source of {version} on this host{looked}{why}: {remedy}")]
    Absent {
        /// The version that is wanted.
        version: KernelVersion,
        /// Where it was looked for, as ` (… is not there)`.
        looked: String,
        /// Why it is not downloaded, as `, and … is not reachable`.
        why: String,
        /// What to do.
        remedy: String,
    },
    /// A Debian package that no run has resolved yet.
    #[error("matrix.lock has no pin of {package}: the command `update` resolves it")]
    NotPinned {
        /// The package.
        package: String,
    },
    /// A folder that is not a kernel tree.
    #[error(
        "{path} is not a kernel source tree: it has no Makefile with VERSION and PATCHLEVEL at its top"
    )]
    NotATree {
        /// The folder.
        path: Utf8PathBuf,
    },
    /// A tree of another version.
    #[error(
        "{path} is a tree of {found} (so its Makefile says), but {wanted} is wanted: \
         name the right tree, or give `version = \"{found}\"`"
    )]
    OtherVersion {
        /// The tree.
        path: Utf8PathBuf,
        /// What its Makefile says.
        found: KernelVersion,
        /// What the matrix says.
        wanted: KernelVersion,
    },
    /// A tarball that is not the pinned one. It was not unpacked.
    #[error(
        "{name} is not the tarball that {pinned_by} pins (SHA-256 {wanted}, found {found}): \
         it was not unpacked; download it again, or correct {pinned_by}"
    )]
    WrongDigest {
        /// The tarball.
        name: String,
        /// `matrix.toml`, `matrix.lock` or a list of digests.
        pinned_by: &'static str,
        /// The pin.
        wanted: String,
        /// What it is.
        found: String,
    },
    /// A tarball cannot be unpacked, or would write outside its folder.
    #[error("failed to unpack {tarball}: {problem}")]
    BadTarball {
        /// The file.
        tarball: Utf8PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A download failed; the partial file is kept, and the next try resumes it.
    #[error(
        "failed to download {url}: {problem}; try again (it resumes), or put the file {name} into \
         a folder of {SEARCH_VARIABLE}"
    )]
    Download {
        /// The address.
        url: String,
        /// The file's name.
        name: String,
        /// The last problem.
        problem: String,
    },
    /// A folder that is not a repository.
    #[error("{path} is not a git repository: name the folder of a clone of the kernel repository")]
    NoRepository {
        /// The folder.
        path: Utf8PathBuf,
    },
    /// A repository without the files of a revision.
    #[error(
        "{repository} is a partial clone and lacks the files that are needed: fetch a revision's files first with \
         `git -C {repository} archive REVISION > /dev/null`"
    )]
    PartialClone {
        /// The repository.
        repository: Utf8PathBuf,
        /// What git says.
        source: Box<ProcessError>,
    },
    /// A repository that git cannot read.
    #[error("failed to read {repository} with git")]
    Git {
        /// The repository.
        repository: Utf8PathBuf,
        /// What git says.
        source: Box<ProcessError>,
    },
    /// A name that the repository does not know.
    #[error("`{name}` is not a tag, branch or commit of {repository}")]
    NoRevision {
        /// The repository.
        repository: Utf8PathBuf,
        /// The name.
        name: String,
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

impl SourceError {
    /// Adds why something missing is not downloaded.
    #[must_use]
    pub fn because(self, reason: &str) -> Self {
        match self {
            Self::Absent { version, looked, remedy, .. } => {
                Self::Absent { version, looked, why: format!(", and {reason}"), remedy }
            }
            other => other,
        }
    }

    /// Wraps a system error about `path`.
    pub(crate) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<StoreError<SourceError>> for SourceError {
    fn from(error: StoreError<SourceError>) -> Self {
        match error {
            StoreError::Make(error) => error,
            StoreError::Io { path, source } => Self::Io { path, source },
        }
    }
}
