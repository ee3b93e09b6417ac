//! One machine's part of a plan.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use super::Cell;
use crate::matrix::{BOOT, BUILD};
use crate::run::{CellId, Outcome};

/// `--shard K/N`: the part `index` (from 1) of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

/// A text that is not a shard.
#[derive(Debug, thiserror::Error)]
#[error("`{given}` is not a shard: write 2/4 for the second of four parts")]
pub struct ShardError {
    given: String,
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let parsed = text.split_once('/').and_then(|(index, count)| {
            let (index, count) = (index.parse().ok()?, count.parse().ok()?);
            (1..=count).contains(&index).then_some(Self { index, count })
        });
        parsed.ok_or_else(|| ShardError { given: text.to_owned() })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// Wall time of cells in an earlier run, in milliseconds, by cell id.
pub type Durations = HashMap<CellId, u64>;

/// What a cell is assumed to cost if no earlier run says so, in milliseconds. A kernel's boot cell also stands for
/// its download, its modules and its template.
const BOOT_MS: u64 = 8_000;
const DRIVEN_MS: u64 = 400;
const BUILT_MS: u64 = 100;
const UNAVAILABLE_MS: u64 = 1;

impl Shard {
    /// This part of `cells`. The plan is ordered by kernel and cut into parts of equal weight, so that each part has
    /// few kernels, and each cell is in exactly one part.
    pub fn of(self, cells: Vec<Cell>, durations: &Durations) -> Vec<Cell> {
        let weights: Vec<u64> = cells.iter().map(|cell| weight(cell, durations)).collect();
        let ours = part_of(&weights, self.count);
        let taken = cells.into_iter().zip(ours).filter(|(_, part)| part + 1 == self.index);
        taken.map(|(cell, _)| cell).collect()
    }
}

/// The part (from 0) for each weight: the one that contains its middle.
fn part_of(weights: &[u64], count: usize) -> Vec<usize> {
    let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    let mut before: u128 = 0;
    let part = |weight: &u64| {
        let middle = 2 * before + u128::from(*weight);
        before += u128::from(*weight);
        let part = middle * count as u128 / (2 * total.max(1));
        (part as usize).min(count - 1)
    };
    weights.iter().map(part).collect()
}

fn weight(cell: &Cell, durations: &Durations) -> u64 {
    let guess = || match (cell.expected, cell.id.scenario.as_str()) {
        (Outcome::Unavailable, _) => UNAVAILABLE_MS,
        (_, BOOT) => BOOT_MS,
        (_, BUILD) => BUILT_MS,
        _ => DRIVEN_MS,
    };
    durations.get(&cell.id).map_or_else(guess, |&ms| ms.max(UNAVAILABLE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;
    use crate::plan::plan;
    use proptest::prelude::*;
    use rstest::rstest;
    use std::sync::LazyLock;

    /// The default matrix.
    static WHOLE: LazyLock<Vec<Cell>> = LazyLock::new(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        plan(&matrix::load(path.into(), crate::scenario::shipped()).unwrap())
    });

    #[rstest]
    #[case("1/1", 1, 1)]
    #[case("2/4", 2, 4)]
    fn shards_are_counted_from_one(#[case] text: &str, #[case] index: usize, #[case] count: usize) {
        assert_eq!(text.parse::<Shard>().unwrap(), Shard { index, count });
    }

    #[rstest]
    fn others_are_refused(#[values("", "1", "0/2", "3/2", "1/0", "a/b", "-1/2")] text: &str) {
        let error = text.parse::<Shard>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{text}` is not a shard: write 2/4 for the second of four parts")
        );
    }

    proptest! {
        // One case goes through the whole default matrix once for each part.
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn parts_are_in_order_and_balanced(
            weights in prop::collection::vec(1_u64..10_000, 1..300),
            count in 1_usize..20,
        ) {
            let parts = part_of(&weights, count);
            prop_assert!(parts.is_sorted());
            prop_assert!(parts.iter().all(|&part| part < count));
            let total: u64 = weights.iter().sum();
            let most = *weights.iter().max().unwrap();
            for part in 0..count {
                let ours = parts.iter().zip(&weights).filter(|(it, _)| **it == part);
                let ours: u64 = ours.map(|(_, weight)| weight).sum();
                prop_assert!(ours <= total / count as u64 + most + 1, "{} of {}", ours, total);
            }
        }

        #[test]
        fn together_they_are_the_whole(count in 1_usize..20, seed in any::<u64>()) {
            let cells = &*WHOLE;
            let known = cells.iter().enumerate().filter(|(at, _)| (seed >> (at % 64)) & 1 == 1);
            let durations: Durations =
                known.map(|(at, cell)| (cell.id.clone(), at as u64 * 37 % 9_000)).collect();
            let parts = (1..=count).flat_map(|index| {
                Shard { index, count }.of(cells.clone(), &durations)
            });
            let together: Vec<CellId> = parts.map(|cell| cell.id).collect();
            let whole: Vec<CellId> = cells.iter().map(|cell| cell.id.clone()).collect();
            prop_assert_eq!(together, whole);
        }
    }
}
