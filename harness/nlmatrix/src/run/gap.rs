//! What did not run: why, and which command fixes that.

use super::{CellRecord, Commands, Gap, NotRun, Outcome, Run, Status, Tally};

impl Tally {
    /// Counts the cells of `run` themselves, as the figures in a hand-made file may be wrong.
    pub fn of(run: &Run) -> Self {
        run.cells.iter().map(CellRecord::status).collect()
    }
}

impl Run {
    /// Can the run do without this cell, which did not run? Excused are cells that no run can have, and cells of
    /// kernels that the matrix or the command line calls optional.
    pub fn is_excused(&self, cell: &CellRecord) -> bool {
        let optional = |id: &str| self.kernels.iter().any(|it| it.id == id && it.optional);
        cell.expected == Outcome::Unavailable
            || matches!(cell.outcome, Outcome::Excluded | Outcome::NoDevice)
            || matches!(cell.not_run, Some(NotRun::NoModules | NotRun::NoCompat))
            || cell.outcome == Outcome::Unavailable && optional(&cell.id.kernel)
    }

    /// Does the run lack a result that it requires? It also does if nothing ran (unless it is a shard, and other
    /// shards have cells) or if it has not come to its end.
    pub fn lacks_results(&self) -> bool {
        let lacking =
            |cell: &CellRecord| cell.status() == Status::DidNotRun && !self.is_excused(cell);
        let nothing_ran = Tally::of(self).ran() == 0 && self.elsewhere.is_empty();
        nothing_ran || self.to_come > 0 || self.cells.iter().any(lacking)
    }

    /// What did not run, by reason: first what fails the run, then in the order of the cells.
    pub fn gaps(&self) -> Vec<Gap> {
        self.gaps_of(self.cells.iter())
    }

    /// The same of the kernel `id` alone.
    pub fn gaps_on(&self, id: &str) -> Vec<Gap> {
        self.gaps_of(self.cells.iter().filter(|cell| cell.id.kernel == id))
    }

    fn gaps_of<'c>(&self, cells: impl Iterator<Item = &'c CellRecord>) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        let mut reruns = Vec::new();
        for cell in cells.filter(|cell| cell.status() == Status::DidNotRun) {
            let fresh = self.gap(cell);
            let key = |gap: &Gap| (gap.outcome, gap.why, shared(gap).to_owned(), gap.excused);
            let at = gaps.iter().position(|gap| key(gap) == key(&fresh)).unwrap_or_else(|| {
                gaps.push(fresh);
                reruns.push(cell.rerun.as_str());
                gaps.len() - 1
            });
            gaps[at].cells += 1;
            if !gaps[at].kernels.contains(&cell.id.kernel) {
                gaps[at].kernels.push(cell.id.kernel.clone());
            }
        }
        for (gap, rerun) in gaps.iter_mut().zip(reruns) {
            gap.command = gap.command(&self.host.commands, rerun);
        }
        gaps.sort_by_key(|gap| gap.excused);
        gaps
    }

    /// The group to which `cell` belongs, still without cells.
    fn gap(&self, cell: &CellRecord) -> Gap {
        let of_all = cell.not_run.and_then(NotRun::of_all).map(str::to_owned);
        Gap {
            outcome: cell.outcome,
            why: cell.not_run,
            reason: of_all.unwrap_or_else(|| cell.reason.clone()),
            cells: 0,
            kernels: Vec::new(),
            excused: self.is_excused(cell),
            command: String::new(),
        }
    }

    /// Adds what follows from the cells, for programs that read the file.
    pub fn sum_up(&mut self) {
        self.totals.clear();
        for cell in &self.cells {
            *self.totals.entry(cell.outcome.to_string()).or_default() += 1;
        }
        self.tally = Tally::of(self);
        self.did_not_run = self.gaps();
    }
}

impl Gap {
    /// `rerun` is the command of its first cell.
    fn command(&self, commands: &Commands, rerun: &str) -> String {
        let Commands { program, file, resume } = commands;
        let kernels = pattern(&self.kernels);
        match self.why {
            _ if program.is_empty() => rerun.to_owned(),
            Some(NotRun::NoSource) if self.kernels.len() > SEVERAL => {
                format!("{program} kernels{file} get")
            }
            Some(NotRun::NoSource) => format!("{program} kernels{file} get {kernels}"),
            Some(NotRun::Unpublished) => format!("{program} update{file}"),
            Some(NotRun::Broken) => format!("{program} kernels{file} build {kernels}"),
            Some(
                NotRun::NotThere
                | NotRun::NoHeaders
                | NotRun::NoClient
                | NotRun::NoCompat
                | NotRun::NoModules
                | NotRun::NoEmulator
                | NotRun::OtherArch
                | NotRun::Excluded
                | NotRun::NoDevice,
            ) => String::new(),
            Some(NotRun::Blocked) | None if self.cells == 1 => rerun.to_owned(),
            Some(NotRun::Blocked) | None if !resume.is_empty() => resume.clone(),
            Some(NotRun::Blocked) | None => format!("{program} matrix{file} --kernel {kernels}"),
        }
    }
}

/// If more kernels than these are missing, the command gets all that the matrix wants: a command that can be
/// remembered.
const SEVERAL: usize = 3;

/// A pattern that matches these ids and no others.
fn pattern(ids: &[String]) -> String {
    match ids {
        [one] => one.clone(),
        ids => format!("'{{{}}}'", ids.join(",")),
    }
}

