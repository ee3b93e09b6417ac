//! What each command does.

use std::collections::BTreeMap;

use camino::Utf8Path;
use nlmatrix::matrix::Matrix;
use nlmatrix::plan::Selection;
use nlmatrix::run::Run;
use nlmatrix::runner::probe::LeftOut;
use nlmatrix::runner::resolve::{Resolve, Resolved, resolve};
use nlmatrix::runner::{self, Asked, Sources, Workshop};
use nlmatrix::store::Store;
use nlmatrix::{init, matrix, probe, scenario};
use serde::Serialize;

use crate::asked::ask;
use crate::ci;
use crate::cli::{Command, MatrixArgs, ProbeArgs};
use crate::exit::Exit;
use crate::format::FormatArgs;
use crate::host::{audit, diagnose, preflight};
use crate::{
    bisect, cell, errors, explain, kernels, listed, manual, port, reports, specs, store, watch,
};

/// Runs a command.
pub fn run(command: &Command) -> anyhow::Result<Exit> {
    match command {
        Command::Matrix(args) => run_matrix(args),
        Command::Watch(args) => watch::run(args),
        Command::Cell(args) => cell::run(args),
        Command::Probe(args) => run_probe(args),
        Command::Explain(args) => explain::run(args),
        Command::Port(args) => port::run(args),
        Command::Errors { module, file } => errors::run(module, file),
        Command::Spec { action } => specs::run(action),
        Command::Bisect(args) => bisect::run(args),
        Command::List { scenarios: true, format, .. } => listed::scenarios(*format),
        Command::List { packages: true, format, .. } => listed::packages(*format),
        Command::List { file, kernel, filter, format, .. } => {
            listed::cells(file, kernel.as_deref(), filter.as_deref(), *format)
        }
        Command::Kernels { file, format, action: None } => kernels::list(file, *format),
        Command::Kernels { file, action: Some(action), .. } => kernels::act(file, action),
        Command::Update { file, check, format } => update(&file.matrix, *check, *format),
        Command::Init { folder } => {
            anstream::println!("{}: now run `{} matrix`", init::write(folder)?, runner::command());
            Ok(Exit::Ok)
        }
        Command::Ci { system, file, shards, check } => {
            ci::run(*system, &file.matrix, *shards, *check)
        }
        Command::Report(args) => reports::run(args),
        Command::Diff(args) => reports::diff(args),
        Command::Site(args) => reports::site(args),
        Command::Doctor { store: true, format } => audit(*format),
        Command::Doctor { store: false, format } => diagnose(*format),
        Command::Store(args) => store::run(args),
        Command::Completions { shell } => Ok(manual::completions(*shell)),
        Command::Schema { of } => Ok(manual::schema(*of)),
        Command::Man { folder } => manual::pages(folder),
    }
}

/// Runs a matrix and prints the report for terminals.
pub fn run_matrix(args: &MatrixArgs) -> anyhow::Result<Exit> {
    let Asked { mut matrix, sources, pattern } = ask(&args.file, args.kernel.as_deref())?;
    let sources = Sources { options: args.of_cell(), ..sources };
    args.allow_missing.iter().try_for_each(|glob| allow_missing(&mut matrix, glob))?;
    let selection = Selection::new(pattern.as_deref(), args.filter.as_deref())?;
    let selection = selection.with_thorough(args.thorough);
    let durations = args.durations.as_deref().map(reports::read).transpose()?;
    preflight()?;
    let options = runner::matrix::Options {
        selection,
        shard: args.shard,
        durations: durations.as_ref().map(Run::durations).unwrap_or_default(),
        out: args.out.clone(),
        history: args.history.clone(),
        sources,
        accel: args.accel,
        jobs: args.jobs,
        cold: args.cold,
        resume: args.resume,
        repeat: args.repeat,
        commands: args.commands(),
    };
    let learning = args.learn.then(|| matrix.clone());
    let run = runner::matrix::run(matrix, Store::of_user(), &options)?;
    reports::tell(&run, &args.out, args.format)?;
    nlmatrix::signals::end_if_one_came();
    if let Some(matrix) = learning {
        reports::learn(&matrix, &run, &args.out, args.format)?;
    }
    Ok(Exit::of_run(&run))
}

