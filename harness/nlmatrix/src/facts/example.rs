//! How a form is written: an example line of C for it.
//!
//! Next to each semantic patch there are sources from before and after the step, to which a test holds Coccinelle.
//! What is new in the second shows the form after the step; what is gone from the first, the form before it.

use super::model::{ABSENT, Facts, Symbol};
use crate::version::KernelVersion;

include!(concat!(env!("OUT_DIR"), "/steps.rs"));

/// A step with its semantic patch, and sources from before and after it.
type Step = (&'static str, &'static str, &'static str, &'static str);

/// A name that disappeared together with a symbol.
pub struct Gone<'f> {
    /// The symbol.
    pub with: &'f Symbol,
    /// The first version without either.
    pub since: KernelVersion,
    /// A line of C with its replacement.
    pub instead: Option<String>,
}

impl Facts {
    /// The step with which `name`, which has no history of its own, disappeared: one that is about this word, and
    /// whose test has it before and not after.
    pub(crate) fn gone(&self, name: &str) -> Option<Gone<'_>> {
        let is_said = |line: &String| is_code(line) && words(line).any(|it| it == name);
        let is_word = |text: &str| statements(text).iter().any(is_said);
        let is_for = |head: &str| {
            let lists = head.lines().filter_map(|line| line.strip_prefix("// words: "));
            lists.flat_map(str::split_whitespace).any(|it| it == name)
        };
        let is_its =
            |(_, patch, before, after): &&Step| is_for(patch) && is_word(before) && !is_word(after);
        let of = |(step, _, before, after): &Step| {
            let called = step.strip_suffix(&format!(".{ABSENT}"))?;
            let is_called = |it: &&Symbol| it.name.replace(['/', ' '], "-") == called;
            let with = self.symbols().map(AsRef::as_ref).find(is_called)?;
            let (since, _) = with.history.iter().rev().find(|(_, form)| *form == ABSENT)?;
            Some(Gone { with, since: *since, instead: replaced(name, before, after) })
        };
        STEPS.iter().filter(is_its).find_map(of)
    }
}

