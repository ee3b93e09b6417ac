//! One cell, from its plan to its record.

use std::time::{Duration, Instant, SystemTime};

use camino::Utf8Path;

use super::boots;
use super::sources::{Lack, Without};
use super::workshop::{BOOT_DEADLINE, Workshop, WorkshopError};
use crate::console::{AGENT_DIED, classify};
use crate::guest::{Guest, GuestError};
use crate::kernel::Kernel;
use crate::matrix::KernelEntry;
use crate::outcome::{Outcome, judge};
use crate::plan::{BOOT, BUILD, Cell, CellId, KERNEL_SYSTEM};
use crate::run::{CellRecord, Diagnosis};
use crate::scenario::leak::{self, Footprint};
use crate::scenario::{self, Bench, Scenario, Stop};
use crate::vm::Vm;

/// How much of a console a record keeps.
const CONSOLE_KEPT: usize = 64 << 10;
/// A lost cell is tried once more.
const MOST_TRIES: u32 = 2;

/// Runs `cell`; whatever goes wrong is in the record.
pub fn run(workshop: &Workshop, cell: &Cell) -> CellRecord {
    let started = Instant::now();
    let mut record = blank(cell);
    let mut lost = Vec::new();
    while record.tries < MOST_TRIES {
        record = CellRecord { tries: record.tries + 1, ..blank(cell) };
        if let Err(error) = attempt(workshop, cell, &mut record) {
            record.outcome = of_workshop_error(&error, cell);
            record.reason = chain(&error);
        }
        if record.outcome != Outcome::Lost {
            break;
        }
        lost.push(record.reason.clone());
    }
    record.duration_ms = started.elapsed().as_millis() as u64;
    record.as_expected = record.outcome == cell.expected || record.outcome == Outcome::Unavailable;
    if record.outcome != Outcome::Lost && !lost.is_empty() {
        record.reason = format!("{} (lost at first: {})", record.reason, lost.join("; "));
        record.reason = record.reason.trim().to_owned();
    }
    if record.reason.is_empty() && record.as_expected && cell.expected != Outcome::Pass {
        record.reason.clone_from(&cell.reason);
    }
    record
}

/// The record of a cell of which nothing is known yet.
pub fn blank(cell: &Cell) -> CellRecord {
    CellRecord {
        id: cell.id.to_string(),
        kernel: cell.id.kernel.clone(),
        system: cell.id.system.clone(),
        generation: cell.id.generation.clone(),
        scenario: cell.id.scenario.clone(),
        outcome: Outcome::Missing,
        expected: cell.expected,
        as_expected: false,
        reason: String::new(),
        duration_ms: 0,
        boot: String::new(),
        boot_ms: None,
        fallback: String::new(),
        transcript: Vec::new(),
        checks: Vec::new(),
        console: String::new(),
        splats: Vec::new(),
        figures: Default::default(),
        tries: 0,
        rerun: format!("{} cell {}", super::command(), cell.id),
    }
}

/// Keeps a record where [`super::collect`] finds it.
pub fn keep(record: &CellRecord, folder: &Utf8Path) -> std::io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let path = super::collect::path_of(folder, &record.id);
    let beside = path.with_extension("new");
    fs_err::write(&beside, serde_json::to_vec(record)?)?;
    fs_err::rename(beside, path)
}

fn attempt(workshop: &Workshop, cell: &Cell, record: &mut CellRecord) -> Result<(), WorkshopError> {
    if cell.expected == Outcome::Unavailable {
        record.outcome = Outcome::Unavailable;
        record.reason.clone_from(&cell.reason);
        return Ok(());
    }
    let entry = workshop.matrix.kernel(&cell.id.kernel).expect("planned from this matrix");
    let kernel = workshop.kernel(entry)?;
    if cell.id.scenario == BOOT {
        return boot(workshop, entry, &kernel, cell, record);
    }
    if cell.id.system == KERNEL_SYSTEM {
        return drive(workshop, entry, &kernel, cell, &[], record);
    }
    let module = workshop.module(&kernel, &cell.id.system, &cell.id.generation)?;
    if cell.id.scenario == BUILD || !module.record.built {
        judge_build(cell, module.record.diagnosis.as_ref(), record);
        return Ok(());
    }
    let CellId { system, generation, .. } = &cell.id;
    let paths = workshop.guest_paths(&kernel, system, generation, &module)?;
    drive(workshop, entry, &kernel, cell, &paths, record)
}

