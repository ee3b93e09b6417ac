//! Which semantic patches lead to a kernel.

use super::SemanticPatch;
use crate::facts::{ABSENT, Facts, Symbol};
use crate::version::KernelVersion;

/// The target of a port.
#[derive(Clone, Debug)]
pub struct Target {
    /// The kernel's name for users: an id of the matrix, or a version.
    pub name: String,
    /// Its version.
    pub version: KernelVersion,
    /// The kernel for which the source was written; if it is not given, all steps are tried.
    pub from: Option<KernelVersion>,
}

/// The patches that lead to the forms of `target`, the oldest step first.
pub(super) fn of<'p>(
    patches: &'p [SemanticPatch],
    facts: &Facts,
    target: &Target,
) -> Vec<&'p SemanticPatch> {
    let applies = |patch: &&SemanticPatch| {
        let known = || facts.symbol(&patch.symbol).is_some_and(|it| leads(patch, it, target));
        is_behind(patch, target)
            && if patch.probed { known() } else { patch.since <= target.version }
    };
    let mut found: Vec<_> = patches.iter().filter(applies).collect();
    // What proves that a source is older comes before what depends on that.
    found.sort_by_key(|patch| (patch.since, patch.only_older, patch.path));
    found
}

/// Is the step one that a source for the target's `from` does not have behind it?
fn is_behind(patch: &SemanticPatch, target: &Target) -> bool {
    target.from.is_none_or(|from| patch.since > from)
}

/// Is the step on the way from a form that a source may have to that of `target`?
///
/// A form may come back: then what was in between is not a step on the way, as the source already has the form, or an
/// older one.
fn leads(patch: &SemanticPatch, symbol: &Symbol, target: &Target) -> bool {
    let form = symbol.form_on(&target.version);
    // Before there was one, there was nothing to be ported.
    let mut history = symbol.history.iter().skip_while(|(_, it)| *it == ABSENT);
    let first = history.find(|(_, it)| *it == form).map(|(since, _)| *since);
    first.is_some_and(|first| patch.since <= first)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::facts::shipped as facts;
    use crate::port::shipped;

    fn steps(symbol: &str, from: Option<&str>, to: &str) -> Vec<String> {
        let from = from.map(|from| from.parse().unwrap());
        let target = Target { name: to.to_owned(), version: to.parse().unwrap(), from };
        let patches = of(shipped(), facts(), &target);
        let of_symbol = patches.into_iter().filter(|patch| patch.symbol == symbol);
        of_symbol.map(|patch| patch.form.clone()).collect()
    }

    /// Both sides of a boundary.
    #[rstest]
    #[case("2.6.23", &["unit-groups", "unit-groups-mutex"])]
    #[case("2.6.24", &["unit-groups", "unit-groups-mutex", "net-unit-groups"])]
    fn history_says_which_apply(#[case] to: &str, #[case] forms: &[&str]) {
        assert_eq!(steps("netlink_kernel_create", None, to), forms);
    }

    #[test]
    fn what_a_source_was_written_for_leaves_out_the_older_steps() {
        let forms = steps("netlink_kernel_create", Some("2.6.24"), "6.1");
        assert_eq!(forms, ["net-unit-module-cfg", "net-unit-cfg"]);
    }

    /// Both sides of its end; it was added in 2.6.15.
    #[rstest]
    #[case("3.12", false)]
    #[case("3.13", true)]
    fn what_came_and_went_has_a_step_for_its_end(#[case] to: &str, #[case] goes: bool) {
        assert_eq!(steps("genl_register_ops", None, to) == ["absent"], goes);
    }

    /// `genl_ops.policy` disappeared in 5.2 and came back in 5.10.
    #[rstest]
    #[case("5.4", true)]
    #[case("5.10", false)]
    fn a_form_that_came_back_needs_no_step(#[case] to: &str, #[case] goes: bool) {
        assert_eq!(!steps("genl_ops.policy", None, to).is_empty(), goes);
    }
}
