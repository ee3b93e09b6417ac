//! The kernel's own watchdogs, made quick: what hangs is to be seen within 10 s.

use super::connection::Guest;
use super::error::GuestError;

/// The slowest they can be made: `watchdog_thresh` ends at 60.
pub const MOST_SLOWNESS: u32 = 20;

/// After how many seconds a soft lockup is told of, on a host that has a processor for the guest.
pub const SOFT_LOCKUP: u32 = 6;
/// After how many a task that sleeps.
pub const HUNG_TASK: u32 = 2;

/// File and value, in seconds; each kernel has those of its age.
const SETTINGS: [(&str, u32); 5] = [
    // A soft lockup shows after twice this (2.6.36+); after softlockup_thresh before.
    ("/proc/sys/kernel/watchdog_thresh", SOFT_LOCKUP / 2),
    ("/proc/sys/kernel/softlockup_thresh", SOFT_LOCKUP),
    // Looked at once in this time (2.6.30+), so a sleeper shows after at most twice this.
    ("/proc/sys/kernel/hung_task_timeout_secs", HUNG_TASK),
    // 3 is the least there is; the module was `rcutree` up to 3.12.
    ("/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout", 3),
    ("/sys/module/rcutree/parameters/rcu_cpu_stall_timeout", 3),
];

/// Files that hold watchdogs back which count jiffies, and what they are then.
const HELD: [(&str, &str); 3] = [
    ("/proc/sys/kernel/hung_task_timeout_secs", "0"),
    ("/sys/module/rcupdate/parameters/rcu_cpu_stall_suppress", "1"),
    ("/sys/module/rcutree/parameters/rcu_cpu_stall_suppress", "1"),
];

/// And one that counts them where the kernel has no other clock, as its TSC could not be measured on a busy host
/// (`guest/settle.rs`; soft lockups of 8 s in idle guests of 6.18): made too slow to mind, until it is armed again.
const SLOWED: [(&str, &str); 1] = [("/proc/sys/kernel/watchdog_thresh", "60")];

/// Does `what` while those watchdogs are held back that would mind when jiffies are put forward.
///
/// # Errors
/// As any operation; a kernel without one of them is none.
pub fn with_watchdogs_held<E: From<GuestError>>(
    guest: &Guest,
    slowness: u32,
    what: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    set(guest, &HELD)?;
    set(guest, &SLOWED)?;
    what()?;
    set(guest, &HELD.map(|(path, _)| (path, "0")))?;
    Ok(arm(guest, slowness)?)
}

fn set(guest: &Guest, files: &[(&str, &str)]) -> Result<(), GuestError> {
    files
        .iter()
        .try_for_each(|(path, value)| guest.agent().write_file(path, value.as_bytes()).map(drop))
}

/// Sets the thresholds of every watchdog that the guest's kernel has, `slowness` times as long as they are
/// on a host that has a processor for the guest. They count by the guest's clock, which does not know
/// when it has none.
///
/// # Errors
/// As any operation; a kernel without one of them is none.
pub fn arm(guest: &Guest, slowness: u32) -> Result<(), GuestError> {
    for (path, seconds) in SETTINGS {
        let seconds = seconds * slowness.clamp(1, MOST_SLOWNESS);
        guest.agent().write_file(path, seconds.to_string().as_bytes())?.ok();
    }
    Ok(())
}
