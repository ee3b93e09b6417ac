//! A first specification, written from what a kernel says about a family.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::names::{SourceKind, SourceNames, dashed};
use super::naming::{MAIN, NamedList, Naming};
use super::told::{Policy, Told, ToldOperation};

/// A specification, and how many numbers in it have no name.
#[derive(Clone, Debug)]
pub struct Written {
    /// In YAML.
    pub text: String,
    /// How many commands and attributes are called `cmd-1` or `attr-1`.
    pub unnamed: usize,
}

impl Told {
    /// A specification in YAML, with the sources' names for what a kernel knows only by number, or names such as
    /// `cmd-1` and `attr-1` if they have none.
    pub fn to_yaml(&self, release: &str, names: Option<&SourceNames>) -> Written {
        let naming = Naming::of(self, names);
        let mut text = self.head(release, naming.unnamed());
        if self.version != 1 {
            line(&mut text, format_args!("version: {}", self.version));
        }
        if self.header > 0 {
            line(
                &mut text,
                format_args!("# Before its attributes stands a header of {} bytes.", self.header),
            );
        }
        self.write_sets(&mut text, &naming);
        self.write_operations(&mut text, &naming);
        if !self.groups.is_empty() {
            line(&mut text, format_args!("mcast-groups:\n  list:"));
            for group in &self.groups {
                line(&mut text, format_args!("    - name: {}", quoted(group)));
            }
        }
        Written { text, unnamed: naming.unnamed() }
    }

    fn head(&self, release: &str, unnamed: usize) -> String {
        let names = match unnamed {
            0 => "with the names\n# from the module's sources",
            _ => "which knows\n# numbers but no names: add those that the module's sources lack",
        };
        let is_plain = self.version == 1 && self.header == 0;
        format!(
            "# What {release} says about the family {name} (GETFAMILY, GETPOLICY), {names}. Add what replies contain: no\n\
             # kernel reports that. The format is that of the kernel's Documentation/netlink/specs; `nlmatrix spec check`\n\
             # compares it with other kernels.\n\
             name: {name}\nprotocol: {protocol}\ndoc: the family {name}\n",
            name = quoted(&self.name),
            protocol = if is_plain { "genetlink" } else { "genetlink-legacy" },
        )
    }

    fn write_sets(&self, text: &mut String, naming: &Naming<'_>) {
        line(text, format_args!("attribute-sets:"));
        for (place, name) in naming.sets() {
            write_set(text, name, &naming.attributes(Some(*place)), naming);
        }
        if naming.sets().is_empty() {
            if self.most > 0 {
                line(
                    text,
                    format_args!(
                        "# Its attributes have types up to {}; there is no policy for them.",
                        self.most
                    ),
                );
            }
            write_set(text, MAIN, &naming.attributes(None), naming);
        }
    }

    fn write_operations(&self, text: &mut String, naming: &Naming<'_>) {
        line(text, format_args!("operations:"));
        let prefix = naming.command_prefix();
        if !prefix.is_empty() {
            line(text, format_args!("  name-prefix: {}", dashed(prefix)));
        }
        line(text, format_args!("  list:"));
        for (number, operation) in &self.operations {
            let doc = naming
                .command(*number)
                .map_or_else(|| format!("its number is {number}"), |command| command.name.clone());
            let name = naming.command_name(*number);
            let name = quoted(&name);
            line(text, format_args!("    - name: {name}\n      value: {number}\n      doc: {doc}"));
            let set = naming.set(operation.does_policy.or(operation.dumps_policy));
            line(text, format_args!("      attribute-set: {}", quoted(set)));
            if operation.admin {
                line(text, format_args!("      flags: [admin-perm]"));
            }
            self.write_modes(text, operation, naming);
        }
    }

    fn write_modes(&self, text: &mut String, operation: &ToldOperation, naming: &Naming<'_>) {
        let modes = [
            ("do", operation.does, operation.does_policy),
            ("dump", operation.dumps, operation.dumps_policy),
        ];
        for (mode, _, place) in modes.into_iter().filter(|(_, is_there, _)| *is_there) {
            let attributes = place.map(|place| naming.attributes(Some(place)).list);
            let asked = attributes.into_iter().flatten().filter(|it| it.policy.is_some());
            let names: Vec<String> = asked.map(|it| quoted(&it.name)).collect();
            line(
                text,
                format_args!(
                    "      {mode}:\n        request:\n          attributes: [{}]",
                    names.join(", ")
                ),
            );
        }
    }
}

