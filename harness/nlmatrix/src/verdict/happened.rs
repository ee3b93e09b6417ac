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
    /// `pass` where the scenario came to its end, and left nothing behind: its checks decide.
    pub outcome: Outcome,
    /// What it is about: the splat as `kind:function`, what hangs, what was left behind, why the
    /// scenario could not go on.
    pub about: Vec<String>,
    /// The same for people.
    pub reason: String,
}

impl Happened {
    /// The worst of what the console says, how the scenario stopped, and what it left behind.
    pub fn of(splats: &[Splat], end: &End, reset: bool) -> Self {
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
                let reason = format!("left behind: {}", end.left.join(", "));
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
            Stop::NoDevice(_) => Self::about(Outcome::NoDevice, first_line(&text), text.clone()),
            Stop::Guest(_) => Self::about(Outcome::Lost, first_line(&text), text.clone()),
            Stop::Hang(_) => Self::about(Outcome::Hang, first_line(&text), text.clone()),
        }
    }

    fn about(outcome: Outcome, thing: &str, reason: String) -> Self {
        Self { outcome, about: vec![thing.to_owned()], reason }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The splat that decides: the first, which caused the rest. A crash is worse than a hang that came
/// before it, unless it is the panic that the kernel was told to make of one (`hung_task_panic`).
fn telling(splats: &[Splat]) -> Option<&Splat> {
    let crashed = |splat: &&Splat| {
        let told_to = splat.kind == Kind::Panic && splat.follows();
        of_splat(splat.kind) == Outcome::Crash && !told_to
    };
    let first = splats.first()?;
    let worse = splats.iter().find(crashed).filter(|_| of_splat(first.kind) == Outcome::Hang);
    Some(worse.unwrap_or(first))
}

/// A sleeper is no crash, as the kernel is well but for it; and PID 1 is our own.
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
