//! What is wrong with a matrix file, and where.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

/// Why a matrix file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// It cannot be read.
    #[error(
        "failed to read the matrix file {path}: name another with --matrix, or let `init` write a \
         first one for a module"
    )]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{path}:{line}:{column}: {message}")]
    Wrong {
        /// The file.
        path: Utf8PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong, and what would be valid.
        message: String,
    },
}

/// The text of a matrix file, for messages that point into it.
pub(super) struct Source<'a> {
    pub path: &'a Utf8Path,
    pub text: &'a str,
    /// Where each line begins, except the first. It is computed once, because every cell's process asks for the line
    /// of each `[[expect]]`.
    begins: Vec<usize>,
}

impl<'a> Source<'a> {
    pub fn new(path: &'a Utf8Path, text: &'a str) -> Self {
        let begins = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { path, text, begins }
    }

    #[track_caller]
    pub fn wrong(&self, span: Range<usize>, message: &str) -> MatrixError {
        #[cfg(test)]
        super::mistakes::note(std::panic::Location::caller());
        let (line, column) = self.place(span.start);
        MatrixError::Wrong { path: self.path.to_owned(), line, column, message: message.to_owned() }
    }

    /// Line and column, from 1, of a byte offset.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let lines = self.begins.partition_point(|&begin| begin <= offset);
        let begin = lines.checked_sub(1).map_or(0, |last| self.begins[last]);
        let before = self.text.get(begin..offset).unwrap_or_default();
        (lines + 1, before.chars().count() + 1)
    }
}
