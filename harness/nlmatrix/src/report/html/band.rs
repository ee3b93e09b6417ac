//! Values with the kernels that have them; each value appears once.

use super::super::grid::Grid;
use super::range::ranges;

/// One row: a name, and the values that were seen, beginning with that of the oldest kernel.
pub(super) struct Band {
    /// A check, or a fact of the kernel's interfaces.
    pub(super) name: String,
    /// The values.
    pub(super) values: Vec<Value>,
}

/// A value and where it was seen.
pub(super) struct Value {
    /// CSS class.
    pub(super) class: &'static str,
    /// The value.
    pub(super) text: String,
    /// The kernels, as ranges.
    pub(super) kernels: String,
}

impl Band {
    /// From what was seen in each column; columns in which nothing was seen are left out.
    pub(super) fn of(
        grid: &Grid,
        name: &str,
        seen: impl Iterator<Item = (usize, (&'static str, String))>,
    ) -> Self {
        let mut values: Vec<((&'static str, String), Vec<usize>)> = Vec::new();
        for (column, value) in seen {
            match values.iter_mut().find(|(there, _)| *there == value) {
                Some((_, columns)) => columns.push(column),
                None => values.push((value, vec![column])),
            }
        }
        let value = |((class, text), columns): ((&'static str, String), Vec<usize>)| Value {
            class,
            text,
            kernels: ranges(grid, columns.into_iter()),
        };
        Self { name: name.to_owned(), values: values.into_iter().map(value).collect() }
    }

    /// Is it the same wherever it was seen?
    pub(super) fn is_constant(&self) -> bool {
        self.values.len() <= 1
    }

    /// The value, if it is the same everywhere.
    pub(super) fn value(&self) -> &str {
        self.values.first().map_or("–", |value| &value.text)
    }
}
