//! The summary of a run on a terminal: a compact matrix, and what is not as expected.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::run::{BuildRecord, CellRecord, LackingClient, NotRun, Outcome, Run, Splat};
use crate::words::counted;

use super::grid::{GenerationRows, Grid, Summary};
use super::text::{
    Tally, cells, duration, is_good, meaning, on_kernels, one_line, passed_over, shorten, sign_of,
    symbol, told, visible_run, without_cells,
};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const HEAD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Columns of a kernel: its sign and a space.
const COLUMN: usize = 2;

/// The run in short; no line of the matrix is wider than `width`. It contains ANSI styles: print it through
/// `anstream`, which drops them where they are not supported. Control characters from guests are removed.
pub fn terminal(run: &Run, width: usize) -> String {
    let run = visible_run(run);
    let mut out = String::new();
    write(&mut out, &run, width.max(40)).expect("writing to a string does not fail");
    out
}

fn write(out: &mut String, run: &Run, width: usize) -> std::fmt::Result {
    let tally = Tally::of(run);
    matrix(out, &Grid::of(run), width)?;
    for (outcome, count) in &tally.outcomes {
        let line = format!("{} {count:>4} {outcome:<13} {}", symbol(*outcome), meaning(*outcome));
        writeln!(out, "{DIM}{}{DIM:#}", shorten(&line, width))?;
    }
    writeln!(out)?;
    failures(out, run)?;
    for stale in &run.stale {
        let (what, place) = (one_line(&stale.expectation), one_line(&stale.place));
        writeln!(out, "{BAD}! stale{BAD:#} expectation {what} at {place}")?;
        writeln!(out, "    {}", one_line(&stale.reason))?;
    }
    gaps(out, run, width)?;
    let style = if is_good(run) { GOOD } else { BAD };
    let took = duration(run.host.duration_ms as f64);
    let kernels = counted(run.kernels.len(), "kernel");
    writeln!(out, "{style}{}{style:#} ({kernels}, {took})", tally.headline())?;
    if run.passed_over > 0 {
        writeln!(out, "{DIM}{}{DIM:#}", passed_over(run.passed_over))?;
    }
    Ok(())
}

/// What is not as expected.
fn failures(out: &mut String, run: &Run) -> std::fmt::Result {
    for it in told(run) {
        failure(out, it.cell)?;
        context(out, run, it.cell)?;
        if !it.also.is_empty() {
            writeln!(out, "    {DIM}also affected:{DIM:#} {}", it.affected())?;
        }
    }
    unused(out, run)
}

/// The clients that could not be made and that no cell runs, which makes no cell unexpected.
fn unused(out: &mut String, run: &Run) -> std::fmt::Result {
    for lacking in without_cells(run) {
        let LackingClient { client, reason, .. } = lacking;
        writeln!(
            out,
            "{DIM}no cell of this run runs {}: {}{DIM:#}",
            one_line(client),
            one_line(reason)
        )?;
    }
    Ok(())
}

/// At most so many further complaints of an explained build are shown here.
const ALSO: usize = 3;

/// The lines around the first error of a build that nothing explains, or the further complaints of one that is
/// explained.
fn context(out: &mut String, run: &Run, cell: &CellRecord) -> std::fmt::Result {
    let own = |build: &&BuildRecord| build.is_of(&cell.id);
    let build = run.builds.iter().find(own).filter(|_| cell.failed_to_build());
    let Some(found) = build.and_then(|build| build.diagnosis.as_ref()) else { return Ok(()) };
    let lines: Vec<&str> = found.context.lines().collect();
    let most = if found.kind == "unknown" { lines.len() } else { ALSO };
    for line in lines.iter().take(most) {
        writeln!(out, "    {DIM}|{DIM:#} {line}")?;
    }
    if lines.len() > most {
        let more = counted(lines.len() - most, "line");
        writeln!(out, "    {DIM}| … {more} more: in the report, and by the command above{DIM:#}")?;
    }
    Ok(())
}