/// Built, refused as predicted, or refused otherwise.
fn judge_build(cell: &Cell, diagnosis: Option<&Diagnosis>, record: &mut CellRecord) {
    let Some(diagnosis) = diagnosis else {
        record.outcome = if cell.expected == Outcome::BuildRefused {
            record.reason = "it builds, though it was predicted not to".to_owned();
            Outcome::Xpass
        } else {
            Outcome::Pass
        };
        return;
    };
    let Diagnosis { kind, symbol, line, meaning, remedy, .. } = diagnosis;
    let predicted = cell.refusals.iter().any(|it| it.diagnosis == *kind && it.symbol == *symbol);
    record.outcome = if predicted { Outcome::BuildRefused } else { Outcome::BuildFail };
    record.reason = format!("{kind} {symbol}: {meaning} {remedy} ({line})");
}

/// A cold boot, or what is known of the same one.
fn boot(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    record: &mut CellRecord,
) -> Result<(), WorkshopError> {
    let stored = if boots::wants_cold() { None } else { boots::find(workshop, entry, kernel) };
    let Some(stored) = stored else {
        drive(workshop, entry, kernel, cell, &[], record)?;
        return boots::keep(workshop, entry, kernel, record);
    };
    record.boot = boots::STORED.to_owned();
    record.boot_ms = stored.boot_ms;
    record.checks = stored.checks;
    record.figures = stored.figures;
    record.transcript = stored.transcript;
    record.splats = stored.splats;
    record.console = stored.console;
    let scenario = scenario::find(&cell.id.scenario).expect("the matrix was checked");
    conclude(scenario, cell, false, false, End::default(), record);
    Ok(())
}

