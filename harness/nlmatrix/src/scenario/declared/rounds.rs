//! A repeated scenario makes the same checks again: all rounds of a check are recorded as one check.

use super::names::distinct;
use crate::run::CheckRecord;

/// Adds what round `round` saw.
pub(super) fn join(checks: &mut Vec<CheckRecord>, made: Vec<CheckRecord>, round: u32) {
    let names = distinct(made.iter().map(|check| check.name.clone()));
    for (name, check) in names.into_iter().zip(made) {
        match checks.iter_mut().find(|earlier| earlier.name == name) {
            None => checks.push(CheckRecord { name, ..check }),
            Some(earlier) => differ(earlier, check, round),
        }
    }
}

/// The first round that saw something different is what makes the check differ from its first value.
fn differ(earlier: &mut CheckRecord, check: CheckRecord, round: u32) {
    const LATER: &str = "; in round ";
    if earlier.observed != check.observed && !earlier.observed.contains(LATER) {
        earlier.observed = format!("{}{LATER}{round}: {}", earlier.observed, check.observed);
        (earlier.seen, earlier.event) = (check.seen, check.event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(values: [&str; 3]) -> Vec<CheckRecord> {
        let check = |(name, observed): (&str, &str)| CheckRecord {
            name: name.to_owned(),
            reference: "0".to_owned(),
            observed: observed.to_owned(),
            ..CheckRecord::default()
        };
        ["load", "run", "run"].into_iter().zip(values).map(check).collect()
    }

    #[test]
    fn a_round_that_differs_shows() {
        let mut checks = Vec::new();
        for (values, at) in [["0", "0", "1"], ["0", "0", "1"], ["0", "7", "1"], ["0", "8", "0"]]
            .into_iter()
            .zip(1..)
        {
            join(&mut checks, round(values), at);
        }
        let seen: Vec<_> =
            checks.iter().map(|it| (it.name.as_str(), it.observed.as_str())).collect();
        let wanted = [("load", "0"), ("run", "0; in round 3: 7"), ("run (2)", "1; in round 4: 0")];
        assert_eq!(seen, wanted);
    }
}
