//! A specification, with numbers assigned as by the kernel's code generator (`tools/net/ynl`).

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::keys;
use super::limits::{Limits, constants};
use super::raw::*;
use crate::names::of_keys;

/// Why a specification cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// It cannot be read.
    #[error("failed to read the specification {path}")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It is not a specification.
    #[error(
        "{path} is not a YNL specification (Documentation/netlink/specs of the kernel): {reason}"
    )]
    Wrong {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// A family's messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// The family's name.
    pub name: String,
    /// Its protocol, if it is not a generic netlink family.
    pub protocol: Option<i32>,
    /// Its version.
    pub version: u8,
    /// Commands, or types of messages.
    pub operations: Vec<Operation>,
    /// Multicast groups; those of generic netlink have no number of their own.
    pub groups: Vec<(String, Option<u32>)>,
    sets: BTreeMap<String, Vec<Attribute>>,
    enums: BTreeMap<String, Vec<(String, u64)>>,
}

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// Its number in requests; `None` for what only the kernel sends.
    pub request: Option<u16>,
    /// Its number in replies and notifications.
    pub reply: u16,
    /// The set of its attributes.
    pub set: String,
    /// The attributes of a `do` request; `None` if there is none.
    pub does: Option<Vec<String>>,
    /// The attributes of a `dump` request.
    pub dumps: Option<Vec<String>>,
    /// Who may send it: its flags.
    pub flags: Vec<String>,
    /// Is it validated as before 5.2 (`dont-validate: [strict]`)?
    pub lenient: bool,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type number.
    pub ty: u16,
    /// What it contains.
    pub kind: Kind,
    /// May it occur several times?
    pub multi: bool,
    /// How people write its value: `ipv4`, `ipv6`, `mac`, `hex`.
    pub hint: String,
    /// What the specification allows in it.
    pub limits: Limits,
}

/// What an attribute contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number {
        /// With so many bytes; 0 for `uint` and `sint`, which have 4 or 8.
        bytes: u8,
        /// Is it big-endian?
        big: bool,
        /// May it be negative?
        signed: bool,
        /// The enumeration with names for it, and whether these are bits.
        names: Option<(String, bool)>,
    },
    /// A string with its NUL.
    Text,
    /// Bytes.
    Bytes,
    /// Nothing: it is either there or not.
    Flag,
    /// Attributes of this set.
    Nest(String),
    /// An array of nests of this set.
    Array(String),
}

