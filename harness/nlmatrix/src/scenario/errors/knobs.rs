//! What can be made to fail: allocations of memory, and copies to and from user space, that a module's code requests.

use crate::guest::{FAIL_NTH, MAKE_IT_FAIL};
use crate::scenario::{Must, Stop, Test};

/// The folders of the knobs.
const FOLDER: &str = "/sys/kernel/debug";
const CAPABILITIES: [&str; 3] = ["failslab", "fail_page_alloc", "fail_usercopy"];
/// The knob that counts by itself, if a process cannot say which operation should fail.
const SLAB: &str = "/sys/kernel/debug/failslab";
/// The lines that report a failure are notices.
const LEVELS: &str = "/proc/sys/kernel/printk";
/// Where modules are on x86-64 (Documentation/arch/x86/x86_64/mm.rst): an operation fails only if one of its callers
/// is there (CONFIG_FAULT_INJECTION_STACKTRACE_FILTER).
const SETTINGS: [(&str, &str); 6] = [
    ("ignore-gfp-wait", "N"),
    ("ignore-gfp-highmem", "N"),
    ("min-order", "0"),
    ("stacktrace-depth", "32"),
    ("require-start", "0xffffffffa0000000"),
    ("require-end", "0xffffffffff000000"),
];

/// How failures are requested from a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// A process says which of its own operations should fail, and only those that a module's code requests are
    /// counted (x86-64, since some version after 6.1).
    Callers,
    /// The kernel counts the slab objects that it allocates for marked processes (2.6.20). Most of them are not
    /// requested by a module. Page allocations do not fail, as an agent's pipe could not be written then.
    Marks,
}

/// The console is as quiet as before; failures that are requested later are reported loudly enough.
pub(super) fn hush(test: &Test) -> Result<(), Stop> {
    test.guest.agent().write_file(LEVELS, b"5").must(LEVELS).map(drop)
}

/// Makes sure that failures can be requested.
pub(super) fn ask(test: &mut Test) -> Result<(), Stop> {
    let can = turn(test).map(|_| ());
    hush(test)?;
    test.check("the kernel fails when it is told to", true, can.is_ok());
    can
}

/// Restricts failures to modules, if the kernel can do that, and makes them loud; returns how they are requested.
pub(super) fn turn(test: &Test) -> Result<Asks, Stop> {
    let agent = test.guest.agent();
    agent.write_file(LEVELS, b"8").must(LEVELS)?;
    let mut filters = 0;
    for capability in CAPABILITIES {
        for (name, value) in SETTINGS {
            let path = format!("{FOLDER}/{capability}/{name}");
            // Each has its own, and not every kernel has each of them.
            let set = agent.write_file(&path, value.as_bytes())?.is_ok();
            filters += usize::from(set && name.starts_with("require"));
        }
    }
    if filters >= 2 && agent.read_text(FAIL_NTH)?.is_ok() {
        return Ok(Asks::Callers);
    }
    match agent.read_text(MAKE_IT_FAIL)? {
        Ok(_) => Ok(Asks::Marks),
        Err(_) => Err(Stop::Broken(
            "no failure on demand in this kernel (CONFIG_FAULT_INJECTION, 2.6.20)".to_owned(),
        )),
    }
}

/// Makes the `nth` allocation fail of those that are made for marked processes since the guest began.
pub(super) fn count_to(test: &Test, nth: u32) -> Result<(), Stop> {
    set(
        test,
        &[
            ("task-filter", "Y"),
            ("interval", &nth.to_string()),
            ("times", "1"),
            ("probability", "100"),
        ],
    )
}

/// Stops making allocations fail; returns whether one has failed.
pub(super) fn has_counted(test: &Test) -> Result<bool, Stop> {
    set(test, &[("probability", "0")])?;
    let path = format!("{SLAB}/times");
    Ok(test.guest.agent().read_text(&path).must(&path)?.trim() == "0")
}

fn set(test: &Test, settings: &[(&str, &str)]) -> Result<(), Stop> {
    settings.iter().try_for_each(|(name, value)| {
        let path = format!("{SLAB}/{name}");
        test.guest.agent().write_file(&path, value.as_bytes()).must(&path).map(drop)
    })
}
