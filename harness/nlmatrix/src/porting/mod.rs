//! `docs/porting.md`: how to port a netlink module from 2.6 to today. The page is written from what is recorded
//! elsewhere: the generations of `kmods`, what they need, how kernels refuse them, and the histories with which the
//! probes compare every kernel.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::facts::{ABSENT, Facts, Need, Symbol};
use crate::matrix::{Matrix, Refusal, SystemEntry};

use crate::version::KernelVersion;

/// Systems that exist to fail are no examples.
const LEFT_OUT: [&str; 2] = ["faulty", "diagnosis"];

const INTRODUCTION: &str = "\
<!-- Written by `cargo xtask porting` from matrix.toml, kmods/*/*/generation.toml and kmods/probes;
     do not edit. -->

# Port your module from 2.6 to today

Find the newest kernel that your module builds on. Then:

1. Read [the steps](#the-steps) below it, from that version to the one that you want to reach. Each
   line is an interface that netlink modules use, with its form before and after.
2. Copy from [the generations](#the-generations): the same module, written once for each form of the
   API, without a version condition. Two neighbours in a diff
   (`diff -u kmods/nlecho/g4-net-skb/nlecho.c kmods/nlecho/g6-cfg/nlecho.c`) show a whole step.
3. Let every kernel between say whether you are there: `nlmatrix init` in your module's folder, and
   `nlmatrix matrix`. What the compiler says is explained by `nlmatrix explain 'the line'`, and
   `nlmatrix probe` asks your kernels which form they have: distributions backport.

One source for all kernels needs conditions; keep them in a header of your own that gives old
kernels the new form, so that removing an old kernel is removing lines from that header.
";

/// The page.
pub fn page(matrix: &Matrix) -> String {
    let mut out = INTRODUCTION.to_owned();
    steps(&mut out, &matrix.facts);
    out.push_str("\n## The generations\n");
    for system in matrix.systems.iter().filter(|it| !LEFT_OUT.contains(&it.name.as_str())) {
        generations(&mut out, system);
    }
    out
}

/// Version → what changed in it.
fn steps(out: &mut String, facts: &Facts) {
    let mut steps: BTreeMap<KernelVersion, Vec<String>> = BTreeMap::new();
    for symbol in facts.symbols() {
        let mut forms = symbol.history.iter();
        let Some((_, mut before)) = forms.next() else { continue };
        for (version, form) in forms {
            steps.entry(*version).or_default().push(step(symbol, before, form));
            before = form;
        }
    }
    out.push_str("\n## The steps\n");
    for (version, lines) in steps {
        write!(out, "\n### {version}\n\n{}", lines.concat()).expect("a string");
    }
}

fn step(symbol: &Symbol, before: &str, form: &str) -> String {
    let (name, words) = (&symbol.name, |form| code(symbol.words(form)));
    match (before, form) {
        (ABSENT, form) => format!("- `{name}` is new: {}\n", words(form)),
        (before, ABSENT) => format!("- `{name}` is gone; it was {}\n", words(before)),
        (before, form) => format!("- `{name}`: {} becomes {}\n", words(before), words(form)),
    }
}

/// Signatures as code, words unchanged.
fn code(words: &str) -> String {
    if words.contains(['(', '_', '*']) { format!("`{words}`") } else { words.to_owned() }
}

fn generations(out: &mut String, system: &SystemEntry) {
    let folder = system.path.file_name().unwrap_or_default();
    let (name, about) = (&system.name, &system.about);
    writeln!(out, "\n### {name} (`kmods/{folder}`): {about}\n").expect("a string");
    for generation in &system.generations {
        let (name, kernels) = (&generation.name, generation.builds_in_words());
        writeln!(out, "- **{name}**, kernels `{kernels}`: {}", generation.about).expect("a string");
        for need in &generation.needs {
            writeln!(out, "  - {}", needed(need)).expect("a string");
        }
        for refusal in &generation.refused {
            let Refusal { kernels, diagnosis, symbol, reason, .. } = refusal;
            writeln!(out, "  - on `{kernels}` it does not build: {diagnosis} `{symbol}`, {reason}")
                .expect("a string");
        }
    }
}

fn needed(need: &Need) -> String {
    let forms = need.forms.iter().map(|form| code(need.symbol.words(form)));
    let forms: Vec<String> = forms.collect();
    format!("`{}`: {}", need.symbol.name, forms.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8Path;

    #[test]
    fn the_page_is_current() {
        let root = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let matrix =
            crate::matrix::load(&root.join("matrix.toml"), crate::scenario::shipped()).unwrap();
        let page = page(&matrix);
        let written = fs_err::read_to_string(root.join("docs/porting.md")).unwrap();
        assert!(page == written, "docs/porting.md is not current: run `cargo xtask porting`");
    }

    #[test]
    fn every_change_of_a_history_is_a_step() {
        let facts = crate::facts::shipped();
        let mut out = String::new();
        steps(&mut out, facts);
        let changes: usize = facts.symbols().map(|symbol| symbol.history.len() - 1).sum();
        assert_eq!(out.lines().filter(|line| line.starts_with("- ")).count(), changes);
        let place = |text: &str| out.find(text).unwrap_or_else(|| panic!("no {text}"));
        assert!(place("\n### 2.6.24\n") < place("\n### 3.7\n"));
        assert!(place("\n### 3.7\n") < place("becomes `(net, unit, cfg)`"));
    }
}
