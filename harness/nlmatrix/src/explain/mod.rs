//! Answers to people: what a cell expects and why, and what a symptom means.
//!
//! The answers come from what the harness itself asserts with: the matrix's expectations, the
//! classification of compiler errors, and [`symptoms`], each of which names its scenarios.

pub mod symptoms;

use std::fmt::Write as _;

use crate::matrix::Matrix;
use crate::module::diagnose;
use crate::plan::{Cell, plan};
use crate::scenario;
use symptoms::Symptom;

/// The answer to `question`, a cell id or a symptom; `None` when nothing is known about it.
pub fn explain(matrix: &Matrix, question: &str) -> Option<String> {
    if let Some(cell) = plan(matrix).into_iter().find(|cell| cell.id.to_string() == question) {
        return Some(of_cell(&cell));
    }
    of_compiler(matrix, question).or_else(|| of_symptom(matrix, question))
}

fn of_cell(cell: &Cell) -> String {
    let about = scenario::find(&cell.id.scenario).map_or("declared in the matrix", |it| it.about);
    let mut text = format!("{}: {about}\nexpected: {}\n", cell.id, cell.expected);
    if !cell.reason.is_empty() {
        writeln!(text, "because: {}", cell.reason).expect("writing to a string");
    }
    for refusal in &cell.refusals {
        let (kind, symbol, source) = (&refusal.diagnosis, &refusal.symbol, &refusal.source);
        let which =
            if cell.refusals.len() > 1 { "refused by this or another" } else { "refused by" };
        writeln!(text, "{which}: {kind} {symbol} ({source})").expect("writing to a string");
    }
    for known in &cell.predictions {
        let (kernels, source) = (&known.kernels, &known.source);
        writeln!(text, "known on {kernels}: {} ({source})", known.reason)
            .expect("writing to a string");
    }
    text
}

/// A line of a compiler or of modpost, as the newest kernel of the matrix would have it.
fn of_compiler(matrix: &Matrix, line: &str) -> Option<String> {
    let found = diagnose(line, &matrix.kernels.last()?.series)?;
    let forms = matrix.facts.forms(&found.symbol).unwrap_or_default();
    Some(format!("{} {}: {}\n{}\n{forms}", found.kind, found.symbol, found.meaning, found.remedy))
}

fn of_symptom(matrix: &Matrix, question: &str) -> Option<String> {
    let symptom = find(question)?;
    let Symptom { cause, versions, remedy, scenarios, .. } = symptom;
    let mut text = format!("cause: {cause}\nversions: {versions}\nremedy: {remedy}\n");
    writeln!(text, "asserted by: {}", scenarios.join(", ")).expect("writing to a string");
    let known = matrix.expectations.iter().filter(|it| scenarios.contains(&it.scenario.as_str()));
    for it in known {
        let (scenario, kernels, reason, source) =
            (&it.scenario, &it.kernels, &it.reason, &it.source);
        writeln!(text, "known: {scenario} on {kernels}: {reason} ({source})")
            .expect("writing to a string");
    }
    Some(text)
}

/// The symptom with the most words in the question.
fn find(question: &str) -> Option<&'static Symptom> {
    let lower = question.to_lowercase();
    let asked: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && !"-_".contains(c)).collect();
    let has = |word: &str| asked.iter().any(|it| it.starts_with(word));
    let score = |symptom: &Symptom| {
        let lists = symptom.words.iter().filter(|list| list.iter().all(|word| has(word)));
        lists.map(|list| list.len()).max().unwrap_or(0)
    };
    // The first of equals: the table goes from the particular to the general.
    symptoms::ALL.iter().rev().max_by_key(|symptom| score(symptom)).filter(|it| score(it) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;
    use rstest::rstest;

    #[rstest]
    #[case("ENOBUFS on sendmsg", "enobufs-control-length")]
    #[case("recvfrom: ENOBUFS", "enobufs-overrun")]
    #[case("EAGAIN after about 40 packets", "sender-blocked")]
    #[case("third message of type 2", "extra-ack")]
    #[case("recv never returns", "hang-client")]
    #[case("rmmod: Module is in use", "rmmod-pinned")]
    #[case("libnl gives -16", "wrong-sequence")]
    fn symptoms_are_known(#[case] question: &str, #[case] scenario: &str) {
        let found = find(question).unwrap();
        assert!(found.scenarios.contains(&scenario), "{found:?}");
    }

    #[test]
    fn every_symptom_is_asserted_by_scenarios_that_there_are() {
        for name in symptoms::ALL.iter().flat_map(|symptom| symptom.scenarios) {
            assert!(scenario::find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn cells_and_compilers_are_explained() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        let matrix = matrix::load(path.into()).unwrap();
        let cell = explain(&matrix, "6.1-deb12/genlecho.g6-split-ops/build").unwrap();
        assert!(
            cell.contains("expected: build-refused") && cell.contains("genl_split_ops"),
            "{cell}"
        );
        let line = "x.c:3:1: error: too many arguments to function 'netlink_kernel_create'";
        let text = explain(&matrix, line).unwrap();
        assert!(text.contains("(net, unit, cfg)"), "{text}");
        assert!(
            text.contains("2.6.14 and later: (unit, groups, input(sk, len), module)"),
            "{text}"
        );
        assert_eq!(explain(&matrix, "what is the weather?"), None);
    }
}
