//! A Markdown summary for CI jobs.

use std::fmt::Write;

use crate::run::{CellRecord, Outcome, Run};

use super::grid::{Grid, Summary};
use super::text::{
    Tally, Told, cells, duration, meaning, on_kernels, one_line, shorten, sign_of, symbol, told,
    visible_run,
};

/// CI systems cut summaries at about 1 MiB, so further failures are only counted.
const LISTED: usize = 100;

/// The run in short: totals, what is not as expected with the command to rerun it, and the matrix.
pub fn markdown(run: &Run) -> String {
    let run = visible_run(run);
    let mut out = String::new();
    write(&mut out, &run).expect("writing to a string does not fail");
    out
}

fn write(out: &mut String, run: &Run) -> std::fmt::Result {
    let tally = Tally::of(run);
    let host = &run.host;
    writeln!(out, "## nlmatrix: {}\n", tally.headline())?;
    writeln!(out, "{}\n", tally.outcomes())?;
    writeln!(
        out,
        "{} · started {} · took {} · {} · {} ({})\n",
        code(&host.matrix),
        escape(&host.started),
        duration(host.duration_ms as f64),
        escape(&host.qemu),
        escape(&host.accel),
        escape(&host.accel_reason),
    )?;
    unexpected_cells(out, run)?;
    gaps(out, run)?;
    for stale in &run.stale {
        let (what, place) = (code(&stale.expectation), escape(&stale.place));
        writeln!(out, "- **stale expectation** {what} ({place}): {}\n", escape(&stale.reason))?;
    }
    matrix(out, &Grid::of(run))?;
    let legend = tally.outcomes.iter();
    let legend = legend.map(|(it, _)| format!("{} {it}: {}", symbol(*it), meaning(*it)));
    writeln!(out, "\n<sub>{}</sub>", legend.collect::<Vec<_>>().join(" · "))
}

/// What is not as expected, each with its reason and its command.
fn unexpected_cells(out: &mut String, run: &Run) -> std::fmt::Result {
    let told = told(run);
    let count = told.len();
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "### Not as expected\n")?;
    for it @ Told { cell, .. } in told.iter().take(LISTED) {
        let sign = sign_of(cell.outcome, cell.as_expected);
        let (outcome, expected) = (cell.outcome, cell.expected);
        write!(out, "- {sign} **{outcome}** (expected {expected}) {}", code(&cell.id.to_string()))?;
        if !cell.reason.is_empty() {
            write!(out, ": {}", escape(&shorten(&one_line(&cell.reason), 400)))?;
        }
        if let Some(line) = said_first(run, cell) {
            write!(out, "<br>{}", code(line))?;
        }
        if !it.also.is_empty() {
            write!(out, "<br>also affected: {}", escape(&it.affected()))?;
        }
        writeln!(out, "<br>rerun: {}", code(&cell.rerun))?;
    }
    if count > LISTED {
        writeln!(out, "- … and {} more, see index.html", count - LISTED)?;
    }
    writeln!(out)
}

/// The first line of the output of building the client that the cell lacks.
fn said_first<'a>(run: &'a Run, cell: &CellRecord) -> Option<&'a str> {
    run.lacking_clients.iter().find(|it| it.client == cell.lacks)?.said.lines().next()
}

/// What did not run, by reason, with the command that gets it.
fn gaps(out: &mut String, run: &Run) -> std::fmt::Result {
    let gaps = run.gaps();
    if gaps.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Did not run\n")?;
    for gap in &gaps {
        let (sign, count, on) = (symbol(gap.outcome), cells(gap.cells), on_kernels(&gap.kernels));
        let must = if gap.excused { "" } else { ", **but should have run**" };
        let reason = escape(&shorten(&one_line(&gap.reason), 400));
        write!(out, "- {sign} {count} {}{must}: {reason}", escape(&on))?;
        match gap.command.as_str() {
            "" => writeln!(out)?,
            command => writeln!(out, "<br>run: {}", code(command))?,
        }
    }
    writeln!(out)
}

/// Generations down, kernels across; each square has the worst outcome of its scenarios.
fn matrix(out: &mut String, grid: &Grid) -> std::fmt::Result {
    writeln!(out, "### Matrix\n")?;
    let here = grid.here();
    let kernels: Vec<_> = grid.kernels_here().into_iter().map(escape).collect();
    writeln!(out, "| | {} |", kernels.join(" | "))?;
    writeln!(out, "|---|{}", ":-:|".repeat(kernels.len()))?;
    for generation in grid.generations().filter(|it| !it.away()) {
        let summaries = here.iter().map(|column| generation.summary(*column));
        let cells: Vec<_> = summaries.map(|it| it.map_or_else(String::new, cell)).collect();
        writeln!(out, "| {} | {} |", escape(&generation.module.to_string()), cells.join(" | "))?;
    }
    match grid.kernels.len() - here.len() {
        0 => Ok(()),
        1 => writeln!(out, "\n1 kernel is not available here and has no column."),
        away => writeln!(out, "\n{away} kernels are not available here and have no column."),
    }
}

/// `✓ 5` if all five are as expected, `**✗ 1/5**` if one is not.
fn cell(summary: Summary) -> String {
    let Summary { worst, total, unexpected } = summary;
    match (worst, unexpected) {
        (Outcome::Unavailable, 0) => symbol(worst).to_owned(),
        (_, 0) => format!("{} {total}", symbol(worst)),
        _ => format!("**{} {unexpected}/{total}**", sign_of(worst, false)),
    }
}

/// `text` escaped so that it can be neither markup nor the border of a table.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // `@` and `#` would mention people and issues on a forge.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// `text` as code. It is HTML, because no Markdown code span can hold arbitrary text.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fixture;
    use super::*;

    #[test]
    fn the_fixture() {
        insta::assert_snapshot!(markdown(&fixture()));
    }

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escape("<b>|*x*\n[y](z) @me"), r"&lt;b&gt;\|\*x\* \[y\](z) &#64;me");
    }
}