impl Spec {
    /// Reads the file at `path`.
    pub fn load(path: &Utf8Path) -> Result<Self, SpecError> {
        let text = fs_err::read_to_string(path);
        let text = text.map_err(|source| SpecError::Read { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|reason| SpecError::Wrong { path: path.to_owned(), reason })
    }

    /// Parses a specification; the error is in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let told = |error: serde_saphyr::Error| {
            of_keys(error.to_string().lines().next().unwrap_or_default())
        };
        // The parser ignores what it does not know, and reports a file that is not a table.
        let tables = serde_saphyr::from_str(text).unwrap_or_default();
        if let Some(wrong) = keys::misspelt(&tables) {
            return Err(wrong);
        }
        let raw: RawSpec = serde_saphyr::from_str(text).map_err(told)?;
        let is_raw = raw.protocol.as_deref() == Some("netlink-raw");
        let protocol = match (is_raw, raw.protonum) {
            (true, None) => return Err("a netlink-raw family has a `protonum`".to_owned()),
            (true, number) => number,
            (false, _) => None,
        };
        let groups = raw.mcast_groups.list.into_iter().map(|group| (group.name, group.value));
        let mut spec = Self {
            name: raw.name,
            protocol,
            version: raw.version.unwrap_or(1),
            groups: groups.collect(),
            ..Self::default()
        };
        let constants = constants(&raw.definitions);
        spec.enums = raw.definitions.into_iter().map(enumeration).collect();
        spec.add_sets(raw.attribute_sets, &constants)?;
        let list = with_sets(raw.operations.list);
        spec.operations = match raw.operations.enum_model.as_deref() {
            Some("directional") => directional(list),
            _ => unified(list),
        };
        let unknown =
            spec.operations.iter().find(|it| !it.set.is_empty() && !spec.has_set(&it.set));
        match unknown {
            Some(it) => {
                Err(format!("operation {}: there is no attribute set `{}`", it.name, it.set))
            }
            None => Ok(spec),
        }
    }

    /// The operation of this name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|it| it.name == name)
    }

    /// The operation whose messages have this number, from the kernel or to it.
    pub fn by_number(&self, number: u16) -> Option<&Operation> {
        let reply = self.operations.iter().find(|it| it.reply == number);
        reply.or_else(|| self.operations.iter().find(|it| it.request == Some(number)))
    }

    /// Does this protocol's family have messages of this type?
    pub fn has_message(&self, protocol: i32, ty: u16) -> bool {
        self.protocol == Some(protocol) && self.by_number(ty).is_some()
    }

    /// The attribute `name` of a set.
    pub fn attribute(&self, set: &str, name: &str) -> Option<&Attribute> {
        self.attributes(set).iter().find(|it| it.name == name)
    }

    /// The attribute of a set with this type.
    pub fn attribute_of(&self, set: &str, ty: u16) -> Option<&Attribute> {
        self.attributes(set).iter().find(|it| it.ty == ty)
    }

    /// All attributes of a set.
    pub fn attributes(&self, set: &str) -> &[Attribute] {
        self.sets.get(set).map(Vec::as_slice).unwrap_or_default()
    }

    /// The number of the entry `name` of an enumeration; with `bits`, the bit.
    pub fn entry(&self, enumeration: &str, name: &str, bits: bool) -> Option<u64> {
        let entries = self.enums.get(enumeration)?;
        let (_, value) = entries.iter().find(|(entry, _)| entry == name)?;
        if bits { 1u64.checked_shl(u32::try_from(*value).ok()?) } else { Some(*value) }
    }

    /// The entry's name.
    pub fn entry_name(&self, enumeration: &str, number: u64) -> Option<&str> {
        let entries = self.enums.get(enumeration)?;
        Some(entries.iter().find(|(_, value)| *value == number)?.0.as_str())
    }

    /// The names of an enumeration's entries.
    pub fn entries(&self, enumeration: &str) -> impl Iterator<Item = &str> {
        self.enums.get(enumeration).into_iter().flatten().map(|(name, _)| name.as_str())
    }

    fn has_set(&self, set: &str) -> bool {
        self.sets.contains_key(set)
    }

    fn add_sets(
        &mut self,
        raw: Vec<RawSet>,
        constants: &BTreeMap<String, i128>,
    ) -> Result<(), String> {
        let (subsets, sets): (Vec<_>, Vec<_>) =
            raw.into_iter().partition(|set| set.subset_of.is_some());
        for set in sets {
            let mut last = 0;
            let mut attributes = Vec::new();
            for raw in set.attributes {
                last = raw.value.unwrap_or(last + 1);
                let kind =
                    kind(&raw).map_err(|reason| format!("{}.{}: {reason}", set.name, raw.name))?;
                attributes.push(Attribute {
                    ty: last,
                    kind,
                    multi: raw.multi_attr,
                    limits: Limits::of(&raw.checks, constants),
                    hint: raw.display_hint.unwrap_or_default(),
                    name: raw.name,
                });
            }
            self.sets.insert(set.name, attributes);
        }
        for set in subsets {
            let whole = set.subset_of.unwrap_or_default();
            let mut attributes = Vec::new();
            for raw in set.attributes {
                let found = self.attribute(&whole, &raw.name).cloned();
                attributes.push(found.ok_or_else(|| {
                    format!("{}: the set {whole} has no attribute `{}`", set.name, raw.name)
                })?);
            }
            self.sets.insert(set.name, attributes);
        }
        Ok(())
    }
}

fn enumeration(raw: RawDefinition) -> (String, Vec<(String, u64)>) {
    let mut next = raw.value_start.unwrap_or(0);
    let entries = if raw.kind == "struct" { Vec::new() } else { raw.entries };
    let entries = entries.into_iter().map(|entry| {
        let (name, value) = match entry {
            RawEntry::Name(name) => (name, None),
            RawEntry::Full { name, value } => (name, value),
        };
        let value = value.unwrap_or(next);
        next = value + 1;
        (name, value)
    });
    (raw.name, entries.collect())
}

