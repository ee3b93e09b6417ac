//! The names in a first specification for the numbers that a kernel reports: those of the sources, if the numbers
//! are the same in both.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{NamedAttribute, NamedCommand, NamedSet, SourceNames, dashed, prefix};
use super::told::{Policy, Told};

/// The attribute set of commands without a policy.
pub(super) const MAIN: &str = "main";

/// Names of one family.
pub(super) struct Naming<'a> {
    told: &'a Told,
    source: Option<&'a SourceNames>,
    /// The policies of the sources, by their places in the kernel's answer.
    policies: BTreeMap<u32, &'a str>,
    /// The names of the sets, by these places.
    sets: BTreeMap<u32, String>,
}

/// Attributes by their numbers, in the kernel's answer and in the sources.
type Known<'a> = BTreeMap<u16, (Option<&'a Policy>, Option<&'a NamedAttribute>)>;

/// The attributes of a set that is written.
pub(super) struct NamedList<'a> {
    /// The common prefix of their names in the sources.
    pub prefix: &'a str,
    pub list: Vec<Named<'a>>,
}

/// One of them.
pub(super) struct Named<'a> {
    pub ty: u16,
    /// Its name as written.
    pub name: String,
    /// What the kernel says about it; nothing if no policy mentions it.
    pub policy: Option<&'a Policy>,
    /// What the sources say about it.
    pub source: Option<&'a NamedAttribute>,
}

impl<'a> Naming<'a> {
    pub fn of(told: &'a Told, source: Option<&'a SourceNames>) -> Self {
        let mut naming = Self { told, source, policies: BTreeMap::new(), sets: BTreeMap::new() };
        naming.place_policies();
        naming.name_sets();
        naming
    }

    /// Follows the policies of commands into nests, in both the kernel's answer and the sources.
    fn place_policies(&mut self) {
        let Some(source) = self.source else { return };
        let mut open: Vec<(u32, &'a str)> = Vec::new();
        for (number, told) in &self.told.operations {
            let Some(command) = source.commands.get(number) else { continue };
            let both = [(told.does_policy, &command.does), (told.dumps_policy, &command.dumps)];
            for (place, policy) in both {
                open.extend(place.zip(policy.as_ref().and_then(Option::as_deref)));
            }
        }
        while let Some((place, name)) = open.pop() {
            let Some((name, set)) = source.sets.get_key_value(name) else { continue };
            if self.policies.contains_key(&place) {
                continue;
            }
            self.policies.insert(place, name);
            for (ty, policy) in self.told.policy(Some(place)).into_iter().flatten() {
                let inner = set.attributes.get(ty).and_then(|it| it.inner.as_deref());
                open.extend(policy.inner.zip(inner));
            }
        }
    }

    fn name_sets(&mut self) {
        let mut taken = BTreeSet::new();
        for place in self.told.policies.iter().flat_map(BTreeMap::keys) {
            let of_source = self.policies.get(place).map(|name| set_name(name));
            let name = of_source.filter(|name| !taken.contains(name)).unwrap_or_else(|| {
                if *place == 0 { MAIN.to_owned() } else { format!("set-{place}") }
            });
            taken.insert(name.clone());
            self.sets.insert(*place, name);
        }
    }

    /// The places of all policies, and the names of their sets.
    pub fn sets(&self) -> &BTreeMap<u32, String> {
        &self.sets
    }

    /// The set of a command's attributes.
    pub fn set(&self, place: Option<u32>) -> &str {
        let named = place.and_then(|place| self.sets.get(&place)).map(String::as_str);
        named.unwrap_or_else(|| self.main())
    }

    /// The attributes of a family that no policy mentions.
    fn without_policy(&self) -> Option<&'a NamedSet> {
        self.source?.sets.get(self.source?.main.as_deref()?)
    }

    /// The first set that a command without a policy can have.
    pub fn main(&self) -> &str {
        let first = self.sets.values().next();
        let is_there = self.sets.values().any(|it| it == MAIN);
        first.filter(|_| !is_there).map_or(MAIN, String::as_str)
    }

