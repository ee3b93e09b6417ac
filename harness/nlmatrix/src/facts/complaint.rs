//! What a compiler says if a symbol has a form other than the one that the source is written for.
//!
//! Kinds and symbols are those of [`crate::module::diagnose`], so that predictions can be compared with results.

use super::code;
use super::model::{Facts, Form, Symbol};
use super::need::Need;
use crate::version::KernelVersion;

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// Its kind, like `argument-count`.
    pub kind: &'static str,
    /// What it is about, like `netlink_kernel_create` or `genl_ops.policy`.
    pub symbol: String,
}

/// How informative a complaint is; the lowest value is the most informative.
///
/// A missing header stops the compiler. Then comes what names an interface that is known to have changed: the rest is
/// often its consequence. gcc complains about the types of arguments before it counts them; the count says more.
pub(crate) type Rank = (bool, u8, bool);

impl Complaint {
    fn new(kind: &'static str, symbol: impl Into<String>) -> Self {
        Self { kind, symbol: symbol.into() }
    }
}

impl Facts {
    /// The rank of a complaint of this kind about `symbol`.
    pub(crate) fn rank(&self, kind: &str, symbol: &str) -> Rank {
        let known = match self.about(symbol) {
            Some(found) if found.is_called(symbol) => 0,
            Some(_) => 1,
            None => 2,
        };
        (kind != "missing-header", known, kind == "incompatible-type")
    }

    /// The symbol that causes a complaint about `symbol`.
    pub(crate) fn about(&self, symbol: &str) -> Option<&Symbol> {
        let mut all = self.symbols();
        let called = all.find(|it| it.is_called(symbol));
        let by_member = || self.symbols().find(|it| it.has_member(symbol));
        called.or_else(by_member).map(AsRef::as_ref)
    }

    /// Does its history only say since when it exists, and nothing about its type?
    pub(crate) fn is_just_there(&self, symbol: &str) -> bool {
        let forms = self.about(symbol).map(|it| &it.forms[..]);
        matches!(forms, Some([only]) if only.words == "there")
    }

    /// Should `version` have the member of this name, as far as is known? Stable kernels backport changes.
    pub(crate) fn has_member_in(&self, symbol: &str, version: &KernelVersion) -> bool {
        let found = self.about(symbol).and_then(|it| it.form(it.form_on(version)));
        found.is_some_and(|form| form.members.iter().any(|it| it == symbol))
    }

    /// The same for a complaint after which the compiler shows that `member` is initialised: many members have a
    /// callback of the same type, and that line shows which is meant. Without it, a type that consists of C's own
    /// words says nothing.
    pub(crate) fn about_member(&self, symbol: &str, member: Option<&str>) -> Option<&Symbol> {
        let found = self.about(symbol)?;
        if !found.is_callback(symbol) || (member.is_none() && !is_plain(symbol)) {
            return Some(found);
        }
        let is_own = |it: &&Symbol| {
            let own = it.name.rsplit_once('.').map(|(_, own)| own);
            it.is_callback(symbol) && own.is_none_or(|own| Some(own) == member)
        };
        self.symbols().map(AsRef::as_ref).find(is_own)
    }

    /// How `version` refuses a source with these needs: the complaints one of which is the most informative, each
    /// with the need that is not met. Empty if all are met.
    pub fn complaints<'n>(
        &self,
        needs: &'n [Need],
        version: &KernelVersion,
        vendor: Option<&str>,
    ) -> Vec<(&'n Need, Complaint)> {
        let unmet = needs.iter().map(|need| (need, need.complaints_on(version, vendor)));
        let unmet: Vec<_> = unmet.filter(|(_, complaints)| !complaints.is_empty()).collect();
        let rank = |it: &Complaint| self.rank(it.kind, &it.symbol);
        // One of its complaints is certain to appear, so its worst rank is the rank that it certainly has.
        let certain = unmet.iter().filter_map(|(_, complaints)| complaints.iter().map(rank).max());
        let Some(best) = certain.min() else { return Vec::new() };
        let each =
            unmet.into_iter().flat_map(|(need, all)| all.into_iter().map(move |it| (need, it)));
        each.filter(|(_, complaint)| rank(complaint) <= best).collect()
    }
}

