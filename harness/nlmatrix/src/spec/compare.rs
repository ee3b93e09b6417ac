//! How a specification and what a kernel says about the family differ.

use std::collections::BTreeMap;
use std::fmt;

use super::model::{Attribute, Kind, Operation, Spec};
use super::told::{Policy, PolicyKind, Told, ToldOperation};

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about, like `hello: attribute text`.
    pub about: String,
    /// What the specification says.
    pub wanted: String,
    /// What the kernel says, or does.
    pub seen: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: specified {}, seen {}", self.about, self.wanted, self.seen)
    }
}

/// How many levels of nests are followed.
const DEEPEST: usize = 4;

/// All differences, in the order of the specification.
pub fn compare(spec: &Spec, told: &Told) -> Vec<Finding> {
    let mut comparison = Comparison { spec, told, found: Vec::new() };
    comparison.differ("version", spec.version, told.version);
    comparison.groups();
    comparison.operations();
    comparison.found
}

struct Comparison<'a> {
    spec: &'a Spec,
    told: &'a Told,
    found: Vec<Finding>,
}

impl Comparison<'_> {
    fn tell(&mut self, about: &str, wanted: impl fmt::Display, seen: impl fmt::Display) {
        let (wanted, seen) = (wanted.to_string(), seen.to_string());
        self.found.push(Finding { about: about.to_owned(), wanted, seen });
    }

    fn differ(&mut self, about: &str, wanted: impl fmt::Display, seen: impl fmt::Display) {
        let (wanted, seen) = (wanted.to_string(), seen.to_string());
        if wanted != seen {
            self.tell(about, wanted, seen);
        }
    }

    fn groups(&mut self) {
        let specified: Vec<&String> = self.spec.groups.iter().map(|(name, _)| name).collect();
        for name in &specified {
            self.differ(&format!("group {name}"), true, self.told.groups.contains(name));
        }
        for name in self.told.groups.iter().filter(|name| !specified.contains(name)) {
            self.tell(&format!("group {name}"), false, true);
        }
    }

    fn operations(&mut self) {
        let requests = self.spec.operations.iter().filter(|it| it.request.is_some());
        let requests: Vec<&Operation> = requests.collect();
        for operation in &requests {
            let number = operation.request.expect("those without were left out");
            match self.told.operations.get(&number) {
                None => self.tell(&operation.name, format!("command {number}"), "no such command"),
                Some(told) => self.operation(operation, *told),
            }
        }
        for number in self.told.operations.keys() {
            if !requests.iter().any(|it| it.request == Some(*number)) {
                self.tell(&format!("command {number}"), "none", "a command");
            }
        }
    }

    fn operation(&mut self, operation: &Operation, told: ToldOperation) {
        let name = &operation.name;
        self.differ(&format!("{name}: do"), operation.does.is_some(), told.does);
        self.differ(&format!("{name}: dump"), operation.dumps.is_some(), told.dumps);
        let is_admin = operation.flags.iter().any(|it| it.ends_with("admin-perm"));
        self.differ(&format!("{name}: only an administrator"), is_admin, told.admin);
        if self.told.policies.is_none() {
            return;
        }
        let modes = [(&operation.does, told.does_policy), (&operation.dumps, told.dumps_policy)];
        for (place, attributes) in
            modes.into_iter().filter_map(|(names, place)| Some((place, names.as_ref()?)))
        {
            let policy = self.told.policy(place).cloned().unwrap_or_default();
            for attribute in attributes {
                if let Some(attribute) = self.spec.attribute(&operation.set, attribute).cloned() {
                    self.asked(name, &attribute, &policy);
                }
            }
            self.unknown(name, &operation.set, &policy);
        }
        self.found.dedup();
    }

    /// An attribute that a request may contain.
    fn asked(&mut self, name: &str, attribute: &Attribute, policy: &BTreeMap<u16, Policy>) {
        let about = format!("{name}: attribute {}", attribute.name);
        match policy.get(&attribute.ty) {
            // Kernels do not report big-endian numbers, nor what they accept without validation.
            None if is_told(&attribute.kind) => {
                self.tell(&about, "in the request", "not in its policy")
            }
            None => {}
            Some(policy) => self.attribute(&about, attribute, policy, DEEPEST),
        }
    }

    fn attribute(&mut self, about: &str, attribute: &Attribute, policy: &Policy, deepest: usize) {
        if !is_of_kind(&attribute.kind, policy.kind) {
            self.tell(about, kind_name(&attribute.kind), policy.kind);
            return;
        }
        self.limits(about, attribute, policy);
        let (Some(set), Some(deepest)) = (set_of(&attribute.kind), deepest.checked_sub(1)) else {
            return;
        };
        let Some(inner) = self.told.policy(policy.inner).cloned() else { return };
        for attribute in self.spec.attributes(set).to_vec() {
            let about = format!("{about}.{}", attribute.name);
            // What only replies contain is in no policy.
            if let Some(policy) = inner.get(&attribute.ty) {
                self.attribute(&about, &attribute, policy, deepest);
            }
        }
        self.unknown(about, set, &inner);
    }

    /// What the policy has and the set lacks.
    fn unknown(&mut self, about: &str, set: &str, policy: &BTreeMap<u16, Policy>) {
        for (ty, policy) in policy {
            if self.spec.attribute_of(set, *ty).is_none() && policy.kind.name() != "unused" {
                self.tell(&format!("{about}: attribute {ty}"), "none", policy.kind);
            }
        }
    }

    fn limits(&mut self, about: &str, attribute: &Attribute, policy: &Policy) {
        let limits = &attribute.limits;
        if let Kind::Number { names, .. } = &attribute.kind {
            // Code generators turn the limits of an enumeration into its entries.
            if names.is_none() {
                let (least, largest) = policy.kind.range();
                self.differ(
                    &format!("{about}: min"),
                    shown(limits.min.or(least)),
                    shown(policy.min.or(least)),
                );
                self.differ(
                    &format!("{about}: max"),
                    shown(limits.max.or(largest)),
                    shown(policy.max.or(largest)),
                );
            }
        } else if matches!(attribute.kind, Kind::Text | Kind::Bytes)
            && set_of(&attribute.kind).is_none()
        {
            let length = |it: Option<u32>| it.filter(|it| *it > 0).map(i128::from);
            self.differ(
                &format!("{about}: min-len"),
                shown(length(limits.min_length)),
                shown(length(policy.min_length)),
            );
            self.differ(
                &format!("{about}: max-len"),
                shown(length(limits.max_length)),
                shown(length(policy.max_length)),
            );
        }
    }
}