fn kind(raw: &RawAttribute) -> Result<Kind, String> {
    let big = raw.byte_order.as_deref() == Some("big-endian");
    let nested = || raw.nested_attributes.clone().unwrap_or_default();
    let number = |bytes, signed| {
        let names = raw.names.clone().map(|names| (names, raw.enum_as_flags));
        Ok(Kind::Number { bytes, big, signed, names })
    };
    match raw.kind.as_deref().unwrap_or_default() {
        "u8" => number(1, false),
        "u16" => number(2, false),
        "u32" => number(4, false),
        "u64" => number(8, false),
        "s8" => number(1, true),
        "s16" => number(2, true),
        "s32" => number(4, true),
        "s64" => number(8, true),
        "uint" => number(0, false),
        "sint" => number(0, true),
        "string" => Ok(Kind::Text),
        "flag" => Ok(Kind::Flag),
        "nest" => Ok(Kind::Nest(nested())),
        "indexed-array" | "array-nest" if raw.sub_type.as_deref().is_none_or(|it| it == "nest") => {
            Ok(Kind::Array(nested()))
        }
        "indexed-array" | "array-nest" | "nest-type-value" | "sub-message" | "binary" | "pad"
        | "unused" | "bitfield32" => Ok(Kind::Bytes),
        "" => Err("it has no `type`".to_owned()),
        other => Err(format!("`{other}` is not a type of attributes")),
    }
}

/// One number for each operation, in requests and replies.
fn unified(list: Vec<RawOperation>) -> Vec<Operation> {
    let mut next = 1;
    let mut operations: Vec<Operation> = Vec::new();
    for raw in list {
        let number = raw.value.unwrap_or(next);
        next = number + 1;
        let request = (raw.does.is_some() || raw.dump.is_some()).then_some(number);
        let set = raw.attribute_set.clone().unwrap_or_default();
        let (does, dumps) = (attributes_of(raw.does.as_ref()), attributes_of(raw.dump.as_ref()));
        let lenient = is_lenient(&raw);
        let RawOperation { name, flags, .. } = raw;
        operations.push(Operation {
            name,
            request,
            reply: number,
            set,
            does,
            dumps,
            flags,
            lenient,
        });
    }
    operations
}

fn is_lenient(raw: &RawOperation) -> bool {
    raw.dont_validate.iter().any(|it| it == "strict")
}

/// The attributes of a request.
fn attributes_of(mode: Option<&RawMode>) -> Option<Vec<String>> {
    mode.map(|mode| mode.request.clone().map(|it| it.attributes).unwrap_or_default())
}

/// Requests and replies are numbered separately.
fn directional(list: Vec<RawOperation>) -> Vec<Operation> {
    let (mut requests, mut replies) = (1, 1);
    let mut operations: Vec<Operation> = Vec::new();
    for raw in list {
        let set = raw.attribute_set.clone().unwrap_or_default();
        let mode = raw.does.as_ref().or(raw.dump.as_ref());
        let Some(mode) = mode else {
            let reply = raw.value.unwrap_or(replies);
            replies = reply + 1;
            operations.push(Operation { name: raw.name, reply, set, ..Operation::default() });
            continue;
        };
        let value = |side: &Option<RawSide>| side.as_ref().and_then(|side| side.value);
        requests = value(&mode.request).unwrap_or(requests);
        replies = value(&mode.reply).unwrap_or(replies);
        let request = Some(requests);
        let (does, dumps) = (attributes_of(raw.does.as_ref()), attributes_of(raw.dump.as_ref()));
        let (name, flags, lenient) = (raw.name.clone(), raw.flags.clone(), is_lenient(&raw));
        operations.push(Operation {
            name,
            request,
            reply: replies,
            set,
            does,
            dumps,
            flags,
            lenient,
        });
        requests += 1;
        replies += u16::from(mode.reply.is_some());
    }
    operations
}

