//! What each command does.

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::plan::{self, Cell, Selection};
use nlmatrix::run::{CellRecord, Run};
use nlmatrix::runner::{self, Workshop, mutants, prepare};
use nlmatrix::store::Store;
use nlmatrix::{doctor, matrix, report, scenario};

use crate::cli::{Cli, Command, MatrixArgs};
use crate::exit::{Exit, Preflight};
use crate::tests;

/// Runs the command line.
pub fn run(cli: &Cli) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Matrix(args) => run_matrix(args),
        Command::Cell { id, file } => run_cell(&file.matrix, id),
        Command::List { scenarios: true, .. } => Ok(list_scenarios()),
        Command::List { file, .. } => list(&file.matrix),
        Command::Update { file } => update(&file.matrix),
        Command::Report { dir } => rebuild(dir),
        Command::Diff { old, new, json } => diff(old, new, *json),
        Command::Mutants { file, kernel, filter } => mutants(&file.matrix, kernel, filter),
        Command::Doctor => Ok(diagnose()),
        Command::Test => tests::run(),
    }
}

/// The workspace that this program was built from.
pub fn workspace() -> Utf8PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../..").into()
}

/// Runs a matrix and prints the report for terminals.
pub fn run_matrix(args: &MatrixArgs) -> anyhow::Result<Exit> {
    let matrix = matrix::load(&args.file.matrix)?;
    let selection = Selection::new(args.kernel.as_deref(), args.filter.as_deref())?;
    preflight()?;
    let (out, accel) = (args.out.clone(), args.accel);
    let options = runner::matrix::Options { selection, out, accel, workspace: workspace() };
    let run = runner::matrix::run(matrix, Store::of_user(), &options)?;
    anstream::println!("{}", report::terminal(&run, 80));
    let why = run.host.accel_reason.lines().next().unwrap_or_default();
    anstream::println!("accelerator: {} ({why})", run.host.accel);
    anstream::println!("report: {}", args.out.join("index.html"));
    Ok(Exit::of_run(&run))
}

fn run_cell(file: &Utf8Path, id: &str) -> anyhow::Result<Exit> {
    let matrix = matrix::load(file)?;
    let cells = plan::plan(&matrix);
    let cell = find(&cells, id)?;
    preflight()?;
    let store = Store::of_user();
    prepare::resolve(&matrix, &store, false)?;
    let workshop = Workshop::open(matrix, store)?;
    let record = runner::cell::run(&workshop, cell);
    print_cell(&record);
    Ok(match (record.as_expected, record.outcome.is_no_result()) {
        (true, _) => Exit::Ok,
        (false, false) => Exit::Unexpected,
        (false, true) => Exit::Lost,
    })
}

/// One line for each mutation: caught, by what the scenario said, or survived.
fn mutants(file: &Utf8Path, kernel: &str, filter: &Option<String>) -> anyhow::Result<Exit> {
    let matrix = matrix::load(file)?;
    matrix.kernel(kernel).with_context(|| format!("there is no kernel `{kernel}` in {file}"))?;
    preflight()?;
    let (store, path) = (Store::of_user(), workspace().join("kmods/mutations.toml"));
    prepare::resolve(&matrix, &store, false)?;
    let has = |text: &str| filter.as_ref().is_none_or(|part| text.contains(part.as_str()));
    let (mut caught, mut survived, mut lost) = (0, 0, 0);
    for mutation in mutants::list(&path)? {
        if !has(&mutation.about) && !has(&mutation.scenario) {
            continue;
        }
        let record = mutants::run(&matrix, &store, kernel, &mutation)?;
        let (count, verdict) = match (mutants::is_caught(&record), record.outcome.is_no_result()) {
            (true, _) => (&mut caught, "caught"),
            (false, false) => (&mut survived, "SURVIVED"),
            (false, true) => (&mut lost, "NO RESULT"),
        };
        *count += 1;
        let (id, about, outcome) = (&record.id, &mutation.about, record.outcome);
        anstream::println!("{verdict} {id}: it {about}");
        anstream::println!(
            "    {outcome}: {}",
            record.reason.chars().take(100).collect::<String>()
        );
    }
    anstream::println!("{caught} caught, {survived} survived, {lost} without a result");
    Ok(match (caught, survived, lost) {
        (1.., 0, 0) => Exit::Ok,
        (_, 0, 1..) => Exit::Lost,
        _ => Exit::Unexpected,
    })
}

