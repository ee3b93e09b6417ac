//! Why a report could not be made.

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The page's template failed.
    #[error("failed to render the HTML report")]
    Html(#[from] askama::Error),
    /// The JUnit document could not be written.
    #[error("failed to write the JUnit report")]
    Junit(#[from] quick_junit::SerializeError),
}