fn shown(limit: Option<i128>) -> String {
    limit.map_or("none".to_owned(), |it| it.to_string())
}

fn set_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Nest(set) | Kind::Array(set) if !set.is_empty() => Some(set),
        _ => None,
    }
}

/// Does GETPOLICY report such attributes?
fn is_told(kind: &Kind) -> bool {
    !matches!(kind, Kind::Number { big: true, .. } | Kind::Bytes)
}

fn is_of_kind(kind: &Kind, told: PolicyKind) -> bool {
    match kind {
        Kind::Number { big: true, .. } => true,
        Kind::Number { bytes: 0, signed, .. } => {
            told.name() == if *signed { "sint" } else { "uint" }
        }
        Kind::Number { bytes, signed, .. } => {
            told.bytes() == Some(*bytes) && told.is_signed() == *signed
        }
        Kind::Text => told.name() == "string",
        Kind::Flag => told.name() == "flag",
        Kind::Nest(_) => told.name() == "nest",
        Kind::Array(_) => ["nest", "indexed-array"].contains(&told.name()),
        // Padding, bit fields and messages of other sets are bytes here.
        Kind::Bytes => true,
    }
}

fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::Number { bytes: 0, signed, .. } => if *signed { "sint" } else { "uint" }.to_owned(),
        Kind::Number { bytes, signed, .. } => {
            format!("{}{}", if *signed { "s" } else { "u" }, u32::from(*bytes) * 8)
        }
        Kind::Text => "string".to_owned(),
        Kind::Bytes => "binary".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::Nest(_) => "nest".to_owned(),
        Kind::Array(_) => "indexed-array".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SPEC: &str = "\
name: GREET
attribute-sets:
  - name: greet
    attributes:
      - {name: text, type: string, checks: {max-len: 15}}
      - {name: count, type: u32, checks: {min: 2}}
