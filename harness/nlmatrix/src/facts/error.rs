//! Why the facts cannot be used.

use camino::Utf8PathBuf;

/// Why the facts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A file has a mistake.
    #[error("{path}: {message}")]
    Wrong {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong, and what would be valid.
        message: String,
    },
    /// A file cannot be read.
    #[error("failed to read {path}")]
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl FactsError {
    /// Wraps a system error about `path`.
    pub(super) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