/// Lets the run do without the kernels whose ids `glob` matches.
fn allow_missing(matrix: &mut Matrix, glob: &str) -> anyhow::Result<()> {
    let pattern = Selection::new(Some(glob), None)?;
    let matches = |id: &str| pattern.takes_kernel(id);
    if !matrix.kernels.iter().any(|kernel| matches(&kernel.id)) {
        let command = runner::command();
        anyhow::bail!(
            "--allow-missing: no kernel matches `{glob}`: `{command} kernels` lists them"
        );
    }
    let matching = matrix.kernels.iter_mut().filter(|kernel| matches(&kernel.id));
    matching.for_each(|kernel| kernel.optional = true);
    Ok(())
}

fn run_probe(args: &ProbeArgs) -> anyhow::Result<Exit> {
    let Asked { mut matrix, sources, pattern } = ask(&args.file, args.kernel.as_deref())?;
    args.allow_missing.iter().try_for_each(|glob| allow_missing(&mut matrix, glob))?;
    let selection = Selection::new(pattern.as_deref(), None)?;
    if !matrix.kernels.iter().any(|kernel| selection.takes_kernel(&kernel.id)) {
        let known: Vec<&str> = matrix.kernels.iter().map(|kernel| kernel.id.as_str()).collect();
        anyhow::bail!("no kernel is selected; known: {}", known.join(", "));
    }
    preflight()?;
    let store = Store::of_user();
    let workshop = Workshop::open(matrix, store, sources)?;
    let workshop = workshop.pin_missing(|id| selection.takes_kernel(id))?;
    let probing = runner::probe::run(&workshop, |id| selection.takes_kernel(id))?;
    let timeline = &probing.timeline;
    args.format.print(timeline, probe::terminal(timeline, &workshop.matrix.facts))?;
    for LeftOut { kernel, reason, .. } in &probing.left_out {
        anstream::eprintln!("not probed: {kernel}: {reason}");
    }
    Ok(match timeline.fails() {
        true => Exit::Unexpected,
        false if probing.lacks_answers() => Exit::Lost,
        false => Exit::Ok,
    })
}

/// The result of `update`.
#[derive(Serialize)]
struct Updated {
    /// A line for each kernel whose pin changed, or would.
    changes: Vec<String>,
    /// The kernels that are not available, by id, and why.
    lacking: BTreeMap<String, String>,
}

fn update(file: &Utf8Path, check: bool, format: FormatArgs) -> anyhow::Result<Exit> {
    let mode = if check { Resolve::Compare } else { Resolve::All };
    let matrix = matrix::load(file, scenario::shipped())?;
    let Resolved { changes, lacking, .. } = resolve(&matrix, &Store::of_user(), mode, |_| true)?;
    let may_lack = |id: &str| matrix.kernel(id).is_some_and(|kernel| kernel.optional);
    let lacking = lacking.into_iter().filter(|(id, _)| !may_lack(id));
    let lacking: BTreeMap<String, String> = lacking.map(|(id, it)| (id, it.reason)).collect();
    let updated = Updated { changes, lacking };
    let lines = updated.changes.iter().map(|change| format!("{change}\n"));
    format.print(&updated, lines.collect::<String>())?;
    for (id, reason) in &updated.lacking {
        anstream::eprintln!("{id} is not available: {reason}");
    }
    let what = if check { "kernels have newer packages" } else { "pins changed" };
    anstream::eprintln!("{} {what}", updated.changes.len());
    Ok(match () {
        () if !updated.lacking.is_empty() => Exit::Lost,
        () if check && !updated.changes.is_empty() => Exit::Unexpected,
        () => Exit::Ok,
    })
}
