//! What may fail: allocations of memory, and copies to and from user space, that code of a module asks for.

use crate::guest::FAIL_NTH;
use crate::scenario::{Must, Stop, Test};

/// Where they are turned.
const FOLDER: &str = "/sys/kernel/debug";
const CAPABILITIES: [&str; 3] = ["failslab", "fail_page_alloc", "fail_usercopy"];
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

/// The console is as quiet as before: what is asked for afterwards says it is notice enough.
pub(super) fn hush(test: &Test) -> Result<(), Stop> {
    test.guest.agent().write_file(LEVELS, b"5").must(LEVELS).map(drop)
}

/// Sees that failures can be asked for.
pub(super) fn ask(test: &mut Test) -> Result<(), Stop> {
    let can = turn(test)?;
    hush(test)?;
    test.check("the kernel fails when it is told to", true, can);
    match can {
        true => Ok(()),
        false => Err(Stop::Broken(
            "no failure on demand in this kernel, by callers (6.1 on x86-64)".to_owned(),
        )),
    }
}

/// Makes failures those of modules, and loud; can they be asked for?
pub(super) fn turn(test: &Test) -> Result<bool, Stop> {
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
    // A worker's own pipe would fail where the callers are not looked at.
    Ok(agent.read_text(FAIL_NTH)?.is_ok() && filters >= 2)
}