fn find<'a>(cells: &'a [Cell], id: &str) -> anyhow::Result<&'a Cell> {
    let found = cells.iter().find(|cell| cell.id.to_string() == id);
    found.with_context(|| {
        let near = cells.iter().map(|cell| cell.id.to_string());
        let near: Vec<String> = near.filter(|name| shares_part(name, id)).take(8).collect();
        format!("no cell `{id}`; `cargo xtask list` shows all, near are: {}", near.join(", "))
    })
}

fn shares_part(name: &str, id: &str) -> bool {
    id.split('/').filter(|part| name.split('/').any(|other| other == *part)).count() > 1
}

/// The transcript like strace's, decoded messages beside their bytes, then checks and console.
fn print_cell(record: &CellRecord) {
    let clean = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    for event in &record.transcript {
        let (who, op, args, result) =
            (&event.who, &event.op, clean(&event.args), clean(&event.result));
        anstream::println!("{:9.1} ms  {who:14} {op}({args}) {result}", event.at_ms);
        for line in &event.decoded {
            anstream::println!("{:32}{}", "", clean(line));
        }
        for piece in event.hex.as_bytes().chunks(64).take(16) {
            anstream::println!("{:32}{}", "", String::from_utf8_lossy(piece));
        }
    }
    for check in &record.checks {
        let nlmatrix::run::CheckRecord { name, reference, observed, verdict, .. } = check;
        anstream::println!("check {verdict:8} {name}: {observed} (reference {reference})");
    }
    for line in record.console.lines() {
        anstream::println!("console | {}", clean(line));
    }
    let (outcome, expected) = (record.outcome, record.expected);
    anstream::println!("{}: {outcome} (expected {expected}) {}", record.id, clean(&record.reason));
}

fn list(file: &Utf8Path) -> anyhow::Result<Exit> {
    for cell in plan::plan(&matrix::load(file)?) {
        anstream::println!("{} {}", cell.id, cell.expected);
    }
    Ok(Exit::Ok)
}

fn list_scenarios() -> Exit {
    for scenario in scenario::ALL {
        anstream::println!("{:24} {}", scenario.name, scenario.about);
    }
    Exit::Ok
}

fn update(file: &Utf8Path) -> anyhow::Result<Exit> {
    let changes = prepare::resolve(&matrix::load(file)?, &Store::of_user(), true)?;
    for change in &changes {
        anstream::println!("{change}");
    }
    anstream::eprintln!("{} pins changed", changes.len());
    Ok(Exit::Ok)
}

fn rebuild(dir: &Utf8Path) -> anyhow::Result<Exit> {
    let run = read(dir)?;
    runner::matrix::write(&run, dir)?;
    anstream::println!("{}", report::terminal(&run, 80));
    Ok(Exit::of_run(&run))
}

fn diff(old: &Utf8Path, new: &Utf8Path, json: bool) -> anyhow::Result<Exit> {
    let diff = report::diff(&read(old)?, &read(new)?);
    if json {
        anstream::println!("{}", serde_json::to_string_pretty(&diff)?);
    } else {
        anstream::println!("{diff}");
    }
    Ok(if diff.worse { Exit::Unexpected } else { Exit::Ok })
}

fn read(path: &Utf8Path) -> anyhow::Result<Run> {
    let file = if path.is_dir() { path.join("run.json") } else { path.to_owned() };
    let text = fs_err::read(&file)?;
    serde_json::from_slice(&text).with_context(|| format!("{file} is no run.json of this version"))
}

fn diagnose() -> Exit {
    let missing = doctor::missing();
    if missing.is_empty() {
        anstream::println!("everything that a run needs is here");
        return Exit::Ok;
    }
    for need in &missing {
        let (program, purpose) = (&need.program, &need.purpose);
        anstream::println!("missing {program} ({purpose}): {}", need.install.join(" "));
    }
    Exit::Preflight
}

/// Installs what is missing, where that is possible.
pub fn preflight() -> anyhow::Result<()> {
    let missing = doctor::missing();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.program.as_str()).collect();
    anstream::eprintln!("installing {}", names.join(", "));
    let commands: Vec<String> = missing.iter().map(|need| need.install.join(" ")).collect();
    doctor::install(&missing).map_err(|error| {
        let commands = commands.join("\n  ");
        Preflight(format!(
            "could not install what is missing ({error}); as root, run:\n  {commands}"
        ))
        .into()
    })
}
