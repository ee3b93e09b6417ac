//! One cell, from its plan to its record.

mod complain;
mod debug;
mod did_not_run;
mod look;
mod perform;
mod start;
mod symbols;
mod watch;
mod way;
mod without_vm;

use std::time::{Duration, Instant};

use super::boots;
use super::record::blank;
use super::workshop::tools::{STRACE, TRACE};
use super::{Workshop, WorkshopError};
use crate::console::{classify, complaints, without_races_of_kernel, without_wants};
use crate::environment::Accelerator;
use crate::guest::MOST_SLOWNESS;
use crate::kernel::Kernel;
use crate::matrix::{BOOT, BUILD, KERNEL_SYSTEM, KernelEntry};
use crate::plan::Cell;
use crate::run::{CellRecord, Outcome};
use crate::scenario::{Test, checks};
use crate::served::History;
use crate::verdict::{ARRIVED, End, Seen, doubt, of_build, of_run, slowness, stale_breakpoint};
use did_not_run::{could_not_run, planned_away};
use look::{Look, Symbols};
use perform::{perform, wake};
pub(super) use start::guest;
use start::start;
use watch::watch;
use way::Ground;
pub use without_vm::without_vm;

/// How much of a console is kept in a record, in bytes.
const CONSOLE_KEPT: usize = 64 << 10;
/// The command under which client programs run with --strace: they keep their process ids, which are netlink ports,
/// and each call is logged to a file that any user can write.
const TRACER: &[&str] = &[STRACE, "-D", "-f", "-tt", "-s", "256", "-A", "-o", TRACE];
/// A lost cell is tried once more. One that an overloaded host has cost is tried more often, after longer and longer
/// pauses.
const MOST_TRIES: u32 = 2;
const MOST_OVERLOADED: u32 = 4;
/// The pause before the second of those tries; it doubles before each further one.
const BACKOFF: Duration = Duration::from_secs(1);

/// How a try is made, and what it learns about the host.
#[derive(Debug)]
struct Try {
    /// How much more patience the guest's watchdogs have than on an idle host, as a factor.
    slowness: u32,
    /// The guest was not served; the next one will need this much more patience.
    overloaded: Option<u32>,
}

/// Runs `cell`; whatever goes wrong is in the record.
pub fn run(workshop: &Workshop, cell: &Cell) -> CellRecord {
    let started = Instant::now();
    let mut record = blank(workshop, cell);
    let mut lost = Vec::new();
    let mut slowness = 1;
    loop {
        record = CellRecord { tries: record.tries + 1, ..blank(workshop, cell) };
        let mut this = Try { slowness, overloaded: None };
        if let Err(error) = attempt(workshop, cell, &mut this, &mut record) {
            could_not_run(&error, cell, &mut record);
        }
        if record.outcome != Outcome::Lost {
            break;
        }
        lost.push(record.reason.clone());
        let most = if this.overloaded.is_some() { MOST_OVERLOADED } else { MOST_TRIES };
        // Nobody wants to look into it twice.
        if record.tries >= most || workshop.looking.needs_own_guest() {
            break;
        }
        if let Some(next) = this.overloaded {
            slowness = next.max(slowness * 2).min(MOST_SLOWNESS);
            std::thread::sleep(BACKOFF * (1 << (record.tries - 1)));
        }
    }
    record.duration_ms = started.elapsed().as_millis() as u64;
    if record.outcome != Outcome::Lost && !lost.is_empty() {
        record.reason = format!("{} (lost at first: {})", record.reason, lost.join("; "));
        record.reason = record.reason.trim().to_owned();
    }
    record.settle(&cell.reason);
    record
}

