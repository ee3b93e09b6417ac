//! Scenarios that any kernel or any module can be put through.

use super::definition::Scenario;
use super::{Must, Stop, Test};
use crate::matrix::BOOT;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(BOOT, boot, "the kernel boots cold, and its agent answers"),
    Scenario::new("no-op", no_op, "a process that does nothing: the least a cell can do"),
    Scenario::build("the module builds, or is refused with the predicted diagnosis"),
    Scenario::new(
        "load-unload",
        load_unload,
        "the module loads and unloads 50 times and leaves nothing behind",
    ),
];

/// How often a module is loaded and unloaded.
const ROUNDS: usize = 50;

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
fn load_unload(test: &mut Test) -> Result<(), Stop> {
    let loader = test.process("loader")?;
    let mut before = footprint(test)?;
    for round in 0..ROUNDS {
        test.load_by(loader)?;
        if round == 0 {
            let loaded = test.text("/proc/modules")?;
            let all =
                test.modules.iter().all(|module| has_module(&loaded, &Test::module_name(module)));
            test.check("is in /proc/modules", true, all);
        }
        for (module, unloaded) in test.unload_by(loader)? {
            Ok(unloaded).must(&format!("rmmod {}", Test::module_name(module)))?;
        }
        if round == 0 && !test.asked_of_kernel()?.is_empty() {
            // What the kernel's own modules keep that this one asked for is no fault of its own.
            before = footprint(test)?;
        }
    }
    let after = footprint(test)?;
    test.check("modules left", before.0, after.0);
    test.check("netlink sockets left", before.1, after.1);
    Ok(())
}

/// Loaded modules and netlink sockets.
fn footprint(test: &Test) -> Result<(usize, usize), Stop> {
    let modules = test.text("/proc/modules")?.lines().count();
    Ok((modules, test.text("/proc/net/netlink")?.lines().count()))
}

fn has_module(proc_modules: &str, name: &str) -> bool {
    proc_modules.lines().any(|line| line.split(' ').next() == Some(name))
}
