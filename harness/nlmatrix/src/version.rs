//! Kernel versions and version ranges, as written in `matrix.toml`.
//!
//! A version is `2.6.32`, `2.6.32.67`, `5.10`, `7.3-rc7` or what `uname -r` prints (`6.12.57+deb13-cloud-amd64`). The
//! order is mainline's: a release candidate comes before its release, missing numbers count as zero, and anything
//! after the numbers is ignored.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A kernel version: up to four numbers and an optional release candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KernelVersion {
    numbers: [u32; 4],
    /// How many of `numbers` were written, so that it is printed the same way.
    written: u8,
    rc: Option<u32>,
}

/// Why a text is neither a kernel version nor a range.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not a kernel version: write one like 2.6.32, 5.10, 6.12.57 or 7.3-rc7{place}")]
pub struct VersionError {
    text: String,
    place: &'static str,
}

impl KernelVersion {
    /// Where histories begin: 2.6.0.
    pub const FIRST: Self = Self { numbers: [2, 6, 0, 0], written: 3, rc: None };

    /// The first version after all that begin with these numbers: 2.6.33 for 2.6.32, 6.2 for 6.1.
    fn next(mut self) -> Self {
        self.numbers[usize::from(self.written) - 1] += 1;
        Self { rc: None, ..self }
    }

    /// The series of this version: two numbers from 3.0 on (`6.12`), three before (`2.6.32`).
    pub fn series(&self) -> String {
        let [a, b, c, _] = self.numbers;
        if a < 3 { format!("{a}.{b}.{c}") } else { format!("{a}.{b}") }
    }

    /// The numbers alone, missing ones as zero.
    pub fn numbers(&self) -> [u32; 4] {
        self.numbers
    }

    /// Is it a release candidate?
    pub fn is_candidate(&self) -> bool {
        self.rc.is_some()
    }

    /// How many numbers were written.
    pub fn written(&self) -> usize {
        usize::from(self.written)
    }

    /// Is this the version `wanted`, a later stable release of it, or a candidate of it?
    ///
    /// 2.6.32.67 and 2.6.32-rc3 belong to 2.6.32, 4.14.177 belongs to 4.14; only 4.1-rc6 itself belongs to 4.1-rc6.
    pub fn is_of(&self, wanted: &Self) -> bool {
        let written = wanted.written();
        self.numbers[..written] == wanted.numbers[..written]
            && (wanted.rc.is_none() || *self == Self { written: self.written, ..*wanted })
    }

    /// The first and the last version that begin with the written numbers, as numbers.
    fn reach(&self) -> (u128, u128) {
        let number = |fill: u32| {
            let digit = |at: usize| if at < self.written() { self.numbers[at] } else { fill };
            (0..4).fold(0, |number, at| number << 32 | u128::from(digit(at)))
        };
        (number(0), number(u32::MAX))
    }

    fn key(&self) -> ([u32; 4], u32) {
        (self.numbers, self.rc.unwrap_or(u32::MAX))
    }
}

impl FromStr for KernelVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        parse_version(text).ok_or_else(|| VersionError { text: text.to_owned(), place: "" })
    }
}

fn parse_version(text: &str) -> Option<KernelVersion> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (head, tail) = text.split_at(end);
    let mut numbers = [0; 4];
    let mut written = 0;
    for part in head.split('.') {
        *numbers.get_mut(written)? = part.parse().ok()?;
        written += 1;
    }
    if written < 2 {
        return None;
    }
    Some(KernelVersion { numbers, written: written as u8, rc: parse_rc(tail)? })
}

/// `-rc7` and Debian's `~rc7` are candidates; any other suffix is a distribution's. The outer `None` means "not a
/// version".
fn parse_rc(tail: &str) -> Option<Option<u32>> {
    let Some(rc) = tail.strip_prefix("-rc").or_else(|| tail.strip_prefix("~rc")) else {
        let known = tail.is_empty() || tail.starts_with(['-', '+', '~', '_']);
        return known.then_some(None);
    };
    let digits = rc.find(|c: char| !c.is_ascii_digit()).unwrap_or(rc.len());
    rc[..digits].parse().ok().map(Some)
}

impl PartialOrd for KernelVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KernelVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for KernelVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = &self.numbers[..usize::from(self.written)];
        let text: Vec<String> = numbers.iter().map(u32::to_string).collect();
        f.write_str(&text.join("."))?;
        self.rc.map_or(Ok(()), |rc| write!(f, "-rc{rc}"))
    }
}

