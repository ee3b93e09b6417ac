//! From questions to C: one translation unit for each area.
//!
//! Every form is a function of its own after a `#line` that names it, so the compiler's errors say which forms a
//! kernel does not have. Nothing depends on warnings, which the wrappers for old kernels switch off. Each unit ends
//! with an error of its own, which shows that the compiler got that far, and keeps kbuild from continuing with an
//! object that does not exist.

use std::fmt::Write as _;

use crate::facts::{ABSENT, Area, Facts, Form, Symbol};

/// What the questions are written with.
const PRELUDE: &str = r#"
/* The type of an expression, a function's too, is TYPE. */
#define IS(expression, ...) _Static_assert( \
	__builtin_types_compatible_p(__typeof__(expression), __VA_ARGS__), "another type")
/* It is one of two types. */
#define EITHER(expression, one, other) _Static_assert( \
	__builtin_types_compatible_p(__typeof__(expression), one) || \
	__builtin_types_compatible_p(__typeof__(expression), other), "another type")
/* It is declared. */
#define HAS(expression) (void)sizeof(__typeof__(expression) *)
/* The struct has this member. */
#define MEMBER(type, member) (void)((type *)0)->member
/* The struct is defined, not declared alone. */
#define DEFINED(type) (void)sizeof(type)
"#;

/// The key of the error with which every unit ends.
pub(super) fn end_of(area: &Area) -> String {
    format!("probe/{}/end", area.name)
}

/// The key under which the compiler reports on a form; [`ABSENT`] for the check that the symbol does not exist.
pub(super) fn key(area: &Area, symbol: &Symbol, form: &str) -> String {
    format!("probe/{}/{}/{form}", area.name, symbol.name)
}

/// A unit that compiles if a kernel has `form` of a symbol of `area`.
pub(crate) fn question(area: &Area, form: &Form) -> String {
    let mut out = head(area);
    function(&mut out, "probe", form);
    out
}

fn head(area: &Area) -> String {
    let mut out = String::new();
    for header in &area.includes {
        // Headers come and go; what no header declares is what the question is about.
        writeln!(out, "#if __has_include(<{header}>)\n#include <{header}>\n#endif").unwrap();
    }
    out + PRELUDE
}

/// The unit of `area`.
pub(super) fn unit(area: &Area) -> String {
    let mut out = "/* SPDX-License-Identifier: GPL-2.0-only */\n".to_owned() + &head(area);
    for (index, symbol) in area.symbols.iter().enumerate() {
        for (number, form) in symbol.forms.iter().enumerate() {
            let key = key(area, symbol, &form.name);
            writeln!(out, "#line 1 \"{key}\"").unwrap();
            function(&mut out, &format!("probe_{index}_{number}"), form);
        }
    }
    // Last, because they declare the symbol that they ask about.
    for symbol in &area.symbols {
        absence(&mut out, area, symbol);
    }
    writeln!(out, "#line 1 \"{}\"\n#error the end", end_of(area)).unwrap();
    out
}

fn function(out: &mut String, name: &str, form: &Form) {
    let Form { code, r#macro, .. } = form;
    let code = code.trim();
    let body = format!("static void __attribute__((unused)) {name}(void)\n{{\n{code}\n}}");
    if r#macro.is_empty() {
        return writeln!(out, "{body}").unwrap();
    }
    // Without the macro, its use would declare a function, and absence could not be shown.
    writeln!(out, "#ifndef {}\n#error not defined\n#else\n{body}\n#endif", r#macro).unwrap();
}

/// A declaration that conflicts with any other of that name. There is no such check for members and headers: they are
/// absent if none of their forms exists.
fn absence(out: &mut String, area: &Area, symbol: &Symbol) {
    let Some(declaration) = declaration(&symbol.name) else { return };
    writeln!(out, "#line 1 \"{}\"", key(area, symbol, ABSENT)).unwrap();
    writeln!(out, "{declaration}").unwrap();
}

fn declaration(name: &str) -> Option<String> {
    if let Some(tag) = name.strip_prefix("struct ") {
        return Some(format!("struct {tag} {{ int probe; }};"));
    }
    let identifier = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    identifier.then(|| format!("#ifdef {name}\n#error defined\n#endif\nextern char {name}[3];"))
}

/// Can the absence of `symbol` be shown on its own?
pub(super) fn absence_is_asked(symbol: &Symbol) -> bool {
    declaration(&symbol.name).is_some()
}

/// The Kbuild file, which also serves as Makefile for kernels that do not know Kbuild.
pub(super) fn kbuild(facts: &Facts) -> String {
    // Errors inside of macros are reported where the macro is used.
    let flags = "-fsyntax-only -w -ftrack-macro-expansion=0 -fno-diagnostics-show-caret";
    let objects: Vec<String> = facts.areas.iter().map(|area| object(area, "o")).collect();
    // EXTRA_CFLAGS: until 2.6.24 nothing else is read.
    format!(
        "# SPDX-License-Identifier: GPL-2.0-only\nccflags-y := {flags}\nEXTRA_CFLAGS := {flags}\n\
         obj-m := {}\n",
        objects.join(" ")
    )
}

/// The name of an area's file.
pub(super) fn object(area: &Area, end: &str) -> String {
    format!("probe-{}.{end}", area.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("genlmsg_put", true)]
    #[case("struct genl_split_ops", true)]
    #[case("genl_ops.policy", false)]
    #[case("linux/config.h", false)]
    fn absence_is_shown_where_it_can_be(#[case] name: &str, #[case] shown: bool) {
        assert_eq!(declaration(name).is_some(), shown);
    }
}
