//! The vendors to whose kernels a row applies.

use crate::vendor::Vendor;

/// The vendors to whose kernels a row applies: some vendors, or all but some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vendors {
    /// Those that are named.
    named: Vec<&'static str>,
    /// Are only their kernels meant, rather than all but theirs?
    only: bool,
}

/// Why a list of vendors is invalid.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VendorError {
    /// An unknown vendor.
    #[error("there is no vendor `{name}`: {known}")]
    Unknown {
        /// The name.
        name: String,
        /// The known ones.
        known: String,
    },
    /// Some with `!`, and some without.
    #[error(
        "`{0}` mixes vendors with and without `!`: list either whose kernels are meant, or whose are not"
    )]
    Mixed(String),
}

/// The name by which a vendor of kernels is known.
pub(in crate::matrix) fn known(name: &str) -> Result<&'static str, VendorError> {
    Vendor::ids().find(|id| *id == name).ok_or_else(|| {
        let mut known: Vec<&str> = Vendor::ids().collect();
        known.sort_unstable();
        known.dedup();
        VendorError::Unknown { name: name.to_owned(), known: known.join(", ") }
    })
}

impl Vendors {
    /// Those that `names` describe: `el8`, or everyone except `!el8`.
    pub(in crate::matrix) fn parse(names: &[&str]) -> Result<Self, VendorError> {
        let not: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix('!')).collect();
        if !not.is_empty() && not.len() < names.len() {
            return Err(VendorError::Mixed(names.join(", ")));
        }
        let only = !names.is_empty() && not.is_empty();
        let plain = if only { names } else { &not[..] };
        let named = plain.iter().map(|name| known(name)).collect::<Result<_, _>>()?;
        Ok(Self { named, only })
    }

    /// Does it include kernels of `vendor`? Mainline's have no vendor.
    pub fn contains(&self, vendor: Option<&str>) -> bool {
        vendor.is_some_and(|vendor| self.named.contains(&vendor)) == self.only
    }

    /// Is there a kernel to which both apply?
    pub fn overlaps(&self, other: &Self) -> bool {
        let reaches =
            |some: &Self, rest: &Self| some.named.iter().any(|it| rest.contains(Some(it)));
        match (self.only, other.only) {
            (true, _) => reaches(self, other),
            (false, true) => reaches(other, self),
            // Kernels without a vendor.
            (false, false) => true,
        }
    }

    /// Does it include every kernel that `other` includes?
    pub fn covers(&self, other: &Self) -> bool {
        match (self.only, other.only) {
            (_, true) => other.named.iter().all(|it| self.contains(Some(it))),
            (false, false) => self.named.iter().all(|it| other.named.contains(it)),
            (true, false) => false,
        }
    }

    /// As written in the matrix file; empty if it includes everything.
    pub fn words(&self) -> Vec<String> {
        let mark = if self.only { "" } else { "!" };
        self.named.iter().map(|name| format!("{mark}{name}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn of(names: &[&str]) -> Vendors {
        Vendors::parse(names).unwrap()
    }

    #[rstest]
    #[case::all(&[], true, true, true)]
    #[case::theirs(&["el8"], true, false, false)]
    #[case::not_theirs(&["!el8"], false, true, true)]
    #[case::neither(&["!el8", "!ubuntu"], false, true, false)]
    fn a_row_speaks_of_kernels(
        #[case] names: &[&str],
        #[case] el8: bool,
        #[case] mainline: bool,
        #[case] ubuntu: bool,
    ) {
        let vendors = of(names);
        let contains = [Some("el8"), None, Some("ubuntu")].map(|it| vendors.contains(it));
        assert_eq!(contains, [el8, mainline, ubuntu]);
        assert_eq!(vendors.words(), names);
    }

    #[rstest]
    #[case::all(&[], &[], true, true)]
    #[case::within(&[], &["el8"], true, true)]
    #[case::beside(&["el8"], &["!el8"], false, false)]
    #[case::apart(&["el8"], &["el9"], false, false)]
    #[case::some(&["el8", "el9"], &["el9", "el10"], true, false)]
    #[case::rest(&["!el8"], &["el9"], true, true)]
    #[case::fewer(&["!el8"], &["!el8", "!el9"], true, true)]
    #[case::more(&["!el8", "!el9"], &["!el8"], true, false)]
    fn rows_meet(
        #[case] one: &[&str],
        #[case] other: &[&str],
        #[case] overlap: bool,
        #[case] covers: bool,
    ) {
        let (one, other) = (of(one), of(other));
        assert_eq!((one.overlaps(&other), other.overlaps(&one)), (overlap, overlap));
        assert_eq!(one.covers(&other), covers);
    }
}