/// A range of kernel versions: `>=5.2, <6.2`, one comparison, or `*` for all.
///
/// Comparisons look at as many numbers as the bound has: `<=2.6.32` includes 2.6.32.67, and `>6.1` begins at 6.2. A
/// release candidate of the bound's version already has the new form (APIs change in the merge window, before -rc1),
/// so `>=7.3` includes 7.3-rc1.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct VersionRange {
    bounds: Vec<(Comparison, KernelVersion)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

const COMPARISONS: [(&str, Comparison); 5] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    (">", Comparison::Above),
    ("<", Comparison::Below),
    ("=", Comparison::Equal),
];

impl VersionRange {
    /// `*`.
    pub fn everything() -> Self {
        Self { bounds: Vec::new() }
    }

    /// Only this version.
    pub fn only(version: KernelVersion) -> Self {
        Self { bounds: vec![(Comparison::Equal, version)] }
    }

    /// The versions at which the range begins or ends.
    pub fn edges(&self) -> Vec<KernelVersion> {
        let edges = self.bounds.iter().flat_map(|(comparison, bound)| match comparison {
            Comparison::AtLeast | Comparison::Below => vec![*bound],
            Comparison::AtMost | Comparison::Above => vec![bound.next()],
            Comparison::Equal => vec![*bound, bound.next()],
        });
        edges.collect()
    }

    /// Is `version` in this range?
    pub fn contains(&self, version: &KernelVersion) -> bool {
        self.bounds.iter().all(|(comparison, bound)| {
            let written = usize::from(bound.written);
            let ordering = version.numbers[..written].cmp(&bound.numbers[..written]);
            match comparison {
                Comparison::AtLeast => ordering.is_ge(),
                Comparison::AtMost => ordering.is_le(),
                Comparison::Above => ordering.is_gt(),
                Comparison::Below => ordering.is_lt(),
                Comparison::Equal => ordering.is_eq(),
            }
        })
    }

    /// The range as numbers, from the first version to the last; `None` if no version is in it.
    fn span(&self) -> Option<(u128, u128)> {
        let span = self.bounds.iter().fold((0, u128::MAX), |(first, last), (comparison, bound)| {
            let (least, most) = bound.reach();
            match comparison {
                Comparison::AtLeast => (first.max(least), last),
                Comparison::AtMost => (first, last.min(most)),
                Comparison::Above => (first.max(most.saturating_add(1)), last),
                Comparison::Below => (first, last.min(least.saturating_sub(1))),
                Comparison::Equal => (first.max(least), last.min(most)),
            }
        });
        (span.0 <= span.1).then_some(span)
    }

    /// Is there a version that is in both?
    pub fn overlaps(&self, other: &Self) -> bool {
        let spans = self.span().zip(other.span());
        spans.is_some_and(|(ours, theirs)| ours.0 <= theirs.1 && theirs.0 <= ours.1)
    }

    /// Is every version of `other` in this one?
    pub fn covers(&self, other: &Self) -> bool {
        let Some(theirs) = other.span() else { return true };
        self.span().is_some_and(|ours| ours.0 <= theirs.0 && theirs.1 <= ours.1)
    }
}

impl FromStr for VersionRange {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        if text.trim() == "*" {
            return Ok(Self::default());
        }
        let bounds = text.split(',').map(|part| parse_bound(part.trim()));
        Ok(Self { bounds: bounds.collect::<Result<_, _>>()? })
    }
}

