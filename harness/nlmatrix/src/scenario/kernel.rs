//! Scenarios that can be run for any kernel or any module.

use super::definition::Scenario;
use super::memory::{self, EVERY, Holders, WINDOWS};
use super::references::References;
use super::{Must, Stop, Test, objects};
use crate::guest::Proc;
use crate::matrix::BOOT;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(BOOT, boot, "the kernel boots cold, and its agent answers"),
    Scenario::new("no-op", no_op, "a process that does nothing: the least a cell can do"),
    Scenario::build("the module builds, or is refused with the predicted diagnosis"),
    Scenario::new(
        LOADING,
        load_unload,
        "the module loads and unloads 50 times and leaves nothing behind",
    ),
];

/// The scenario that loads and unloads.
pub const LOADING: &str = "load-unload";
/// How often a module is loaded and unloaded.
const ROUNDS: usize = 50;
/// The first so many are done by one process, each later one by another.
const TOGETHER: usize = 14;
/// From here on objects are counted. The first processes are those that waited in the template; what they had is gone
/// by then.
const COUNTED: usize = 20;
/// A module that loses this much with each load exhausts a guest's memory before the last of them.
const MUCH_KIB: i64 = 512;

/// The agent answers, and the kernel is the one that was asked for.
fn boot(test: &mut Test) -> Result<(), Stop> {
    let release = test.text("/proc/sys/kernel/osrelease")?;
    test.check("release", test.release, release.trim());
    no_op(test)
}

/// A process that does nothing: what other systems call `true`.
fn no_op(test: &mut Test) -> Result<(), Stop> {
    let process = test.process("first")?;
    let pid = test.guest.on(process).getpid().must("getpid")?;
    test.check("a process of its own", true, pid > 1);
    Ok(())
}

/// The module comes and goes, and leaves nothing behind.
pub(super) fn load_unload(test: &mut Test) -> Result<(), Stop> {
    let loader = test.process("loader")?;
    let mut looks = Looks::default();
    let before = match come_and_go(test, loader, &mut looks) {
        Ok(before) => before,
        Err(stop) => {
            // A module that uses up all memory fails to load because of that.
            let much = looks.memory.suspected().filter(|kib| *kib >= MUCH_KIB);
            test.left.extend(much.map(|kib| with_each_load(&in_words(kib, None))));
            return Err(stop);
        }
    };
    let held = |test: &Test<'_>| before.references.left(test, loader, ROUNDS as u64 - 1);
    let held = test.behind_unload("references to the kernel's objects were counted", held)?;
    test.left.extend(held);
    let after = footprint(test)?;
    test.check("modules left", before.modules, after.0);
    test.check("netlink sockets left", before.sockets, after.1);
    let objects = test.objects_left(looks.objects, loader)?;
    let memory = match looks.memory.suspected() {
        Some(suspected) => lost(test, loader, suspected)?,
        None => None,
    };
    // Both looks can report what is lost, possibly the same.
    let lost: Vec<String> = objects.into_iter().chain(memory).collect();
    test.left.extend((!lost.is_empty()).then(|| with_each_load(&lost.join(", "))));
    let namespace = test.namespace_left(loader)?;
    test.left.extend(namespace);
    Ok(())
}

/// What is looked at again and again while a module comes and goes.
#[derive(Default)]
struct Looks {
    memory: memory::Looks,
    objects: objects::Looks,
}

/// The state after the module had come and gone once, and the kernel had met what it left.
struct Before {
    modules: usize,
    sockets: usize,
    references: References,
}

/// All rounds; returns the state before them.
fn come_and_go(test: &mut Test, loader: Proc, looks: &mut Looks) -> Result<Before, Stop> {
    let first = footprint(test)?;
    looks.memory.look(test)?;
    let before = first_round(test, loader, first)?;
    let counts = test.counts_objects();
    for round in 1..ROUNDS {
        if counts && round >= TOGETHER {
            test.load_apart()?;
        } else {
            test.load_by(loader)?;
            test.unload_all(loader)?;
        }
        if (round + 1) % EVERY == 0 {
            looks.memory.look(test)?;
        }
        if counts && round + 1 >= COUNTED && (round + 1 - COUNTED).is_multiple_of(objects::EVERY) {
            let count = |test: &Test<'_>| looks.objects.look(test, loader);
            test.behind_unload("its objects were counted", count)?;
        }
    }
    Ok(before)
}

/// The module comes and goes, and the kernel meets what it has left.
fn first_round(test: &mut Test, loader: Proc, first: (usize, usize)) -> Result<Before, Stop> {
    test.load_by(loader)?;
    let loaded = test.text("/proc/modules")?;
    let is_loaded = |path: &String| has_module(&loaded, &Test::module_name(path));
    test.check_in("is in /proc/modules", true, test.modules.iter().all(is_loaded), &loaded);
    test.unload_all(loader)?;
    test.shake()?;
    // What the kernel's own modules, which this one requested, keep is not its fault.
    let (modules, sockets) =
        if test.asked_of_kernel()?.is_empty() { first } else { footprint(test)? };
    Ok(Before { modules, sockets, references: References::take_down(test, loader)? })
}

/// Loads and unloads as often again as is necessary to distinguish `suspected` KiB for each load from what comes and
/// goes; returns what each load loses, and who takes it.
fn lost(test: &Test, loader: Proc, mut suspected: i64) -> Result<Option<String>, Stop> {
    loop {
        let (rounds, first) = (memory::rounds(suspected), Holders::look(test));
        let Some(lost) = lost_in(test, loader, rounds)? else { return Ok(None) };
        if memory::is_plain(lost, rounds) {
            let all = i64::try_from(rounds * WINDOWS).unwrap_or(i64::MAX);
            let taker = taker(test, loader, &first, (lost, lost.saturating_mul(all)))?;
            return Ok(Some(in_words(lost, taker.as_deref())));
        }
        suspected = lost;
    }
}

/// The KiB that each load loses, if there are so many loads between two looks.
fn lost_in(test: &Test, loader: Proc, rounds: usize) -> Result<Option<i64>, Stop> {
    let mut memory = memory::Looks::default();
    memory.look(test)?;
    for _ in 0..WINDOWS {
        for _ in 0..rounds {
            test.load_by(loader)?;
            test.unload_all(loader)?;
        }
        memory.look(test)?;
    }
    Ok(memory.lost(rounds))
}

/// Who takes what each load loses: this many KiB each, and this many in all since the `first` look.
fn taker(
    test: &Test,
    loader: Proc,
    first: &Holders,
    (each, all): (i64, i64),
) -> Result<Option<String>, Stop> {
    let last = Holders::look(test);
    test.load_by(loader)?;
    let loaded = Holders::look(test);
    test.unload_all(loader)?;
    let area = Holders::look(test).area_left(&last, &loaded, each);
    Ok(area.or_else(|| last.cache_grown(first, all)))
}

fn in_words(kib: i64, taker: Option<&str>) -> String {
    let taker = taker.map_or(String::new(), |taker| format!(" ({taker})"));
    format!("{kib} KiB{taker}")
}

fn with_each_load(lost: &str) -> String {
    format!("with each load: {lost}")
}

/// Loaded modules and netlink sockets.
fn footprint(test: &Test) -> Result<(usize, usize), Stop> {
    let modules = test.text("/proc/modules")?.lines().count();
    Ok((modules, test.text("/proc/net/netlink")?.lines().count()))
}

fn has_module(proc_modules: &str, name: &str) -> bool {
    proc_modules.lines().any(|line| line.split(' ').next() == Some(name))
}
