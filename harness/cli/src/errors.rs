//! The command `errors`: every error path of one module on a debug kernel, one line for each.

use std::fmt::Write as _;

use nlmatrix::matrix::ERROR_PATHS;
use nlmatrix::plan::{self, Cell};
use nlmatrix::run::CellRecord;
use nlmatrix::runner::{self, Asked, Workshop};
use nlmatrix::store::Store;

use crate::asked::ask;
use crate::cli::FileArgs;
use crate::exit::Exit;
use crate::host::preflight;

/// How the transcript names a path.
const PATH: &str = "error path ";

/// Runs the cells, and prints the result of each path.
pub fn run(module: &str, file: &FileArgs) -> anyhow::Result<Exit> {
    let file = FileArgs { debug: true, ..file.clone() };
    let Asked { matrix, sources, .. } = ask(&file, None)?;
    let mut cells = plan::plan(&matrix);
    let modules: Vec<String> = cells.iter().filter(|cell| has_paths(cell)).map(name).collect();
    // One of several debug kernels, as in every run.
    cells.retain(|cell| has_paths(cell) && name(cell) == module && !cell.thorough);
    if cells.is_empty() {
        anyhow::bail!(
            "no module `{module}` of the matrix builds for a debug kernel: there are {}",
            modules.join(", ")
        );
    }
    preflight()?;
    let store = Store::of_user();
    runner::matrix::sweep(&store);
    let workshop = Workshop::open(matrix, store, sources)?.with_checks();
    let workshop =
        workshop.pin_missing(|kernel| cells.iter().any(|cell| cell.id.kernel == kernel))?;
    let mut exits = Vec::new();
    for cell in &cells {
        let record = runner::cell::run(&workshop, cell);
        anstream::print!("{}", told(&record, &workshop.rerun(&cell.id)));
        exits.push(Exit::of_cell(&record));
    }
    runner::matrix::trim(&workshop);
    // A fault of the module outranks one of nlmatrix or the host.
    let worst = [Exit::Unexpected, Exit::Lost].into_iter().find(|exit| exits.contains(exit));
    Ok(worst.unwrap_or(Exit::Ok))
}

fn has_paths(cell: &Cell) -> bool {
    cell.id.scenario == ERROR_PATHS
}

/// The module, as the command line names it.
fn name(cell: &Cell) -> String {
    let name = cell.id.name();
    name.strip_suffix(ERROR_PATHS).map_or(name.clone(), |it| it.trim_end_matches('/').to_owned())
}

/// A line for each path, then the overall result.
fn told(record: &CellRecord, rerun: &str) -> String {
    let mut text = String::new();
    for event in record.transcript.iter().filter(|event| event.args.starts_with(PATH)) {
        let chain =
            event.output.iter().map(|printed| printed.text.lines().collect::<Vec<_>>().join(" < "));
        let line = format!("{}: {}: {}", event.args, event.result, chain.collect::<String>());
        let number = event.args[PATH.len()..].split([',', ' ']).next();
        let again = format!("{rerun} --error-path {}", number.unwrap_or_default());
        writeln!(text, "{}\n    {again}", line.replace(|c: char| c.is_control(), ""))
            .expect("a text takes everything");
    }
    let CellRecord { id, outcome, expected, reason, .. } = record;
    writeln!(text, "{id}: {outcome} (expected {expected}) {reason}\nrerun: {rerun}")
        .expect("a text takes everything");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use nlmatrix::run::{Event, Outcome, PlannedCell, Printed};

    #[test]
    fn each_path_has_a_line_with_its_call_chain() {
        let printed =
            Printed { stream: "stdout".to_owned(), text: "kmalloc\nmine_init".to_owned() };
        let path = |args: &str, result: &str| Event {
            args: args.to_owned(),
            result: result.to_owned(),
            output: vec![printed.clone()],
            ..Event::default()
        };
        let planned =
            PlannedCell { id: "k/mine/error-paths".parse().unwrap(), expected: Outcome::Pass };
        let transcript = vec![
            path("hang", "exited 0"),
            path("error path 1, 4 of x", "survived: ENOMEM"),
            path("error path 2 of x", "loses 48 bytes"),
        ];
        let record = CellRecord { outcome: Outcome::Fail, transcript, ..planned.blank() };
        assert_eq!(
            told(&record, "nlmatrix cell k/mine/error-paths"),
            "error path 1, 4 of x: survived: ENOMEM: kmalloc < mine_init\n    \
             nlmatrix cell k/mine/error-paths --error-path 1\n\
             error path 2 of x: loses 48 bytes: kmalloc < mine_init\n    \
             nlmatrix cell k/mine/error-paths --error-path 2\n\
             k/mine/error-paths: fail (expected pass) \nrerun: nlmatrix cell k/mine/error-paths\n"
        );
    }
}
