//! A guest that has just booted does not keep its time yet as it will.
//!
//! Until its clock is known to be good the kernel's tick is periodic, and counts jiffies one by one. Ticks
//! that come while QEMU waits for a processor of the host's are lost, and jiffies fall behind (by 7.6 s in a
//! boot of 5.10 that was held up for 6). When the tick becomes one of high resolution, which on 5.10 comes
//! with the switch from `tsc-early` to `tsc`, a second behind the last initcall, jiffies catch up in one
//! jump: every grace period that is under way then has stalled. A machine is saved behind that.

use std::time::{Duration, Instant};

use super::connection::Guest;
use super::error::GuestError;

const CLOCKSOURCE: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
const TIMERS: &str = "/proc/timer_list";
/// Clocksources that only bridge the time until a better one is known to be good.
const PROVISIONAL: [&str; 3] = ["jiffies", "refined-jiffies", "tsc-early"];
/// How long it may take: the better one is measured for a second, and again when that was disturbed.
const LIMIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(100);

/// Waits until the guest's clock and tick are those that it will keep; not for ever, as a kernel may be
/// made to keep the first ones.
///
/// # Errors
/// As any operation.
pub fn settle(guest: &Guest) -> Result<(), GuestError> {
    let read = |path| Ok::<_, GuestError>(guest.agent().read_text(path)?.unwrap_or_default());
    let began = Instant::now();
    while !is_settled(&read(CLOCKSOURCE)?, &read(TIMERS)?) {
        if began.elapsed() > LIMIT {
            tracing::warn!("the guest keeps a provisional clock: its templates may jump in time");
            break;
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Texts that the kernel does not have are empty: 2.6.17 and older know no clocksources.
fn is_settled(clocksource: &str, timers: &str) -> bool {
    !PROVISIONAL.contains(&clocksource.trim()) && !is_periodic(timers)
}

/// Is the tick periodic, in a kernel that can do better (2.6.21)?
fn is_periodic(timers: &str) -> bool {
    let value = |name: &str| {
        let line = timers.lines().find(|line| line.trim_start().starts_with(name))?;
        line.rsplit(':').next()?.trim().parse::<u32>().ok()
    };
    // 6.10 made flags of `nohz_mode`.
    let modes = [".hres_active", ".nohz_mode", ".nohz"].map(|name| value(&format!("{name} ")));
    modes.iter().any(Option::is_some) && modes.iter().flatten().all(|mode| *mode == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PERIODIC: &str = "  .hres_active    : 0\n  .nohz_mode      : 0\n  .jiffies  : 7\n";
    const PRECISE: &str = "  .hres_active    : 1\n  .nohz_mode      : 2\n  .jiffies  : 7\n";
    const FLAGS: &str = "  .hres_active    : 1\n  .nohz           : 1\n  .highres : 1\n";

    #[rstest]
    #[case::early("tsc-early\n", PRECISE, false)]
    #[case::not_switched_yet("tsc\n", PERIODIC, false)]
    #[case::first("refined-jiffies\n", "", false)]
    #[case::settled("tsc\n", PRECISE, true)]
    #[case::of_6_10("tsc\n", FLAGS, true)]
    #[case::another_clock("hpet\n", PRECISE, true)]
    #[case::without_a_list("acpi_pm\n", "", true)]
    #[case::of_2_6_9("", "", true)]
    fn clocks_settle(#[case] clocksource: &str, #[case] timers: &str, #[case] settled: bool) {
        assert_eq!(is_settled(clocksource, timers), settled);
    }
}
