//! Cells and the plan of them.

use crate::expected::{ExpectedOutcome, Pattern};
use crate::matrix::{
    AptEntry, DebianEntry, Expectation, GenerationEntry, KernelEntry, Matrix, Predicts, Provider,
    Refusal,
};
use crate::matrix::{BOOT, BUILD, KERNEL_SYSTEM, Shipped};
use crate::run::{CellId, ModuleId, OF_32_BITS, Outcome, PlannedCell};

/// One planned cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its id.
    pub id: CellId,
    /// How it should end.
    pub expected: Outcome,
    /// Why it should end like that, if not with a plain pass.
    pub reason: String,
    /// The refusals of which one is predicted, where `expected` is `build-refused`.
    pub refusals: Vec<Refusal>,
    /// Predicted differences that apply to this cell.
    pub predictions: Vec<Expectation>,
    /// What is known of its scenario, if it comes with nlmatrix.
    pub shipped: Option<&'static Shipped>,
    /// Is its kernel a debug kernel?
    pub debug: bool,
    /// Is it only in thorough runs?
    pub thorough: bool,
}

/// Every cell of `matrix`, kernel by kernel.
pub fn plan(matrix: &Matrix) -> Vec<Cell> {
    matrix.kernels.iter().flat_map(|kernel| of_kernel(matrix, kernel)).collect()
}

/// The cells of one kernel of `matrix`: what a process that runs a single cell needs.
pub fn of_kernel(matrix: &Matrix, kernel: &KernelEntry) -> Vec<Cell> {
    let bare = std::iter::once(BOOT).chain(matrix.kernel_scenarios.iter().map(String::as_str));
    let is_there =
        |scenario: &&str| matrix.shipped(scenario).map_or(!kernel.kcsan(), |it| it.is_for(kernel));
    let bare = bare.filter(is_there);
    let bare = bare.flat_map(|scenario| variants(matrix, kernel, scenario));
    let mut cells: Vec<Cell> =
        bare.map(|scenario| cell(matrix, kernel, KERNEL_SYSTEM, "", &scenario)).collect();
    cells.iter_mut().for_each(|cell| need_client(cell, matrix, kernel));
    for system in &matrix.systems {
        for generation in &system.generations {
            let scenarios = scenarios_on(kernel, generation).filter(is_there);
            for scenario in scenarios.flat_map(|scenario| variants(matrix, kernel, scenario)) {
                let mut cell = cell(matrix, kernel, &system.name, &generation.name, &scenario);
                expect(&mut cell, matrix, kernel, generation);
                need_client(&mut cell, matrix, kernel);
                cells.push(cell);
            }
        }
    }
    for cell in &mut cells {
        let (name, expected) = (cell.id.name(), cell.expected);
        let asked = matrix.debug.as_ref() == Some(&kernel.id);
        cell.thorough =
            !asked && matrix.thorough.iter().any(|it| it.matches(kernel, &name, expected));
    }
    cells
}

/// The scenarios of the cells that run this one: itself, and again with 32-bit clients if it has them.
fn variants(matrix: &Matrix, kernel: &KernelEntry, scenario: &str) -> Vec<String> {
    let clients = matrix.clients_of(scenario);
    let own = clients.iter().all(|client| client.is_own_on(kernel.arch));
    let fewer = clients.iter().any(|client| client.is_of_32_bits_on(kernel.arch));
    let own = own.then(|| scenario.to_owned());
    let fewer = fewer.then(|| format!("{scenario}{OF_32_BITS}"));
    own.into_iter().chain(fewer).collect()
}

/// A generation is built and driven on its own kernels; on others, only the build is tried.
fn scenarios_on<'a>(
    kernel: &KernelEntry,
    generation: &'a GenerationEntry,
) -> impl Iterator<Item = &'a str> {
    let driven = generation.drives_in(&kernel.series, kernel.vendor);
    let scenarios = generation.scenarios.iter().map(String::as_str);
    std::iter::once(BUILD).chain(scenarios.filter(move |_| driven))
}

fn cell(
    matrix: &Matrix,
    kernel: &KernelEntry,
    system: &str,
    generation: &str,
    scenario: &str,
) -> Cell {
    let matching =
        |expectation: &&Expectation| expectation.matches(kernel, system, generation, scenario);
    let predictions: Vec<_> = matrix.expectations.iter().filter(matching).cloned().collect();
    let id = CellId::new(&kernel.id, ModuleId::new(system, generation), scenario);
    let shipped = matrix.shipped(scenario);
    let mut cell = Cell { predictions, shipped, debug: kernel.debug(), ..Cell::passing(id) };
    cell.expect_predicted();
    cell
}