    /// The attributes of the set at this place: those that the kernel knows, and others whose type the sources say.
    /// Without a place it is the set of a family without policies.
    pub fn attributes(&self, place: Option<u32>) -> NamedList<'a> {
        let set = match place {
            Some(place) => self.source_set(place),
            None => self.without_policy(),
        };
        let mut all = Known::new();
        for (ty, policy) in self.told.policy(place).into_iter().flatten() {
            let named = set.and_then(|it| it.attributes.get(ty)).filter(|it| fits(it, policy));
            if policy.kind.name() != "unused" {
                all.insert(*ty, (Some(policy), named));
            }
        }
        // It is not known how many types a nest has.
        let is_within = |ty: u16| {
            place.is_none_or(|it| self.is_of_commands(it)) && u32::from(ty) <= self.told.most
        };
        for (ty, named) in set.iter().flat_map(|it| &it.attributes) {
            if named.kind.is_some() && is_within(*ty) {
                all.entry(*ty).or_insert((None, Some(named)));
            }
        }
        self.named(set, all)
    }

    fn named(&self, set: Option<&'a NamedSet>, all: Known<'a>) -> NamedList<'a> {
        let names = all.values().filter_map(|(_, it)| Some(it.as_ref()?.name.as_str()));
        let prefix = prefix(&names.collect::<Vec<_>>(), set.map_or(&[], |it| &it.all));
        let name = |ty: u16, source: Option<&NamedAttribute>| match source {
            Some(source) => dashed(&source.name[prefix.len()..]),
            None => format!("attr-{ty}"),
        };
        let list = all.into_iter();
        let list =
            list.map(|(ty, (policy, source))| Named { ty, name: name(ty, source), policy, source });
        NamedList { prefix, list: list.collect() }
    }

    fn source_set(&self, place: u32) -> Option<&'a NamedSet> {
        self.source?.sets.get(*self.policies.get(&place)?)
    }

    /// Is it a command's own policy, not nested in another?
    fn is_of_commands(&self, place: u32) -> bool {
        let mut all = self.told.operations.values();
        all.any(|it| [it.does_policy, it.dumps_policy].contains(&Some(place)))
    }

    /// The source's name for a command that both know.
    pub fn command(&self, number: u16) -> Option<&'a NamedCommand> {
        let told = self.told.operations.get(&number)?;
        let command = self.source?.commands.get(&number)?;
        let is_other =
            !(told.does && command.does.is_some() || told.dumps && command.dumps.is_some());
        (!is_other).then_some(command)
    }

    /// The name of a command as written.
    pub fn command_name(&self, number: u16) -> String {
        let prefix = self.command_prefix();
        let named = self.command(number).map(|it| dashed(&it.name[prefix.len()..]));
        named.unwrap_or_else(|| format!("cmd-{number}"))
    }

    /// The common prefix of all commands' names in the sources.
    pub fn command_prefix(&self) -> &'a str {
        let numbers = self.told.operations.keys();
        let names: Vec<&str> =
            numbers.filter_map(|it| Some(self.command(*it)?.name.as_str())).collect();
        prefix(&names, self.source.map_or(&[], |it| &it.all_commands))
    }

    /// How many numbers have no name.
    pub fn unnamed(&self) -> usize {
        let commands =
            self.told.operations.keys().filter(|it| self.command(**it).is_none()).count();
        let places = self.sets.keys().map(|place| self.attributes(Some(*place)));
        commands + places.flat_map(|it| it.list).filter(|it| it.source.is_none()).count()
    }
}

/// Does what the sources say about an attribute agree with the kernel's answer?
fn fits(named: &NamedAttribute, policy: &Policy) -> bool {
    named.kind.is_none_or(|kind| kind.big || kind.name == policy.kind.name())
}

/// `greet` of `greet_genl_policy`.
fn set_name(policy: &str) -> String {
    const ENDS: [&str; 5] =
        ["_genl_policy", "_nla_policy", "_nl_policy", "_policy", "_attr_policy"];
    let name = ENDS.iter().find_map(|end| policy.strip_suffix(end)).unwrap_or(policy);
    let name = dashed(name.trim_matches('_'));
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name != "policy" {
        name
    } else {
        MAIN.to_owned()
    }
}