fn write_set(text: &mut String, name: &str, attributes: &NamedList<'_>, naming: &Naming<'_>) {
    line(text, format_args!("  - name: {}", quoted(name)));
    if !attributes.prefix.is_empty() {
        line(text, format_args!("    name-prefix: {}", dashed(attributes.prefix)));
    }
    if attributes.list.is_empty() {
        line(text, format_args!("    attributes: []"));
        return;
    }
    line(text, format_args!("    attributes:"));
    let mut next = 1;
    for attribute in &attributes.list {
        line(text, format_args!("      - name: {}", quoted(&attribute.name)));
        if attribute.ty != next {
            line(text, format_args!("        value: {}", attribute.ty));
        }
        next = attribute.ty + 1;
        match (attribute.policy, attribute.source.and_then(|it| it.kind)) {
            (Some(policy), _) => write_attribute(text, policy, naming.sets()),
            (None, kind) => write_unasked(text, kind),
        }
    }
}

/// What no policy mentions, as the sources have it. The contents of such a nest or array are not known.
fn write_unasked(text: &mut String, kind: Option<SourceKind>) {
    let name = match kind.map_or("binary", |kind| kind.name) {
        "nest" | "indexed-array" => "binary",
        name => name,
    };
    line(text, format_args!("        type: {name}"));
    if kind.is_some_and(|kind| kind.big) {
        line(text, format_args!("        byte-order: big-endian"));
    }
}

fn write_attribute(text: &mut String, policy: &Policy, sets: &BTreeMap<u32, String>) {
    line(text, format_args!("        type: {}", policy.kind));
    if let Some(set) = policy.inner.and_then(|place| sets.get(&place)) {
        if policy.kind.name() == "indexed-array" {
            line(text, format_args!("        sub-type: nest"));
        }
        line(text, format_args!("        nested-attributes: {}", quoted(set)));
    }
    let checks = checks(policy);
    if !checks.is_empty() {
        line(text, format_args!("        checks: {{{}}}", checks.join(", ")));
    }
}

/// What the policy requires beyond the type.
fn checks(policy: &Policy) -> Vec<String> {
    let (least, largest) = policy.kind.range();
    let min = policy.min.filter(|it| Some(*it) != least).map(|it| format!("min: {it}"));
    let max = policy.max.filter(|it| Some(*it) != largest).map(|it| format!("max: {it}"));
    let is_sized = ["string", "binary"].contains(&policy.kind.name());
    let shortest = policy.min_length.filter(|it| is_sized && *it > 0);
    let longest = policy.max_length.filter(|_| is_sized);
    let min_length = shortest.map(|it| format!("min-len: {it}"));
    let max_length = longest.map(|it| format!("max-len: {it}"));
    [min, max, min_length, max_length].into_iter().flatten().collect()
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    writeln!(text, "{what}").expect("a text takes everything");
}

