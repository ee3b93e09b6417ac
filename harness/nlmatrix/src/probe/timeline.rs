//! Answers of many kernels side by side, compared with what is known.

use serde::Serialize;

use super::Answers;
use super::generation::GenerationNeeds;
use crate::facts::{Facts, Symbol, UNKNOWN};
use crate::version::KernelVersion;

/// A kernel that was asked.
#[derive(Clone, Debug)]
pub struct Probed {
    /// Its id.
    pub id: String,
    /// Its mainline version.
    pub version: KernelVersion,
    /// Whose it is, like `el8`; `None` for mainline's and Debian's.
    pub vendor: Option<&'static str>,
    /// Its answers.
    pub answers: Answers,
}

/// The answers of all kernels.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    /// Ids of the kernels, in version order.
    pub kernels: Vec<String>,
    /// One for each symbol.
    pub rows: Vec<Row>,
    /// Where the needs of generations and the answers do not agree.
    pub contradictions: Vec<Contradiction>,
}

/// One symbol over all kernels.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The area of the symbol, like `genetlink`.
    pub area: String,
    /// The symbol.
    pub symbol: String,
    /// Its forms, with neighbouring kernels joined that have the same one.
    pub spans: Vec<Span>,
}

/// Neighbouring kernels that gave the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Ids of the kernels, in version order.
    pub kernels: Vec<String>,
    /// Name of the form, `absent`, or `none of the forms`.
    pub form: String,
    /// The form in words.
    pub words: String,
    /// Does it agree with history?
    pub verdict: Verdict,
    /// Why it is not surprising, or what history says; empty if they agree.
    pub note: String,
}

/// How an answer relates to mainline's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They agree.
    AsHistory,
    /// They differ, and it is known why.
    KnownBackport,
    /// They differ.
    Contradiction,
}

/// A generation and a kernel whose answers contradict its range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// `system.generation`.
    pub generation: String,
    /// Kernel id.
    pub kernel: String,
    /// Is the kernel in its range? Then a need is not met, which is a failure. Otherwise all needs are met although
    /// the range excludes the kernel, which is only shown.
    pub fails: bool,
    /// The needs that are not met, each with what the kernel has instead.
    pub unmet: Vec<String>,
}

impl Timeline {
    /// Is a need of a generation not met on a kernel of its range?
    pub fn fails(&self) -> bool {
        self.contradictions.iter().any(|contradiction| contradiction.fails)
    }

    /// The spans with one verdict, each with its symbol.
    pub fn spans(&self, verdict: Verdict) -> impl Iterator<Item = (&str, &Span)> {
        self.rows.iter().flat_map(move |row| {
            let ours = row.spans.iter().filter(move |span| span.verdict == verdict);
            ours.map(|span| (row.symbol.as_str(), span))
        })
    }
}

/// The answers of `kernels`, in any order, side by side.
pub fn timeline(
    facts: &Facts,
    generations: &[GenerationNeeds],
    mut kernels: Vec<Probed>,
) -> Timeline {
    kernels.sort_by(|a, b| (a.version, &a.id).cmp(&(b.version, &b.id)));
    let mut rows = Vec::new();
    for area in &facts.areas {
        rows.extend(area.symbols.iter().map(|symbol| Row {
            area: area.name.clone(),
            symbol: symbol.name.clone(),
            spans: fold(kernels.iter().map(|kernel| answer(symbol, kernel))),
        }));
    }
    let pairs = generations.iter().flat_map(|it| kernels.iter().map(move |kernel| (it, kernel)));
    let contradictions = pairs.filter_map(|(it, kernel)| contradiction(it, kernel)).collect();
    let kernels = kernels.into_iter().map(|kernel| kernel.id).collect();
    Timeline { kernels, rows, contradictions }
}

/// One kernel's answer about `symbol`, as a separate span.
fn answer(symbol: &Symbol, kernel: &Probed) -> Span {
    let form = kernel.answers.get(&symbol.name).map_or(UNKNOWN, String::as_str);
    let expected = symbol.expected(&kernel.version);
    let backport = symbol.backport(form, &kernel.version, kernel.vendor);
    let (verdict, note) = match backport {
        _ if form == expected => (Verdict::AsHistory, String::new()),
        Some(known) => (Verdict::KnownBackport, known.reason.clone()),
        None => {
            let (words, source) = (symbol.words(expected), &symbol.source);
            (Verdict::Contradiction, format!("history says {words} ({source})"))
        }
    };
    Span {
        kernels: vec![kernel.id.clone()],
        form: form.to_owned(),
        words: symbol.words(form).to_owned(),
        verdict,
        note,
    }
}

