//! What a cell came to: from what was seen to its outcome.

use crate::console::Kind;
use crate::guest::GuestError;
use crate::outcome::{Outcome, judge};
use crate::plan::{BOOT, Cell};
use crate::run::{CellRecord, Diagnosis};
use crate::runner::WorkshopError;
use crate::runner::sources::{Lack, Without};
use crate::scenario::{Scenario, Stop};

/// How a scenario ended.
#[derive(Default)]
pub(super) struct End {
    /// Why it could not go on.
    pub stop: Option<Stop>,
    /// What it left behind, in words.
    pub left: Vec<String>,
}

/// Built, refused as predicted, or refused otherwise.
pub(super) fn judge_build(cell: &Cell, diagnosis: Option<&Diagnosis>, record: &mut CellRecord) {
    let Some(diagnosis) = diagnosis else {
        record.outcome = if cell.expected == Outcome::BuildRefused {
            record.reason = "it builds, though it was predicted not to".to_owned();
            Outcome::Xpass
        } else {
            Outcome::Pass
        };
        return;
    };
    let Diagnosis { kind, symbol, line, meaning, remedy, .. } = diagnosis;
    let predicted = cell.refusals.iter().any(|it| it.diagnosis == *kind && it.symbol == *symbol);
    record.outcome = if predicted { Outcome::BuildRefused } else { Outcome::BuildFail };
    record.reason = format!("{kind} {symbol}: {meaning}; {remedy} ({line})");
}

/// The worst of: what the console says, how the scenario stopped, what its checks saw, what it
/// left behind. A scenario that is to end badly has to have come to the place where it does.
pub(super) fn conclude(
    scenario: &Scenario,
    cell: &Cell,
    arrived: bool,
    reset: bool,
    end: End,
    record: &mut CellRecord,
) {
    let judgement = judge(&mut record.checks, &cell.predictions);
    let checks_failed = judgement.outcome == Outcome::Fail;
    (record.outcome, record.reason) = match (record.splats.first(), &end.stop) {
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
        let splat = record.splats.first().map(|splat| splat.kind);
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

/// A sleeper is no crash, as the kernel is well but for it; and PID 1 is our own.
pub(super) fn of_splat(kind: Kind) -> Outcome {
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

/// A kernel that cannot be had makes its cells `unavailable`; anything else is our own failure.
pub(super) fn of_workshop_error(error: &WorkshopError, cell: &Cell) -> Outcome {
    Without::of(error).map_or(Outcome::Lost, |without| of_lack(without.lack, cell))
}

/// A kernel whose source is here and cannot be used is an error, said once: its boot cell is
/// `build-fail`, which nothing expects. Its other cells are `unavailable`.
pub(super) fn of_lack(lack: Lack, cell: &Cell) -> Outcome {
    match lack {
        Lack::BadSource | Lack::BuildFailed if cell.id.scenario == BOOT => Outcome::BuildFail,
        _ => Outcome::Unavailable,
    }
}