fn attempt(
    workshop: &Workshop,
    cell: &Cell,
    this: &mut Try,
    record: &mut CellRecord,
) -> Result<(), WorkshopError> {
    if cell.expected == Outcome::Unavailable {
        planned_away(workshop, cell, record);
        return Ok(());
    }
    let entry = workshop.matrix.kernel(&cell.id.kernel).expect("planned from this matrix");
    let kernel = workshop.kernel(entry)?;
    if cell.id.scenario == BOOT {
        return boot(workshop, entry, &kernel, cell, this, record);
    }
    workshop.lacks_modules(entry, &cell.id.scenario)?;
    workshop.lacks_roots(entry, &kernel, &cell.id.scenario)?;
    let asked = workshop.kernel_module_paths(entry, &cell.id.scenario)?;
    if cell.id.module.system == KERNEL_SYSTEM {
        workshop.lacks_clients(entry, cell)?;
        return drive(workshop, entry, &kernel, cell, &asked, this, record);
    }
    let module = workshop.module(&kernel, &cell.id.module)?;
    if cell.id.scenario == BUILD || !module.record.built {
        of_build(cell, module.record.diagnosis.as_ref(), record);
        return Ok(());
    }
    workshop.lacks_clients(entry, cell)?;
    let own = workshop.guest_paths(&kernel, &cell.id.module, &module)?;
    let paths = after_asked(asked, own);
    drive(workshop, entry, &kernel, cell, &paths, this, record)
}

/// The kernel's modules that the scenario asks for, then those that the cell's own modules need.
fn after_asked(asked: Vec<String>, own: Vec<String>) -> Vec<String> {
    let file = |path: &String| path.rsplit('/').next().unwrap_or_default().to_owned();
    let there: Vec<String> = asked.iter().map(file).collect();
    let others = own.into_iter().filter(|path| !there.contains(&file(path)));
    asked.into_iter().chain(others).collect()
}

/// A cold boot, or the stored record of the same one.
fn boot(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    this: &mut Try,
    record: &mut CellRecord,
) -> Result<(), WorkshopError> {
    if !workshop.tampering.is_none() || workshop.looking.needs_own_guest() {
        // Such a boot is neither taken from the store nor put there: it is falsified, or of another machine.
        return drive(workshop, entry, kernel, cell, &[], this, record);
    }
    let stored = if workshop.cold()? { None } else { boots::find(workshop, entry, kernel) };
    let Some(stored) = stored else {
        drive(workshop, entry, kernel, cell, &[], this, record)?;
        return boots::keep(workshop, entry, kernel, record);
    };
    record.boot = boots::STORED.to_owned();
    record.boot_ms = stored.boot_ms;
    record.checks = stored.checks;
    record.figures = stored.figures;
    record.transcript = stored.transcript;
    record.splats = stored.splats;
    record.console = stored.console;
    // The checks are made again, by the current rules.
    record.checks.retain(|check| !check.name.starts_with(complain::CHECK));
    let console = record.console.clone();
    listen(workshop, entry, cell, &console, record);
    let planned = checks::planned(BOOT, None, &[]);
    of_run(cell, Seen { end: End::default(), arrived: false, reset: false, planned }, record);
    Ok(())
}

/// Runs the cell's scenario in a guest of its own.
fn drive(
    workshop: &Workshop,
    entry: &KernelEntry,
    kernel: &Kernel,
    cell: &Cell,
    modules: &[String],
    this: &mut Try,
    record: &mut CellRecord,
) -> Result<(), WorkshopError> {
    let asked = Instant::now();
    let (vm, guest) = start(workshop, entry, kernel, cell, record)?;
    let guest = workshop.tamper(&entry.id, guest)?;
    record.boot_ms = Some((asked.elapsed().as_secs_f64() * 1e4).round() / 10.0);
    wake(&guest, this.slowness);
    let console = || vm.console();
    let mut test = Test::new(&guest, modules, &kernel.release, &console);
    test.slowness = this.slowness;
    let ground = Ground { workshop, entry, kernel, cell, modules, slowness: this.slowness };
    let way = ground.way();
    test.way = Some(&way).filter(|_| !modules.is_empty());
    equip(workshop, entry, cell, &mut test);
    let takes = |name: &str| workshop.takes(kernel, &cell.id.module, name);
    test.takes = Some(&takes);
    test.keeps_unnamed = workshop.keeps_unnamed(kernel, &cell.id.module);
    let symbols = symbols_of_modules(workshop, kernel, cell)?;
    let look = Look { workshop, cell, arch: kernel.arch, vm: &vm, guest: &guest, symbols };
    let hear = |path: &str| look.loaded(path);
    if workshop.looking.debugger {
        test.hears_of_loads = Some(&hear);
    }
    look.before(&test)?;
    let perform = |test: &mut Test<'_>| match workshop.looking.debugger {
        true => vm.with_debugger(|| perform(workshop, cell, test)),
        false => perform(workshop, cell, test),
    };
    let end = watch(perform, &mut test, &vm, record);
    let before = look.after(&test)?;
    record.checks = test.checks;
    record.figures.append(&mut test.figures);
    let arrival = test.arrival;
    record.transcript = guest.into_transcript();
    let (reset, history, accel) = (vm.has_reset(), vm.served().history(), vm.accel());
    let console = vm.stop()?;
    let (console, reset) = before.map_or((console, reset), |it| (it.console, it.reset));
    judge(ground, Ended { end, console, reset, history, accel, arrival }, this, record);
    Ok(())
}

