//! What history says, in words.

use std::fmt::Write as _;

use super::model::{ABSENT, Facts, Symbol};
use super::need::Need;
use crate::version::KernelVersion;

impl Facts {
    /// The meaning of a complaint about `symbol` on `version`; `None` if nothing is known about it. If the line below
    /// it initialises a `member`, that member's callback is meant.
    pub fn meaning(
        &self,
        symbol: &str,
        member: Option<&str>,
        version: &KernelVersion,
    ) -> Option<String> {
        self.about_member(symbol, member)?.on(version)
    }

    /// All forms of the subject of a complaint about `symbol`, one on each line.
    pub fn forms(&self, symbol: &str) -> Option<String> {
        let found = self.about(symbol)?;
        let mut text = format!("all forms of `{}` ({}):\n", found.name, found.source);
        for (since, form) in &found.history {
            let words = found.since(since, form);
            writeln!(text, "  {since} and later: {words}").expect("writing to a string");
        }
        Some(text)
    }
}

/// A form's words after its name: some say what it is, others what it does.
fn says(words: &str) -> String {
    let verbs = ["gets ", "returns ", "takes "];
    match verbs.iter().any(|verb| words.starts_with(verb)) {
        true => words.to_owned(),
        false => format!("is {words}"),
    }
}

impl Symbol {
    /// What `version` has. Since distributions backport, this is what it should have.
    fn on(&self, version: &KernelVersion) -> Option<String> {
        let (since, form) = self.step(version)?;
        let (name, is_first) = (&self.name, self.history.keys().next() == Some(since));
        let instead = self.instead.get(since).map_or(String::new(), |it| format!(": {it}"));
        let came = if is_first { String::new() } else { format!(", since {since}") };
        Some(match form {
            ABSENT if is_first => {
                format!("`{name}` does not exist yet on kernel {version}{instead}")
            }
            ABSENT => format!("`{name}` no longer exists on kernel {version}{came}{instead}"),
            form => format!("`{name}` {} on kernel {version}{came}", says(self.words(form))),
        })
    }

    /// The form that it has since a version of its history.
    pub(crate) fn since(&self, since: &KernelVersion, form: &str) -> String {
        if form != ABSENT {
            return self.words(form).to_owned();
        }
        let is_first = self.history.keys().next() == Some(since);
        let absence = if is_first { "it does not exist yet" } else { "gone" };
        let instead = self.instead.get(since);
        instead.map_or(absence.to_owned(), |instead| format!("{absence}: {instead}"))
    }
}

impl Need {
    /// Why `version` does not meet the need.
    pub fn reason(&self, version: &KernelVersion) -> String {
        let (name, words) = (&self.symbol.name, self.words());
        let Some((since, form)) = self.symbol.step(version) else { return String::new() };
        let mut steps = self.symbol.history.keys();
        let is_first = steps.next() == Some(since);
        match steps.next() {
            Some(next) if is_first && form == ABSENT => {
                format!("`{name}` was added in {next}, but {words} is needed")
            }
            _ if form == ABSENT => {
                format!("`{name}` was removed in {since}, but {words} is needed")
            }
            _ => {
                let is = says(self.symbol.words(form));
                format!("`{name}` {is} since {since}, but {words} is needed")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Need, shipped};
    use rstest::rstest;

    #[rstest]
    #[case("netlink_kernel_create", "3.6", "is (net, unit, module, cfg) on kernel 3.6, since 3.6")]
    #[case("netlink_kernel_create", "7.3-rc7", "is (net, unit, cfg) on kernel 7.3-rc7, since 3.7")]
    #[case("netlink_kernel_create", "2.6.9", "is (unit, input(sk, len)) on kernel 2.6.9")]
    #[case(
        "genl_split_ops",
        "6.1",
        "`struct genl_split_ops` does not exist yet on kernel 6.1: genl_ops"
    )]
    #[case("strlcpy", "6.9", "`strlcpy` no longer exists on kernel 6.9, since 6.8: strscpy (4.3+)")]
    #[case("genl_info.snd_pid", "6.12", "is called snd_portid on kernel 6.12, since 3.7")]
    #[case(
        "platform_driver.remove",
        "5.10",
        "`platform_driver.remove` returns a number on kernel 5.10"
    )]
    #[case("sock", "5.4", "linux/netlink.h only declares it")]
    fn meanings_name_the_form_of_the_version(
        #[case] symbol: &str,
        #[case] version: &str,
        #[case] said: &str,
    ) {
        let meaning = shipped().meaning(symbol, None, &version.parse().unwrap()).unwrap();
        assert!(meaning.contains(said), "{meaning}");
    }

    #[rstest]
    #[case("genl_ops.policy=member", "5.4", "`genl_ops.policy` was removed in 5.2")]
    #[case("genl_ops.start=member", "4.4", "`genl_ops.start` was added in 4.5")]
    #[case("class_create=name", "6.3", "`class_create` is (owner, name) since 2.6.13, but (name)")]
    fn reasons_name_the_boundary(#[case] need: &str, #[case] version: &str, #[case] said: &str) {
        let reason = Need::parse(need, shipped()).unwrap().reason(&version.parse().unwrap());
        assert!(reason.starts_with(said), "{reason}");
    }

    #[test]
    fn all_forms_are_listed() {
        let forms = shipped().forms("setup_timer").unwrap();
        assert_eq!(forms.lines().count(), 4, "{forms}");
        assert!(forms.contains("4.15 and later: gone: timer_setup("), "{forms}");
        assert_eq!(shipped().forms("nothing"), None);
    }
}