/// Gives each notification the attributes of the operation that it is about, which may be defined after it.
fn with_sets(mut list: Vec<RawOperation>) -> Vec<RawOperation> {
    let sets: BTreeMap<String, String> =
        list.iter().filter_map(|it| Some((it.name.clone(), it.attribute_set.clone()?))).collect();
    for raw in &mut list {
        let notified = raw.notify.as_ref().and_then(|name| sets.get(name));
        raw.attribute_set = raw.attribute_set.take().or_else(|| notified.cloned());
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const GREET: &str = "\
name: GREET
doc: answers
definitions:
  - name: mood
    type: enum
    entries: [good, {name: bad, value: 7}, ugly]
attribute-sets:
  - name: greet
    attributes:
      - {name: text, type: string, checks: {max-len: 15}}
      - {name: mood, type: u32, enum: mood}
      - {name: port, type: u16, byte-order: big-endian, value: 9}
      - {name: inner, type: nest, nested-attributes: few}
  - name: few
    subset-of: greet
    attributes: [{name: port}]
operations:
  list:
    - name: hello
      attribute-set: greet
      do: {request: {attributes: [text]}, reply: {attributes: [text]}}
    - {name: bye-ntf, value: 4, notify: bye, mcgrp: events}
    - {name: bye, attribute-set: greet, do: {}}
    - {name: hello-ntf, notify: hello, mcgrp: events}
mcast-groups:
  list: [{name: events}]
";

    #[test]
    fn numbers_are_counted_as_the_kernels_generator_counts_them() {
        let spec = Spec::parse(GREET).unwrap();
        let numbers: Vec<_> =
            spec.operations.iter().map(|it| (it.name.as_str(), it.request, it.reply)).collect();
        let counted = [
            ("hello", Some(1), 1),
            ("bye-ntf", None, 4),
            ("bye", Some(5), 5),
            ("hello-ntf", None, 6),
        ];
        assert_eq!(numbers, counted);
        for notification in ["hello-ntf", "bye-ntf"] {
            assert_eq!(spec.operation(notification).unwrap().set, "greet");
        }
        let types: Vec<u16> = spec.attributes("greet").iter().map(|it| it.ty).collect();
        assert_eq!(types, [1, 2, 9, 10]);
        assert_eq!(spec.attribute("few", "port").unwrap().ty, 9);
        assert_eq!(spec.entry("mood", "ugly", false), Some(8));
        assert_eq!(spec.entry_name("mood", 7), Some("bad"));
        assert_eq!((spec.groups.len(), spec.protocol, spec.version), (1, None, 1));
    }

    #[test]
    fn directions_are_counted_by_themselves() {
        let spec = "\
name: x
protocol: netlink-raw
protonum: 0
operations:
  enum-model: directional
  list:
    - {name: a, do: {request: {value: 18}, reply: {value: 16}}, attribute-set: ''}
    - {name: b, dump: {request: {}, reply: {}}}
    - {name: c, event: {}}
";
        let spec = Spec::parse(spec).unwrap();
        let numbers: Vec<_> = spec.operations.iter().map(|it| (it.request, it.reply)).collect();
        assert_eq!(numbers, [(Some(18), 16), (Some(19), 17), (None, 18)]);
        assert_eq!(spec.protocol, Some(0));
    }

    #[rstest]
    #[case::no_yaml("name: [", "")]
    #[case::no_name("operations: {list: []}", "name")]
    #[case::no_protocol(
        "name: x\nprotocol: netlink-raw\noperations: {list: []}",
        "has a `protonum`"
    )]
    #[case::type_unknown(
        "name: x\nattribute-sets: [{name: a, attributes: [{name: b, type: u7}]}]\noperations: {list: []}",
        "a.b: `u7` is not a type of attributes"
    )]
    #[case::set(
        "name: x\noperations: {list: [{name: o, attribute-set: gone}]}",
        "operation o: there is no attribute set `gone`"
    )]
    #[case::subset(
        "name: x\nattribute-sets: [{name: a}, {name: b, subset-of: a, attributes: [{name: c}]}]\n\
         operations: {list: []}",
        "b: the set a has no attribute `c`"
    )]
    fn what_is_wrong_is_named(#[case] text: &str, #[case] says: &str) {
        let error = Spec::parse(text).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}
