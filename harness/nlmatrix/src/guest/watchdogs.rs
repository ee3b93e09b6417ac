//! The kernel's own watchdogs, made quick, so that hangs are noticed within 10 s.

use super::connection::Guest;
use super::error::GuestError;

/// The upper limit of what they can be set to: `watchdog_thresh` ends at 60.
pub const MOST_SLOWNESS: u32 = 20;

/// After how many seconds a soft lockup is reported, if the host has a processor for the guest.
pub const SOFT_LOCKUP: u32 = 6;
/// After how many seconds a sleeping task is reported.
pub const HUNG_TASK: u32 = 2;

/// Files and their values, in seconds; each kernel has those of its era.
const SETTINGS: [(&str, u32); 5] = [
    // A soft lockup is reported after twice this (2.6.36+), or after softlockup_thresh before that.
    ("/proc/sys/kernel/watchdog_thresh", SOFT_LOCKUP / 2),
    ("/proc/sys/kernel/softlockup_thresh", SOFT_LOCKUP),
    // Tasks are checked once in this time (2.6.30+), so a sleeper is reported after at most twice this.
    ("/proc/sys/kernel/hung_task_timeout_secs", HUNG_TASK),
    // 3 is the minimum; the module was called `rcutree` up to 3.12.
    ("/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout", 3),
    ("/sys/module/rcutree/parameters/rcu_cpu_stall_timeout", 3),
];

/// Files that hold off watchdogs which count jiffies, and their values then.
const HELD: [(&str, &str); 3] = [
    ("/proc/sys/kernel/hung_task_timeout_secs", "0"),
    ("/sys/module/rcupdate/parameters/rcu_cpu_stall_suppress", "1"),
    ("/sys/module/rcutree/parameters/rcu_cpu_stall_suppress", "1"),
];

/// A watchdog that counts jiffies if the kernel has no other clock, because its TSC could not be measured on a busy
/// host (`guest/settle.rs`; soft lockups of 8 s in idle guests of 6.18): it is made too slow to react, until it is
/// armed again.
const SLOWED: [(&str, &str); 1] = [("/proc/sys/kernel/watchdog_thresh", "60")];

/// Does `what` while the watchdogs are held off that would react to jiffies being put forward.
///
/// # Errors
/// Those of any operation; it is not an error if a kernel lacks one of them.
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

/// Sets the thresholds of all watchdogs of the guest's kernel to `slowness` times their values on a host that has a
/// processor for the guest. They count by the guest's clock, which does not know when the guest has no processor.
///
/// # Errors
/// Those of any operation; it is not an error if a kernel lacks one of them.
pub fn arm(guest: &Guest, slowness: u32) -> Result<(), GuestError> {
    for (path, seconds) in SETTINGS {
        let seconds = seconds * slowness.clamp(1, MOST_SLOWNESS);
        guest.agent().write_file(path, seconds.to_string().as_bytes())?.ok();
    }
    Ok(())
}
