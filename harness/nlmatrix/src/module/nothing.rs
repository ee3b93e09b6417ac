//! Why a successful build produced no module: kbuild was not asked for one.

use std::sync::LazyLock;

use regex::Regex;

use super::sources::Sources;
use crate::run::Diagnosis;

/// The line about it that is appended to the output of such a build.
pub(super) const LEFT: &str = "ERROR: the build succeeded and made no module";

/// Kbuild empties its lists before it reads a makefile, so a default value is not applied.
static BY_DEFAULT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(obj-[my])\s*\?=").expect("a fixed expression"));
/// A module that depends on a kernel option.
static BY_OPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*obj-\$[({](CONFIG_\w+)[)}]\s*[+:?]?=").expect("a fixed expression")
});

/// The diagnosis `found`, replaced if the makefiles of `sources` show why nothing was made.
pub(super) fn explain(sources: &Sources, found: Diagnosis) -> Diagnosis {
    if found.line != LEFT {
        return found;
    }
    let says = |names: &Regex| {
        sources.makefiles().find_map(|(path, text)| {
            let mut lines = text.lines().enumerate();
            let (at, name) =
                lines.find_map(|(at, line)| Some((at + 1, names.captures(line)?[1].to_owned())))?;
            Some((format!("{path}:{at}"), name))
        })
    };
    if let Some((place, symbol)) = says(&BY_DEFAULT) {
        let meaning = format!(
            "kbuild sets `{symbol}` itself before it reads the makefile, so `{symbol} ?=` ({place}) sets nothing"
        );
        let remedy = format!("write `{symbol} :=` or `{symbol} +=`");
        return Diagnosis { symbol, meaning, remedy, ..found };
    }
    if let Some((place, symbol)) = says(&BY_OPTION) {
        let meaning = format!(
            "the makefile ({place}) makes a module only where {symbol} is m, which it is not here"
        );
        let remedy = format!("write `obj-m`, or give make `{symbol}=m`: `make = [\"{symbol}=m\"]`");
        return Diagnosis { symbol, meaning, remedy, ..found };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::diagnose::explain;
    use rstest::rstest;

    #[rstest]
    #[case::by_default("obj-m ?= a.o\n", "obj-m", "`obj-m ?=` (g/Kbuild:1) sets nothing")]
    #[case::by_option(
        "\nobj-$(CONFIG_A) += a.o\n",
        "CONFIG_A",
        "the makefile (g/Kbuild:2) makes a module only where CONFIG_A is m"
    )]
    #[case::not_said(
        "obj-y := a.o\n",
        "module",
        "the build succeeded, and kbuild was asked for no module"
    )]
    fn a_build_that_makes_nothing_says_why(
        #[case] kbuild: &str,
        #[case] symbol: &str,
        #[case] meaning: &str,
    ) {
        let sources = Sources::embedded("s", "g", &[("Kbuild", kbuild.as_bytes())]);
        let log = format!("  MODPOST Module.symvers\n{LEFT}\n");
        let found = explain(&log, &sources, &"6.12".parse().unwrap());
        assert_eq!((&*found.kind, &*found.symbol), ("missing-module", symbol));
        assert!(found.meaning.contains(meaning), "{}", found.meaning);
    }
}
