//! Scenarios that any kernel or any module can be put through.

use super::{Bench, Must, Stop};
use crate::guest::consts::O_NONBLOCK;

/// How often a module is loaded and unloaded.
const ROUNDS: usize = 50;

/// The agent answers, and it is the kernel that was asked for.
pub fn boot(bench: &mut Bench) -> Result<(), Stop> {
    let release = bench.text("/proc/sys/kernel/osrelease")?;
    bench.check("release", bench.release, release.trim());
    no_op(bench)
}

/// A process that does nothing: what other systems call `true`.
pub fn no_op(bench: &mut Bench) -> Result<(), Stop> {
    let process = bench.process("first")?;
    let pid = bench.guest.on(process).getpid().must("getpid")?;
    bench.check("a process of its own", true, pid > 1);
    Ok(())
}

/// The module comes and goes, and nothing of it stays.
pub fn load_unload(bench: &mut Bench) -> Result<(), Stop> {
    let loader = bench.process("loader")?;
    let before = footprint(bench)?;
    for round in 0..ROUNDS {
        bench.load_by(loader)?;
        if round == 0 {
            let loaded = bench.text("/proc/modules")?;
            let all =
                bench.modules.iter().all(|module| has_module(&loaded, &Bench::module_name(module)));
            bench.check("is in /proc/modules", true, all);
        }
        for module in bench.modules.iter().rev() {
            bench
                .guest
                .on(loader)
                .remove_module(&Bench::module_name(module), O_NONBLOCK)
                .must("rmmod")?;
        }
    }
    let after = footprint(bench)?;
    bench.check("modules left", before.0, after.0);
    bench.check("netlink sockets left", before.1, after.1);
    Ok(())
}

/// Loaded modules and netlink sockets.
fn footprint(bench: &Bench) -> Result<(usize, usize), Stop> {
    let modules = bench.text("/proc/modules")?.lines().count();
    Ok((modules, bench.text("/proc/net/netlink")?.lines().count()))
}

fn has_module(proc_modules: &str, name: &str) -> bool {
    proc_modules.lines().any(|line| line.split(' ').next() == Some(name))
}