/// Joins neighbours with the same answer.
fn fold(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut folded: Vec<Span> = Vec::new();
    for span in spans {
        match folded.last_mut() {
            Some(last) if (&last.form, &last.note) == (&span.form, &span.note) => {
                last.kernels.extend(span.kernels);
            }
            _ => folded.push(span),
        }
    }
    folded
}

fn contradiction(generation: &GenerationNeeds, kernel: &Probed) -> Option<Contradiction> {
    let in_range = generation.builds_in(&kernel.version, kernel.vendor);
    let there = |symbol: &str| kernel.answers.get(symbol).map_or("", String::as_str);
    let unmet = generation.unmet(&kernel.answers);
    let unmet: Vec<String> =
        unmet.map(|need| format!("{need}, but it is `{}`", there(&need.symbol.name))).collect();
    let surprising = in_range != unmet.is_empty() && generation.has_needs();
    surprising.then(|| Contradiction {
        generation: generation.name.clone(),
        kernel: kernel.id.clone(),
        fails: in_range,
        unmet,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::facts::model_tests::facts;
    use crate::probe::generation::tests::generations;
    use rstest::rstest;

    pub(in crate::probe) fn probed(version: &str, form: &str) -> Probed {
        let answers = [("f".to_owned(), form.to_owned())].into();
        Probed { id: version.to_owned(), version: version.parse().unwrap(), vendor: None, answers }
    }

    fn of(answers: &[(&str, &str)]) -> Timeline {
        let kernels = answers.iter().map(|(version, form)| probed(version, form)).collect();
        timeline(&facts(), &generations(), kernels)
    }

    #[rstest]
    #[case(&[("2.6.9", "absent"), ("2.6.32", "absent")], &["absent 2.6.9 2.6.32"])]
    #[case(&[("3.2", "old"), ("2.6.9", "absent"), ("3.10", "old")], &["absent 2.6.9", "old 3.2 3.10"])]
    #[case(&[("3.2", "old"), ("4.1", "new"), ("4.4", "old")], &["old 3.2", "new 4.1", "old 4.4"])]
    // The same form for another reason is a separate span.
    #[case(&[("4.9", "new"), ("5.0", "new")], &["new 4.9", "new 5.0"])]
    fn neighbours_of_one_form_are_one_span(
        #[case] answers: &[(&str, &str)],
        #[case] spans: &[&str],
    ) {
        let timeline = of(answers);
        let shown = timeline.rows[0].spans.iter();
        let shown = shown.map(|span| format!("{} {}", span.form, span.kernels.join(" ")));
        assert_eq!(shown.collect::<Vec<_>>(), spans);
    }

    #[rstest]
    #[case("2.6.39", "absent", Verdict::AsHistory)]
    #[case("3.0", "absent", Verdict::Contradiction)]
    #[case("4.9", "old", Verdict::AsHistory)]
    #[case("4.9", "new", Verdict::KnownBackport)]
    #[case("4.10", "new", Verdict::Contradiction)]
    #[case("5.0-rc1", "new", Verdict::AsHistory)]
    #[case("5.1", "none of the forms", Verdict::Contradiction)]
    fn answers_are_held_against_history(
        #[case] version: &str,
        #[case] form: &str,
        #[case] verdict: Verdict,
    ) {
        assert_eq!(of(&[(version, form)]).rows[0].spans[0].verdict, verdict);
    }

    #[rstest]
    #[case("5.0", "new", None)]
    #[case("5.0", "old", Some(true))]
    #[case::known_backport("4.9", "new", None)]
    #[case::backport_missing("4.9", "old", Some(true))]
    #[case::unknown_backport("4.8", "new", Some(false))]
    #[case("4.8", "old", None)]
    fn a_generation_fails_where_it_lacks_what_it_needs(
        #[case] version: &str,
        #[case] form: &str,
        #[case] fails: Option<bool>,
    ) {
        let timeline = of(&[(version, form)]);
        assert_eq!(timeline.contradictions.first().map(|it| it.fails), fails);
        assert_eq!(timeline.fails(), fails == Some(true));
    }
}