/// Runs the cell's scenario in a guest of its own.
fn drive(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    modules: &[String],
    record: &mut CellRecord,
) -> Result<(), WorkshopError> {
    let declared = workshop.matrix.declared(&cell.id.scenario);
    let scenario = scenario::find(&cell.id.scenario).unwrap_or(&scenario::DECLARED);
    let asked = Instant::now();
    let (vm, guest) = start(workshop, entry, kernel, cell, record)?;
    record.boot_ms = Some((asked.elapsed().as_secs_f64() * 1e4).round() / 10.0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    guest.agent().set_clock(now.as_secs() as i64).ok();
    let console = || vm.console();
    let mut bench = Bench::new(&guest, modules, &kernel.release, &console);
    let run = |bench: &mut Bench| match declared {
        Some(declared) => declared.run(bench),
        None => scenario.run.expect("the matrix was checked, and builds are judged before")(bench),
    };
    let end = watch(run, &mut bench, &vm, record);
    record.checks = bench.checks;
    record.figures.append(&mut bench.figures);
    let arrival = bench.arrival;
    record.transcript = guest.into_transcript();
    let reset = vm.has_reset();
    let console = vm.stop();
    record.splats = classify(&console);
    record.console = tail(&console, CONSOLE_KEPT).to_owned();
    conclude(scenario, cell, arrival.is_some(), reset, end, record);
    if let Some(arrival) = arrival {
        record.figures.insert("classified_ms".to_owned(), arrival.elapsed().as_millis() as f64);
    }
    Ok(())
}

/// Lets the scenario run, and looks at what it left behind or where it hangs.
fn watch(
    run: impl FnOnce(&mut Bench) -> Result<(), Stop>,
    bench: &mut Bench,
    vm: &Vm,
    record: &mut CellRecord,
) -> End {
    let mut end = End::default();
    let ran = Footprint::take(bench.guest).map_err(Stop::from).and_then(|before| {
        run(bench)?;
        leak::tidy(bench)?;
        let after = Footprint::take(bench.guest)?;
        end.left = before.left_behind(&after);
        record.figures.extend(before.growth(&after));
        Ok(())
    });
    end.stop = ran.err();
    if let Some(stop) = &end.stop {
        examine(stop, bench, vm);
    }
    end
}

/// How a scenario ended.
#[derive(Default)]
struct End {
    /// Why it could not go on.
    stop: Option<Stop>,
    /// What it left behind, in words.
    left: Vec<String>,
}

/// Makes the kernel print where it stands: by the agent, or by an NMI when that is deaf.
fn examine(stop: &Stop, bench: &Bench, vm: &Vm) {
    /// How long the guest may take to print and end; a backtrace is some 50 lines.
    const LAST_WORDS: Duration = Duration::from_millis(1500);
    let asked = match stop {
        Stop::Guest(GuestError::Silent { .. }) => vm.inject_nmi().is_ok(),
        Stop::Guest(GuestError::TimedOut { .. }) | Stop::Hang(_) => {
            // The blocked tasks, which a quiet console would not show. A kernel that has said
            // worse already may have no time for them.
            let said = classify(&vm.console().unwrap_or_default());
            if said.iter().all(|splat| of_splat(&splat.kind) == Outcome::Hang) {
                ['8', 'w'].iter().for_each(|key| drop(bench.guest.agent().sysrq(*key)));
                wait_for_trace(vm, LAST_WORDS);
            }
            false
        }
        _ => false,
    };
    if asked {
        vm.ends_within(LAST_WORDS);
    }
}

/// A fork of the kernel's template; a cold boot for the cell that is about booting, and where the
/// fork does not work.
fn start(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    record: &mut CellRecord,
) -> Result<(Vm, Guest), WorkshopError> {
    if cell.id.scenario != BOOT {
        match fork(workshop, entry, kernel) {
            Ok(started) => {
                record.boot = "fork".to_owned();
                return Ok(started);
            }
            Err(error) => record.fallback = chain(&error),
        }
    }
    record.boot = "cold".to_owned();
    let vm = Vm::boot(&workshop.machine(entry, kernel)?)?;
    let guest = super::workshop::answer(&vm, &entry.id)?;
    let guest = guest.with_console(vm.console_file());
    Ok((vm, guest.with_decoder(nlmatrix_wire::netlink::decode)))
}

fn fork(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
) -> Result<(Vm, Guest), WorkshopError> {
    /// A fork answers in some 60 ms; this much says that it does not work here.
    const PATIENCE: Duration = Duration::from_secs(20);
    const _: () = assert!(PATIENCE.as_secs() < BOOT_DEADLINE.as_secs());
    let vm = workshop.template(entry, kernel)?.fork()?;
    let guest = Guest::connect(vm.stream()?, PATIENCE);
    let guest = guest.map_err(|error| WorkshopError::NoAnswer {
        kernel: entry.id.clone(),
        console: vm.console().unwrap_or_default(),
        source: Box::new(error),
    })?;
    let guest = guest.with_console(vm.console_file());
    Ok((vm, guest.with_decoder(nlmatrix_wire::netlink::decode)))
}

/// Newer kernels print from a thread of their own, some time after sysrq has returned.
fn wait_for_trace(vm: &Vm, limit: Duration) {
    let asked = Instant::now();
    let printed = || {
        let console = vm.console().unwrap_or_default();
        let dump = console.rfind("Show Blocked State").map(|at| &console[at..]);
        dump.is_some_and(|dump| dump.contains("+0x"))
    };
    while !printed() && asked.elapsed() < limit {
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The worst of: what the console says, how the scenario stopped, what its checks saw, what it
/// left behind. A scenario that is to end badly has to have come to the place where it does.
fn conclude(
    scenario: &Scenario,
    cell: &Cell,
    arrived: bool,
    reset: bool,
    end: End,
    record: &mut CellRecord,
) {
    let judgement = judge(&mut record.checks, &cell.predictions);
    let checks_failed = judgement.outcome == Outcome::Fail;
    (record.outcome, record.reason) = match (record.splats.first(), &end.stop) {
        (Some(splat), _) => {
            let texts = [splat.fingerprint.as_str(), &judgement.reason];
            (of_splat(&splat.kind), texts.join(" ").trim().to_owned())
        }
        (None, Some(stop)) => of_stop(stop, reset),
        (None, None) if checks_failed || end.left.is_empty() => {
            (judgement.outcome, judgement.reason.clone())
        }
        (None, None) => (Outcome::Leak, format!("left behind: {}", end.left.join(", "))),
    };
    let bad_end = matches!(record.outcome, Outcome::Hang | Outcome::Crash | Outcome::Leak);
    if bad_end && scenario.ending == record.outcome {
        let splat = record.splats.first().map_or("", |splat| &splat.kind);
        let why = if !arrived {
            "it ended so before it came to the place where it should"
        } else if checks_failed {
            &judgement.reason
        } else if splat != scenario.splat && !splat.is_empty() {
            "another kind of splat than the one it should cause"
        } else {
            return;
        };
        record.reason = format!("{}: {why}: {}", record.outcome, record.reason);
        record.outcome = Outcome::Fail;
    }
}

/// A sleeper is no crash, as the kernel is well but for it; and PID 1 is our own.
fn of_splat(kind: &str) -> Outcome {
    match kind {
        "hung-task" | "idle" => Outcome::Hang,
        AGENT_DIED => Outcome::Lost,
        _ => Outcome::Crash,
    }
}

fn of_stop(stop: &Stop, reset: bool) -> (Outcome, String) {
    match stop {
        Stop::Guest(error) if reset => {
            (Outcome::Crash, format!("reset: the guest ended without a word: {error}"))
        }
        Stop::Guest(error) => (of_guest_error(error), error.to_string()),
        Stop::Hang(reason) => (Outcome::Hang, reason.clone()),
        Stop::Broken(reason) => (Outcome::Fail, reason.clone()),
    }
}

fn of_guest_error(error: &GuestError) -> Outcome {
    match error {
        GuestError::TimedOut { .. } | GuestError::Silent { .. } => Outcome::Hang,
        GuestError::ProcessDied { .. } => Outcome::Fail,
        _ => Outcome::Lost,
    }
}

/// A kernel that cannot be had makes its cells `unavailable`; anything else is our own failure.
fn of_workshop_error(error: &WorkshopError, cell: &Cell) -> Outcome {
    Without::of(error).map_or(Outcome::Lost, |without| of_lack(without.lack, cell))
}

/// A kernel whose source is here and cannot be used is an error, said once: its boot cell is
/// `build-fail`, which nothing expects. Its other cells are `unavailable`.
fn of_lack(lack: Lack, cell: &Cell) -> Outcome {
    match lack {
        Lack::BadSource | Lack::BuildFailed if cell.id.scenario == BOOT => Outcome::BuildFail,
        _ => Outcome::Unavailable,
    }
}

/// The record of a cell whose kernel cannot be had.
pub fn of_without(cell: &Cell, without: &Without) -> CellRecord {
    let outcome = of_lack(without.lack, cell);
    CellRecord {
        outcome,
        as_expected: outcome == Outcome::Unavailable,
        reason: without.reason.clone(),
        tries: 1,
        ..blank(cell)
    }
}

fn tail(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// An error with all its causes, on one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.dedup();
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::CellId;
    use rstest::rstest;

    #[rstest]
    #[case(BOOT, Lack::Unavailable, Outcome::Unavailable)]
    #[case(BOOT, Lack::BuildFailed, Outcome::BuildFail)]
    #[case(BOOT, Lack::BadSource, Outcome::BuildFail)]
    #[case(BUILD, Lack::BuildFailed, Outcome::Unavailable)]
    fn a_kernel_that_does_not_build_is_said_once(
        #[case] scenario: &str,
        #[case] lack: Lack,
        #[case] outcome: Outcome,
    ) {
        let id = CellId {
            kernel: "3.2".to_owned(),
            system: "s".to_owned(),
            generation: "g".to_owned(),
            scenario: scenario.to_owned(),
        };
        let (expected, reason, refusals) = (Outcome::Pass, String::new(), Vec::new());
        let cell = Cell { id, expected, reason, refusals, predictions: Vec::new() };
        let without = Without { lack, reason: "why".to_owned() };
        let record = of_without(&cell, &without);
        assert_eq!((record.outcome, record.reason.as_str()), (outcome, "why"));
        assert_eq!(record.as_expected, outcome == Outcome::Unavailable);
    }
}
