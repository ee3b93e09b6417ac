//! One of QEMU's threads, according to /proc.

use std::time::Duration;

/// What a thread has had of the host's processors so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// How long it ran.
    pub ran: Duration,
    /// How long it waited for a processor, before it last got one.
    pub waited: Duration,
    /// Its state: `R` runs or waits for a processor, `S` sleeps, `D` waits for a page, `T` is stopped.
    pub state: char,
}

impl Look {
    /// The state of thread `id` of process `pid`; `None` if it has ended, or the host's kernel does not keep such
    /// accounts (`CONFIG_SCHED_INFO`).
    pub fn at(pid: u32, id: u32) -> Option<Self> {
        let read = |name| fs_err::read_to_string(format!("/proc/{pid}/task/{id}/{name}")).ok();
        Self::parse(&read("schedstat")?, &read("stat")?)
    }

    fn parse(schedstat: &str, stat: &str) -> Option<Self> {
        let mut numbers = schedstat.split_whitespace().map(|number| number.parse().ok());
        let (ran, waited) = (numbers.next()??, numbers.next()??);
        let (_, rest) = stat.rsplit_once(") ")?;
        let state = rest.chars().next().filter(|state| !matches!(state, 'Z' | 'X'))?;
        let [ran, waited] = [ran, waited].map(Duration::from_nanos);
        Some(Self { ran, waited, state })
    }

    /// For how much of the `wall` time since `before` the thread was ready but did not run.
    pub fn starved_since(&self, before: &Self, wall: Duration) -> Duration {
        let ran = self.ran.saturating_sub(before.ran);
        let waited = self.waited.saturating_sub(before.waited);
        // The kernel adds a wait to its account when the wait is over.
        let stands = matches!(self.state, 'R' | 'D') && (ran + waited).is_zero();
        if stands || self.state == 'T' { wall.saturating_sub(ran) } else { waited.min(wall) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_thread_is_read() {
        let look = Look::parse("1000 2000 3\n", "7 (CPU 0) (x) R 1 7\n").unwrap();
        let [ran, waited] = [1000, 2000].map(Duration::from_nanos);
        assert_eq!(look, Look { ran, waited, state: 'R' });
        assert_eq!(Look::parse("0 0 0", "7 (x) Z 1"), None);
        assert_eq!(Look::parse("", "7 (x) S 1"), None);
    }

    #[rstest]
    #[case::idle('S', 0, 0, 0)]
    #[case::busy('R', 100, 0, 0)]
    #[case::shares('R', 20, 80, 80)]
    #[case::still_waits('R', 0, 0, 100)]
    #[case::has_waited_for_long('R', 10, 5000, 100)]
    #[case::waits_for_a_page('D', 0, 0, 100)]
    #[case::stopped('T', 30, 0, 70)]
    fn starving(#[case] state: char, #[case] ran: u64, #[case] waited: u64, #[case] starved: u64) {
        let look = |ran, waited| {
            let [ran, waited] = [ran, waited].map(Duration::from_millis);
            Look { ran, waited, state }
        };
        let found =
            look(7 + ran, 9 + waited).starved_since(&look(7, 9), Duration::from_millis(100));
        assert_eq!(found, Duration::from_millis(starved));
    }
}
