//! The timeline for terminals.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::timeline::{Contradiction, Span, Timeline, Verdict};
use crate::facts::Facts;
use crate::words::counted;

const HEAD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const KNOWN: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Widths of the columns for a symbol and for the kernels that have a form.
const SYMBOL: usize = 38;
const RANGE: usize = 26;

/// The whole timeline, area by area; what contradicts history or a generation is marked.
pub fn terminal(timeline: &Timeline, facts: &Facts) -> String {
    let mut out = String::new();
    write(&mut out, timeline, facts).expect("a String takes everything");
    out
}

fn write(out: &mut String, timeline: &Timeline, facts: &Facts) -> std::fmt::Result {
    for area in &facts.areas {
        writeln!(out, "{HEAD}{}{HEAD:#}", area.about)?;
        for row in timeline.rows.iter().filter(|row| row.area == area.name) {
            for (index, span) in row.spans.iter().enumerate() {
                let symbol = if index == 0 { row.symbol.as_str() } else { "" };
                write!(out, "  {symbol:SYMBOL$} ")?;
                self::span(out, span)?;
            }
        }
        writeln!(out)?;
    }
    for contradiction in &timeline.contradictions {
        self::contradiction(out, contradiction)?;
    }
    let count = |verdict| timeline.spans(verdict).count();
    let (known, against) = (count(Verdict::KnownBackport), count(Verdict::Contradiction));
    let symbols = counted(timeline.rows.len(), "symbol");
    let kernels = counted(timeline.kernels.len(), "kernel");
    let style = if against + timeline.contradictions.len() == 0 { DIM } else { KNOWN };
    writeln!(
        out,
        "{style}{symbols} on {kernels}; {known} known backports, {against} answers \
         against history{style:#}"
    )
}

fn span(out: &mut String, span: &Span) -> std::fmt::Result {
    let Span { words, note, .. } = span;
    write!(out, "{:RANGE$} {words}", range(&span.kernels))?;
    match span.verdict {
        Verdict::AsHistory => writeln!(out),
        Verdict::KnownBackport => writeln!(out, "  {KNOWN}~ backport: {note}{KNOWN:#}"),
        Verdict::Contradiction => writeln!(out, "  {BAD}! {note}{BAD:#}"),
    }
}

fn range(kernels: &[String]) -> String {
    match kernels {
        [first, .., last] => format!("{first} … {last}"),
        _ => kernels.concat(),
    }
}

fn contradiction(out: &mut String, contradiction: &Contradiction) -> std::fmt::Result {
    let Contradiction { generation, kernel, fails, unmet } = contradiction;
    if *fails {
        return writeln!(out, "{BAD}✗{BAD:#} {generation} on {kernel} needs {}", unmet.join("; "));
    }
    let words = "has all it needs there, though its range leaves this kernel out";
    writeln!(out, "{KNOWN}~{KNOWN:#} {generation} on {kernel} {words}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::model_tests::facts;
    use crate::probe::generation::tests::generations;
    use crate::probe::timeline::tests::probed;
    use crate::probe::timeline::timeline;

    #[test]
    fn fixed_answers() {
        let answers = [
            ("2.6.32", "absent"),
            ("2.6.39", "absent"),
            ("3.0", "old"),
            ("4.9", "new"),
            ("4.14", "none of the forms"),
            ("5.0", "new"),
            ("5.1", "old"),
        ];
        let kernels = answers.map(|(version, form)| probed(version, form)).into();
        let facts = facts();
        let shown = terminal(&timeline(&facts, &generations(), kernels), &facts);
        insta::assert_snapshot!(anstream::adapter::strip_str(&shown).to_string());
    }
}
