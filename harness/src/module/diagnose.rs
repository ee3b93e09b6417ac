//! What a build's output comes down to.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::declaration;
use super::rules::{RULES, Rule};
use crate::facts;
use crate::run::Diagnosis;
use crate::version::KernelVersion;

/// The kind of a failure that no rule knows.
pub(super) const UNKNOWN: &str = "unknown";

static COMPILED: LazyLock<Vec<(Regex, &'static Rule)>> = LazyLock::new(|| {
    let compile = |rule: &'static Rule| (Regex::new(rule.pattern).expect(rule.pattern), rule);
    RULES.iter().map(compile).collect()
});

/// One complaint of the log.
struct Complaint<'a> {
    index: usize,
    line: &'a str,
    rule: &'static Rule,
    symbol: String,
}

/// The complaint in `log` that says most about `version`'s interfaces; `None` when there is none.
///
/// What a source says itself, by `#error`, comes before all others. Then comes a complaint about an
/// interface that is known to have changed: the rest is often its consequence. Otherwise the first one
/// counts.
pub fn diagnose(log: &str, version: &KernelVersion) -> Option<Diagnosis> {
    let facts = facts::shipped();
    let complaints = log.lines().enumerate().filter_map(|(index, line)| complaint(index, line));
    let rank = |complaint: &Complaint| {
        let kind = complaint.rule.kind;
        (kind != "error-directive", facts.rank(kind, &complaint.symbol), complaint.index)
    };
    let found = complaints.min_by_key(rank)?;
    let known = facts.meaning(&found.symbol, version);
    let meaning = known.unwrap_or_else(|| found.rule.meaning.replace("{}", &found.symbol));
    Some(Diagnosis {
        kind: found.rule.kind.to_owned(),
        line: found.line.trim().to_owned(),
        meaning,
        remedy: found.rule.remedy.to_owned(),
        declaration: declaration::find(log.lines().skip(found.index)),
        symbol: found.symbol,
    })
}

/// The diagnosis of a build that failed with nothing that is understood.
pub(super) fn unknown(log: &str) -> Diagnosis {
    let telling = log.lines().find(|line| line.contains("error:") || line.contains("ERROR:"));
    let line = telling.or_else(|| log.lines().rev().find(|line| line.contains("***")));
    Diagnosis {
        kind: UNKNOWN.to_owned(),
        line: line.or(log.lines().last()).unwrap_or_default().trim().to_owned(),
        meaning: "the build failed in a way that has no rule yet".to_owned(),
        remedy: "read the build log; add a rule to harness/src/module/rules.rs".to_owned(),
        ..Diagnosis::default()
    }
}

fn complaint(index: usize, line: &str) -> Option<Complaint<'_>> {
    let (captures, rule) =
        COMPILED.iter().find_map(|(regex, rule)| Some((regex.captures(line)?, *rule)))?;
    Some(Complaint { index, line, rule, symbol: symbol(&captures) })
}

