//! The names in sources for the parts of a family's messages.

use std::collections::BTreeMap;

use super::code::Code;
use super::family::{self, Command, Family};
use super::items::of;
use super::tokens::Token;
use crate::spec::{NamedAttribute, NamedCommand, NamedSet, SourceKind, SourceNames};

/// Those of all families that the sources register.
pub(in crate::init) fn names(code: &Code) -> Vec<SourceNames> {
    let all = family::all(code).into_iter().filter(|it| !it.name.is_empty());
    all.map(|family| of_family(code, &family)).collect()
}

fn of_family(code: &Code, family: &Family<'_>) -> SourceNames {
    let mut names = SourceNames { family: family.name.clone(), ..SourceNames::default() };
    let all = family.commands();
    for command in &all {
        add_command(&mut names.commands, command);
        if let Some(policy) = command.policy {
            add_set(code, &mut names.sets, &policy.text);
        }
    }
    let of_commands = all.iter().find_map(|it| code.enumeration(it.named));
    names.all_commands = of_commands.map_or(Vec::new(), <[String]>::to_vec);
    if let Some(most) = of(&family.fields, "maxattr")
        && let Some(entries) = code.enumeration(most)
    {
        let main = most.iter().map(|it| it.text.as_str()).collect::<String>();
        let mut set = NamedSet { all: entries.to_vec(), ..NamedSet::default() };
        add_others(code, &mut set, most);
        names.sets.insert(main.clone(), set);
        names.main = Some(main);
    }
    names
}

/// The entries for do and for dump may be separate (6.1 and later).
fn add_command(all: &mut BTreeMap<u16, NamedCommand>, command: &Command<'_>) {
    let ([name], Ok(number)) = (command.named, u16::try_from(command.number)) else { return };
    if !name.is_word() {
        return;
    }
    let named = all.entry(number).or_default();
    named.name.clone_from(&name.text);
    let policy = command.policy.map(|it| it.text.clone());
    if command.does.is_some() {
        named.does = Some(policy.clone());
    }
    if command.dumps.is_some() {
        named.dumps = Some(policy);
    }
}

/// Adds a policy, and those nested in it.
fn add_set(code: &Code, sets: &mut BTreeMap<String, NamedSet>, policy: &str) {
    if sets.contains_key(policy) {
        return;
    }
    let mut set = NamedSet::default();
    let rules = code.rules(policy);
    let mut within = Vec::new();
    for (number, key, rule) in &rules {
        let (Some([name]), Ok(ty)) = (key, u16::try_from(*number)) else { continue };
        if !name.is_word() {
            continue;
        }
        let inner = code.nested(*rule).map(|(policy, _)| policy.text.clone());
        within.extend(inner.clone());
        let kind = SourceKind::of_policy(&code.kind(*rule));
        let named = NamedAttribute { name: name.text.clone(), kind, inner };
        set.attributes.insert(ty, named);
    }
    let key = rules.iter().find_map(|(_, key, _)| key.filter(|it| code.enumeration(it).is_some()));
    if let Some(key) = key {
        set.all = code.enumeration(key).map_or(Vec::new(), <[String]>::to_vec);
        add_others(code, &mut set, key);
    }
    sets.insert(policy.to_owned(), set);
    within.iter().for_each(|it| add_set(code, sets, it));
}

