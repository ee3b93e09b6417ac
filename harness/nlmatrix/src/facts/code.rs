//! What the C code of a form says about a symbol.

use std::sync::LazyLock;

use regex::Regex;

static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    let by_name = r"MEMBER\(struct (?P<a>\w+), (?P<b>\w+)";
    let by_type = r"\(\(struct (?P<c>\w+) \*\)0\)->(?P<d>\w+)";
    Regex::new(&format!("{by_name}|{by_type}")).expect("fixed")
});

static CALLBACK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"->\w+, (?P<type>[\w ]+\*?\(\*\)\(.*\))\);").expect("fixed"));

static FUNCTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^IS\(\w+, (?P<value>[\w ]+)(?P<list>\(.*\))\);").expect("fixed"));

/// The members that it uses, like `genl_ops.policy`.
pub(super) fn members(code: &str) -> Vec<String> {
    let member = |found: regex::Captures| {
        let group = |one, other| found.name(one).or(found.name(other)).map_or("", |it| it.as_str());
        format!("{}.{}", group("a", "c"), group("b", "d"))
    };
    MEMBER.captures_iter(code).map(member).collect()
}

/// The type of the callback that it uses, as a compiler writes it.
pub(super) fn callback(code: &str, is_typedef: bool) -> Option<String> {
    if !is_typedef {
        return Some(CALLBACK.captures(code)?["type"].to_owned());
    }
    let found = FUNCTION.captures(code)?;
    Some(format!("{}(*){}", &found["value"], &found["list"]))
}

/// How many arguments the function or macro `name` takes; `None` if the code does not say, or it takes any number.
pub(super) fn arguments(code: &str, name: &str) -> Option<usize> {
    let typed = [format!("IS({name}, "), format!("EITHER({name}, ")];
    let at = typed.iter().find_map(|head| Some(code.find(head)? + head.len()));
    let call = || Some(code.rfind(&format!("{name}("))? + name.len());
    let list = &code[at.or_else(call)?..];
    count(&list[list.find('(')?..])
}

/// How many arguments are in the parentheses with which `text` begins.
fn count(text: &str) -> Option<usize> {
    let (mut depth, mut commas) = (0, 0);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(commas + 1),
            ')' => depth -= 1,
            ',' if depth == 1 => commas += 1,
            '.' if depth == 1 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("IS(f, struct sock *(int, void (*)(struct sock *, int)));", Some(2))]
    #[case("HAS(f); (void)f((void *)0, 0, (void *)0);", Some(3))]
    #[case("IS(f((struct module *)0, \"probe\"), struct class *);", Some(2))]
    #[case("EITHER(f, int (char *, ...), int (const char *, ...));", None)]
    #[case("HAS(f);", None)]
    #[case("", None)]
    fn arguments_are_counted(#[case] code: &str, #[case] number: Option<usize>) {
        assert_eq!(arguments(code, "f"), number);
    }

    #[test]
    fn members_are_found() {
        let code =
            "MEMBER(struct a, b); MEMBER(struct sk_buff, nh.iph); IS(((struct c *)0)->d, int);";
        assert_eq!(members(code), ["a.b", "sk_buff.nh", "c.d"]);
    }

    #[rstest]
    #[case(
        "IS(((struct c *)0)->d, int (*)(struct a *, int));",
        false,
        Some("int (*)(struct a *, int)")
    )]
    #[case("IS(((struct c *)0)->d, struct ucred);", false, None)]
    #[case(
        "IS(fn, unsigned int (int, int (*)(void)));",
        true,
        Some("unsigned int (*)(int, int (*)(void))")
    )]
    fn callbacks_have_a_type(#[case] code: &str, #[case] typedef: bool, #[case] it: Option<&str>) {
        assert_eq!(callback(code, typedef).as_deref(), it);
    }
}
