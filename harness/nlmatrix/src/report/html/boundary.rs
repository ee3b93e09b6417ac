//! Why a generation builds on one kernel and not on its neighbour: which change of an interface lies between them.

use crate::facts::{ABSENT, Symbol, shipped};
use crate::run::Diagnosis;
use crate::version::KernelVersion;

/// A change of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// For the map: `3.7: (net, unit, cfg)`.
    pub(super) short: String,
    /// The same as a sentence: `netlink_kernel_create is (net, unit, cfg) since 3.7`.
    pub(super) whole: String,
}

/// Which side of a boundary is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The older kernel.
    Older,
    /// The newer one.
    Newer,
}

impl Reason {
    /// The change because of which `diagnosis` refuses what is on `side` of the boundary from `older` to `newer`.
    pub(super) fn of(
        diagnosis: &Diagnosis,
        older: &KernelVersion,
        newer: &KernelVersion,
        side: Side,
    ) -> Self {
        let between = |since: &KernelVersion| {
            older.numbers() < since.numbers() && since.numbers() <= newer.numbers()
        };
        let symbol = shipped().about(&diagnosis.symbol);
        let steps = symbol.into_iter().flat_map(|symbol| {
            symbol.history.iter().filter(|(since, _)| between(since)).map(move |it| (symbol, it))
        });
        // What is refused up to a boundary waits for the last change before it; what is refused from a boundary on
        // was broken by the first change after it.
        let step = match side {
            Side::Older => steps.last(),
            Side::Newer => steps.into_iter().next(),
        };
        match step {
            Some((symbol, (since, form))) => Self::of_step(symbol, since, form),
            None => Self::unknown(diagnosis, newer),
        }
    }

    fn of_step(symbol: &Symbol, since: &KernelVersion, form: &str) -> Self {
        let (name, words) = (&symbol.name, symbol.words_of(form));
        let came = symbol.history.range(..since).next_back().is_some_and(|(_, it)| it == ABSENT);
        let (short, whole) = match form {
            ABSENT => (format!("{name} removed"), format!("{name} was removed in {since}")),
            _ if came => (format!("{name} added"), format!("{name} was added in {since}")),
            _ if words.starts_with('(') => {
                (format!("{words} {name}"), format!("{name} is {words} since {since}"))
            }
            _ => (format!("{name} {words}"), format!("{name} is {words} since {since}")),
        };
        Self { short: format!("{since}: {short}"), whole }
    }

    fn unknown(diagnosis: &Diagnosis, newer: &KernelVersion) -> Self {
        let (symbol, kind) = (&diagnosis.symbol, diagnosis.kind.replace('-', " "));
        Self { short: format!("{newer}: {symbol}"), whole: format!("{kind}: {symbol}") }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::came_with(
        "netlink_kernel_create",
        "3.6",
        "3.7",
        Side::Older,
        "3.7: (net, unit, cfg) netlink_kernel_create"
    )]
    #[case::the_last_of_two(
        "netlink_kernel_create",
        "2.6.32",
        "3.16",
        Side::Older,
        "3.7: (net, unit, cfg) netlink_kernel_create"
    )]
    #[case::the_first_of_two(
        "netlink_kernel_create",
        "2.6.32",
        "3.16",
        Side::Newer,
        "3.6: (net, unit, module, cfg) netlink_kernel_create"
    )]
    #[case::gone("strlcpy", "6.1", "6.12", Side::Newer, "6.8: strlcpy removed")]
    #[case::new("genl_split_ops", "6.1", "6.12", Side::Older, "6.2: struct genl_split_ops added")]
    #[case::nothing_known("my_own", "6.1.9", "6.12", Side::Newer, "6.12: my_own")]
    #[case::a_backport("strlcpy", "5.10", "6.1", Side::Newer, "6.1: strlcpy")]
    fn the_step_between_two_kernels_is_the_reason(
        #[case] symbol: &str,
        #[case] older: &str,
        #[case] newer: &str,
        #[case] side: Side,
        #[case] short: &str,
    ) {
        let diagnosis = Diagnosis { symbol: symbol.to_owned(), ..Diagnosis::default() };
        let version = |text: &str| text.parse().unwrap();
        let reason = Reason::of(&diagnosis, &version(older), &version(newer), side);
        assert_eq!(reason.short, short);
    }
}