/// What did not run, by reason, with the command that gets it.
fn gaps(out: &mut String, run: &Run, width: usize) -> std::fmt::Result {
    for gap in run.gaps() {
        let style = if gap.excused { DIM } else { BAD };
        let (sign, count, on) = (symbol(gap.outcome), cells(gap.cells), on_kernels(&gap.kernels));
        writeln!(out, "{style}{sign} {count} did not run{style:#} {on}")?;
        // What blocks everything that depends on it was reported, with its remedy, when it was found.
        let known = gap.excused || gap.why == Some(NotRun::Blocked);
        let most = if known { width.saturating_sub(4) } else { usize::MAX };
        writeln!(out, "    {}", shorten(&one_line(&gap.reason), most))?;
        if !gap.command.is_empty() {
            writeln!(out, "    {DIM}run:{DIM:#} {}", one_line(&gap.command))?;
        }
    }
    Ok(())
}

/// One cell that is not as expected: what, why, and the command that runs it again.
fn failure(out: &mut String, cell: &CellRecord) -> std::fmt::Result {
    let (sign, outcome, expected) =
        (sign_of(cell.outcome, cell.as_expected), cell.outcome, cell.expected);
    let id = one_line(&cell.id.to_string());
    writeln!(out, "{BAD}{sign} {outcome}{BAD:#} {HEAD}{id}{HEAD:#} (expected {expected})")?;
    if !cell.reason.is_empty() {
        writeln!(out, "    {}", one_line(&cell.reason))?;
    }
    if let Some(line) = said_first(cell) {
        writeln!(out, "    {DIM}|{DIM:#} {}", one_line(line))?;
    }
    writeln!(out, "    {DIM}rerun:{DIM:#} {}", one_line(&cell.rerun))
}

/// What the kernel said as it crashed, before the details of where: `Attribute x: Invalid permissions 0111`.
fn said_first(cell: &CellRecord) -> Option<&str> {
    let told = |it: &&Splat| cell.reason.contains(&it.fingerprint);
    let splats = cell.splats.iter().filter(|_| cell.outcome == Outcome::Crash);
    let line = splats.clone().find(told).or(splats.clone().next())?.excerpt.lines().next()?;
    // After the kernel's timestamp.
    let line = line.split_once("] ").map_or(line, |(_, line)| line).trim();
    (!line.is_empty() && !cell.reason.contains(line)).then_some(line)
}

