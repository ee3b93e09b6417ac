//! Which stalls and hangs are the host's fault: if it had no processor for the guest, the guest's clock went on, and
//! its kernel blames whoever was due to run.

use std::sync::LazyLock;
use std::time::Duration;

use regex::Regex;

use crate::console::{Kind, Severity, Splat};
use crate::guest::{GuestError, HUNG_TASK, SOFT_LOCKUP};
use crate::scenario::Stop;
use crate::served::History;

/// All the wordings in which a watchdog says how long somebody made no progress.
static CLAIM: LazyLock<Regex> = LazyLock::new(|| {
    let regex =
        r"stuck for (?<s>\d+)s|blocked for more than (?<b>\d+) seconds|\bt=(?<j>\d+) jiffies";
    Regex::new(regex).expect("it is tested")
});
/// The highest number of jiffies in a second; most kernels have fewer, so their jiffies are longer.
const MOST_HZ: u64 = 1000;
/// The shortest RCU stall that is reported, in seconds, unless its watchdog is slowed down.
const LEAST_STALL: u64 = 3;
/// What a kernel prints on an NMI that we sent.
const OUR_NMI: &str = "NMI received for unknown reason";
/// The fraction of a time for which a guest has to be served in addition to its ticks, unless its watchdogs are
/// slowed down.
const TICKS: u32 = 10;
/// By how much the guest's and the host's measurements of one time may differ.
const SLACK: Duration = Duration::from_secs(1);

/// Why the evidence that decides a cell proves nothing: the host was overloaded, and the guest was not served for as
/// long as it is said to have made no progress. `slowness` is that of the guest's watchdogs. Only a stall, a lockup
/// or a hang can be doubted.
pub fn doubt(
    splats: &[Splat],
    stop: Option<&Stop>,
    history: &History,
    slowness: u32,
) -> Option<String> {
    // What is not a stall, lockup or hang happened, whatever else the host had no time for.
    let happened = splats.iter().find(|splat| splat.severity != Severity::Lockup);
    let (what, claim, needed, served) = match (happened.or(splats.first()), stop) {
        (Some(splat), _) if is_found(splat) => {
            let claim = deadline_of(stop?)?;
            (
                splat.fingerprint.clone(),
                claim,
                for_ticks(claim, slowness),
                history.least_served(claim),
            )
        }
        (Some(splat), _) => {
            let claim = claim_of(splat, slowness)?;
            let needed = share(claim, slowness_then(splat.kind, claim, slowness));
            (splat.fingerprint.clone(), claim, needed, history.least_served(claim))
        }
        // Deadlines are counted in served time anyway, except for those that took far too long.
        (None, Some(stop @ Stop::Guest(error))) => {
            let claim = deadline_of(stop)?;
            (error.to_string(), claim, share(claim, slowness), history.served())
        }
        _ => return None,
    };
    let life = history.life();
    // Nothing was measured, so there are no grounds for doubt.
    if life.is_zero() || (claim <= life + SLACK && served >= needed) {
        return None;
    }
    let what = what.lines().next().unwrap_or_default().trim_end_matches(':').to_owned();
    Some(format!(
        "host overloaded: {what} tells of {:.1} s, but the guest ran for {:.1} s, and its processor got as \
         little as {:.1} s of such a time from the host ({:.1} s in all)",
        claim.as_secs_f64(),
        life.as_secs_f64(),
        served.as_secs_f64(),
        history.served().as_secs_f64(),
    ))
}

/// How much slower than on an idle host the guest ran, rounded up, with a margin.
pub fn slowness(history: &History) -> u32 {
    let served = history.served().as_secs_f64().max(0.1);
    (history.life().as_secs_f64() / served).ceil() as u32 + 1
}

/// How long the guest has to have been served for `claim` to be credible: nearly all of it or, if the watchdogs are
/// slowed down, the time that they would have waited on an idle host.
fn share(claim: Duration, slowness: u32) -> Duration {
    if slowness > 1 { claim / slowness } else { claim * 3 / 4 }
}

