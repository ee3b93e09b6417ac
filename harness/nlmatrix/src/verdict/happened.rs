//! What happened in a guest, whatever was expected.

use crate::console::Kind;
use crate::guest::GuestError;
use crate::run::{Outcome, Splat};
use crate::scenario::Stop;

/// How a scenario ended.
#[derive(Default)]
pub struct End {
    /// Why it could not go on.
    pub stop: Option<Stop>,
    /// What it left behind, in words.
    pub left: Vec<String>,
}

/// What happened.
pub(super) struct Happened {
    /// `pass` if the scenario came to its end and left nothing behind: its checks decide.
    pub outcome: Outcome,
    /// What it is about: the splat as `kind:function`, what hangs, what was left behind, why the
    /// scenario could not go on.
    pub about: Vec<String>,
    /// The same in words.
    pub reason: String,
}

impl Happened {
    /// The worst of what the console says, how the scenario stopped, and what it left behind.
    pub fn of(splats: &[Splat], end: &End, reset: bool) -> Self {
        let mut happened = Self::worst_of(splats, end, reset);
        if happened.outcome != Outcome::Leak && !end.left.is_empty() {
            // It may be the cause of the rest: a second load fails because of what the first has left.
            happened.reason += &format!("; {}", left_behind(&end.left));
        }
        happened
    }

    fn worst_of(splats: &[Splat], end: &End, reset: bool) -> Self {
        match (telling(splats), &end.stop) {
            (Some(splat), _) => {
                let fingerprint = &splat.fingerprint;
                Self::about(of_splat(splat.kind), fingerprint, fingerprint.clone())
            }
            (None, Some(stop)) => Self::of_stop(stop, reset),
            (None, None) if end.left.is_empty() => {
                Self { outcome: Outcome::Pass, about: Vec::new(), reason: String::new() }
            }
            (None, None) => {
                let reason = left_behind(&end.left);
                Self { outcome: Outcome::Leak, about: end.left.clone(), reason }
            }
        }
    }

    fn of_stop(stop: &Stop, reset: bool) -> Self {
        let text = stop.to_string();
        match stop {
            Stop::Guest(_) if reset => {
                let reason = format!("reset: the guest ended without a word: {text}");
                Self::about(Outcome::Crash, "reset:", reason)
            }
            Stop::Guest(GuestError::TimedOut { op, .. } | GuestError::Silent { op, .. }) => {
                Self::about(Outcome::Hang, op, text)
            }
            Stop::Guest(GuestError::ProcessDied { .. }) | Stop::Broken(_) => {
                Self::about(Outcome::Fail, first_line(&text), text.clone())
            }
            Stop::NoCompat(_) => Self::about(Outcome::Unavailable, first_line(&text), text.clone()),
            Stop::NoDevice(_) => Self::about(Outcome::NoDevice, first_line(&text), text.clone()),
            Stop::Guest(_) => Self::about(Outcome::Lost, first_line(&text), text.clone()),
            Stop::Hang(_) => Self::about(Outcome::Hang, first_line(&text), text.clone()),
        }
    }

    fn about(outcome: Outcome, thing: &str, reason: String) -> Self {
        Self { outcome, about: vec![thing.to_owned()], reason }
    }
}

/// At most so many things are named in a reason; the record has all of them.
const NAMED: usize = 6;

fn left_behind(things: &[String]) -> String {
    let more = things.len().saturating_sub(NAMED);
    let named = things[..things.len() - more].join(", ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("left behind: {named}{more}")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The splat that decides: the first, which caused the others. A crash outranks an earlier hang, unless it is the
/// panic that the kernel was told to make of that hang (`hung_task_panic`).
fn telling(splats: &[Splat]) -> Option<&Splat> {
    let crashed = |splat: &&Splat| {
        let told_to = splat.kind == Kind::Panic && splat.follows();
        of_splat(splat.kind) == Outcome::Crash && !told_to
    };
    let first = splats.first()?;
    let worse = splats.iter().find(crashed).filter(|_| of_splat(first.kind) == Outcome::Hang);
    Some(worse.unwrap_or(first))
}

/// A sleeper is not a crash, as the rest of the kernel is well; and PID 1 is our own.
pub fn of_splat(kind: Kind) -> Outcome {
    match kind {
        Kind::HungTask | Kind::Idle => Outcome::Hang,
        Kind::AgentDied => Outcome::Lost,
        _ => Outcome::Crash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn what_was_left_behind_is_told_beside_a_crash_or_a_failure() {
        let left = vec!["kobject /sys/mine".to_owned()];
        let failed = Stop::Broken("insmod m (time 2): EEXIST".to_owned());
        let end = End { stop: Some(failed), left: left.clone() };
        let splat = Splat::new(Kind::Sysfs, "m_init".to_owned(), String::new());
        let crashed = Happened::of(&[splat], &end, false);
        assert_eq!(
            (crashed.outcome, crashed.about),
            (Outcome::Crash, vec!["sysfs:m_init".to_owned()])
        );
        assert_eq!(crashed.reason, "sysfs:m_init; left behind: kobject /sys/mine");
        let failed = Happened::of(&[], &end, false);
        assert_eq!(failed.reason, "insmod m (time 2): EEXIST; left behind: kobject /sys/mine");
        let many: Vec<String> = (0..9).map(|number| number.to_string()).collect();
        let leaked = Happened::of(&[], &End { stop: None, left: many.clone() }, false);
        assert_eq!(leaked.reason, "left behind: 0, 1, 2, 3, 4, 5 and 3 more");
        assert_eq!(leaked.about, many);
    }

    #[rstest]
    #[case(&[Kind::Warning, Kind::Oops], Kind::Warning)]
    #[case(&[Kind::HungTask, Kind::Oops], Kind::Oops)]
    #[case(&[Kind::HungTask, Kind::Panic], Kind::HungTask)]
    #[case(&[Kind::Oops, Kind::AgentDied], Kind::Oops)]
    fn which_splat_decides(#[case] kinds: &[Kind], #[case] expected: Kind) {
        let splat = |kind: &Kind| Splat::new(*kind, String::new(), String::new());
        let splats: Vec<Splat> = kinds.iter().map(splat).collect();
        assert_eq!(telling(&splats).map(|splat| splat.kind), Some(expected));
    }
}
