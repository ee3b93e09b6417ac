//! Which of the planned cells to run.

use globset::{Glob, GlobMatcher};

use super::Cell;

/// `--kernel GLOB` and `--filter TEXT`.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    kernel: Option<GlobMatcher>,
    filter: Option<String>,
}

/// A selection that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{glob}` is not a pattern for kernels: write it like 6.12* or *-deb13")]
pub struct SelectionError {
    glob: String,
    source: globset::Error,
}

impl Selection {
    /// Cells whose kernel id matches `kernel` and whose id contains `filter`.
    pub fn new(kernel: Option<&str>, filter: Option<&str>) -> Result<Self, SelectionError> {
        let compile = |glob: &str| {
            let error = |source| SelectionError { glob: glob.to_owned(), source };
            Glob::new(glob).map(|glob| glob.compile_matcher()).map_err(error)
        };
        Ok(Self { kernel: kernel.map(compile).transpose()?, filter: filter.map(str::to_owned) })
    }

    /// Is everything selected?
    pub fn is_all(&self) -> bool {
        self.kernel.is_none() && self.filter.is_none()
    }

    /// Is this kernel selected?
    pub fn takes_kernel(&self, id: &str) -> bool {
        self.kernel.as_ref().is_none_or(|glob| glob.is_match(id))
    }

    /// Is this cell selected?
    pub fn takes(&self, cell: &Cell) -> bool {
        let text = cell.id.to_string();
        self.takes_kernel(&cell.id.kernel)
            && self.filter.as_ref().is_none_or(|filter| text.contains(filter.as_str()))
    }
}
