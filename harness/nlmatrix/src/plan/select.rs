//! Which of the planned cells to run.

use globset::{Glob, GlobMatcher};

use super::Cell;

/// `--kernel GLOB`, `--filter TEXT` and `--thorough`.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    kernel: Option<GlobMatcher>,
    filter: Option<GlobMatcher>,
    thorough: bool,
}

/// A selection that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{glob}` is not a pattern for {what}")]
pub struct SelectionError {
    what: &'static str,
    glob: String,
    source: globset::Error,
}

impl Selection {
    /// Cells whose kernel id matches `kernel`, and whose id has a part that contains or matches `filter`.
    pub fn new(kernel: Option<&str>, filter: Option<&str>) -> Result<Self, SelectionError> {
        let compile = |what, glob: &str, whole: &str| {
            let error = |source| SelectionError { what, glob: glob.to_owned(), source };
            Glob::new(whole).map(|glob| glob.compile_matcher()).map_err(error)
        };
        let kernel = kernel
            .map(|glob| compile("kernels: write one like 6.12* or *-deb13", glob, glob))
            .transpose()?;
        let filter = filter
            .map(|glob| {
                compile("cells: write one like nlecho or g6-*/dump*", glob, &format!("*{glob}*"))
            })
            .transpose()?;
        Ok(Self { kernel, filter, thorough: false })
    }

    /// Includes the cells of `[[thorough]]`, which otherwise only a filter selects.
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
        let asked = self.filter.is_some() || self.thorough || !cell.thorough;
        asked && self.takes_kernel(&cell.id.kernel) && self.takes_name(cell)
    }

    fn takes_name(&self, cell: &Cell) -> bool {
        self.filter.as_ref().is_none_or(|glob| glob.is_match(cell.id.to_string()))
    }

    /// Why nothing of `plan` is selected: which option matches nothing, and what is similar.
    pub fn says_why_nothing(&self, plan: &[Cell]) -> String {
        let kernels = plan.iter().filter(|cell| self.takes_kernel(&cell.id.kernel));
        let glob = |it: &Option<GlobMatcher>| it.as_ref().map(|it| it.glob().to_string());
        let (kernel, filter) = (glob(&self.kernel), glob(&self.filter));
        let filter = filter.map(|glob| glob[1..glob.len() - 1].to_owned());
        match (kernel, filter) {
            (Some(kernel), _) if kernels.clone().next().is_none() => no_kernel(plan, &kernel),
            (_, Some(filter)) if !plan.iter().any(|cell| self.takes_name(cell)) => {
                no_name(plan, &filter)
            }
            (Some(kernel), Some(filter)) => {
                let named = plan.iter().filter(|cell| self.takes_name(cell));
                let on = listed(distinct(named.map(|cell| cell.id.kernel.as_str())));
                format!(
                    "`--filter {filter}` selects cells on {on}, but none on `--kernel {kernel}`"
                )
            }
            (Some(kernel), None) => {
                let count = kernels.count();
                format!(
                    "all {count} cells of `--kernel {kernel}` belong to thorough runs: add --thorough"
                )
            }
            (None, _) => "all cells belong to thorough runs: add --thorough".to_owned(),
        }
    }

    /// How many cells of `plan` are left out because the run is not thorough.
    pub fn passed_over(&self, plan: &[Cell]) -> usize {
        let whole = self.clone().with_thorough(true);
        plan.iter().filter(|cell| whole.takes(cell) && !self.takes(cell)).count()
    }
}

/// No more are named.
const NAMED: usize = 8;

fn no_kernel(plan: &[Cell], glob: &str) -> String {
    let ids = distinct(plan.iter().map(|cell| cell.id.kernel.as_str()));
    let begin: Vec<&str> = ids.iter().copied().filter(|id| id.starts_with(glob)).collect();
    let told = format!("`--kernel {glob}` matches no kernel's whole id");
    if begin.is_empty() {
        return format!("{told}: there are {}", listed(by_likeness(ids, glob)));
    }
    format!("{told}: {} would match `{glob}*`", listed(begin))
}

