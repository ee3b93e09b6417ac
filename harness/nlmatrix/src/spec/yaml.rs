//! A first specification, written from what a kernel says about a family.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::told::{Policy, Told, ToldOperation};

impl Told {
    /// A specification in YAML, with numbers in place of the names that a kernel does not know: `cmd-1`, `attr-1`.
    pub fn to_yaml(&self, release: &str) -> String {
        let mut text = format!(
            "# What {release} says of the family {name} (GETFAMILY, GETPOLICY). It knows numbers, and no names: give them\n\
             # commands and attributes, and say what replies have. The format is that of the kernel's\n\
             # Documentation/netlink/specs; `nlmatrix spec check` holds it against other kernels.\n\
             name: {name}\nprotocol: {protocol}\ndoc: the family {name}\n",
            name = quoted(&self.name),
            protocol = if self.version == 1 && self.header == 0 {
                "genetlink"
            } else {
                "genetlink-legacy"
            },
        );
        if self.version != 1 {
            line(&mut text, format_args!("version: {}", self.version));
        }
        if self.header > 0 {
            line(
                &mut text,
                format_args!("# Before its attributes stands a header of {} bytes.", self.header),
            );
        }
        let sets = self.sets();
        self.write_sets(&mut text, &sets);
        self.write_operations(&mut text, &sets);
        if !self.groups.is_empty() {
            line(&mut text, format_args!("mcast-groups:\n  list:"));
            for group in &self.groups {
                line(&mut text, format_args!("    - name: {}", quoted(group)));
            }
        }
        text
    }

    /// The names of the sets of attributes, by the indices of their policies.
    fn sets(&self) -> BTreeMap<u32, String> {
        let policies = self.policies.as_ref().into_iter().flat_map(BTreeMap::keys);
        let name = |place: &u32| match place {
            0 => "main".to_owned(),
            place => format!("set-{place}"),
        };
        policies.map(|place| (*place, name(place))).collect()
    }

    fn write_sets(&self, text: &mut String, sets: &BTreeMap<u32, String>) {
        if sets.is_empty() {
            if self.most > 0 {
                line(
                    text,
                    format_args!(
                        "# Its attributes have types up to {}; there is no policy for them.",
                        self.most
                    ),
                );
            }
            line(text, format_args!("attribute-sets:\n  - name: main\n    attributes: []"));
            return;
        }
        line(text, format_args!("attribute-sets:"));
        for (place, name) in sets {
            line(text, format_args!("  - name: {name}\n    attributes:"));
            let attributes = self.policy(Some(*place)).into_iter().flatten();
            let known: Vec<_> =
                attributes.filter(|(_, policy)| policy.kind.name() != "unused").collect();
            let mut next = 1;
            for (ty, policy) in known {
                line(text, format_args!("      - name: attr-{ty}"));
                if *ty != next {
                    line(text, format_args!("        value: {ty}"));
                }
                next = ty + 1;
                write_attribute(text, policy, sets);
            }
        }
    }

    fn write_operations(&self, text: &mut String, sets: &BTreeMap<u32, String>) {
        line(text, format_args!("operations:\n  list:"));
        for (number, operation) in &self.operations {
            line(
                text,
                format_args!(
                    "    - name: cmd-{number}\n      value: {number}\n      doc: its number is {number}"
                ),
            );
            let place = operation.does_policy.or(operation.dumps_policy);
            let set = place.and_then(|place| sets.get(&place)).map_or("main", String::as_str);
            line(text, format_args!("      attribute-set: {set}"));
            if operation.admin {
                line(text, format_args!("      flags: [admin-perm]"));
            }
            self.write_modes(text, operation);
        }
    }

    fn write_modes(&self, text: &mut String, operation: &ToldOperation) {
        let modes = [
            ("do", operation.does, operation.does_policy),
            ("dump", operation.dumps, operation.dumps_policy),
        ];
        for (mode, _, place) in modes.into_iter().filter(|(_, is_there, _)| *is_there) {
            let attributes: BTreeSet<u16> = self
                .policy(place)
                .into_iter()
                .flatten()
                .filter(|(_, policy)| policy.kind.name() != "unused")
                .map(|(ty, _)| *ty)
                .collect();
            let names: Vec<String> = attributes.iter().map(|ty| format!("attr-{ty}")).collect();
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

fn write_attribute(text: &mut String, policy: &Policy, sets: &BTreeMap<u32, String>) {
    line(text, format_args!("        type: {}", policy.kind));
    if let Some(set) = policy.inner.and_then(|place| sets.get(&place)) {
        if policy.kind.name() == "indexed-array" {
            line(text, format_args!("        sub-type: nest"));
        }
        line(text, format_args!("        nested-attributes: {set}"));
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
    use crate::spec::{Kind, PolicyKind, Spec};

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
        let yaml = told.to_yaml("6.12.1");
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
}
