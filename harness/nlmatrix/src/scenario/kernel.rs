//! Scenarios that any kernel or any module can be put through.

use super::definition::Scenario;
use super::memory::{self, EVERY, Holders, Looks, WINDOWS};
use super::{Must, Stop, Test};
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
/// Who loses so much with each load runs a guest out of memory before the last of them.
const MUCH_KIB: i64 = 512;

/// The agent answers, and it is the kernel that was asked for.
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

/// The module comes and goes, and nothing of it stays.
pub(super) fn load_unload(test: &mut Test) -> Result<(), Stop> {
    let loader = test.process("loader")?;
    let mut memory = Looks::default();
    let before = match come_and_go(test, loader, &mut memory) {
        Ok(before) => before,
        Err(stop) => {
            // A module that takes all the memory there is fails for want of it.
            let much = memory.suspected().filter(|kib| *kib >= MUCH_KIB);
            test.left.extend(much.map(|kib| in_words(kib, None)));
            return Err(stop);
        }
    };
    let after = footprint(test)?;
    test.check("modules left", before.0, after.0);
    test.check("netlink sockets left", before.1, after.1);
    if let Some(suspected) = memory.suspected() {
        let lost = lost(test, loader, memory::rounds(suspected))?;
        test.left.extend(lost);
    }
    Ok(())
}

/// All rounds; gives what there was before them.
fn come_and_go(test: &mut Test, loader: Proc, memory: &mut Looks) -> Result<(usize, usize), Stop> {
    let mut before = footprint(test)?;
    memory.look(test)?;
    for round in 0..ROUNDS {
        test.load_by(loader)?;
        if round == 0 {
            let loaded = test.text("/proc/modules")?;
            let is_loaded = |path: &String| has_module(&loaded, &Test::module_name(path));
            test.check_in("is in /proc/modules", true, test.modules.iter().all(is_loaded), &loaded);
        }
        unload(test, loader)?;
        if round == 0 {
            test.shake()?;
        }
        if round == 0 && !test.asked_of_kernel()?.is_empty() {
            // What the kernel's own modules keep that this one asked for is no fault of its own.
            before = footprint(test)?;
        }
        if (round + 1) % EVERY == 0 {
            memory.look(test)?;
        }
    }
    Ok(before)
}

fn unload(test: &Test, loader: Proc) -> Result<(), Stop> {
    for (module, unloaded) in test.unload_by(loader)? {
        Ok(unloaded).must(&format!("rmmod {}", Test::module_name(module)))?;
    }
    Ok(())
}

/// Loads and unloads again, `rounds` times between two looks: what each load loses, and who takes it.
fn lost(test: &Test, loader: Proc, rounds: usize) -> Result<Option<String>, Stop> {
    let (mut memory, first) = (Looks::default(), Holders::look(test));
    memory.look(test)?;
    for _ in 0..WINDOWS {
        for _ in 0..rounds {
            test.load_by(loader)?;
            unload(test, loader)?;
        }
        memory.look(test)?;
    }
    let Some(lost) = memory.lost(rounds) else { return Ok(None) };
    let last = Holders::look(test);
    test.load_by(loader)?;
    let loaded = Holders::look(test);
    unload(test, loader)?;
    let all = i64::try_from(rounds * WINDOWS).unwrap_or(i64::MAX);
    let taker = Holders::look(test).area_left(&last, &loaded, lost);
    let taker = taker.or_else(|| last.cache_grown(&first, lost.saturating_mul(all)));
    Ok(Some(in_words(lost, taker.as_deref())))
}

fn in_words(kib: i64, taker: Option<&str>) -> String {
    let taker = taker.map_or(String::new(), |taker| format!(" ({taker})"));
    format!("memory: {kib} KiB with each load{taker}")
}

/// Loaded modules and netlink sockets.
fn footprint(test: &Test) -> Result<(usize, usize), Stop> {
    let modules = test.text("/proc/modules")?.lines().count();
    Ok((modules, test.text("/proc/net/netlink")?.lines().count()))
}

fn has_module(proc_modules: &str, name: &str) -> bool {
    proc_modules.lines().any(|line| line.split(' ').next() == Some(name))
}
