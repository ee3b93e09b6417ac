//! The names in sources for a family's numbers: no kernel reports them.

use std::collections::BTreeMap;

/// What the sources of a module say about one of its families, with the names as written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceNames {
    /// The family's name.
    pub family: String,
    /// Its commands by their numbers.
    pub commands: BTreeMap<u16, NamedCommand>,
    /// All names in their enumeration.
    pub all_commands: Vec<String>,
    /// Its policies by their names, and those nested in them.
    pub sets: BTreeMap<String, NamedSet>,
    /// The one for all its attributes.
    pub main: Option<String>,
}

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedCommand {
    /// Its name, such as `GREET_CMD_HELLO`.
    pub name: String,
    /// Whether it has a do, and the policy of that, if there is one.
    pub does: Option<Option<String>>,
    /// The same for dumps.
    pub dumps: Option<Option<String>>,
}

/// A policy, or the enumeration of attributes without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedSet {
    /// Its attributes by their numbers.
    pub attributes: BTreeMap<u16, NamedAttribute>,
    /// All names in their enumeration.
    pub all: Vec<String>,
}

/// An attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedAttribute {
    /// Its name, such as `GREET_A_TEXT`.
    pub name: String,
    /// Its contents, as far as the sources say.
    pub kind: Option<SourceKind>,
    /// The policy of the contents of a nest.
    pub inner: Option<String>,
}

/// A type as specifications call it, from sources with `NLA_U32` or `nla_put_u32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceKind {
    /// Such as `u32`.
    pub name: &'static str,
    /// Is it a big endian number?
    pub big: bool,
}

/// The types of policies (`include/net/netlink.h`), and their names in specifications and kernels.
const KINDS: [(&str, SourceKind); 26] = [
    ("FLAG", little("flag")),
    ("U8", little("u8")),
    ("U16", little("u16")),
    ("U32", little("u32")),
    ("U64", little("u64")),
    ("S8", little("s8")),
    ("S16", little("s16")),
    ("S32", little("s32")),
    ("S64", little("s64")),
    ("BE16", big("u16")),
    ("BE32", big("u32")),
    ("BE64", big("u64")),
    ("NET16", big("u16")),
    ("NET32", big("u32")),
    ("NET64", big("u64")),
    ("UINT", little("uint")),
    ("SINT", little("sint")),
    ("MSECS", little("u64")),
    ("STRING", little("string")),
    ("NUL_STRING", little("string")),
    ("NESTED", little("nest")),
    ("NESTED_ARRAY", little("indexed-array")),
    ("BINARY", little("binary")),
    ("EXACT_LEN", little("binary")),
    ("MIN_LEN", little("binary")),
    ("BITFIELD32", little("bitfield32")),
];

const fn little(name: &'static str) -> SourceKind {
    SourceKind { name, big: false }
}

const fn big(name: &'static str) -> SourceKind {
    SourceKind { name, big: true }
}

impl SourceKind {
    /// That of a policy's `NLA_U32`.
    pub fn of_policy(kind: &str) -> Option<Self> {
        let name = kind.strip_prefix("NLA_")?;
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

/// A name from the sources as specifications write it, without the prefix that all of its kind share.
pub(super) fn dashed(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// The common prefix of `names`, up to an underscore, so that something is left of each; `others`
/// are of the same enumeration and will not be written.
pub(super) fn prefix<'a>(names: &[&'a str], others: &[String]) -> &'a str {
    let Some(first) = names.first() else { return "" };
    let word = first.split('_').next().unwrap_or_default();
    let others = others.iter().map(String::as_str).filter(|it| it.starts_with(word));
    let mut same = first.len();
    let mut count = 0;
    for name in names.iter().copied().chain(others) {
        count += usize::from(name != *first);
        let both = first.chars().zip(name.chars()).take_while(|(a, b)| a == b);
        same = same.min(both.map(|(c, _)| c.len_utf8()).sum());
    }
    // For a single name, nobody knows where its own part begins.
    let mut prefix = if count == 0 { "" } else { &first[..same] };
    while !prefix.is_empty() {
        prefix = prefix.rfind('_').map_or("", |at| &prefix[..=at]);
        let is_left =
            |name: &&str| name[prefix.len()..].starts_with(|c: char| c.is_ascii_alphabetic());
        if names.iter().all(is_left) {
            break;
        }
        prefix = prefix.strip_suffix('_').unwrap_or(prefix);
    }
    prefix
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::usual(&["GREET_CMD_HELLO", "GREET_CMD_BYE"], &[], "GREET_CMD_")]
    #[case::one_is_the_beginning_of_another(&["GREET_GET", "GREET_GET_ALL"], &[], "GREET_")]
    #[case::one_alone(&["GREET_CMD_HELLO"], &[], "")]
    #[case::one_with_its_enumeration(&["GREET_CMD_HELLO"], &["GREET_CMD_UNSPEC"], "GREET_CMD_")]
    #[case::no_part_in_common(&["HELLO", "BYE"], &[], "")]
    #[case::others_do_not_count(&["A_X_ONE", "A_X_TWO"], &["NUM_OF_THEM"], "A_X_")]
    #[case::letters_of_any_language(&["A_NÉ", "A_NÈ"], &[], "A_")]
    #[case::a_number_begins_no_name(&["A_2G", "A_5G"], &[], "")]
    fn what_names_have_in_common(
        #[case] names: &[&str],
        #[case] others: &[&str],
        #[case] wanted: &str,
    ) {
        let others: Vec<String> = others.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(prefix(names, &others), wanted);
    }
}
