//! Kernels as ranges.

use super::super::grid::Grid;

/// `2.6.9 to 3.5, 4.4`: three or more consecutive columns are joined, unless they are of different processors.
pub(crate) fn ranges(grid: &Grid, columns: impl Iterator<Item = usize>) -> String {
    let columns: Vec<usize> = columns.collect();
    let follows =
        |one: &usize, other: &usize| one + 1 == *other && grid.arches[*one] == grid.arches[*other];
    let runs = columns.chunk_by(follows).map(|run| match run {
        [one] => name(grid, *one),
        // There is nothing between the two that the range would cover.
        [one, other] => format!("{}, {}", name(grid, *one), name(grid, *other)),
        [first, .., last] => format!("{} to {}", name(grid, *first), name(grid, *last)),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// A kernel's id, with its processor if that is not the usual one and the id does not name it.
fn name(grid: &Grid, column: usize) -> String {
    let (id, arch) = (grid.kernels[column], grid.arches[column]);
    match grid.is_main(column) || id.contains(arch.name()) {
        true => id.to_owned(),
        false => format!("{id} ({})", arch.name()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::super::ranges::ranges as run;
    use super::*;
    use crate::arch::Arch;

    /// The columns of 3.5, 3.6, 3.10, 3.16 and 7.3, of which 3.6 and 3.16 are for another processor.
    #[rstest]
    #[case::of_one_processor(&["3.5", "3.10", "7.3"], "3.5 to 7.3")]
    #[case::of_two(&["3.5", "3.6", "3.10"], "3.5, 3.10, 3.6 (s390x)")]
    #[case::the_last_of_one_and_the_first_of_another(&["7.3", "3.6", "3.16"], "7.3, 3.6 (s390x), 3.16 (s390x)")]
    fn a_range_is_of_one_processor(#[case] kernels: &[&str], #[case] wanted: &str) {
        let mut run = run();
        for kernel in run.kernels.iter_mut().filter(|it| ["3.6", "3.16"].contains(&&*it.id)) {
            kernel.arch = Arch::S390x;
        }
        let grid = Grid::of(&run);
        assert_eq!(grid.kernels, ["3.5", "3.10", "7.3", "3.6", "3.16"]);
        let columns = (0..5).filter(|at| kernels.contains(&grid.kernels[*at]));
        assert_eq!(ranges(&grid, columns), wanted);
    }
}