/// Gives a test what it has to know about its cell.
fn equip(workshop: &Workshop, entry: &KernelEntry, cell: &Cell, test: &mut Test<'_>) {
    if let Some(system) = workshop.matrix.system(&cell.id.module.system) {
        test.parameters.clone_from(&system.parameters);
    }
    test.of_32_bits = workshop.of_32_bits(entry, cell);
    if workshop.looking.strace {
        test.tracer = TRACER;
    }
}

/// What is left of a guest when its scenario has ended.
struct Ended {
    end: End,
    console: String,
    reset: bool,
    history: History,
    accel: Accelerator,
    arrival: Option<Instant>,
}

/// The result of the cell, or that its host had no time for it.
fn judge(ground: Ground<'_>, ended: Ended, this: &mut Try, record: &mut CellRecord) {
    let Ground { workshop, entry, cell, modules, .. } = ground;
    let Ended { end, console, reset, history, accel, arrival } = ended;
    record.splats = match workshop.error_path {
        Some(_) => classify(&without_wants(&console)),
        None if entry.kcsan() => classify(&without_races_of_kernel(&console)),
        None => classify(&console),
    };
    let kept = if workshop.looking.dmesg { console.len() } else { CONSOLE_KEPT };
    record.console = tail(&console, kept).to_owned();
    listen(workshop, entry, cell, &console, record);
    let doubt = doubt(&record.splats, end.stop.as_ref(), &history, this.slowness);
    let planned = planned(workshop, cell, modules);
    of_run(cell, Seen { end, arrived: arrival.is_some(), reset, planned }, record);
    // A stall that was expected needs no excuse.
    if let Some(doubt) = doubt.filter(|_| !record.ended_as_expected()) {
        this.overloaded = Some(slowness(&history));
        (record.outcome, record.reason) = (Outcome::Lost, doubt);
    } else if let Some(reason) = stale_breakpoint(&record.splats, accel) {
        (record.outcome, record.reason) = (Outcome::Lost, reason);
    } else if let Some(arrival) = arrival {
        record.figures.insert(ARRIVED.to_owned(), arrival.elapsed().as_millis() as f64);
    }
}

/// What a debugger has to know about the cell's modules, if there is a debugger.
fn symbols_of_modules(
    workshop: &Workshop,
    kernel: &Kernel,
    cell: &Cell,
) -> Result<Symbols, WorkshopError> {
    let id = &cell.id.module;
    if !workshop.looking.debugger || id.system == KERNEL_SYSTEM {
        return Ok(Symbols::default());
    }
    let (modules, named, folder) = workshop.with_symbols(kernel, id)?;
    Ok(Symbols { modules, sources: Some((named, folder)) })
}

/// The checks that the cell has to make.
fn planned(workshop: &Workshop, cell: &Cell, modules: &[String]) -> checks::Planned {
    let name = &cell.id.scenario;
    checks::planned(name, workshop.matrix.declared(name), modules)
}

/// What the kernel complained of, and whether it may.
fn listen(
    workshop: &Workshop,
    entry: &KernelEntry,
    cell: &Cell,
    console: &str,
    record: &mut CellRecord,
) {
    record.complaints = complaints(console);
    let rules = &workshop.matrix.complaints;
    record.checks.extend(complain::checks(rules, entry, cell, console, &record.complaints));
}

fn tail(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_the_scenario_asks_for_is_not_loaded_twice() {
        let paths = |list: &[&str]| list.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let asked = paths(&["/modules/kernel/needed/crc32c.ko"]);
        let own = paths(&["/modules/s/own/needed/crc32c.ko", "/modules/s/own/s.ko"]);
        let all = paths(&["/modules/kernel/needed/crc32c.ko", "/modules/s/own/s.ko"]);
        assert_eq!(after_asked(asked, own), all);
    }
}
