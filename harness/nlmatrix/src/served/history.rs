//! What a guest was served, step by step.

use std::time::Duration;

/// From a guest's start to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    steps: Vec<Step>,
}

/// The time between one look and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    wall: Duration,
    starved: Duration,
}

impl History {
    /// Adds a step of `wall` time, for so much of which the guest was starved.
    pub fn add(&mut self, wall: Duration, starved: Duration) {
        self.steps.push(Step { wall, starved: starved.min(wall) });
    }

    /// How long the guest has run, by the host's clock.
    pub fn life(&self) -> Duration {
        self.steps.iter().map(|step| step.wall).sum()
    }

    /// For how much of that its processor was served.
    pub fn served(&self) -> Duration {
        self.steps.iter().map(|step| step.wall - step.starved).sum()
    }

    /// For how long the guest was served since `since` after its start.
    pub fn served_from(&self, since: Duration) -> Duration {
        let mut left = self.life().saturating_sub(since);
        let mut served = Duration::ZERO;
        for step in self.steps.iter().rev() {
            if left.is_zero() {
                break;
            }
            served += (step.wall - step.starved).min(left);
            left = left.saturating_sub(step.wall);
        }
        served
    }

    /// The least for which it was served in any `window`, or in its whole life if that is shorter.
    pub fn least_served(&self, window: Duration) -> Duration {
        let ends = (1..=self.steps.len()).rev();
        let windows = ends.map_while(|end| served_before(&self.steps[..end], window));
        windows.min().unwrap_or_else(|| self.served())
    }
}

/// For how long it was served in the last `window` of `steps`; `None` if they are shorter.
fn served_before(steps: &[Step], window: Duration) -> Option<Duration> {
    let (mut wall, mut starved) = (Duration::ZERO, Duration::ZERO);
    for step in steps.iter().rev() {
        wall += step.wall;
        starved += step.starved;
        if wall >= window {
            return Some(window.saturating_sub(starved));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// In tenths of a second.
    fn time(tenths: u64) -> Duration {
        Duration::from_millis(tenths * 100)
    }

    /// Two seconds, starved for the last half of the first.
    fn frozen() -> History {
        let mut history = History::default();
        for tenth in 0..20 {
            history.add(time(1), if (5..10).contains(&tenth) { time(1) } else { time(0) });
        }
        history
    }

    #[test]
    fn what_was_starved_is_not_served() {
        assert_eq!((frozen().life(), frozen().served()), (time(20), time(15)));
        assert_eq!(History::default().least_served(time(5)), time(0));
    }

    #[rstest]
    #[case::all(0, 15)]
    #[case::half_of_the_freeze(8, 10)]
    #[case::behind_it(10, 10)]
    #[case::the_end(20, 0)]
    fn served_since(#[case] since: u64, #[case] served: u64) {
        assert_eq!(frozen().served_from(time(since)), time(served));
    }

    #[rstest]
    #[case::within_the_freeze(5, 0)]
    #[case::around_it(8, 3)]
    #[case::most_of_its_life(15, 10)]
    #[case::more_than_its_life(30, 15)]
    fn the_worst_window_counts(#[case] window: u64, #[case] served: u64) {
        assert_eq!(frozen().least_served(time(window)), time(served));
    }
}
