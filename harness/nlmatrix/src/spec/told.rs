//! What a kernel says about a generic netlink family: GETFAMILY, and GETPOLICY from 5.8 on.

use std::collections::BTreeMap;
use std::fmt;

/// What a kernel says about a family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The size of its private header, in bytes.
    pub header: u32,
    /// The highest attribute type.
    pub most: u32,
    /// Its commands by number.
    pub operations: BTreeMap<u16, ToldOperation>,
    /// Its multicast groups.
    pub groups: Vec<String>,
    /// Its policies by index; `None` if the kernel does not report them.
    pub policies: Option<BTreeMap<u32, BTreeMap<u16, Policy>>>,
}

/// A command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToldOperation {
    /// Can it be done?
    pub does: bool,
    /// Can it be dumped?
    pub dumps: bool,
    /// Only by an administrator (of the namespace)?
    pub admin: bool,
    /// The index of the policy for a request.
    pub does_policy: Option<u32>,
    /// The index of the policy for a dump request.
    pub dumps_policy: Option<u32>,
}

/// What a policy requires of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its type.
    pub kind: PolicyKind,
    /// The smallest number.
    pub min: Option<i128>,
    /// The largest.
    pub max: Option<i128>,
    /// The minimum length in bytes.
    pub min_length: Option<u32>,
    /// The maximum length; of strings without their NUL.
    pub max_length: Option<u32>,
    /// The index of a nest's policy.
    pub inner: Option<u32>,
}

/// `enum netlink_attribute_type` of the kernel (5.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyKind(pub u32);

/// Their names in specifications, by number.
const KINDS: [&str; 18] = [
    "unused",
    "flag",
    "u8",
    "u16",
    "u32",
    "u64",
    "s8",
    "s16",
    "s32",
    "s64",
    "binary",
    "string",
    "string",
    "nest",
    "indexed-array",
    "bitfield32",
    "sint",
    "uint",
];

impl PolicyKind {
    /// Its name in specifications.
    pub fn name(self) -> &'static str {
        KINDS.get(self.0 as usize).copied().unwrap_or("unused")
    }

    /// Is it a number?
    pub fn is_number(self) -> bool {
        matches!(self.0, 2..=9 | 16 | 17)
    }

    /// How many bytes such a number has; `None` for others, and for those with 4 or 8.
    pub fn bytes(self) -> Option<u8> {
        match self.0 {
            2 | 6 => Some(1),
            3 | 7 => Some(2),
            4 | 8 => Some(4),
            5 | 9 => Some(8),
            _ => None,
        }
    }

    /// The smallest and the largest such number.
    pub fn range(self) -> (Option<i128>, Option<i128>) {
        let bits = u32::from(self.bytes().unwrap_or(8)) * 8;
        match (self.is_number(), self.is_signed()) {
            (false, _) => (None, None),
            (true, false) => (Some(0), Some((1i128 << bits) - 1)),
            (true, true) => (Some(-(1i128 << (bits - 1))), Some((1i128 << (bits - 1)) - 1)),
        }
    }

    /// May it be negative?
    pub fn is_signed(self) -> bool {
        matches!(self.0, 6..=9 | 16)
    }
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Told {
    /// The policy with this index.
    pub fn policy(&self, place: Option<u32>) -> Option<&BTreeMap<u16, Policy>> {
        self.policies.as_ref()?.get(&place?)
    }
}