/// Adds the entries of an enumeration, which `near` names, that no policy has: those only in answers, and those
/// that are accepted without a check.
fn add_others(code: &Code, set: &mut NamedSet, near: &[Token]) {
    let Some(file) = near.first().map(|it| it.file) else { return };
    for name in set.all.clone() {
        let number = code.names.counted(file, &name).and_then(|it| u16::try_from(it).ok());
        let Some(ty) = number.filter(|it| *it > 0 && !name.starts_with('_')) else { continue };
        set.attributes.entry(ty).or_insert_with(|| {
            let handled = code.handled();
            let ty = handled.read.get(&name).or_else(|| handled.written.get(&name));
            let kind = ty.and_then(|it| SourceKind::of_policy(it));
            NamedAttribute { name, kind, inner: None }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "
enum greet_attr { GREET_A_UNSPEC, GREET_A_TEXT, GREET_A_PEER, GREET_A_SEEN, GREET_A_PORT, __GREET_A_MAX };
#define GREET_A_MAX (__GREET_A_MAX - 1)
enum { GREET_PEER_UNSPEC, GREET_PEER_NAME, GREET_PEER_FLAGS = 4 };
enum greet_cmd { GREET_CMD_UNSPEC, GREET_CMD_HELLO, GREET_CMD_LIST, GREET_CMD_NEWS, __GREET_CMD_MAX };
";
    const SOURCE: &str = r#"
static const struct nla_policy greet_peer_policy[] = {
	[GREET_PEER_NAME] = { .type = NLA_NUL_STRING },
	[GREET_PEER_FLAGS] = NLA_POLICY_MASK(NLA_U32, 3),
};
static const struct nla_policy greet_genl_policy[GREET_A_MAX + 1] = {
	[GREET_A_TEXT] = { .type = NLA_NUL_STRING, .len = 15 },
	[GREET_A_PEER] = NLA_POLICY_NESTED(greet_peer_policy),
};
static int hello(struct sk_buff *skb, struct genl_info *info)
{
	return nla_put_u64_64bit(skb, GREET_A_SEEN, 1, 0) || nla_get_be16(info->attrs[GREET_A_PORT]);
}
static const struct genl_ops greet_ops[] = {
	{ .cmd = GREET_CMD_HELLO, .doit = hello },
	{ .cmd = GREET_CMD_LIST, .dumpit = list },
};
static struct genl_family greet = {
	.name = "GREET", .maxattr = GREET_A_MAX, .policy = greet_genl_policy, .ops = greet_ops,
};
static int __init start(void) { return genl_register_family(&greet); }
"#;

    fn greet() -> SourceNames {
        let code = Code::of([("greet.c", SOURCE), ("greet.h", HEADER)]);
        names(&code).into_iter().next().unwrap()
    }

    #[test]
    fn commands_have_the_policies_that_they_are_given() {
        let greet = greet();
        let policy = || Some(Some("greet_genl_policy".to_owned()));
        let hello =
            NamedCommand { name: "GREET_CMD_HELLO".to_owned(), does: policy(), dumps: None };
        let list = NamedCommand { name: "GREET_CMD_LIST".to_owned(), does: None, dumps: policy() };
        assert_eq!(greet.commands, BTreeMap::from([(1, hello), (2, list)]));
        assert!(greet.all_commands.contains(&"GREET_CMD_NEWS".to_owned()));
    }

    #[test]
    fn attributes_are_those_of_policies_and_of_what_handles_others() {
        let greet = greet();
        let told = |set: &str| {
            let all = greet.sets[set].attributes.iter();
            let kind = |it: &NamedAttribute| match it.kind {
                Some(SourceKind { name, big: true }) => format!("big {name}"),
                Some(kind) => kind.name.to_owned(),
                None => "?".to_owned(),
            };
            let all = all.map(|(ty, it)| format!("{ty} {} {}", it.name, kind(it)));
            all.collect::<Vec<_>>().join(", ")
        };
        let whole = "1 GREET_A_TEXT string, 2 GREET_A_PEER nest, 3 GREET_A_SEEN u64, 4 GREET_A_PORT big u16";
        assert_eq!(told("greet_genl_policy"), whole);
        let inner = greet.sets["greet_genl_policy"].attributes[&2].inner.as_deref();
        assert_eq!(inner, Some("greet_peer_policy"));
        assert_eq!(told("greet_peer_policy"), "1 GREET_PEER_NAME string, 4 GREET_PEER_FLAGS u32");
    }

    #[test]
    fn a_family_without_a_policy_has_the_attributes_of_its_enumeration() {
        let source = SOURCE.replace(".policy = greet_genl_policy,", "");
        let code = Code::of([("greet.c", &*source), ("greet.h", HEADER)]);
        let [greet] = &names(&code)[..] else { panic!("one family") };
        let main = &greet.sets[greet.main.as_deref().unwrap()];
        let types: Vec<u16> = main.attributes.keys().copied().collect();
        assert_eq!(types, [1, 2, 3, 4]);
        assert_eq!(greet.commands[&1].does, Some(None));
    }
}
