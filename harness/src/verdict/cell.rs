//! What a cell came to: from what was seen to its outcome.

use super::checks::judge;
use crate::console::Kind;
use crate::guest::GuestError;
use crate::plan::Cell;
use crate::run::{CellRecord, Outcome, Splat};
use crate::scenario::{Scenario, Stop};

/// How a scenario ended.
#[derive(Default)]
pub struct End {
    /// Why it could not go on.
    pub stop: Option<Stop>,
    /// What it left behind, in words.
    pub left: Vec<String>,
}

/// The worst of: what the console says, how the scenario stopped, what its checks saw, what it
/// left behind. A scenario that is to end badly has to have come to the place where it does.
pub fn of_run(
    scenario: &Scenario,
    cell: &Cell,
    arrived: bool,
    reset: bool,
    end: End,
    record: &mut CellRecord,
) {
    let judgement = judge(&mut record.checks, &cell.predictions);
    let checks_failed = judgement.outcome == Outcome::Fail;
    (record.outcome, record.reason) = match (telling(&record.splats), &end.stop) {
        (Some(splat), _) => {
            let texts = [splat.fingerprint.as_str(), &judgement.reason];
            (of_splat(splat.kind), texts.join(" ").trim().to_owned())
        }
        (None, Some(stop)) => of_stop(stop, reset),
        (None, None) if checks_failed || end.left.is_empty() => {
            (judgement.outcome, judgement.reason.clone())
        }
        (None, None) => (Outcome::Leak, format!("left behind: {}", end.left.join(", "))),
    };
    let bad_end = matches!(record.outcome, Outcome::Hang | Outcome::Crash | Outcome::Leak);
    if bad_end && scenario.ending == record.outcome {
        let splat = telling(&record.splats).map(|splat| splat.kind);
        let why = if !arrived {
            "it ended so before it came to the place where it should"
        } else if checks_failed {
            &judgement.reason
        } else if splat.is_some() && splat != scenario.splat {
            "another kind of splat than the one it should cause"
        } else {
            return;
        };
        record.reason = format!("{}: {why}: {}", record.outcome, record.reason);
        record.outcome = Outcome::Fail;
    }
}

/// The splat that decides: the first, which caused the rest. A crash is worse than a hang that came
/// before it, unless it is the panic that the kernel was told to make of one (`hung_task_panic`).
fn telling(splats: &[Splat]) -> Option<&Splat> {
    let crashed = |splat: &&Splat| {
        let told_to = splat.kind == Kind::Panic && splat.function.is_empty();
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

fn of_stop(stop: &Stop, reset: bool) -> (Outcome, String) {
    match stop {
        Stop::Guest(error) if reset => {
            (Outcome::Crash, format!("reset: the guest ended without a word: {error}"))
        }
        Stop::Guest(error) => (of_guest_error(error), error.to_string()),
        Stop::Hang(reason) => (Outcome::Hang, reason.clone()),
        Stop::Broken(reason) => (Outcome::Fail, reason.clone()),
    }
}

fn of_guest_error(error: &GuestError) -> Outcome {
    match error {
        GuestError::TimedOut { .. } | GuestError::Silent { .. } => Outcome::Hang,
        GuestError::ProcessDied { .. } => Outcome::Fail,
        _ => Outcome::Lost,
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
