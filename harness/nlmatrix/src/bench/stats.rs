//! Median and quartiles.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Statistics of many measurements of one thing, in their unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The first quartile.
    pub q1: f64,
    /// The third quartile.
    pub q3: f64,
    /// How many measurements.
    pub count: usize,
}

impl Spread {
    /// The statistics of `values`; `None` if there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        if sorted.is_empty() {
            return None;
        }
        let at = |part| round(quantile(&sorted, part));
        Some(Self { median: at(0.5), q1: at(0.25), q3: at(0.75), count: sorted.len() })
    }

    /// For people: `57.3 (55.0 to 61.2, 10 times)`.
    pub fn text(&self) -> String {
        let Self { median, q1, q3, count } = self;
        format!("{median:.0} ({q1:.0} to {q3:.0}, {count} times)")
    }
}

/// Interpolated between the two nearest values. `sorted` is not empty.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * place.fract()
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// These measurements are not more precise than one decimal.
pub fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_values() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!(spread, Spread { median: 2.5, q1: 1.8, q3: 3.3, count: 4 });
        assert_eq!(Spread::of(&[7.0]).unwrap().median, 7.0);
        assert_eq!(Spread::of(&[]), None);
    }
}