impl Cell {
    /// A cell that is expected to pass, about which nothing else is known.
    pub fn passing(id: CellId) -> Self {
        Self {
            id,
            expected: Outcome::Pass,
            reason: String::new(),
            refusals: Vec::new(),
            predictions: Vec::new(),
            shipped: None,
            debug: false,
            thorough: false,
        }
    }

    /// What its record starts from.
    pub fn planned(&self) -> PlannedCell {
        PlannedCell { id: self.id.clone(), expected: self.expected }
    }

    /// How it has to end, and the last check that it then makes, if not all: what a row of the matrix says, else what
    /// its scenario is for.
    pub fn expected_outcome(&self) -> (ExpectedOutcome, Option<&str>) {
        let row = self.predictions.iter().find_map(|row| match &row.predicts {
            Predicts::Ends { expected, after, .. } => Some((expected.clone(), after.as_deref())),
            _ => None,
        });
        let own = || {
            let scenario = self.shipped?;
            let looking = scenario.looking.as_ref().filter(|_| self.debug);
            Some(looking.unwrap_or(&scenario.expected).clone())
        };
        row.unwrap_or_else(|| (own().unwrap_or_default(), None))
    }

    /// The splats that may accompany that end.
    pub fn also(&self) -> Vec<Pattern> {
        let row = self.predictions.iter().find_map(|row| match &row.predicts {
            Predicts::Ends { also, .. } => Some(also.clone()),
            _ => None,
        });
        let own = || self.shipped.and_then(|scenario| scenario.further.clone());
        row.unwrap_or_else(|| own().into_iter().collect())
    }

    /// A predicted end outranks predicted differences, and gives the reason.
    fn expect_predicted(&mut self) {
        let is_of_end = |row: &&Expectation| matches!(row.predicts, Predicts::Ends { .. });
        let row = self.predictions.iter().find(is_of_end).or(self.predictions.last());
        self.reason = row.map_or(String::new(), |row| row.reason.clone());
        let differs = self.predictions.iter().any(|row| !is_of_end(&row));
        let by_checks = if differs { Outcome::Xfail } else { Outcome::Pass };
        self.expected = self.expected_outcome().0.outcome().unwrap_or(by_checks);
    }
}

/// What to expect according to the kernel's headers.
fn expect(cell: &mut Cell, matrix: &Matrix, kernel: &KernelEntry, generation: &GenerationEntry) {
    let system = matrix.system(&cell.id.module.system);
    if let Some(reason) = system.and_then(|system| system.why_not_on(kernel.arch)) {
        cell.expected = Outcome::Unavailable;
        cell.reason = reason;
    } else if kernel.boot_only() {
        cell.expected = Outcome::Unavailable;
        cell.reason = no_headers(kernel);
    } else if !generation.builds_for(kernel) {
        cell.expected = Outcome::BuildRefused;
        cell.refusals = generation.refusals_on(&kernel.series, kernel.vendor, &matrix.facts);
        cell.reason = cell.refusals.first().map_or(String::new(), |it| it.reason.clone());
    }
}

fn no_headers(kernel: &KernelEntry) -> String {
    match &kernel.provider {
        Provider::Debian(DebianEntry { suite, .. }) | Provider::Apt(AptEntry { suite, .. }) => {
            format!(
                "headers of {} are no longer published in {suite}, so nothing can be built for it",
                kernel.series
            )
        }
        Provider::Rpm(_) => {
            "the matrix asks for its image only (boot-only), so nothing can be built for it"
                .to_owned()
        }
        _ => "the matrix names no build-dir, so nothing can be built for it".to_owned(),
    }
}