fn no_name(plan: &[Cell], filter: &str) -> String {
    let modules = plan.iter().map(|cell| cell.id.name());
    let names: Vec<String> = modules.collect();
    let words = names.iter().flat_map(|name| name.split('/'));
    let mut near = by_likeness(distinct(words), filter);
    near.truncate(NAMED);
    format!(
        "`--filter {filter}` matches no part of any cell's id: similar ones are {}",
        near.join(", ")
    )
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

fn by_likeness<'a>(mut names: Vec<&'a str>, to: &str) -> Vec<&'a str> {
    let unlike = |name: &&str| {
        let parts = name.split(['.', '-']).chain([*name]);
        let best = parts.map(|part| strsim::normalized_damerau_levenshtein(part, to));
        (-1000.0 * best.fold(0.0, f64::max)) as i64
    };
    names.sort_by_cached_key(unlike);
    names
}

fn listed(names: Vec<&str>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let named = names[..names.len() - more].join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{self, KERNEL_SYSTEM, Matrix};
    use crate::plan::plan;
    use crate::run::{CellId, KernelProvider, Outcome};
    use camino::Utf8Path;
    use rstest::rstest;

    /// A cell of kernel 6.12-deb13.
    fn cell() -> Cell {
        Cell::passing("6.12-deb13/nlecho.g6-cfg/load-unload".parse().unwrap())
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
    #[case::filter_is_a_pattern(None, Some("nlecho*/load-*"), true)]
    #[case::filter_in_braces(None, Some("{dump,load-unload}"), true)]
    #[case::other_pattern(None, Some("nlecho*/dump*"), false)]
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

    #[rstest]
    #[case(
        Some("6.12"),
        None,
        "`--kernel 6.12` matches no kernel's whole id: 6.12-deb13 would match `6.12*`"
    )]
    #[case(
        Some("7*"),
        Some("x"),
        "`--kernel 7*` matches no kernel's whole id: there are 6.12-deb13"
    )]
    #[case(
        None,
        Some("laod-unload"),
        "`--filter laod-unload` matches no part of any cell's id: similar ones are load-unload, nlecho.g6-cfg"
    )]
    #[case(Some("*"), None, "all 1 cells of `--kernel *` belong to thorough runs: add --thorough")]
    #[case(None, None, "all cells belong to thorough runs: add --thorough")]
    fn the_option_that_selects_nothing_is_named(
        #[case] kernel: Option<&str>,
        #[case] filter: Option<&str>,
        #[case] told: &str,
    ) {
        let plan = [Cell { thorough: true, ..cell() }];
        let selection = Selection::new(kernel, filter).unwrap();
        assert!(!plan.iter().any(|cell| selection.takes(cell)));
        assert_eq!(selection.says_why_nothing(&plan), told);
    }

    #[test]
    fn two_options_that_match_different_cells_are_told_of_together() {
        let other = Cell {
            id: CellId { kernel: "7.3".into(), scenario: "dump".into(), ..cell().id },
            ..cell()
        };
        let selection = Selection::new(Some("6.*"), Some("dump")).unwrap();
        let told = selection.says_why_nothing(&[cell(), other]);
        assert_eq!(told, "`--filter dump` selects cells on 7.3, but none on `--kernel 6.*`");
    }

    #[test]
    fn a_bad_pattern_is_named() {
        let error = Selection::new(Some("{6.12"), None).unwrap_err();
        assert!(error.to_string().starts_with("`{6.12` is not a pattern for kernels"), "{error}");
        let error = Selection::new(None, Some("a[")).unwrap_err();
        assert!(error.to_string().starts_with("`a[` is not a pattern for cells"), "{error}");
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
        let real = |cell: &&Cell| {
            cell.id.module.system != KERNEL_SYSTEM && cell.expected != Outcome::Unavailable
        };
        let count = cells.iter().filter(of_debian).filter(real).count();
        assert!(count >= 60, "{count} module cells");
    }
}