operations:
  list:
    - {name: hello, attribute-set: greet, do: {request: {attributes: [text, count]}}}
mcast-groups: {list: [{name: news}]}
";

    fn policy(kind: u32, max_length: Option<u32>, min: Option<i128>) -> Policy {
        Policy { kind: PolicyKind(kind), min, max: None, min_length: None, max_length, inner: None }
    }

    /// What a kernel says that agrees with all of it.
    fn told() -> Told {
        let operation =
            ToldOperation { does: true, does_policy: Some(0), ..ToldOperation::default() };
        let policies = [(1, policy(12, Some(15), None)), (2, policy(4, None, Some(2)))];
        Told {
            name: "GREET".to_owned(),
            version: 1,
            operations: BTreeMap::from([(1, operation)]),
            groups: vec!["news".to_owned()],
            policies: Some(BTreeMap::from([(0, BTreeMap::from(policies))])),
            ..Told::default()
        }
    }

    fn rules(told: &mut Told) -> &mut BTreeMap<u16, Policy> {
        told.policies.as_mut().unwrap().get_mut(&0).unwrap()
    }

    #[rstest]
    #[case::same(|_: &mut Told| (), "")]
    #[case::silent(|it: &mut Told| it.policies = None, "")]
    #[case::version(|it: &mut Told| it.version = 2, "version: specified 1, seen 2")]
    #[case::group(|it: &mut Told| it.groups.clear(), "group news: specified true, seen false")]
    #[case::new_group(|it: &mut Told| it.groups.push("x".to_owned()), "group x: specified false, seen true")]
    #[case::command(|it: &mut Told| it.operations.clear(), "hello: specified command 1, seen no such command")]
    #[case::dump(|it: &mut Told| it.operations.get_mut(&1).unwrap().dumps = true, "hello: dump: specified false, seen true")]
    #[case::admin(|it: &mut Told| it.operations.get_mut(&1).unwrap().admin = true,
        "hello: only an administrator: specified false, seen true"
    )]
    #[case::kind(|it: &mut Told| *rules(it) = BTreeMap::from([(1, policy(3, None, None)), (2, policy(4, None, Some(2)))]),
        "hello: attribute text: specified string, seen u16")]
    #[case::length(|it: &mut Told| { rules(it).insert(1, policy(12, Some(7), None)); },
        "hello: attribute text: max-len: specified 15, seen 7")]
    #[case::least(|it: &mut Told| { rules(it).insert(2, policy(4, None, None)); },
        "hello: attribute count: min: specified 2, seen 0")]
    #[case::gone(|it: &mut Told| { rules(it).remove(&2); },
        "hello: attribute count: specified in the request, seen not in its policy")]
    #[case::more(|it: &mut Told| { rules(it).insert(3, policy(1, None, None)); },
        "hello: attribute 3: specified none, seen flag")]
    fn each_difference_is_told(#[case] change: fn(&mut Told), #[case] wanted: &str) {
        let mut told = told();
        change(&mut told);
        let found = compare(&Spec::parse(SPEC).unwrap(), &told);
        let found: Vec<String> = found.iter().map(Finding::to_string).collect();
        assert_eq!(found.join("; "), wanted);
    }
}
