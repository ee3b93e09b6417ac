//! The name of one of a module's error paths.

use std::fmt;
use std::str::FromStr;

/// The prefix of those that are calls.
const CALL: &str = "call-";

/// Which operation fails, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorPath {
    /// An allocation of memory, or a copy from or to user space.
    Allocation(u32),
    /// A call of a function that returns an error when it fails.
    Call(u32),
}

impl ErrorPath {
    /// Itself, and its neighbours: the kernel's own bookkeeping is counted as well, and sometimes there is more of
    /// it.
    pub(super) fn nearby(self) -> impl Iterator<Item = Self> {
        let (new, nth): (fn(u32) -> Self, u32) = match self {
            Self::Allocation(nth) => (Self::Allocation, nth),
            Self::Call(nth) => (Self::Call, nth),
        };
        let near = [nth, nth + 1, nth.saturating_sub(1), nth + 2, nth.saturating_sub(2)];
        near.into_iter().filter(|&nth| nth > 0).map(new)
    }
}

impl fmt::Display for ErrorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allocation(nth) => write!(f, "{nth}"),
            Self::Call(nth) => write!(f, "{CALL}{nth}"),
        }
    }
}

impl FromStr for ErrorPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (new, number): (fn(u32) -> Self, &str) = match text.strip_prefix(CALL) {
            Some(number) => (Self::Call, number),
            None => (Self::Allocation, text),
        };
        let number = number.parse().ok().filter(|&nth| nth > 0);
        number.map(new).ok_or_else(|| format!("`{text}` is not an error path, as `7` or `{CALL}2`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("7", Some(ErrorPath::Allocation(7)))]
    #[case("call-2", Some(ErrorPath::Call(2)))]
    #[case("0", None)]
    #[case("call-", None)]
    #[case("call", None)]
    fn a_path_is_written_as_it_is_read(#[case] text: &str, #[case] path: Option<ErrorPath>) {
        assert_eq!(text.parse().ok(), path);
        assert_eq!(path.map(|path| path.to_string()), path.map(|_| text.to_owned()));
    }
}
