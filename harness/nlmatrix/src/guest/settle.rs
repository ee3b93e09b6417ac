//! A guest that has just booted does not keep time yet as it will later.
//!
//! Until its clock is known to be good, the kernel's tick is periodic, and counts jiffies one by one. Ticks that are
//! due while QEMU waits for one of the host's processors are lost, and jiffies fall behind (by 7.6 s in a boot of
//! 5.10 that was held up for 6 s). When the tick switches to high resolution, which on 5.10 comes with the switch
//! from `tsc-early` to `tsc`, a second after the last initcall, jiffies catch up in one jump, and every grace period
//! in progress has then stalled. So a machine is only saved after that.

use std::time::{Duration, Instant};

use super::connection::Guest;
use super::error::GuestError;

const CLOCKSOURCE: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
const AVAILABLE: &str = "/sys/devices/system/clocksource/clocksource0/available_clocksource";
const UPTIME: &str = "/proc/uptime";
const TIMERS: &str = "/proc/timer_list";
/// Clocksources that only serve until a better one is known to be good.
const PROVISIONAL: [&str; 3] = ["jiffies", "refined-jiffies", "tsc-early"];
/// Those that count ticks.
const TICKS: [&str; 2] = ["jiffies", "refined-jiffies"];
/// After so many seconds, a kernel that has only these will get no other: it does its measurements in the first two.
const MEASURED: f64 = 5.0;
/// How long it may take: the better one is measured for a second, and again if that was disturbed.
const LIMIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(100);

/// Waits until the guest has its final clock and tick, but not forever, as a kernel may be made to keep the first
/// ones.
///
/// # Errors
/// As any operation.
pub fn settle(guest: &Guest) -> Result<(), GuestError> {
    let read = |path| Ok::<_, GuestError>(guest.agent().read_text(path)?.unwrap_or_default());
    let began = Instant::now();
    while !is_settled(&read(CLOCKSOURCE)?, &read(TIMERS)?)
        && !counts_ticks(&read(AVAILABLE)?, &read(UPTIME)?)
    {
        if began.elapsed() > LIMIT {
            tracing::warn!(
                "the guest's clock is still provisional: time may jump in forks of its template"
            );
            break;
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Texts that the kernel does not have are empty: 2.6.17 and older have no clocksources.
fn is_settled(clocksource: &str, timers: &str) -> bool {
    !PROVISIONAL.contains(&clocksource.trim()) && !is_periodic(timers)
}

/// Will the kernel keep counting ticks? One without HPET and PM timer, like our minimal configuration (2.6.18 to
/// 4.15), can only measure its TSC against the PIT, which fails on a busy host (`Unable to calibrate against PIT` in
/// arch/x86/kernel/tsc.c; seen on 3.10 and 3.16). Its tick stays periodic, so no jump makes up for anything.
fn counts_ticks(available: &str, uptime: &str) -> bool {
    let seconds = uptime.split_whitespace().next().and_then(|it| it.parse::<f64>().ok());
    let mut clocks = available.split_whitespace().peekable();
    clocks.peek().is_some()
        && clocks.all(|clock| TICKS.contains(&clock))
        && seconds.is_some_and(|seconds| seconds > MEASURED)
}

/// Is the tick periodic in a kernel that can do better (2.6.21)?
fn is_periodic(timers: &str) -> bool {
    let value = |name: &str| {
        let line = timers.lines().find(|line| line.trim_start().starts_with(name))?;
        line.rsplit(':').next()?.trim().parse::<u32>().ok()
    };
    // 6.10 replaced `nohz_mode` by flags.
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

    #[rstest]
    #[case::of_3_16_on_a_busy_host("refined-jiffies jiffies\n", "17.82 3.10\n", true)]
    #[case::not_measured_yet("refined-jiffies jiffies\n", "1.20 0.10\n", false)]
    #[case::measured("tsc refined-jiffies jiffies\n", "17.82 3.10\n", false)]
    #[case::of_2_6_14("", "17.82 3.10\n", false)]
    fn a_kernel_without_a_clock_counts_ticks(
        #[case] available: &str,
        #[case] uptime: &str,
        #[case] ticks: bool,
    ) {
        assert_eq!(counts_ticks(available, uptime), ticks);
    }
}