/// If a client does not run on this kernel, its scenarios do not either.
fn need_client(cell: &mut Cell, matrix: &Matrix, kernel: &KernelEntry) {
    let clients = matrix.clients_of(&cell.id.scenario);
    let reason = clients.iter().find_map(|client| client.why_not_on(kernel));
    let Some(reason) = reason.filter(|_| cell.expected != Outcome::Unavailable) else { return };
    cell.expected = Outcome::Unavailable;
    cell.reason = reason;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;
    use camino::Utf8Path;
    use rstest::rstest;

    /// A kernel that is too old for `new`, one that builds it, and one without headers.
    const MATRIX: &str = r#"
        schema = 1
        [[kernel]]
        id = "old"
        debian = { suite = "bookworm", series = "6.1" }
        [[kernel]]
        id = "mid"
        debian = { suite = "trixie", series = "6.12" }
        [[kernel]]
        id = "bare"
        debian = { suite = "sid", series = "7.0", boot-only = true }
        [[system]]
        name = "s"
        path = "/"
        scenarios = ["load-unload"]
        [[system.generation]]
        name = "any"
        kernels = "*"
        [[system.generation]]
        name = "new"
        kernels = ">=6.2"
        [[system.generation.refused]]
        kernels = "<6.2"
        diagnosis = "incomplete-type"
        symbol = "t"
        reason = "t came with 6.2"
        source = "6.2"
    "#;

    /// The cells of [`MATRIX`] followed by `more`.
    fn cells(more: &str) -> Vec<Cell> {
        let text = format!("{MATRIX}{more}");
        plan(
            &matrix::parse(Utf8Path::new("/m/matrix.toml"), &text, crate::scenario::shipped())
                .unwrap(),
        )
    }

    /// `more` is an expectation of `load-unload` on kernels before 6.2, in generation `any`.
    fn expecting(more: &str) -> Vec<Cell> {
        cells(&format!(
            "[[expect]]\nscenario = \"load-unload\"\ngeneration = \"any\"\nkernels = \"<6.2\"\n\
             reason = \"older\"\nsource = \"6.2\"\n{more}\n"
        ))
    }

    fn find<'a>(cells: &'a [Cell], id: &str) -> &'a Cell {
        cells.iter().find(|cell| cell.id.to_string() == id).unwrap()
    }

    #[test]
    fn a_generation_is_driven_only_on_its_own_kernels() {
        let ids: Vec<String> = cells("").iter().map(|cell| cell.id.to_string()).collect();
        let expected = [
            "old/kernel/boot",
            "old/s.any/build",
            "old/s.any/load-unload",
            "old/s.new/build",
            "mid/kernel/boot",
            "mid/s.any/build",
            "mid/s.any/load-unload",
            "mid/s.new/build",
            "mid/s.new/load-unload",
            "bare/kernel/boot",
            "bare/s.any/build",
            "bare/s.any/load-unload",
            "bare/s.new/build",
            "bare/s.new/load-unload",
        ];
        assert_eq!(ids, expected);
    }

    #[rstest]
    #[case::boot("old/kernel/boot", Outcome::Pass, "")]
    #[case::in_range("mid/s.new/load-unload", Outcome::Pass, "")]
    #[case::off_range("old/s.new/build", Outcome::BuildRefused, "t came with 6.2")]
    #[case::boot_only_boots("bare/kernel/boot", Outcome::Pass, "")]
    #[case::boot_only_build("bare/s.any/build", Outcome::Unavailable, "7.0 are no longer")]
    #[case::boot_only_drive("bare/s.new/load-unload", Outcome::Unavailable, "published in sid")]
    fn headers_decide_the_ending(
        #[case] id: &str,
        #[case] outcome: Outcome,
        #[case] reason_has: &str,
    ) {
        let cells = cells("");
        let cell = find(&cells, id);
        assert_eq!(cell.expected, outcome);
        assert!(cell.reason.contains(reason_has), "{}", cell.reason);
        assert_eq!(cell.reason.is_empty(), reason_has.is_empty());
        assert_eq!(!cell.refusals.is_empty(), outcome == Outcome::BuildRefused);
    }

    /// A system for PCs, and clients with and without a compiler, on a kernel for another processor.
    #[test]
    fn what_is_not_for_a_processor_does_not_run_there() {
        let text = "
            schema = 1
            kernel-scenarios = [\"client-decode\", \"journal\", \"sh\"]
            [[kernel]]
            id = \"pc\"
            debian = { suite = \"trixie\", series = \"6.12\" }
            [[kernel]]
            id = \"arm\"
            arch = \"arm64\"
            debian = { suite = \"trixie\", series = \"6.12\" }
            [[client]]
            name = \"sh\"
            binary = \"/bin/sh\"
            [[scenario]]
            name = \"sh\"
            [[scenario.step]]
            run = [\"sh\"]
            [[scenario]]
            name = \"journal\"
            [[scenario.step]]
            run = [\"j\"]
            [[client]]
            name = \"j\"
            source = \"/bin/sh\"
        ";
        let path = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml"));
        let cells = plan(&matrix::parse(path, text, crate::scenario::shipped()).unwrap());
        assert_eq!(find(&cells, "pc/kernel/sh").expected, Outcome::Pass);
        assert_eq!(find(&cells, "arm/kernel/journal").expected, Outcome::Pass);
        let sh = find(&cells, "arm/kernel/sh");
        assert!(
            sh.expected == Outcome::Unavailable && sh.reason.contains("not for arm64"),
            "{sh:?}"
        );
        let ours = plan(&matrix::load(path, crate::scenario::shipped()).unwrap());
        let nldrv = ours
            .iter()
            .filter(|it| it.id.module.system == "nldrv" && it.id.kernel.ends_with("arm64"));
        let away: Vec<&Cell> = nldrv.filter(|it| it.expected == Outcome::Unavailable).collect();
        assert!(!away.is_empty() && away[0].reason.contains("amd64 and i386 only: it drives"));
    }

    #[rstest]
    #[case::as_the_kernel("", &["pc/kernel/talk", "arm/kernel/talk"])]
    #[case::both("bits = [64, 32]", &["pc/kernel/talk", "pc/kernel/talk-32bit", "arm/kernel/talk"])]
    #[case::fewer("bits = 32", &["pc/kernel/talk-32bit", "arm/kernel/talk"])]
    fn clients_of_32_bits_have_cells_of_their_own(#[case] bits: &str, #[case] expected: &[&str]) {
        let text = format!(
            "schema = 1\nkernel-scenarios = ['talk']\n\
             [[kernel]]\nid = 'pc'\ndebian = {{ suite = 'trixie', series = '6.12' }}\n\
             [[kernel]]\nid = 'arm'\narch = 'arm64'\ndebian = {{ suite = 'trixie', series = '6.12' }}\n\
             [[client]]\nname = 'talk'\nsource = '/bin/sh'\n{bits}\n\
             [[scenario]]\nname = 'talk'\n[[scenario.step]]\nrun = ['talk']\n\
             [[expect]]\nscenario = 'talk'\nkernels = '*'\ncheck = 'exit of talk'\n\
             observed = 'exited with status 1'\nreason = 'r'\nsource = 's'\nbits = 32\n"
        );
        let path = Utf8Path::new("/m/matrix.toml");
        let cells = plan(&matrix::parse(path, &text, crate::scenario::shipped()).unwrap());
        let cells: Vec<&Cell> = cells.iter().filter(|it| it.id.scenario != BOOT).collect();
        let ids: Vec<String> = cells.iter().map(|cell| cell.id.to_string()).collect();
        assert_eq!(ids, expected);
        for cell in cells {
            let differs = cell.id.scenario.ends_with(OF_32_BITS);
            assert_eq!(cell.expected == Outcome::Xfail, differs, "{}", cell.id);
        }
    }

    #[test]
    fn refusals_follow_from_what_a_generation_needs() {
        let later = "[[system]]\nname = \"t\"\npath = \"/\"\n[[system.generation]]\n\
                     name = \"later\"\nneeds = [\"from_timer=absent\", \
                     \"timer_container_of=macro\", \"genl_family.resv_start_op=member\"]\n";
        let cells = cells(later);
        let cell = find(&cells, "mid/t.later/build");
        assert_eq!(cell.expected, Outcome::BuildRefused);
        let symbols: Vec<&str> = cell.refusals.iter().map(|it| it.symbol.as_str()).collect();
        assert_eq!(symbols, ["from_timer", "timer_container_of"]);
        assert!(cell.reason.starts_with("`from_timer` is "), "{}", cell.reason);
    }

    #[test]
    fn what_came_later_has_no_cell_on_earlier_kernels() {
        let text = "schema = 1\nkernel-scenarios = ['strict-checking']\n[sources]\n\
                    address = '{version}.tar'\nversions = ['4.19', '5.4']\n";
        let path = Utf8Path::new("/m/matrix.toml");
        let matrix = matrix::parse(path, text, crate::scenario::shipped()).unwrap();
        let ids: Vec<String> = plan(&matrix).iter().map(|cell| cell.id.to_string()).collect();
        let strict = "5.4/kernel/strict-checking";
        assert_eq!(ids, ["4.19/kernel/boot", "5.4/kernel/boot", strict]);
    }

    #[test]
    fn kernel_scenarios_need_no_headers() {
        let text = MATRIX.replace("schema = 1", "schema = 1\nkernel-scenarios = [\"portid\"]");
        let cells = plan(
            &matrix::parse(Utf8Path::new("/m/matrix.toml"), &text, crate::scenario::shipped())
                .unwrap(),
        );
        for id in ["old/kernel/portid", "mid/kernel/portid", "bare/kernel/portid"] {
            assert_eq!(find(&cells, id).expected, Outcome::Pass);
        }
    }

    #[rstest]
    #[case::check("check = \"flags\"\nobserved = \"0x0\"", Outcome::Xfail)]
    #[case::absent("absent = [\"flags\"]", Outcome::Xfail)]
    #[case::outcome("outcome = \"crash\"\nsplat = \"oops:f\"", Outcome::Crash)]
    fn expectations_change_only_their_cells(#[case] predicts: &str, #[case] outcome: Outcome) {
        let cells = expecting(predicts);
        let cell = find(&cells, "old/s.any/load-unload");
        assert_eq!((cell.expected, cell.reason.as_str()), (outcome, "older"));
        assert_eq!(cell.predictions.len(), 1);
        for id in ["old/s.any/build", "mid/s.any/load-unload", "mid/s.new/load-unload"] {
            let cell = find(&cells, id);
            assert_eq!((cell.expected, cell.predictions.len()), (Outcome::Pass, 0), "{id}");
        }
    }
}
