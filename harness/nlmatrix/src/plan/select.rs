//! Which of the planned cells to run.

use globset::{Glob, GlobMatcher};

use super::Cell;

/// `--kernel GLOB`, `--filter TEXT` and `--thorough`.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    kernel: Option<GlobMatcher>,
    filter: Option<String>,
    thorough: bool,
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
        let filter = filter.map(str::to_owned);
        Ok(Self { kernel: kernel.map(compile).transpose()?, filter, thorough: false })
    }

    /// With the cells of `[[thorough]]`, which otherwise only a filter gets.
    #[must_use]
    pub fn with_thorough(mut self, thorough: bool) -> Self {
        self.thorough = thorough;
        self
    }

    /// Is neither a kernel nor a filter given?
    pub fn is_all(&self) -> bool {
        self.kernel.is_none() && self.filter.is_none()
    }

    /// Is this kernel selected?
    pub fn takes_kernel(&self, id: &str) -> bool {
        self.kernel.as_ref().is_none_or(|glob| glob.is_match(id))
    }

    /// Is this cell selected?
    pub fn takes(&self, cell: &Cell) -> bool {
        let matches = |filter: &String| cell.id.to_string().contains(filter.as_str());
        self.takes_kernel(&cell.id.kernel)
            && self.filter.as_ref().map_or(self.thorough || !cell.thorough, matches)
    }

    /// How many of `plan` are passed over because the run is not thorough.
    pub fn passed_over(&self, plan: &[Cell]) -> usize {
        let whole = self.clone().with_thorough(true);
        plan.iter().filter(|cell| whole.takes(cell) && !self.takes(cell)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{self, KERNEL_SYSTEM, Matrix};
    use crate::plan::{CellId, plan};
    use crate::run::{KernelProvider, Outcome};
    use camino::Utf8Path;
    use rstest::rstest;

    /// A cell of kernel 6.12-deb13.
    fn cell() -> Cell {
        Cell {
            id: CellId {
                kernel: "6.12-deb13".to_owned(),
                system: "nlecho".to_owned(),
                generation: "g6-cfg".to_owned(),
                scenario: "load-unload".to_owned(),
            },
            expected: Outcome::Pass,
            reason: String::new(),
            refusals: Vec::new(),
            predictions: Vec::new(),
            shipped: None,
            thorough: false,
        }
    }

    /// The matrix file at the root of the repository.
    fn default_matrix() -> Matrix {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        matrix::load(Utf8Path::new(path), crate::scenario::shipped()).unwrap()
    }

    #[rstest]
    #[case::all(None, None, true)]
    #[case::prefix(Some("6.12*"), None, true)]
    #[case::suffix(Some("*-deb13"), None, true)]
    #[case::braces(Some("{5.10,6.12}*"), None, true)]
    #[case::whole_id_only(Some("6.12"), None, false)]
    #[case::other_kernel(Some("6.1-*"), None, false)]
    #[case::filter(None, Some("nlecho.g6-cfg/load"), true)]
    #[case::other_filter(None, Some("genlecho"), false)]
    #[case::both(Some("6.12*"), Some("load-unload"), true)]
    #[case::only_kernel(Some("6.12*"), Some("dump"), false)]
    #[case::only_filter(Some("5.*"), Some("load-unload"), false)]
    fn takes_what_both_match(
        #[case] kernel: Option<&str>,
        #[case] filter: Option<&str>,
        #[case] taken: bool,
    ) {
        let selection = Selection::new(kernel, filter).unwrap();
        assert_eq!(selection.takes(&cell()), taken);
        assert_eq!(selection.is_all(), kernel.is_none() && filter.is_none());
    }

    #[rstest]
    #[case::not_asked_for(None, false, false)]
    #[case::asked_for(None, true, true)]
    #[case::named(Some("load-unload"), false, true)]
    #[case::another_named(Some("dump"), true, false)]
    fn a_thorough_cell_is_asked_for(
        #[case] filter: Option<&str>,
        #[case] thorough: bool,
        #[case] taken: bool,
    ) {
        let selection = Selection::new(None, filter).unwrap().with_thorough(thorough);
        let cell = Cell { thorough: true, ..cell() };
        assert_eq!(selection.takes(&cell), taken);
        let passed_over = usize::from(filter.is_none() && !thorough);
        assert_eq!(selection.passed_over(&[cell]), passed_over);
    }

    #[test]
    fn a_bad_pattern_is_named() {
        let error = Selection::new(Some("{6.12"), None).unwrap_err();
        assert!(error.to_string().starts_with("`{6.12` is not a pattern"), "{error}");
    }

    #[test]
    fn the_default_matrix_has_enough_to_run() {
        let matrix = default_matrix();
        // Those that need nothing from the user.
        let debian: Vec<_> = matrix
            .kernels
            .iter()
            .filter(|it| it.provider.kind() == KernelProvider::Debian)
            .collect();
        let buildable = debian.iter().filter(|kernel| !kernel.boot_only()).count();
        assert!(buildable >= 6, "{buildable} buildable kernels");
        let cells = plan(&matrix);
        let of_debian = |cell: &&Cell| debian.iter().any(|kernel| kernel.id == cell.id.kernel);
        let real =
            |cell: &&Cell| cell.id.system != KERNEL_SYSTEM && cell.expected != Outcome::Unavailable;
        let count = cells.iter().filter(of_debian).filter(real).count();
        assert!(count >= 60, "{count} module cells");
    }
}
