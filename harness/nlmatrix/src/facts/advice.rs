//! What to write, and which compiler messages belong to a form.

use super::code;
use super::model::{ABSENT, Facts, Form, Symbol};
use crate::version::KernelVersion;

/// The arguments with which `words` begin; more text may follow.
fn arguments(words: &str) -> &str {
    let mut open = 0_i32;
    let end = words.char_indices().find(|(_, c)| {
        open += i32::from(*c == '(') - i32::from(*c == ')');
        open == 0
    });
    end.map_or(words, |(at, _)| &words[..=at])
}

/// How the words of a form begin if they describe behaviour.
const VERBS: [&str; 3] = ["gets ", "takes ", "returns "];

impl Facts {
    /// What to write on a kernel of `version` that lacks `symbol` although mainline has it: what mainline has instead
    /// since a later version.
    pub(crate) fn taken_over(&self, symbol: &str, version: &KernelVersion) -> Option<String> {
        let found = self.about(symbol)?;
        let is_later = |since: &KernelVersion| since.numbers() > version.numbers();
        let (since, instead) = found.instead.iter().find(|(since, _)| is_later(since))?;
        Some(format!(
            "write what mainline has from {since} on, which this kernel seems to have backported: {instead}"
        ))
    }

    /// What to write for `version` if a compiler complains about `symbol`, as in [`Facts::meaning`]; `None` if
    /// nothing is known about it.
    pub fn remedy(
        &self,
        symbol: &str,
        member: Option<&str>,
        version: &KernelVersion,
    ) -> Option<String> {
        let found = self.about_member(symbol, member)?;
        let form = found.form_on(version);
        if form != ABSENT {
            return Some(found.how(form));
        }
        let since = found.step(version).map(|(since, _)| since);
        let is_told = since.is_some_and(|since| found.instead.contains_key(since));
        Some(match found.in_its_place(since) {
            Some(line) => format!("write instead: `{line}`"),
            None if is_told => "write that instead".to_owned(),
            None => found.advice(form, version),
        })
    }

    /// The symbols whose forms have a member of this name, in whatever structure.
    pub(crate) fn with_member(&self, member: &str) -> Vec<&Symbol> {
        let is_of = |name: &String| name.rsplit('.').next() == Some(member);
        let has = |symbol: &&Symbol| symbol.forms.iter().any(|form| form.members.iter().any(is_of));
        self.symbols().map(AsRef::as_ref).filter(has).collect()
    }
}

impl Symbol {
    /// What to write if its form is `form`, as it is since the step of its history that applies to `version`.
    pub(crate) fn advice(&self, form: &str, version: &KernelVersion) -> String {
        let name = &self.name;
        if form != ABSENT {
            let words = self.words(form);
            let is = if VERBS.iter().any(|it| words.starts_with(it)) { "" } else { "is " };
            return format!("`{name}` {is}{words} here; {}", self.how(form));
        }
        let step = self.step(version).map(|(since, _)| since);
        let instead = step.and_then(|since| self.instead.get(since));
        match instead {
            Some(instead) => {
                let line = self.in_its_place(step).map(|line| format!(", as `{line}`"));
                format!("instead of `{name}`: {instead}{}", line.unwrap_or_default())
            }
            None => match self.history.keys().find(|since| *since > version) {
                Some(next) if step == self.history.keys().next() => {
                    format!("`{name}` was added in {next}: do without it before that")
                }
                _ => format!("`{name}` no longer exists: do without it"),
            },
        }
    }

    /// A line of C with its replacement since the step at which it became invalid.
    fn in_its_place(&self, step: Option<&KernelVersion>) -> Option<String> {
        self.example(ABSENT).filter(|_| step != self.history.keys().next())
    }

    /// How to write a form: an example if there is one, else its name.
    pub(crate) fn how(&self, form: &str) -> String {
        let (name, words) = (&self.name, self.words(form));
        let is_called = words.starts_with('(') && !name.contains(['.', ' ', '/']);
        match self.example(form) {
            Some(line) => format!("write it like this: `{line}`"),
            None if is_called => format!("write `{name}{}`", arguments(words)),
            None => "write it that way".to_owned(),
        }
    }

