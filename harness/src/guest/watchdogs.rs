//! The kernel's own watchdogs, made quick: what hangs is to be seen within 10 s.

use super::connection::Guest;
use super::error::GuestError;

/// File and value, in seconds; each kernel has those of its age.
const SETTINGS: [(&str, &[u8]); 5] = [
    // A soft lockup shows after twice this (2.6.36+); after softlockup_thresh before.
    ("/proc/sys/kernel/watchdog_thresh", b"3"),
    ("/proc/sys/kernel/softlockup_thresh", b"6"),
    // Looked at once in this time (2.6.30+), so a sleeper shows after at most twice this.
    ("/proc/sys/kernel/hung_task_timeout_secs", b"2"),
    // 3 is the least there is; the module was `rcutree` up to 3.12.
    ("/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout", b"3"),
    ("/sys/module/rcutree/parameters/rcu_cpu_stall_timeout", b"3"),
];

/// Sets the thresholds of every watchdog that the guest's kernel has.
///
/// # Errors
/// As any operation; a kernel without one of them is none.
pub fn arm(guest: &Guest) -> Result<(), GuestError> {
    for (path, value) in SETTINGS {
        guest.agent().write_file(path, value)?.ok();
    }
    Ok(())
}
