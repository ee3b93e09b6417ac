//! Operations that timed out by the guest's clock before the guest was served for that time.

use std::time::Duration;

use nlmatrix_wire::proto::Op;

use super::answer::Answer;
use super::error::{GuestError, Outcome};
use super::process::Proc;

/// By which fraction of an operation's time the guest's and the host's clock may differ.
const SLACK: u32 = 10;

/// What to request next, and how long it may take.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Next<'o> {
    pub op: Op<'o>,
    pub wait: Duration,
}

/// What to request next if `op`, which was given the time `wait` and was `served` for this part of it, ended by
/// timeout; `None` if it had its time, or ended by itself.
pub(super) fn again<'o>(
    op: &Op<'o>,
    who: u32,
    outcome: &Outcome<Answer>,
    wait: Duration,
    served: Duration,
) -> Option<Next<'o>> {
    let left = |of: Duration| Some(of.saturating_sub(served)).filter(|left| *left > of / SLACK);
    match (op, outcome) {
        (Op::Wait { .. } | Op::EndProcess { .. }, Err(GuestError::TimedOut { .. })) => {
            Some(Next { op: *op, wait: left(wait)? })
        }
        (_, Err(GuestError::TimedOut { .. })) if who != Proc::AGENT.id => {
            Some(Next { op: Op::Collect, wait: left(wait)? })
        }
        (&Op::Poll { fd, events, wait_ms }, Ok(Ok(Answer { flags: 0, .. }))) => {
            let left = left(Duration::from_millis(u64::try_from(wait_ms).ok()?))?;
            let wait_ms = i32::try_from(left.as_millis()).unwrap_or(i32::MAX);
            Some(Next { op: Op::Poll { fd, events, wait_ms }, wait })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const WAIT: Duration = Duration::from_secs(8);

    fn timed_out() -> Outcome<Answer> {
        Err(GuestError::TimedOut { op: String::new(), after: WAIT, stack: Box::default() })
    }

    fn answered(flags: u32) -> Outcome<Answer> {
        Ok(Ok(Answer { flags, ..Answer::default() }))
    }

    const POLL: Op<'_> = Op::Poll { fd: 3, events: 1, wait_ms: 5000 };

    #[rstest]
    #[case::a_worker(Op::GetPid, 1, timed_out(), 3, Some((Op::Collect, 5)))]
    #[case::an_end(Op::EndProcess { id: 1 }, 0, timed_out(), 1, Some((Op::EndProcess { id: 1 }, 7)))]
    #[case::a_program(Op::Wait { pid: 7 }, 0, timed_out(), 0, Some((Op::Wait { pid: 7 }, 8)))]
    #[case::had_its_time(Op::GetPid, 1, timed_out(), 8, None)]
    #[case::answered(Op::GetPid, 1, answered(0), 0, None)]
    #[case::nothing_came(POLL, 1, answered(0), 3, Some((Op::Poll { fd: 3, events: 1, wait_ms: 2000 }, 8)))]
    #[case::nothing_came_in_its_time(POLL, 1, answered(0), 5, None)]
    #[case::something_came(POLL, 1, answered(1), 0, None)]
    #[case::a_look(Op::Poll { fd: 3, events: 1, wait_ms: 0 }, 1, answered(0), 0, None)]
    fn what_is_asked_next(
        #[case] op: Op<'_>,
        #[case] who: u32,
        #[case] outcome: Outcome<Answer>,
        #[case] served: u64,
        #[case] next: Option<(Op<'_>, u64)>,
    ) {
        let asked = again(&op, who, &outcome, WAIT, Duration::from_secs(served));
        let next = next.map(|(op, wait)| Next { op, wait: Duration::from_secs(wait) });
        assert_eq!(asked, next);
    }
}
