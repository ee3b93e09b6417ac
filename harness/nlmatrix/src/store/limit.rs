//! How much disk space the store may take up.

use std::fmt;
use std::str::FromStr;

use camino::Utf8Path;

/// The environment variable for it.
pub const LIMIT_VARIABLE: &str = "NLMATRIX_STORE_LIMIT";

/// Units of sizes, by letter.
const UNITS: [(char, u32); 4] = [('K', 10), ('M', 20), ('G', 30), ('T', 40)];

/// How much the store may take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So many bytes.
    Bytes(u64),
    /// So many per cent of what would be free on the disk without the store.
    Share(u8),
    /// Unlimited.
    None,
}

/// A text that is not a limit.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a size like `20G` or `800M`, a share of the free disk space like `40%`, or `none`")]
pub struct LimitError;

impl Default for Limit {
    /// As much as it leaves free.
    fn default() -> Self {
        Self::Share(50)
    }
}

impl Limit {
    /// The same in bytes, for a store in `root` that now takes up `taken`.
    pub fn bytes(self, root: &Utf8Path, taken: u64) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Share(percent) => {
                let whole = u128::from(free(root)) + u128::from(taken);
                u64::try_from(whole * u128::from(percent) / 100).unwrap_or(u64::MAX)
            }
            Self::None => u64::MAX,
        }
    }
}

/// Bytes that are free on the disk of `folder`, or of its first existing parent; if that cannot be determined, there
/// is no limit.
pub fn free(folder: &Utf8Path) -> u64 {
    let there = folder.ancestors().find(|it| it.is_dir()).unwrap_or("/".into());
    let found = rustix::fs::statvfs(there.as_std_path());
    found.map_or(u64::MAX, |about| about.f_bavail.saturating_mul(about.f_frsize))
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        if text == "none" {
            return Ok(Self::None);
        }
        if let Some(percent) = text.strip_suffix('%') {
            let percent = percent.parse().ok().filter(|it| (1..=100).contains(it));
            return percent.map(Self::Share).ok_or(LimitError);
        }
        let unit = |letter| UNITS.iter().find(|(it, _)| *it == letter).map(|(_, shift)| *shift);
        let shift = text.chars().last().and_then(unit).ok_or(LimitError)?;
        let number: u64 = text[..text.len() - 1].parse().map_err(|_| LimitError)?;
        number.checked_mul(1 << shift).map(Self::Bytes).ok_or(LimitError)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => f.write_str(&told(*bytes)),
            Self::Share(percent) => write!(f, "{percent} % of the free disk"),
            Self::None => f.write_str("none"),
        }
    }
}

/// So many bytes, for readers.
pub fn told(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("20G", Limit::Bytes(20 << 30), "20.0 GiB")]
    #[case("800M", Limit::Bytes(800 << 20), "800 MiB")]
    #[case("40%", Limit::Share(40), "40 % of the free disk")]
    #[case("none", Limit::None, "none")]
    fn limits_are_read(#[case] text: &str, #[case] limit: Limit, #[case] told: &str) {
        assert_eq!(text.parse(), Ok(limit));
        assert_eq!(limit.to_string(), told);
    }

    #[rstest]
    fn what_is_none_is_told(
        #[values(
            "",
            "20",
            "G",
            "20g",
            "1.5G",
            "-1G",
            "0%",
            "101%",
            "%",
            "20 G",
            "99999999999T",
            "é"
        )]
        text: &str,
    ) {
        assert_eq!(text.parse::<Limit>(), Err(LimitError));
    }

    #[test]
    fn a_share_is_of_what_would_be_free_without_the_store() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let all = Limit::Share(100).bytes(root, 0);
        let (half, more) =
            (Limit::Share(50).bytes(root, 0), Limit::Share(100).bytes(root, 1 << 40));
        // Other processes write to the disk at the same time.
        assert!(half.abs_diff(all / 2) < 1 << 30 && more.abs_diff(all + (1 << 40)) < 1 << 30);
        assert_eq!(Limit::None.bytes(root, 1), u64::MAX);
        assert!(free("/no/such/folder".into()) > 0);
    }
}
