//! The debug kernel that `--debug` adds: no matrix file needs to name one.

use super::model::{ERROR_PATHS, KernelEntry, Matrix, Provider, SourceSpec, TRAFFIC};
use crate::arch::Arch;
use crate::version::KernelVersion;

/// Its id, its series, and the Debian suite that publishes the source.
const KERNEL: (&str, &str, &str) = ("6.12-debug", "6.12", "trixie-security");

impl Matrix {
    /// Adds to users' own modules, if there is a debug kernel, the scenarios that need no line of theirs: each error
    /// path, and traffic while they load and unload.
    pub(super) fn look_into_own(&mut self) {
        if !self.kernels.iter().any(|kernel| kernel.debug() || kernel.kcsan()) {
            return;
        }
        let own = self.systems.iter_mut().filter(|system| system.own.is_some());
        for generation in own.flat_map(|system| &mut system.generations) {
            for name in [ERROR_PATHS].iter().chain(&TRAFFIC) {
                if !generation.scenarios.iter().any(|it| it == name) {
                    generation.scenarios.push((*name).to_owned());
                }
            }
        }
    }

    /// Puts the cells of one debug kernel into every run: those of the series that is added if there is none, else of
    /// the newest.
    pub fn use_debug_kernel(&mut self) {
        let (id, series, suite) = KERNEL;
        let series: KernelVersion = series.parse().expect("a version");
        let own = self.kernels.iter().filter(|kernel| kernel.debug());
        let own = own.max_by_key(|kernel| (kernel.series == series, kernel.series));
        self.debug = Some(own.map_or(id, |kernel| &kernel.id).to_owned());
        if own.is_some() {
            return;
        }
        let spec =
            SourceSpec { debian: Some(suite.to_owned()), debug: true, ..SourceSpec::of(series) };
        let provider = Provider::Source(spec);
        self.kernels.push(KernelEntry {
            id: id.to_owned(),
            arch: Arch::default(),
            vendor: None,
            series,
            provider,
            optional: false,
        });
        self.kernels.sort_by_key(|kernel| kernel.series);
        self.look_into_own();
    }
}

#[cfg(test)]
mod tests {
    use crate::matrix::{Matrix, parse};
    use crate::plan::plan;

    fn matrix(more: &str) -> Matrix {
        let text = format!(
            "schema = 1\n[[kernel]]\nid = 'deb'\ndebian = {{ suite = 'sid', series = '6.12' }}\n{more}\n\
             [[thorough]]\ncells = ['*/*']\nids = ['*-debug', '*-slow']\nreason = 'they are slow'\n"
        );
        parse("/m/matrix.toml".into(), &text, crate::scenario::shipped()).unwrap()
    }

    #[test]
    fn a_matrix_without_a_debug_kernel_gets_one() {
        let mut matrix = matrix("");
        matrix.use_debug_kernel();
        matrix.use_debug_kernel();
        let ids: Vec<&str> = matrix.kernels.iter().map(|kernel| kernel.id.as_str()).collect();
        assert_eq!(ids, ["deb", "6.12-debug"]);
        assert!(matrix.kernels[1].debug() && !matrix.kernels[0].debug());
        assert!(plan(&matrix).iter().all(|cell| !cell.thorough));
    }

    #[test]
    fn one_that_has_some_has_their_cells_in_every_run() {
        let own = "[[kernel]]\nid = 'my-slow'\nsource = { version = '6.1', debian = 'bookworm', debug = true }";
        let mut matrix = matrix(own);
        assert!(plan(&matrix).iter().any(|cell| cell.thorough));
        matrix.use_debug_kernel();
        assert_eq!(matrix.kernels.len(), 2);
        assert!(plan(&matrix).iter().all(|cell| !cell.thorough));
    }

    #[test]
    fn of_several_one_is_in_every_run() {
        let own = |id: &str, version: &str, more: &str| {
            format!(
                "[[kernel]]\nid = '{id}'\nsource = {{ version = '{version}', debian = 'sid', {more} = true }}\n"
            )
        };
        let taken = |more: &str| {
            let mut matrix = matrix(more);
            matrix.use_debug_kernel();
            let cells = plan(&matrix).into_iter().filter(|cell| !cell.thorough);
            let mut ids: Vec<String> = cells.map(|cell| cell.id.kernel).collect();
            ids.dedup();
            ids
        };
        let (old, new) = (own("a-debug", "6.1", "debug"), own("b-debug", "7.2", "debug"));
        let ours = own("c-debug", "6.12", "debug");
        assert_eq!(taken(&[old.clone(), new.clone()].concat()), ["deb", "b-debug"]);
        assert_eq!(taken(&[old, ours, new].concat()), ["deb", "c-debug"]);
        // A kernel that watches for data races is something else.
        assert_eq!(taken(&own("d-debug", "7.2", "kcsan")), ["deb", "6.12-debug"]);
    }

    #[test]
    fn what_cannot_race_has_no_cell_on_a_kernel_that_watches_for_races() {
        let more = "[[kernel]]\nid = 'races'\nsource = { version = '6.12', kcsan = true }\n\
                    [[system]]\nname = 's'\npath = '/'\nscenarios = ['load-unload', 'traffic', 'traffic-smp']\n\
                    [[system.generation]]\nname = 'g'\nkernels = '*'\n";
        let cells = plan(&matrix(more)).into_iter().filter(|cell| cell.id.kernel == "races");
        let names: Vec<String> = cells.map(|cell| cell.id.scenario).collect();
        assert_eq!(names, ["boot", "build", "traffic-smp"]);
    }

    #[test]
    fn a_module_of_ones_own_is_looked_into_without_a_line_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("Kbuild"), "obj-m := mine.o\n").unwrap();
        let path = folder.path().display();
        let mine =
            format!("[[module]]\nname = 'mine'\npath = '{path}'\nscenarios = ['load-unload']");
        let names = |matrix: &Matrix, kernel: &str| -> Vec<String> {
            let cells = plan(matrix).into_iter().filter(|it| it.id.module.system == "mine");
            let of_kernel = cells.filter(|it| it.id.kernel == kernel);
            of_kernel.map(|it| it.id.scenario).collect()
        };
        assert_eq!(names(&matrix(&mine), "deb"), ["build", "load-unload"]);
        let mut looked = matrix(&mine);
        looked.use_debug_kernel();
        assert_eq!(names(&looked, "deb"), ["build", "load-unload", "traffic", "traffic-smp"]);
        let all = ["build", "load-unload", "error-paths", "traffic", "traffic-smp"];
        assert_eq!(names(&looked, "6.12-debug"), all);
    }
}