/// The slowness of the watchdog that made the claim. If it reports less time than it should have waited for, it had
/// not been slowed down yet (6.12 with KASAN: "stuck for 9s" in a guest that was to wait for 24).
fn slowness_then(kind: Kind, claim: Duration, slowness: u32) -> u32 {
    let least = match kind {
        Kind::SoftLockup => SOFT_LOCKUP,
        Kind::HungTask => HUNG_TASK,
        _ => return slowness,
    };
    if claim < Duration::from_secs((least * slowness).into()) { 1 } else { slowness }
}

/// How much of `claim` a guest has to have been served for its timer to leave it any time: if it gets a processor for
/// a twentieth of the time, its ticks use up all of it (7.3-rc, 15 s served in 337).
fn for_ticks(claim: Duration, slowness: u32) -> Duration {
    claim / TICKS.max(slowness)
}

/// Was the lockup found by an NMI that we sent? That is sent when the agent has been silent for some served time.
fn is_found(splat: &Splat) -> bool {
    splat.severity == Severity::Lockup && splat.excerpt.contains(OUR_NMI)
}

/// How long somebody made no progress, according to the kernel; `None` if it is not a matter of time.
fn claim_of(splat: &Splat, slowness: u32) -> Option<Duration> {
    let told = CLAIM.captures(&splat.excerpt);
    let number = |name: &str| told.as_ref()?.name(name)?.as_str().parse::<u64>().ok();
    let seconds = match splat.kind {
        Kind::RcuStall => {
            let least = LEAST_STALL * u64::from(slowness.max(1));
            number("j").map_or(0, |jiffies| jiffies / MOST_HZ).max(least)
        }
        Kind::SoftLockup | Kind::HardLockup | Kind::WorkqueueLockup => number("s")?,
        Kind::HungTask => number("b")?,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

fn deadline_of(stop: &Stop) -> Option<Duration> {
    match stop {
        Stop::Guest(GuestError::TimedOut { after, .. } | GuestError::Silent { after, .. }) => {
            Some(*after)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// So many seconds, in each of which the guest was starved for so many tenths; then as many again.
    fn history(parts: &[(u64, u64)]) -> History {
        let mut history = History::default();
        for (seconds, tenths) in parts {
            for _ in 0..*seconds {
                history.add(Duration::from_secs(1), Duration::from_millis(tenths * 100));
            }
        }
        history
    }

    const RCU: &str =
        "rcu: INFO: rcu_sched self-detected stall on CPU\n(t=16266 jiffies g=-779 q=5)";
    const OLD_RCU: &str = "INFO: rcu_sched_state detected stall on CPU 0 (t=887 jiffies)";
    const SOFT: &str = "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [insmod:71]";
    const EARLY: &str = "watchdog: BUG: soft lockup - CPU#0 stuck for 9s! [kworker/0:0:9]";
    const LATE: &str = "watchdog: BUG: soft lockup - CPU#0 stuck for 71s! [insmod:71]";
    const TASK: &str = "INFO: task insmod:71 blocked for more than 2 seconds.";
    const NMI: &str = "Uhhuh. NMI received for unknown reason 30 on CPU 0.";

    #[rstest]
    #[case::longer_than_its_life(Kind::RcuStall, RCU, &[(2, 0)], 1, true)]
    #[case::shorter_but_not_served(Kind::RcuStall, OLD_RCU, &[(2, 0), (4, 10)], 1, true)]
    #[case::served(Kind::RcuStall, OLD_RCU, &[(5, 1)], 1, false)]
    #[case::starved_at_another_time(Kind::SoftLockup, SOFT, &[(40, 0), (20, 10)], 1, true)]
    #[case::spins(Kind::SoftLockup, SOFT, &[(30, 0)], 1, false)]
    #[case::spins_on_a_busy_host(Kind::SoftLockup, SOFT, &[(30, 9)], 1, true)]
    #[case::spins_with_patience(Kind::SoftLockup, LATE, &[(90, 9)], 11, false)]
    #[case::starved_with_patience(Kind::SoftLockup, SOFT, &[(30, 10)], 11, true)]
    #[case::starved_before_patience(Kind::SoftLockup, EARLY, &[(30, 8)], 6, true)]
    #[case::slept_before_patience(Kind::HungTask, TASK, &[(30, 8)], 6, true)]
    #[case::sleeps(Kind::HungTask, TASK, &[(5, 0)], 1, false)]
    #[case::was_stopped(Kind::HungTask, TASK, &[(2, 0), (5, 10)], 1, true)]
    #[case::seen_by_our_nmi(Kind::HardLockup, NMI, &[(2, 0), (5, 10)], 1, false)]
    #[case::no_matter_of_time(Kind::Oops, "Oops: 0000", &[(5, 10)], 1, false)]
    #[case::nobody_looked(Kind::RcuStall, RCU, &[], 1, false)]
    fn stalls(
        #[case] kind: Kind,
        #[case] excerpt: &str,
        #[case] parts: &[(u64, u64)],
        #[case] slowness: u32,
        #[case] doubted: bool,
    ) {
        let splat = Splat::new(kind, "f".to_owned(), excerpt.to_owned());
        let doubt = doubt(&[splat], None, &history(parts), slowness);
        assert_eq!(doubt.is_some(), doubted, "{doubt:?}");
    }

    #[test]
    fn what_happened_beside_a_stall_is_not_doubted() {
        let stall = Splat::new(Kind::RcuStall, String::new(), RCU.to_owned());
        let oops = Splat::new(Kind::Oops, "f".to_owned(), String::new());
        assert_eq!(doubt(&[stall, oops], None, &history(&[(1, 0), (1, 5)]), 1), None);
    }

    #[test]
    fn a_doubt_has_its_figures() {
        let splat = Splat::new(Kind::RcuStall, String::new(), RCU.to_owned());
        let doubt = doubt(&[splat], None, &history(&[(1, 0), (1, 5)]), 1).unwrap();
        assert_eq!(
            doubt,
            "host overloaded: rcu-stall tells of 16.0 s, but the guest ran for 2.0 s, and its processor got \
             as little as 1.5 s of such a time from the host (1.5 s in all)"
        );
    }

    #[rstest]
    #[case::served(&[(10, 0)], false)]
    #[case::served_in_the_end(&[(10, 9), (10, 3)], false)]
    #[case::never_served(&[(10, 9)], true)]
    fn deadlines(#[case] parts: &[(u64, u64)], #[case] doubted: bool) {
        let error = GuestError::Silent { op: "getpid".to_owned(), after: Duration::from_secs(8) };
        let doubt = doubt(&[], Some(&Stop::Guest(error)), &history(parts), 1);
        assert_eq!(doubt.is_some(), doubted, "{doubt:?}");
    }

    #[rstest]
    #[case::served(&[(40, 0)], 1, false)]
    #[case::on_a_busy_host(&[(5, 0), (90, 8)], 1, false)]
    #[case::ticks_took_all(&[(60, 6), (330, 10)], 1, true)]
    #[case::ticks_took_all_with_patience(&[(60, 6), (330, 10)], 13, true)]
    #[case::slower_and_patient(&[(100, 9)], 20, false)]
    fn what_our_nmi_found(
        #[case] parts: &[(u64, u64)],
        #[case] slowness: u32,
        #[case] doubted: bool,
    ) {
        let error = GuestError::Silent { op: "write".to_owned(), after: Duration::from_secs(15) };
        let splat = Splat::new(Kind::SoftLockup, "schedule".to_owned(), NMI.to_owned());
        let doubt = doubt(&[splat], Some(&Stop::Guest(error)), &history(parts), slowness);
        assert_eq!(doubt.is_some(), doubted, "{doubt:?}");
    }

    #[rstest]
    #[case(&[(10, 0)], 2)]
    #[case(&[(10, 9)], 11)]
    #[case(&[(10, 10)], 101)]
    fn watchdogs_wait_as_long_as_the_host_is_slow(
        #[case] parts: &[(u64, u64)],
        #[case] times: u32,
    ) {
        assert_eq!(slowness(&history(parts)), times);
    }
}
