//! docs/behaviour.md: how kernels differ from the newest one, according to the rows of `[[expect]]`.
//!
//! The rows are strict: one that does not come true fails its cell's run. So the page says what is measured wherever
//! its kernels are run, and nobody writes its rows by hand.

use std::fmt::Write as _;

use nlmatrix::arch::Arch;
use nlmatrix::matrix::{self, Expectation, KernelEntry, Matrix, Predicts};
use nlmatrix::scenario::{self, Scenario, checks};
use nlmatrix::words::capitalized;

use crate::cargo::workspace;

/// The page, relative to the repository.
pub const PAGE: &str = "docs/behaviour.md";

const HEAD: &str = "\
<!-- Written by `cargo xtask book` from the [[expect]] rows; do not edit. -->

# Behaviour by kernel version

How the kernels of the default matrix behave differently from the newest one, by scenario: the check that sees it,
what it sees there, why, and where that is written. Ranges are of mainline where a row's source does not say
otherwise; distributions and stable releases take changes over. The rows are the `[[expect]]` entries of
`harness/expect` and of the systems' folders. They are strict: a difference that does not come true, and one
that nobody predicted, fail the run. The last column says on which kernels of the default matrix that is asked;
all others have to do as the newest does. `nlmatrix site` shows the messages of both sides, from cells that ran.
";

/// The page about the default matrix.
pub fn page() -> anyhow::Result<String> {
    let matrix = matrix::load(&workspace().join("matrix.toml"), scenario::shipped())?;
    let mut page = HEAD.to_owned();
    let (differ, same): (Vec<&Scenario>, Vec<&Scenario>) =
        scenario::all().partition(|it| rows(&matrix, it).next().is_some());
    for scenario in differ {
        section(&mut page, &matrix, scenario)?;
    }
    page.push_str(
        "\n## The same on every kernel\n\nNo kernel that has these scenarios differs in them:\n\n",
    );
    for scenario in same.iter().filter(|it| it.run.is_some()) {
        writeln!(page, "- `{}`: {} ({})", scenario.name, scenario.about, number(scenario))?;
    }
    Ok(page)
}

fn rows<'a>(matrix: &'a Matrix, of: &'a Scenario) -> impl Iterator<Item = &'a Expectation> {
    matrix.expectations.iter().filter(|row| row.scenario == of.name)
}

fn section(page: &mut String, matrix: &Matrix, of: &Scenario) -> anyhow::Result<()> {
    writeln!(page, "\n## `{}`\n\n{} ({}).\n", of.name, capitalized(of.about), number(of))?;
    page.push_str(
        "| kernels | check | there | why | source | asked on |\n|---|---|---|---|---|---|\n",
    );
    for Line { checks, rest: [kernels, there, why, source, asked] } in lines(matrix, of) {
        let cells = [kernels, checks.join("; "), there, why, source, asked];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        writeln!(page, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// A line of a table: checks that see the same value for the same reason.
struct Line {
    checks: Vec<String>,
    rest: [String; 5],
}

fn lines(matrix: &Matrix, of: &Scenario) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in rows(matrix, of) {
        let (check, there) = predicted(&row.predicts);
        let rest =
            [kernels(row), there, row.reason.clone(), row.source.clone(), asked(matrix, row)];
        match lines.iter_mut().find(|line| line.rest == rest) {
            Some(line) => line.checks.push(check),
            None => lines.push(Line { checks: vec![check], rest }),
        }
    }
    lines
}

/// The versions, and the other conditions of a row.
fn kernels(row: &Expectation) -> String {
    let arches = row.arches.iter().map(|arch| arch.name().to_owned());
    let of = [&row.system, &row.generation].into_iter().flatten().cloned();
    let bits = row.of_32_bits.map(|it| format!("clients of {} bits", if it { 32 } else { 64 }));
    let looks =
        row.debug.map(|it| if it { "debug kernels" } else { "no debug kernels" }.to_owned());
    let arches = arches.chain(row.vendors.words()).chain(bits).chain(looks);
    let more: Vec<String> = arches.chain(of).collect();
    match more.as_slice() {
        [] => format!("`{}`", row.kernels),
        more => format!("`{}` ({})", row.kernels, more.join(", ")),
    }
}

/// Which check, and what it sees there.
fn predicted(predicts: &Predicts) -> (String, String) {
    match predicts {
        Predicts::Check { check, observed } => (check.clone(), code(observed)),
        Predicts::Absent(checks) => (checks.join("; "), "not made".to_owned()),
        Predicts::Ends { expected, .. } => ("how it ends".to_owned(), expected.to_string()),
    }
}

/// A value as code, unless it contains a backtick or a line end.
fn code(value: &str) -> String {
    match value.contains(['`', '\n']) {
        true => value.replace('\n', " "),
        false => format!("`{value}`"),
    }
}

/// The kernels to which the row applies, from the oldest to the newest.
fn asked(matrix: &Matrix, row: &Expectation) -> String {
    let is_asked = |it: &&KernelEntry| {
        row.kernels.contains(&it.series)
            && (row.arches.is_empty() || row.arches.contains(&it.arch))
            && (row.of_32_bits.is_none() || it.arch == Arch::Amd64)
            && row.debug.is_none_or(|debug| debug == it.debug())
            // Only data races are seen there, and no row is about those.
            && !it.kcsan()
            && row.vendors.contains(it.vendor)
    };
    let kernels = matrix.kernels.iter().filter(is_asked);
    let names: Vec<&str> = kernels.map(|kernel| kernel.id.as_str()).collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{} kernels, {first} to {last}", names.len()),
    }
}

fn number(scenario: &Scenario) -> String {
    match checks::recorded(scenario.name).unwrap_or_default().len() {
        0 => "by how it ends".to_owned(),
        1 => "1 check".to_owned(),
        many => format!("{many} checks"),
    }
}
