//! Questions to a kernel at build time, so that one source works for a range of kernels.
//!
//! They are asked by compiling, not by version numbers, because vendors' kernels have backports. The questions are
//! those of the probes. A kernel has a step behind it if none of the forms before that step compiles there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::SemanticPatch;
use crate::facts::{ABSENT, Area, Facts, Form, Symbol};
use crate::probe::question;

/// The script that asks, next to the makefile.
pub(super) const SCRIPT: &str = "nlmatrix-conftest.sh";

/// What kbuild reads at the end of the module's makefile. `KERNELRELEASE` is not set when the user's make reads it.
pub(super) const RULES: &str = r#"
ifneq ($(KERNELRELEASE),)
# What this kernel has is found out by compiling.
ccflags-y += -include $(obj)/nlmatrix-compat.h
clean-files += nlmatrix-compat.h

$(addprefix $(obj)/,$(obj-m) $(foreach module,$(obj-m:.o=),$($(module)-objs) $($(module)-y))): $(obj)/nlmatrix-compat.h

$(obj)/nlmatrix-compat.h: $(src)/nlmatrix-conftest.sh
	@$(CONFIG_SHELL) $< $(CC) $(filter-out -Wp$(comma)%,$(c_flags)) > $@ || { rm -f $@; false; }
endif
"#;

/// The questions that a source asks, by the macros that answer them.
#[derive(Clone, Debug, Default)]
pub(super) struct Questions(BTreeMap<String, String>);

impl Questions {
    /// Asks whether a kernel has the step of `patch` behind it; returns the macro that is then defined.
    pub(super) fn ask(&mut self, patch: &SemanticPatch, facts: &Facts) -> Option<String> {
        let of = |area: &&Area| area.symbols.iter().any(|symbol| symbol.name == patch.symbol);
        let area = facts.areas.iter().find(of)?;
        let symbol = facts.symbol(&patch.symbol)?;
        let name = macro_of(patch);
        let test = test(&name, patch, area, symbol);
        self.0.insert(name.clone(), test);
        Some(name)
    }

    /// The script: its arguments are the compiler and its flags, and it prints the header.
    pub(super) fn script(&self) -> String {
        let mut out = HEAD.to_owned();
        self.0.values().for_each(|test| out.push_str(test));
        out
    }

    /// Is nothing asked?
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

const HEAD: &str = r#"#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Prints a macro for each interface that a kernel has in its newer form. The arguments are the
# compiler and the flags of this kernel.

"$@" -w -fsyntax-only -x c - << 'END' || exit 1
#include <linux/kernel.h>
END
"#;

/// `netlink_kernel_create`, in its form `net-unit-cfg`: `HAVE_NETLINK_KERNEL_CREATE_NET_UNIT_CFG`.
fn macro_of(patch: &SemanticPatch) -> String {
    let name = match patch.form.as_str() {
        ABSENT => format!("HAVE_NO_{}", patch.symbol),
        form => format!("HAVE_{}_{form}", patch.symbol),
    };
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    name.chars().map(letter).collect()
}

fn test(name: &str, patch: &SemanticPatch, area: &Area, symbol: &Symbol) -> String {
    let older: Vec<&Form> = symbol
        .history
        .iter()
        .filter(|(since, form)| **since < patch.since && **form != patch.form)
        .filter_map(|(_, form)| symbol.forms.iter().find(|it| it.name == *form))
        .collect();
    let is_new = older.is_empty();
    let newer = symbol.forms.iter().filter(|it| is_new && it.name == patch.form);
    let mut out = format!("\n# {}, {}: {}\n", patch.symbol, patch.since, patch.reason);
    let (first, then) = if is_new { ("", "has=1") } else { ("1", "has=") };
    writeln!(out, "has={first}").expect("a text takes all");
    for form in older.into_iter().chain(newer) {
        let code = question(area, form);
        writeln!(out, "\"$@\" -w -fsyntax-only -x c - << 'END' 2> /dev/null && {then}\n{code}END")
            .expect("a text takes all");
    }
    out + &format!("[ -z \"$has\" ] || echo '#define {name} 1'\n")
}