    /// The text that users see for `form`, including [`ABSENT`].
    pub(crate) fn words_of<'a>(&'a self, form: &'a str) -> &'a str {
        if form == ABSENT { "not there" } else { self.words(form) }
    }

    /// Does a compiler complain like this about `symbol` if the form is `form`? `more` says whether it requires more
    /// arguments than it was given, if it counts them.
    pub(crate) fn is_refused_with(
        &self,
        form: &str,
        kind: &str,
        symbol: &str,
        more: Option<bool>,
    ) -> bool {
        let there = self.form(form);
        match (kind, more) {
            ("missing-symbol" | "missing-export" | "missing-header" | "incomplete-type", _) => {
                there.is_none()
            }
            ("missing-member", _) => there.is_none_or(|it| !has_member(it, symbol)),
            ("argument-count", Some(more)) => {
                let counts = |it: &Form| code::arguments(&it.code, &self.name);
                let others = self.forms.iter().filter(|it| it.name != form).filter_map(counts);
                let Some(count) = there.map(counts) else { return false };
                let differs =
                    |other| count.is_none_or(|count| (count > other) == more && count != other);
                others.clone().count() == 0 || others.into_iter().any(differs)
            }
            _ => true,
        }
    }
}

/// `symbol` may be just the member, like `.policy`.
fn has_member(form: &Form, symbol: &str) -> bool {
    form.members.iter().any(|it| it == symbol || (symbol.starts_with('.') && it.ends_with(symbol)))
}

#[cfg(test)]
mod tests {
    use crate::facts::shipped;
    use rstest::rstest;

    #[rstest]
    #[case("netlink_ack", "argument-count", Some(true), &["skb-nlh-err-extack"])]
    #[case("netlink_ack", "argument-count", Some(false), &["skb-nlh-err"])]
    #[case("genl_ops.policy", "missing-member", None, &["absent", "absent"])]
    #[case("nla_strlcpy", "missing-symbol", None, &["absent", "absent"])]
    fn a_complaint_says_which_forms_it_can_be(
        #[case] name: &str,
        #[case] kind: &str,
        #[case] more: Option<bool>,
        #[case] forms: &[&str],
    ) {
        let symbol = shipped().symbol(name).unwrap();
        let steps = symbol.history.values();
        let said = steps.filter(|form| symbol.is_refused_with(form, kind, name, more));
        assert_eq!(said.collect::<Vec<_>>(), forms);
    }

    #[test]
    fn advice_says_what_to_write() {
        let of = |name: &str, version: &str| {
            let (symbol, version) = (shipped().symbol(name).unwrap(), version.parse().unwrap());
            symbol.advice(symbol.expected(&version), &version)
        };
        assert!(of("nla_strlcpy", "5.15").contains("nla_strscpy"));
        assert!(of("genl_info.snd_portid", "6.1").contains("called snd_portid"));
        assert!(of("struct genl_small_ops", "5.4").contains("was added in 5.10"));
        assert!(of("MODULE_PARM", "5.4").contains("instead of `MODULE_PARM`: module_param"));
        assert!(of("netlink_kernel_cfg.cb_mutex", "6.12").contains("no longer exists"));
    }

    #[rstest]
    #[case(
        "netlink_kernel_create",
        "net-unit-cfg",
        "write it like this: `sk = netlink_kernel_create("
    )]
    #[case("alloc_disk", "there", "write `alloc_disk(minors)`")]
    #[case("cn_add_callback", "void", "write `cn_add_callback(id, name, callback)`")]
    #[case("nla_policy.len", "minlen", "write it")]
    fn it_is_said_by_an_example(#[case] name: &str, #[case] form: &str, #[case] said: &str) {
        let how = shipped().symbol(name).unwrap().how(form);
        assert!(how.starts_with(said), "{how}");
    }

    #[test]
    fn a_member_alone_is_found_wherever_it_is() {
        let names: Vec<&str> =
            shipped().with_member("policy").iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["genl_family.policy", "genl_ops.policy"]);
    }
}
