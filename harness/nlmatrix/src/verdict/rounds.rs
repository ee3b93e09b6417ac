//! `--repeat`: the same cells several times; a cell that does not always end the same way is flaky.

use crate::run::{CellRecord, Outcome};

/// The results of the cells in all rounds.
#[derive(Default)]
pub(crate) struct Rounds {
    /// How many there were.
    count: usize,
    /// By cell, in the order of the plan: the first record with each of its outcomes, and how often it ended that
    /// way.
    cells: Vec<Vec<(CellRecord, usize)>>,
}

impl Rounds {
    /// Adds the records of one more round, which has the same cells in the same order.
    pub fn add(&mut self, records: Vec<CellRecord>) {
        self.count += 1;
        self.cells.resize_with(records.len(), Vec::new);
        for (outcomes, record) in self.cells.iter_mut().zip(records) {
            match outcomes.iter_mut().find(|(first, _)| same(first, &record)) {
                Some((_, count)) => *count += 1,
                None => outcomes.push((record, 1)),
            }
        }
    }

    /// A record for each cell. For a flaky cell, it is that of its rarest outcome that was not as expected.
    pub fn finish(self) -> Vec<CellRecord> {
        let count = self.count;
        self.cells.into_iter().filter_map(|outcomes| of_cell(outcomes, count)).collect()
    }
}

/// Did it end the same way? All ends that are as expected are the same; others are distinguished by what they are
/// about.
fn same(one: &CellRecord, other: &CellRecord) -> bool {
    one.outcome == other.outcome
        && one.as_expected == other.as_expected
        && (one.as_expected || one.about == other.about)
}

fn of_cell(mut outcomes: Vec<(CellRecord, usize)>, rounds: usize) -> Option<CellRecord> {
    outcomes.sort_by_key(|(_, count)| *count);
    let all = outcomes.iter().rev().map(|(record, count)| format!("{} {count}×", record.outcome));
    let all = all.collect::<Vec<_>>().join(", ");
    let flaky = outcomes.len() > 1;
    // What went well says nothing about what did not.
    outcomes.sort_by_key(|(record, _)| record.as_expected);
    let (mut record, _) = outcomes.into_iter().next()?;
    if flaky {
        let reason = Some(&record.reason).filter(|it| !it.is_empty());
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        let once = record.outcome;
        record.reason = format!("in {rounds} runs {all}; this is one of {once}{reason}");
        record.outcome = Outcome::Flaky;
        record.as_expected = false;
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::PlannedCell;

    fn round(outcomes: &[Outcome]) -> Vec<CellRecord> {
        let record = |(at, &outcome): (usize, &Outcome)| {
            let planned =
                PlannedCell { id: format!("k/s.g/{at}").parse().unwrap(), expected: Outcome::Pass };
            let reason = format!("because of {outcome}");
            let as_expected = outcome == Outcome::Pass;
            CellRecord { outcome, as_expected, reason, ..planned.blank() }
        };
        outcomes.iter().enumerate().map(record).collect()
    }

    #[test]
    fn a_crash_elsewhere_is_not_the_same() {
        let crash = |function: &str| {
            let mut record = round(&[Outcome::Crash]);
            record[0].about = vec![format!("oops:{function}")];
            record
        };
        let outcome = |functions: [&str; 2]| {
            let mut rounds = Rounds::default();
            functions.iter().for_each(|function| rounds.add(crash(function)));
            rounds.finish()[0].outcome
        };
        assert_eq!(outcome(["f", "f"]), Outcome::Crash);
        assert_eq!(outcome(["f", "g"]), Outcome::Flaky);
    }

    #[test]
    fn of_a_flaky_cell_what_went_wrong_is_told_however_rare_it_is_that_it_goes_well() {
        use Outcome::{Crash, Fail, Pass};
        let mut rounds = Rounds::default();
        [Fail, Pass, Fail, Crash, Crash].into_iter().for_each(|it| rounds.add(round(&[it])));
        let told = &rounds.finish()[0].reason;
        assert!(told.ends_with("; this is one of fail: because of fail"), "{told}");
        assert!(told.ends_with("pass 1×; this is one of fail: because of fail"), "{told}");
    }

    #[test]
    fn what_does_not_always_end_the_same_is_flaky() {
        use Outcome::{Crash, Fail, Pass};
        let mut rounds = Rounds::default();
        for outcomes in [[Pass, Pass, Fail], [Pass, Crash, Fail], [Pass, Pass, Fail]] {
            rounds.add(round(&outcomes));
        }
        let records = rounds.finish();
        let outcomes: Vec<Outcome> = records.iter().map(|record| record.outcome).collect();
        assert_eq!(outcomes, [Pass, Outcome::Flaky, Fail]);
        let flaky = &records[1];
        assert_eq!((flaky.id.to_string(), flaky.as_expected), ("k/s.g/1".to_owned(), false));
        let reason = "in 3 runs pass 2×, crash 1×; this is one of crash: because of crash";
        assert_eq!(flaky.reason, reason);
    }
}