/// A name, in quotes if YAML would parse it as something else.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let means_else = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if plain && is_word && !means_else.contains(&name.to_lowercase().as_str()) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Kind, NamedAttribute, NamedCommand, NamedSet, PolicyKind, Spec};

    #[test]
    fn what_is_written_is_a_specification_that_says_the_same() {
        let policy = |kind: u32, min, max, max_length, inner| Policy {
            kind: PolicyKind(kind),
            min,
            max,
            min_length: None,
            max_length,
            inner,
        };
        let main = [
            (1, policy(12, None, None, Some(15), None)),
            (2, policy(4, Some(2), Some(u32::MAX.into()), None, None)),
            (5, policy(13, None, None, None, Some(3))),
        ];
        let told = Told {
            name: "GREET".to_owned(),
            version: 1,
            most: 5,
            operations: BTreeMap::from([(
                7,
                ToldOperation {
                    does: true,
                    admin: true,
                    does_policy: Some(0),
                    ..ToldOperation::default()
                },
            )]),
            groups: vec!["on".to_owned()],
            policies: Some(BTreeMap::from([
                (0, BTreeMap::from(main)),
                (3, BTreeMap::from([(1, policy(1, None, None, None, None))])),
            ])),
            ..Told::default()
        };
        let yaml = told.to_yaml("6.12.1", None).text;
        let spec = Spec::parse(&yaml).unwrap();
        let attribute = |ty| spec.attribute_of("main", ty).unwrap();
        assert_eq!(
            (attribute(1).kind.clone(), attribute(1).limits.max_length),
            (Kind::Text, Some(15))
        );
        assert_eq!((attribute(2).limits.min, attribute(2).limits.max), (Some(2), None), "{yaml}");
        assert_eq!(attribute(5).kind, Kind::Nest("set-3".to_owned()));
        let operation = spec.operation("cmd-7").unwrap();
        assert_eq!(operation.does.as_deref().unwrap(), ["attr-1", "attr-2", "attr-5"]);
        assert_eq!((operation.request, operation.dumps.clone()), (Some(7), None));
        assert_eq!(spec.groups, [("on".to_owned(), None)]);
        assert_eq!(crate::spec::compare(&spec, &told), [], "{yaml}");
    }

    /// A family that does 1 and 3 and dumps 2; its policy has types 1 and 2, of which the second is a nest.
    fn greet() -> Told {
        let policy = |kind: u32, inner| Policy {
            kind: PolicyKind(kind),
            min: None,
            max: None,
            min_length: None,
            max_length: None,
            inner,
        };
        let does = ToldOperation { does: true, does_policy: Some(7), ..ToldOperation::default() };
        let dumps =
            ToldOperation { dumps: true, dumps_policy: Some(7), ..ToldOperation::default() };
        let main = BTreeMap::from([(1, policy(12, None)), (2, policy(13, Some(9)))]);
        let inner = BTreeMap::from([(1, policy(4, None)), (3, policy(1, None))]);
        Told {
            name: "GREET".to_owned(),
            version: 1,
            most: 5,
            operations: BTreeMap::from([(1, does), (2, dumps), (3, does)]),
            policies: Some(BTreeMap::from([(7, main), (9, inner)])),
            ..Told::default()
        }
    }

    fn attribute(name: &str, kind: &str, inner: Option<&str>) -> NamedAttribute {
        let kind = SourceKind::of_policy(kind);
        NamedAttribute { name: name.to_owned(), kind, inner: inner.map(str::to_owned) }
    }

    fn names() -> SourceNames {
        let command = |name: &str, dumps: bool| {
            let policy = Some(Some("greet_policy".to_owned()));
            let (does, dumps) = if dumps { (None, policy) } else { (policy, None) };
            NamedCommand { name: name.to_owned(), does, dumps }
        };
        let commands = [
            (1, command("GREET_CMD_HELLO", false)),
            (2, command("GREET_CMD_LIST_ALL", true)),
            // The kernel does it, and these sources only dump it: they are another version's.
            (3, command("GREET_CMD_OTHER", true)),
            (4, command("GREET_CMD_GONE", false)),
        ];
        let main = [
            (1, attribute("GREET_A_TEXT", "NLA_NUL_STRING", None)),
            (2, attribute("GREET_A_PEER", "NLA_NESTED", Some("greet_peer_policy"))),
            (4, attribute("GREET_A_SEEN", "NLA_BE32", None)),
            (5, attribute("GREET_A_UNKNOWN", "", None)),
            (6, attribute("GREET_A_BEYOND", "NLA_U8", None)),
        ];
        // Of the third the kernel says that it is a flag.
        let peer = [
            (1, attribute("GREET_PEER_ON", "NLA_U32", None)),
            (3, attribute("GREET_PEER_SINCE", "NLA_U64", None)),
        ];
        let set = |attributes: BTreeMap<u16, NamedAttribute>, other: &str| NamedSet {
            attributes,
            all: vec![other.to_owned()],
        };
        let sets = [
            ("greet_policy".to_owned(), set(BTreeMap::from(main), "GREET_A_UNSPEC")),
            ("greet_peer_policy".to_owned(), set(BTreeMap::from(peer), "GREET_PEER_UNSPEC")),
        ];
        SourceNames {
            family: "GREET".to_owned(),
            commands: BTreeMap::from(commands),
            sets: BTreeMap::from(sets),
            ..SourceNames::default()
        }
    }

    #[test]
    fn names_of_the_sources_stand_where_their_numbers_are_the_kernel_s() {
        let told = greet();
        let written = told.to_yaml("6.12.1", Some(&names()));
        insta::assert_snapshot!(written.text);
        assert_eq!(written.unnamed, 2, "command 3 and an attribute of another type");
        let spec = Spec::parse(&written.text).unwrap();
        assert_eq!(crate::spec::compare(&spec, &told), [], "{}", written.text);
        let seen = spec.attribute("greet", "seen").unwrap();
        assert!(matches!(seen.kind, Kind::Number { bytes: 4, big: true, .. }));
        assert_eq!(spec.attribute("greet-peer", "on").unwrap().ty, 1);
    }
}