/// What replaces the first statement that contains `name`.
fn replaced(name: &str, before: &str, after: &str) -> Option<String> {
    let (old, new) = (statements(before), statements(after));
    let only = |these: &[String], others: &[String]| -> Vec<String> {
        let is_new = |it: &&String| is_code(it) && !it.starts_with('#') && !others.contains(it);
        these.iter().filter(is_new).cloned().collect()
    };
    let (gone, came) = (only(&old, &new), only(&new, &old));
    let at = gone.iter().position(|line| words(line).any(|it| it == name))?;
    // A step that removes or adds lines has no pairs.
    (gone.len() == came.len()).then(|| came[at].clone())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

impl Symbol {
    /// A line of C that is written for `form`; `None` if no step of its history to or from this form has a rule.
    pub fn example(&self, form: &str) -> Option<String> {
        self.after(form).or_else(|| self.before(form))
    }

    /// What the step to `form` makes of its test's source.
    fn after(&self, form: &str) -> Option<String> {
        let (before, after) = self.sources(form)?;
        self.first_of(after, before)
    }

    /// What the step from `form` finds in its test's source.
    fn before(&self, form: &str) -> Option<String> {
        let mut steps = self.history.values().skip_while(|it| *it != form);
        let (before, after) = self.sources(steps.nth(1)?)?;
        self.first_of(before, after).filter(|line| line.contains(self.last_name()))
    }

    fn sources(&self, form: &str) -> Option<(&'static str, &'static str)> {
        let step = format!("{}.{form}", self.name.replace(['/', ' '], "-"));
        let found = STEPS.iter().find(|(name, ..)| *name == step);
        found.map(|(.., before, after)| (*before, *after))
    }

    /// The first statement of `text` that `other` lacks; preferably one that names the symbol.
    fn first_of(&self, text: &str, other: &str) -> Option<String> {
        let (old, wants_headers) = (statements(other), self.name.ends_with(".h"));
        let mut new = statements(text);
        new.retain(|line| {
            let is_told = wants_headers || !line.starts_with("#include");
            is_told && is_code(line) && !old.contains(line)
        });
        let named = new.iter().position(|line| line.contains(self.last_name()));
        (!new.is_empty()).then(|| new.swap_remove(named.unwrap_or(0)))
    }

    /// Its name in sources: a member without its structure.
    fn last_name(&self) -> &str {
        let name = self.bare_name();
        if name.ends_with(".h") { name } else { name.rsplit('.').next().unwrap_or(name) }
    }
}

/// Does a statement make sense by itself?
fn is_code(line: &str) -> bool {
    let is_comment = line.starts_with(['/', '*']);
    let is_local = line.starts_with("int ") && !line.contains(['=', '(']);
    !is_comment && !is_local && line.len() > 3
}

/// The lines of `text`; lines whose parentheses are closed further below are joined.
fn statements(text: &str) -> Vec<String> {
    let is_open = |it: &String| it.matches('(').count() > it.matches(')').count();
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        match all.last_mut().filter(|it| is_open(it)) {
            Some(last) => *last += &format!(" {line}"),
            None => all.push(line.to_owned()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::facts::shipped;

    #[rstest]
    #[case::called(
        "pci_alloc_consistent",
        Some(("pci_set_dma_mask", "5.18", "dma_alloc_coherent("))
    )]
    #[case::a_macro("NF_IP_LOCAL_OUT", Some(("NF_IP_PRE_ROUTING", "2.6.25", "NF_INET_LOCAL_OUT")))]
    #[case::still_there("dma_alloc_coherent", None)]
    #[case::no_longer_passed("THIS_MODULE", None)]
    #[case::unheard_of("own_nothing", None)]
    fn a_name_goes_with_a_symbol(#[case] name: &str, #[case] wanted: Option<(&str, &str, &str)>) {
        let found = shipped().gone(name);
        let with = found.as_ref().map(|it| (it.with.name.as_str(), it.since.to_string()));
        assert_eq!(with, wanted.map(|(with, since, _)| (with, since.to_owned())));
        let line = found.and_then(|it| it.instead).unwrap_or_default();
        assert!(line.contains(wanted.map_or("", |it| it.2)), "{line}");
    }

    #[rstest]
    #[case::behind_a_step(
        "netlink_kernel_create",
        "net-unit-cfg",
        "sk = netlink_kernel_create(&init_net, OWN_PROTO, &cfg);"
    )]
    #[case::before_one(
        "netlink_kernel_create",
        "unit-input",
        "sk = netlink_kernel_create(OWN_PROTO, own_input);"
    )]
    #[case::a_member("genl_info.snd_portid", "snd-portid", "return info->snd_portid;")]
    #[case::a_callback_over_lines(
        "typedef nf_hookfn",
        "priv-state",
        "static unsigned int own_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)"
    )]
    #[case::a_header("asm/semaphore.h", "header", "#include <asm/semaphore.h>")]
    #[case::what_takes_its_place("asm/semaphore.h", "absent", "#include <linux/semaphore.h>")]
    #[case::of_a_call("class_create", "name", "cls = class_create(\"own\");")]
    fn a_form_has_an_example(#[case] name: &str, #[case] form: &str, #[case] line: &str) {
        let symbol = shipped().symbol(name).unwrap();
        assert!(symbol.has_form(form), "{name}={form}");
        assert_eq!(symbol.example(form).as_deref(), Some(line));
    }

    #[test]
    fn what_no_step_leads_to_has_none() {
        assert_eq!(shipped().symbol("strlcpy").unwrap().example("nothing"), None);
    }

    #[test]
    fn examples_are_whole_lines() {
        let mut count = 0;
        for symbol in shipped().symbols() {
            for form in symbol.history.values() {
                let Some(line) = symbol.example(form) else { continue };
                count += 1;
                let open = line.matches('(').count();
                assert_eq!(open, line.matches(')').count(), "{} {form}: {line}", symbol.name);
                assert!(!line.contains('`') && !line.contains("nlmatrix port"), "{line}");
            }
        }
        assert!(count > 200, "{count}");
    }
}