/// What cells that did not run for the same reason have in common. Messages of a kernel whose module found no device
/// contain that kernel's own timestamps.
fn shared(gap: &Gap) -> &str {
    let is_said = gap.why == Some(NotRun::NoDevice);
    let own = is_said.then(|| gap.reason.split_once("; the kernel said ")).flatten();
    own.map_or(gap.reason.as_str(), |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Host, KernelRecord, PlannedCell, SCHEMA};

    fn cell(id: &str, outcome: Outcome, not_run: Option<NotRun>) -> CellRecord {
        let planned = PlannedCell { id: id.parse().unwrap(), expected: Outcome::Pass };
        let as_expected = matches!(outcome, Outcome::Pass | Outcome::Unavailable);
        let (reason, rerun) = (format!("why of {id}"), format!("again {id}"));
        CellRecord { outcome, as_expected, not_run, reason, rerun, ..planned.blank() }
    }

    fn run(cells: Vec<CellRecord>) -> Run {
        let kernel = |id: &str| KernelRecord {
            id: id.to_owned(),
            optional: id == "3.10",
            ..KernelRecord::default()
        };
        let commands = Commands {
            program: "nlmatrix".to_owned(),
            file: " --matrix m.toml".to_owned(),
            resume: "nlmatrix matrix --resume".to_owned(),
        };
        Run {
            schema: SCHEMA,
            host: Host { commands, ..Host::default() },
            kernels: ["3.10", "3.16", "6.12"].map(kernel).to_vec(),
            cells,
            ..Run::default()
        }
    }

    #[test]
    fn the_same_device_is_missing_whenever_the_kernel_says_so() {
        let absent = |id, time| {
            let reason = format!("insmod m (time 1): ENODEV; the kernel said `[ {time}] m: none`");
            CellRecord { reason, ..cell(id, Outcome::NoDevice, Some(NotRun::NoDevice)) }
        };
        let cells = vec![absent("3.16/s.g/a", "2.1"), absent("6.12/s.g/a", "3.4")];
        let gaps = run(cells).gaps();
        assert_eq!((gaps.len(), gaps[0].cells, gaps[0].kernels.len()), (1, 2, 2));
        assert!(gaps[0].reason.ends_with("`[ 2.1] m: none`"));
    }

    #[test]
    fn cells_are_grouped_by_reason_with_one_command_each() {
        let absent = |id| cell(id, Outcome::Unavailable, Some(NotRun::NoSource));
        let mut run = run(vec![
            absent("3.10/s.g/a"),
            absent("3.10/s.g/b"),
            cell("6.12/s.g/a", Outcome::Pass, None),
            absent("3.16/s.g/a"),
            cell("6.12/s.g/b", Outcome::Lost, None),
        ]);
        run.sum_up();
        assert_eq!((run.tally.as_expected, run.tally.did_not_run), (1, 4));
        let told: Vec<_> = run
            .did_not_run
            .iter()
            .map(|gap| (gap.cells, gap.excused, gap.reason.as_str(), gap.command.as_str()))
            .collect();
        let no_source = "the source of their kernels is not on this host";
        let fetch = "nlmatrix kernels --matrix m.toml get";
        assert_eq!(
            told,
            [
                (1, false, no_source, &*format!("{fetch} 3.16")),
                (1, false, "why of 6.12/s.g/b", "again 6.12/s.g/b"),
                (2, true, no_source, &format!("{fetch} 3.10")),
            ]
        );
    }

    #[test]
    fn what_a_kernel_does_not_have_is_told_once() {
        let cells = [
            ("6.12/s.g/a-32bit", NotRun::NoCompat),
            ("6.12/s.g/b-32bit", NotRun::NoCompat),
            ("6.12/s.g/c", NotRun::NoModules),
            ("6.12/s.g/d", NotRun::NoModules),
        ];
        let cells = cells.map(|(id, why)| cell(id, Outcome::Unavailable, Some(why)));
        let told: Vec<_> = run(cells.to_vec()).gaps().into_iter().map(|gap| gap.cells).collect();
        assert_eq!(told, [2, 2]);
    }

    #[test]
    fn a_run_lacks_what_it_cannot_do_without() {
        let absent = |id| cell(id, Outcome::Unavailable, Some(NotRun::NoSource));
        let ran = || cell("6.12/s.g/a", Outcome::Pass, None);
        assert!(!run(vec![ran(), absent("3.10/s.g/a")]).lacks_results());
        assert!(run(vec![ran(), absent("3.16/s.g/a")]).lacks_results());
        let bare = cell("3.16/s.g/a", Outcome::Unavailable, Some(NotRun::NoModules));
        assert!(!run(vec![ran(), bare]).lacks_results(), "no run can have its modules");
        assert!(run(vec![absent("3.10/s.g/a")]).lacks_results(), "nothing ran");
        let elsewhere =
            vec![PlannedCell { id: "6.12/s.g/a".parse().unwrap(), expected: Outcome::Pass }];
        let part = Run { elsewhere, ..run(vec![absent("3.10/s.g/a")]) };
        assert!(!part.lacks_results(), "another part has what runs");
    }

    #[test]
    fn the_file_tells_how_each_cell_counts() {
        let run = run(vec![cell("3.10/s.g/a", Outcome::Unavailable, Some(NotRun::NoSource))]);
        let written = serde_json::to_value(&run).unwrap();
        assert_eq!(written["cells"][0]["status"], "did-not-run");
        assert_eq!(serde_json::from_value::<Run>(written).unwrap(), run);
    }
}