impl Need {
    /// What a compiler says if `version` does not meet the need: one of these.
    fn complaints_on(&self, version: &KernelVersion, vendor: Option<&str>) -> Vec<Complaint> {
        let (symbol, there) = (&self.symbol, self.symbol.form_in(version, vendor));
        if self.takes(there) {
            return Vec::new();
        }
        let wanted: Vec<&Form> = self.forms.iter().filter_map(|form| symbol.form(form)).collect();
        match symbol.form(there) {
            _ if wanted.is_empty() => vec![Complaint::new("declared-by-kernel", &symbol.name)],
            Some(there) => symbol.differs(&wanted, there),
            None => symbol.missing(&wanted),
        }
    }
}

impl Symbol {
    /// Does a compiler call it this: by its name, or by the whole type of a callback?
    pub(crate) fn is_called(&self, symbol: &str) -> bool {
        self.bare_name() == symbol || self.is_callback(symbol)
    }

    /// Is `symbol` the whole type of one of its callbacks?
    fn is_callback(&self, symbol: &str) -> bool {
        self.forms.iter().any(|form| form.callback.as_deref() == Some(symbol))
    }

    /// Do its forms name this member?
    pub(super) fn has_member(&self, symbol: &str) -> bool {
        self.forms.iter().any(|form| form.members.iter().any(|it| it == symbol))
    }

    /// What is missing for a source that is written for `wanted` forms if it is absent.
    fn missing(&self, wanted: &[&Form]) -> Vec<Complaint> {
        if self.name.ends_with(".h") {
            return vec![Complaint::new("missing-header", &self.name)];
        }
        if self.name.starts_with("struct ") {
            return vec![Complaint::new("incomplete-type", self.bare_name())];
        }
        let members = wanted.iter().flat_map(|form| &form.members);
        let members: Vec<_> = members.map(|it| Complaint::new("missing-member", it)).collect();
        if members.is_empty() {
            return vec![Complaint::new("missing-symbol", self.bare_name())];
        }
        members
    }

    /// The complaints about a source for `wanted` forms if the form is `there`.
    fn differs(&self, wanted: &[&Form], there: &Form) -> Vec<Complaint> {
        let members = wanted.iter().flat_map(|form| &form.members);
        let missing = members.filter(|member| !there.members.contains(member));
        let missing: Vec<_> = missing.map(|it| Complaint::new("missing-member", it)).collect();
        if !missing.is_empty() {
            return missing;
        }
        let callbacks = wanted.iter().filter_map(|form| form.callback.as_ref());
        let callbacks: Vec<_> =
            callbacks.map(|it| Complaint::new("incompatible-type", it)).collect();
        if !callbacks.is_empty() {
            return callbacks;
        }
        let counted = |form: &Form| code::arguments(&form.code, &self.name);
        let kinds: &[_] = match (wanted.first().and_then(|form| counted(form)), counted(there)) {
            (Some(ours), Some(theirs)) if ours == theirs => &["incompatible-type"],
            (Some(_), Some(_)) => &["argument-count"],
            _ => &["argument-count", "incompatible-type"],
        };
        kinds.iter().map(|kind| Complaint::new(kind, &self.name)).collect()
    }
}

