//! Kernels as ranges, for people.

use super::super::grid::Grid;

/// `2.6.9 to 3.5, 4.4`: columns that follow on each other are joined, others are not.
pub(crate) fn ranges(grid: &Grid, columns: impl Iterator<Item = usize>) -> String {
    let columns: Vec<usize> = columns.collect();
    let runs = columns.chunk_by(|one, other| one + 1 == *other).map(|run| match run {
        [one] => grid.kernels[*one].to_owned(),
        [first, .., last] => format!("{} to {}", grid.kernels[*first], grid.kernels[*last]),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(", ")
}