/// The matrix, generations down; in several blocks if the kernels do not fit side by side.
fn matrix(out: &mut String, grid: &Grid, width: usize) -> std::fmt::Result {
    let label = |generation: &GenerationRows| generation.module.to_string();
    let longest = grid.generations().map(|it| label(it).chars().count()).max();
    let label_width = longest.unwrap_or(0).min(width / 2);
    let per_block = ((width - label_width - 1) / COLUMN).max(1);
    for block in grid.here().chunks(per_block) {
        heads(out, grid, block, label_width)?;
        for generation in grid.generations().filter(|it| !it.away()) {
            write!(out, "{:<label_width$} ", shorten(&one_line(&label(generation)), label_width))?;
            for column in block {
                sign(out, generation.summary(*column))?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    away(out, grid, width)
}

/// The kernels that have no column.
fn away(out: &mut String, grid: &Grid, width: usize) -> std::fmt::Result {
    let kernels = grid.kernels.iter().zip(&grid.away).filter(|(_, away)| **away);
    let ids: Vec<&str> = kernels.map(|(id, _)| *id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let line = format!("not available here ({}): {}", ids.len(), one_line(&ids.join(" ")));
    writeln!(out, "{DIM}{}{DIM:#}\n", shorten(&line, width))
}

/// Kernel ids, written vertically above their columns.
fn heads(out: &mut String, grid: &Grid, block: &[usize], label_width: usize) -> std::fmt::Result {
    let ids: Vec<Vec<char>> =
        block.iter().map(|column| shorten(grid.kernels[*column], 16).chars().collect()).collect();
    let height = ids.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        let mut text = " ".repeat(label_width + 1);
        for id in &ids {
            let letter = (line + id.len()).checked_sub(height).and_then(|index| id.get(index));
            text.extend([letter.copied().unwrap_or(' '), ' ']);
        }
        writeln!(out, "{DIM}{}{DIM:#}", text.trim_end())?;
    }
    Ok(())
}

/// The sign of one generation on one kernel.
fn sign(out: &mut String, summary: Option<Summary>) -> std::fmt::Result {
    match summary {
        None => write!(out, "  "),
        Some(Summary { worst, unexpected: 0, .. }) => {
            write!(out, "{GOOD}{}{GOOD:#} ", symbol(worst))
        }
        Some(Summary { worst, .. }) => {
            write!(out, "{BAD}{}{BAD:#} ", sign_of(worst, false))
        }
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::super::fixture::{cells, fixture};
    use super::*;
    use crate::run::{CellId, Kind, ModuleId};

    #[test]
    fn the_fixture() {
        insta::assert_snapshot!(strip_str(&terminal(&fixture(), 80)).to_string());
    }

    #[test]
    fn a_build_that_fails_is_told_once() {
        let mut run = fixture();
        for (index, cell) in run.cells.iter_mut().take(3).enumerate() {
            cell.id = CellId::new("k", ModuleId::new("own", ""), &format!("s{index}"));
            (cell.outcome, cell.as_expected) = (Outcome::BuildFail, false);
            cell.reason = "no such header".to_owned();
        }
        let shown = strip_str(&terminal(&run, 80)).to_string();
        assert_eq!(shown.matches("no such header").count(), 1, "{shown}");
        assert!(shown.contains("also affected: s1, s2"), "{shown}");
    }

    #[test]
    fn a_client_that_does_not_build_is_told_once() {
        let mut run = fixture();
        for (index, cell) in run.cells.iter_mut().take(3).enumerate() {
            cell.id = CellId::new(&format!("k{index}"), ModuleId::new("own", ""), "s");
            (cell.outcome, cell.as_expected) = (Outcome::BuildFail, false);
            (cell.lacks, cell.reason) =
                ("talk".to_owned(), "the client talk is not built".to_owned());
        }
        let lacking = |client: &str| LackingClient {
            client: client.to_owned(),
            reason: format!("the client {client} is not built"),
            ..LackingClient::default()
        };
        run.lacking_clients = vec![lacking("talk"), lacking("spare")];
        let shown = strip_str(&terminal(&run, 80)).to_string();
        assert_eq!(shown.matches("the client talk is not built").count(), 1, "{shown}");
        assert!(shown.contains("also affected: k1/own/s, k2/own/s\n"), "{shown}");
        let spare = "no cell of this run runs spare: the client spare is not built";
        assert!(shown.contains(spare), "{shown}");
    }

    #[test]
    fn a_crash_is_told_with_what_the_kernel_said_first() {
        let mut run = fixture();
        let cell = &mut run.cells[0];
        let excerpt =
            "[    4.4] Attribute debug: Invalid permissions 0111\n[    4.4] WARNING: CPU: 0";
        let splat = Splat::new(Kind::Warning, "f".to_owned(), excerpt.to_owned());
        (cell.outcome, cell.as_expected) = (Outcome::Crash, false);
        (cell.reason, cell.splats) = ("warning:f".to_owned(), vec![splat]);
        let shown = strip_str(&terminal(&run, 80)).to_string();
        let told = "    warning:f\n    | Attribute debug: Invalid permissions 0111\n    rerun:";
        assert!(shown.contains(told), "{shown}");
    }

    #[test]
    fn the_remedy_of_an_outage_is_not_said_once_more() {
        let mut run = fixture();
        for cell in &mut run.cells {
            (cell.outcome, cell.not_run) = (Outcome::Lost, Some(NotRun::Blocked));
            cell.reason = format!("the mirror does not answer ({}): name another", "x".repeat(90));
        }
        let shown = strip_str(&terminal(&run, 80)).to_string();
        assert!(shown.contains("    the mirror does not answer (xxx"), "{shown}");
        assert!(!shown.contains("name another"), "{shown}");
    }

    #[test]
    fn the_matrix_fits_and_only_styles_are_left() {
        let run = cells(1000);
        let shown = strip_str(&terminal(&run, 80)).to_string();
        let matrix = shown.split("\n\n").next().unwrap();
        assert!(matrix.lines().all(|line| line.chars().count() <= 80), "{matrix}");
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'));
    }
}
