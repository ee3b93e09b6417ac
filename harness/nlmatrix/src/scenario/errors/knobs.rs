//! What may fail: allocations of memory, and copies to and from user space, that code of a module asks for.

use crate::guest::{FAIL_NTH, MAKE_IT_FAIL};
use crate::scenario::{Must, Stop, Test};

/// Where they are turned.
const FOLDER: &str = "/sys/kernel/debug";
const CAPABILITIES: [&str; 3] = ["failslab", "fail_page_alloc", "fail_usercopy"];
/// What counts by itself where a process cannot ask for the how manieth.
const SLAB: &str = "/sys/kernel/debug/failslab";
/// The lines that tell of a failure are notices.
const LEVELS: &str = "/proc/sys/kernel/printk";
/// Where modules lie on x86-64 (Documentation/arch/x86/x86_64/mm.rst): who fails has one of them among its
/// callers (CONFIG_FAULT_INJECTION_STACKTRACE_FILTER).
const SETTINGS: [(&str, &str); 6] = [
    ("ignore-gfp-wait", "N"),
    ("ignore-gfp-highmem", "N"),
    ("min-order", "0"),
    ("stacktrace-depth", "32"),
    ("require-start", "0xffffffffa0000000"),
    ("require-end", "0xffffffffff000000"),
];

/// How a kernel is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// A process says the how manieth of its own is to fail, and only what code of a module asks for is counted
    /// (x86-64 since some version behind 6.1).
    Callers,
    /// The kernel counts the slab objects that it allocates for processes which are marked (2.6.20). Most of them
    /// are no module's. Pages do not fail: an agent's pipe could not be written then.
    Marks,
}

/// The console is as quiet as before: what is asked for afterwards says it is notice enough.
pub(super) fn hush(test: &Test) -> Result<(), Stop> {
    test.guest.agent().write_file(LEVELS, b"5").must(LEVELS).map(drop)
}

/// Sees that failures can be asked for.
pub(super) fn ask(test: &mut Test) -> Result<(), Stop> {
    let can = turn(test).map(|_| ());
    hush(test)?;
    test.check("the kernel fails when it is told to", true, can.is_ok());
    can
}

/// Makes failures those of modules, where the kernel can, and loud; says how they are asked for.
pub(super) fn turn(test: &Test) -> Result<Asks, Stop> {
    let agent = test.guest.agent();
    agent.write_file(LEVELS, b"8").must(LEVELS)?;
    let mut filters = 0;
    for capability in CAPABILITIES {
        for (name, value) in SETTINGS {
            let path = format!("{FOLDER}/{capability}/{name}");
            // Each has its own, and not every kernel has each.
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

/// Lets the `nth` allocation fail of those that are made for marked processes from the guest's beginning on.
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

/// Lets none fail any more; has one failed?
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
