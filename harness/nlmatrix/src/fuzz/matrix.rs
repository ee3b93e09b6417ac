//! A matrix file.

use camino::Utf8Path;

use crate::matrix::{MatrixError, parse};
use crate::plan::plan;

/// The bytes are the text of a matrix file; if it is valid, it is planned.
pub fn matrix(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match parse(Utf8Path::new("/m/matrix.toml"), &text, crate::scenario::shipped()) {
        Ok(matrix) => drop(plan(&matrix)),
        Err(MatrixError::Wrong { line, column, message, .. }) => {
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(&line), "line {line} of {lines}: {message}");
            let length = text.split('\n').nth(line - 1).unwrap_or_default().chars().count();
            assert!((1..=length + 1).contains(&column), "column {column} of {length}: {message}");
            assert!(!message.is_empty());
        }
        Err(error) => panic!("nothing is read here: {error}"),
    }
}