fn parse_bound(text: &str) -> Result<(Comparison, KernelVersion), VersionError> {
    let found = COMPARISONS.iter().find_map(|(sign, c)| Some((*c, text.strip_prefix(sign)?)));
    let (comparison, rest) = found.unwrap_or((Comparison::Equal, text));
    let version = parse_version(rest.trim());
    let place = "; a range is a version behind >=, <=, >, < or =, or several joined by commas, and * is every \
                 version";
    let version = version.ok_or_else(|| VersionError { text: rest.trim().to_owned(), place })?;
    Ok((comparison, version))
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bounds.is_empty() {
            return f.write_str("*");
        }
        for (index, (comparison, version)) in self.bounds.iter().enumerate() {
            let sign = COMPARISONS.iter().find(|(_, c)| c == comparison).map_or("", |(s, _)| s);
            write!(f, "{}{sign}{version}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
serde_as_text!(KernelVersion);
serde_as_text!(VersionRange);

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2.6.32", "2.6.32")]
    #[case("2.6.32.67", "2.6.32.67")]
    #[case("6.12.57+deb13-cloud-amd64", "6.12.57")]
    #[case("7.3~rc7-1~exp1", "7.3-rc7")]
    #[case("7.3-rc7+debug", "7.3-rc7")]
    fn prints_what_it_read(#[case] text: &str, #[case] printed: &str) {
        assert_eq!(text.parse::<KernelVersion>().unwrap().to_string(), printed);
    }

    #[rstest]
    #[case("6")]
    #[case("six")]
    #[case("6.12x")]
    #[case("1.2.3.4.5")]
    #[case("")]
    fn refuses(#[case] text: &str) {
        assert!(text.parse::<KernelVersion>().is_err());
    }

    #[rstest]
    #[case("2.6.32", "2.6.32", true)]
    #[case("2.6.32.67", "2.6.32", true)]
    #[case("2.6.32", "2.6.32.67", false)]
    #[case("2.6.33", "2.6.32", false)]
    #[case("4.14.177", "4.14", true)]
    #[case("4.14", "4.1", false)]
    #[case("4.1-rc6", "4.1", true)]
    #[case("4.1", "4.1-rc6", false)]
    #[case("4.1-rc6", "4.1-rc6", true)]
    #[case("4.1.0-rc6", "4.1-rc6", true)]
    fn belongs_to(
        #[case] version: KernelVersion,
        #[case] wanted: KernelVersion,
        #[case] belongs: bool,
    ) {
        assert_eq!(version.is_of(&wanted), belongs);
    }

    #[rstest]
    #[case("2.6.9", "2.6.11")]
    #[case("7.3-rc1", "7.3-rc7")]
    #[case("7.3-rc7", "7.3")]
    #[case("5.19", "6.0")]
    fn orders(#[case] lower: KernelVersion, #[case] higher: KernelVersion) {
        assert!(lower < higher);
    }

    #[rstest]
    #[case("*", &[])]
    #[case(">=5.2, <6.2", &["5.2", "6.2"])]
    #[case("<=2.6.32", &["2.6.33"])]
    #[case("6.1", &["6.1", "6.2"])]
    fn edges_are_where_it_begins_and_ends(#[case] range: VersionRange, #[case] edges: &[&str]) {
        let printed: Vec<String> = range.edges().iter().map(KernelVersion::to_string).collect();
        assert_eq!(printed, edges);
    }

    #[rstest]
    #[case("*", "=5.10", true, true)]
    #[case("<5.10", ">=5.10", false, false)]
    #[case("<=2.6.32", ">2.6.32", false, false)]
    #[case("<=2.6.32", "=2.6.32.67", true, true)]
    #[case(">=4.2, <5.7", ">=3.19, <5.7", true, false)]
    #[case(">=3.19, <5.7", ">=4.2, <5.7", true, true)]
    #[case("=6.1", ">=6.1, <6.2", true, true)]
    #[case(">=6.2, <6.1", "*", false, false)]
    fn compares_ranges(
        #[case] one: VersionRange,
        #[case] other: VersionRange,
        #[case] overlaps: bool,
        #[case] covers: bool,
    ) {
        assert_eq!((one.overlaps(&other), one.covers(&other)), (overlaps, covers));
        assert_eq!(other.overlaps(&one), overlaps);
    }

    #[rstest]
    #[case(">=5.2, <6.2", "5.2", true)]
    #[case(">=5.2, <6.2", "6.1.192", true)]
    #[case(">=5.2, <6.2", "6.2", false)]
    #[case(">=5.2, <6.2", "5.1.15", false)]
    #[case("<=2.6.32", "2.6.32.67", true)]
    #[case("<=2.6.32", "2.6.33", false)]
    #[case(">6.1", "6.1.192", false)]
    #[case(">6.1", "6.2", true)]
    #[case(">=7.3", "7.3-rc1", true)]
    #[case("5.10", "5.10.262", true)]
    #[case("*", "2.6.9", true)]
    fn contains(#[case] range: VersionRange, #[case] version: KernelVersion, #[case] inside: bool) {
        assert_eq!(range.contains(&version), inside);
        assert_eq!(range.to_string().parse::<VersionRange>().unwrap(), range);
    }
}