fn symbol(captures: &Captures) -> String {
    // gcc writes two spaces behind some commas.
    let symbol = captures.name("symbol").map_or("", |found| found.as_str());
    let symbol = symbol.split_whitespace().collect::<Vec<_>>().join(" ");
    match captures.name("member") {
        Some(member) => format!("{symbol}.{}", member.as_str()),
        None => symbol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "n.c:9:7: error: too many arguments to function ‘netlink_kernel_create’",
        "argument-count",
        "netlink_kernel_create"
    )]
    #[case(
        "n.c:9:7: error: too few arguments to function 'netlink_kernel_create'; expected 6, have 3",
        "argument-count",
        "netlink_kernel_create"
    )]
    #[case(
        "d.c:4:30: error: macro \"class_create\" requires 2 arguments, but only 1 given",
        "argument-count",
        "class_create"
    )]
    #[case(
        "g.c:30:10: error: ‘struct genl_ops’ has no member named ‘policy’",
        "missing-member",
        "genl_ops.policy"
    )]
    #[case(
        "g.c:30:10: error: ‘const struct genl_ops’ has no member named ‘policy’",
        "missing-member",
        "genl_ops.policy"
    )]
    #[case(
        "g.c:3:9: error: implicit declaration of function ‘genl_register_ops’; did you mean ‘x’? [-Wimplicit-function-declaration]",
        "missing-symbol",
        "genl_register_ops"
    )]
    #[case(
        "g.c:3:9: error: ‘GENL_ID_GENERATE’ undeclared here (not in a function)",
        "missing-symbol",
        "GENL_ID_GENERATE"
    )]
    #[case(
        "f.c:8:2: error: #error no stall detector: CONFIG_TREE_RCU is not set",
        "error-directive",
        "no stall detector: CONFIG_TREE_RCU is not set"
    )]
    #[case(
        "n.c:9:13: error: static declaration of ‘netlink_kernel_release’ follows non-static declaration",
        "declared-by-kernel",
        "netlink_kernel_release"
    )]
    #[case(
        "n.c:9:13: error: conflicting types for ‘netlink_ack’; have ‘void(int)’",
        "declared-by-kernel",
        "netlink_ack"
    )]
    #[case("g.c:3:9: error: unknown type name ‘class_device’", "missing-symbol", "class_device")]
    #[case(
        "n.c:2:10: fatal error: linux/config.h: No such file or directory",
        "missing-header",
        "linux/config.h"
    )]
    #[case(
        "n.c:9:16: error: invalid use of undefined type ‘struct sock’",
        "incomplete-type",
        "sock"
    )]
    #[case(
        "n.c:9:16: error: invalid use of incomplete type ‘struct sock’",
        "incomplete-type",
        "sock"
    )]
    #[case(
        "n.c:9:16: error: dereferencing pointer to incomplete type 'struct sock'",
        "incomplete-type",
        "sock"
    )]
    #[case(
        "g.c:9:36: error: array type has incomplete element type ‘struct genl_split_ops’",
        "incomplete-type",
        "genl_split_ops"
    )]
    #[case("g.c:9:36: error: storage size of ‘cfg’ isn’t known", "incomplete-type", "cfg")]
    #[case(
        "n.c:8:15: error: variable ‘cfg’ has initializer but incomplete type",
        "incomplete-type",
        "cfg"
    )]
    #[case(
        "d.c:8:15: error: initialization of ‘int (*)(const struct device *)’ from incompatible pointer type ‘int (*)(struct device *)’ [-Wincompatible-pointer-types]",
        "incompatible-type",
        "int (*)(struct device *)"
    )]
    #[case(
        "i.c:53:17: error: initialization of ‘unsigned int (*)(void *, struct sk_buff *)’ from incompatible pointer type ‘unsigned int (*)(int)’ [-Wincompatible-pointer-types]",
        "incompatible-type",
        "unsigned int (*)(int)"
    )]
    #[case(
        "d.c:8:15: error: passing argument 1 of ‘class_create’ from incompatible pointer type [-Wincompatible-pointer-types]",
        "incompatible-type",
        "class_create"
    )]
    #[case(
        "d.c:8:15: error: passing argument 1 of 'netlink_kernel_create' makes pointer from integer without a cast [-Wint-conversion]",
        "incompatible-type",
        "netlink_kernel_create"
    )]
    #[case(
        "ERROR: modpost: \"netlink_has_it\" [/x/n.ko] undefined!",
        "missing-export",
        "netlink_has_it"
    )]
    #[case("WARNING: \"netlink_has_it\" [/x/n.ko] undefined!", "missing-export", "netlink_has_it")]
    fn complaints_are_told_apart(#[case] line: &str, #[case] kind: &str, #[case] symbol: &str) {
        let diagnosis = diagnose(line, &"6.12".parse().unwrap()).unwrap();
        assert_eq!((diagnosis.kind.as_str(), diagnosis.symbol.as_str()), (kind, symbol));
    }

    #[test]
    fn what_the_source_says_itself_comes_first() {
        let log = "n.c:9:7: error: too few arguments to function ‘netlink_kernel_create’\n\
            f.c:8:2: error: #error not without CONFIG_X";
        let diagnosis = diagnose(log, &"3.6".parse().unwrap()).unwrap();
        assert_eq!(diagnosis.kind, "error-directive");
    }

    #[rstest]
    #[case("3.5", "2.6.24 and later: (net, unit, groups")]
    #[case("3.6", "3.6 and later: (net, unit, module, cfg)")]
    #[case("3.7", "3.7 and later: (net, unit, cfg)")]
    #[case("7.3-rc7", "3.7 and later: (net, unit, cfg)")]
    fn the_meaning_names_the_form_of_the_kernel(#[case] version: &str, #[case] form: &str) {
        let line = "n.c:9:7: error: too many arguments to function ‘netlink_kernel_create’";
        let diagnosis = diagnose(line, &version.parse().unwrap()).unwrap();
        assert!(diagnosis.meaning.contains(form), "{}", diagnosis.meaning);
    }

    #[test]
    fn a_known_interface_comes_before_its_consequences() {
        let log = "g.c:1:1: error: ‘x’ undeclared\ng.c:2:2: error: ‘struct genl_ops’ has no member named ‘policy’";
        assert_eq!(diagnose(log, &"5.4".parse().unwrap()).unwrap().symbol, "genl_ops.policy");
    }

    #[test]
    fn a_clean_log_has_no_diagnosis() {
        let log = "  CC [M]  n.o\nn.c:1:1: warning: unused variable ‘x’\n  LD [M]  n.ko";
        assert_eq!(diagnose(log, &"5.4".parse().unwrap()), None);
        assert_eq!(unknown("make: *** [x] Error 2\n").kind, "unknown");
    }
}