/// Does a type consist only of C's own types?
fn is_plain(callback: &str) -> bool {
    const WORDS: [&str; 9] =
        ["void", "int", "long", "unsigned", "signed", "char", "short", "const", ""];
    callback.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').all(|it| WORDS.contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::shipped;
    use rstest::rstest;

    #[rstest]
    #[case::of_the_member("void (*)(int)", Some("bind"), Some("netlink_kernel_cfg.bind"))]
    #[case::of_another("void (*)(int)", Some("handler"), None)]
    #[case::of_any("void (*)(int)", None, None)]
    #[case::of_one(
        "int (*)(struct device *, struct device_driver *)",
        None,
        Some("bus_type.match")
    )]
    #[case::of_a_function(
        "unsigned int (*)(void *, struct sk_buff *, const struct nf_hook_state *)",
        Some("hook"),
        Some("typedef nf_hookfn")
    )]
    #[case::no_callback("genl_ops.policy", Some("x"), Some("genl_ops.policy"))]
    fn a_callback_is_that_of_its_member(
        #[case] symbol: &str,
        #[case] member: Option<&str>,
        #[case] expected: Option<&str>,
    ) {
        let found = shipped().about_member(symbol, member);
        assert_eq!(found.map(|it| it.name.as_str()), expected);
    }

    /// Both sides of boundaries, and what old kernels and Debian's were seen to say.
    #[rstest]
    #[case("3.6", &["netlink_kernel_create=net-unit-cfg"], &["argument-count netlink_kernel_create"])]
    #[case("3.7", &["netlink_kernel_create=net-unit-cfg"], &[])]
    // The same number of arguments, but with different types.
    #[case("3.6", &["netlink_kernel_create=unit-groups"], &["incompatible-type netlink_kernel_create"])]
    #[case("2.6.24", &["netlink_kernel_release=sk"], &["missing-symbol netlink_kernel_release"])]
    #[case("2.6.25", &["netlink_kernel_release=absent"], &["declared-by-kernel netlink_kernel_release"])]
    #[case("5.4", &["genl_ops.policy=member"], &["missing-member genl_ops.policy"])]
    #[case("5.10", &["genl_ops.policy=member"], &[])]
    #[case("6.1", &["struct genl_split_ops=defined"], &["incomplete-type genl_split_ops"])]
    #[case("6.12", &["genl_info.snd_portid=snd-pid"], &["missing-member genl_info.snd_pid"])]
    #[case("6.12", &["class_create=owner-name"], &["argument-count class_create"])]
    #[case("2.6.18", &["request_irq=handler"], &["incompatible-type request_irq"])]
    #[case::type_of_a_callback(
        "6.1", &["class.dev_uevent=const-device"],
        &["incompatible-type int (*)(const struct device *, struct kobj_uevent_env *)"]
    )]
    #[case::type_of_a_function(
        "3.16", &["typedef nf_hookfn=priv-state"],
        &["incompatible-type unsigned int (*)(void *, struct sk_buff *, const struct nf_hook_state *)"]
    )]
    // It stops the compiler, so nothing else is printed.
    #[case(
        "2.6.27", &["netlink_kernel_create=unit-input", "asm/semaphore.h=header"],
        &["missing-header asm/semaphore.h"]
    )]
    // A member's old name says less than the symbol that has changed, and a count more than types.
    #[case(
        "3.7", &["netlink_skb_parms.portid=pid", "netlink_kernel_create=net-unit-groups"],
        &["argument-count netlink_kernel_create"]
    )]
    #[case(
        "4.13", &["typedef nf_hookfn=ops-state", "nf_register_hook=ops"],
        &["missing-symbol nf_register_hook"]
    )]
    #[case::one_of_two(
        "4.10", &["GENL_ID_GENERATE=macro", "genl_register_ops=family-ops"],
        &["missing-symbol GENL_ID_GENERATE", "missing-symbol genl_register_ops"]
    )]
    fn refusals_follow_from_history(
        #[case] version: KernelVersion,
        #[case] needs: &[&str],
        #[case] expected: &[&str],
    ) {
        let facts = shipped();
        let needs = needs.iter().map(|need| Need::parse(need, facts));
        let needs: Vec<Need> = needs.collect::<Result<_, _>>().unwrap();
        let complaints = facts.complaints(&needs, &version, None);
        let said = complaints.iter().map(|(_, it)| format!("{} {}", it.kind, it.symbol));
        assert_eq!(said.collect::<Vec<_>>(), expected);
    }
}
