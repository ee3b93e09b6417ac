//! The command `kernels`.

use std::time::Instant;

use anyhow::Context as _;
use nlmatrix::kernel::presets::Preset;
use nlmatrix::matrix::KernelEntry;
use nlmatrix::plan::Selection;
use nlmatrix::runner::add::{self, Addition};
use nlmatrix::runner::download::mib;
use nlmatrix::runner::kernels::{self, KernelState};
use nlmatrix::runner::{Asked, Workshop};
use nlmatrix::store::Store;
use nlmatrix::words::counted;

use crate::asked::{ask, load};
use crate::cli::{AddArgs, FileArgs, KernelAction};
use crate::exit::{Exit, of_error};
use crate::format::FormatArgs;

/// Prints the state of every kernel in the matrix.
pub fn list(file: &FileArgs, format: FormatArgs) -> anyhow::Result<Exit> {
    let states = kernels::states(&open(file)?);
    let head = ["KERNEL", "VERSION", "FROM", "STATE"];
    let head =
        format!("{:16} {:12} {:8} {:11} {:>7}\n", head[0], head[1], head[2], head[3], "SIZE");
    format.print(&states, head + &states.iter().map(line).collect::<String>())?;
    Ok(Exit::Ok)
}

fn line(kernel: &KernelState) -> String {
    let KernelState { id, version, vendor, provider, state, detail, profile, size } = kernel;
    let size = if *size == 0 { String::new() } else { mib(*size) };
    let more: String =
        [profile, vendor].into_iter().flatten().map(|it| format!(" [{it}]")).collect();
    format!("{id:16} {version:12} {provider:8} {state:11} {size:>7}  {detail}{more}\n")
}

/// Gets or builds the kernels that match a pattern, and prints a line for each.
pub fn act(file: &FileArgs, action: &KernelAction) -> anyhow::Result<Exit> {
    let text = match action {
        KernelAction::Build { pattern } | KernelAction::Get { pattern } => pattern,
        KernelAction::Add(arguments) => return add(file, arguments),
    };
    let Asked { matrix, sources, pattern } = ask(file, Some(text))?;
    let selection = Selection::new(pattern.as_deref(), None)?;
    let takes = |entry: &&KernelEntry| {
        selection.takes_kernel(&entry.id) || selection.takes_kernel(&entry.series.to_string())
    };
    let wanted: Vec<String> =
        matrix.kernels.iter().filter(takes).map(|entry| entry.id.clone()).collect();
    let workshop = Workshop::open(matrix, Store::of_user(), sources)?;
    let workshop = workshop.pin_missing(|id| wanted.iter().any(|it| it == id))?;
    let chosen: Vec<_> = workshop.matrix.kernels.iter().filter(takes).collect();
    if chosen.is_empty() {
        anyhow::bail!(
            "no kernel `{text}` in {}: `{} kernels` lists them, `--kernel-tree PATH` takes any other \
             tree, `--kernel-git PATH` any tag or commit of a repository",
            workshop.matrix.path,
            nlmatrix::runner::command()
        );
    }
    let lacking = tell(&workshop, &chosen);
    let chosen: Vec<_> = chosen.into_iter().filter(|entry| !lacking.contains(&entry.id)).collect();
    let mut exit = if lacking.is_empty() { Exit::Ok } else { Exit::Lost };
    for entry in chosen {
        let done = match action {
            KernelAction::Build { .. } => build(&workshop, entry),
            _ => kernels::get(&workshop, entry).map_err(Into::into),
        };
        match done {
            Ok(line) => anstream::println!("{}: {line}", entry.id),
            Err(error) => {
                anstream::eprintln!("{}: {error:#}", entry.id);
                exit = match of_error(&error) {
                    Exit::Lost => Exit::Lost,
                    _ => Exit::Unexpected,
                };
            }
        }
    }
    Ok(exit)
}

/// Adds a distribution's kernel to the matrix file.
fn add(file: &FileArgs, arguments: &AddArgs) -> anyhow::Result<Exit> {
    let (matrix, _) = load(file)?;
    let AddArgs { preset, mirror, keys, series, id, boot_only } = arguments;
    let preset = Preset::named(preset).context("clap knows the names")?;
    let (mirror, keys, series, id) = (mirror.clone(), keys.clone(), series.clone(), id.clone());
    let addition = Addition { preset, mirror, keys, series, id, boot_only: *boot_only };
    let pin = add::add(&matrix, &Store::of_user(), &addition)?;
    anstream::println!("{}: {} is in {} and pinned", pin.id, pin.release, matrix.path);
    anstream::eprintln!("`{} matrix --kernel {}` runs on it", nlmatrix::runner::command(), pin.id);
    Ok(Exit::Ok)
}

/// Says how much there is to fetch before fetching any of it. Returns the kernels that are not available.
fn tell(workshop: &Workshop, chosen: &[&KernelEntry]) -> Vec<String> {
    let (debian, bytes, lacking) = kernels::wanted(workshop, chosen);
    if !debian.is_empty() {
        let (count, kernels) = (counted(debian.len(), "kernel"), debian.join(", "));
        anstream::eprintln!("to download: packages of {count}, {}: {kernels}", mib(bytes));
    }
    if !lacking.is_empty() {
        let kernels = lacking.join(", ");
        anstream::eprintln!("no source on this host, and none can be downloaded now: {kernels}");
    }
    lacking
}

/// Builds it (from a tarball that is downloaded if necessary), and returns time, size and compiler setup in words.
fn build(workshop: &Workshop, entry: &KernelEntry) -> anyhow::Result<String> {
    anstream::eprintln!("{}: {}", entry.id, kernels::get(workshop, entry)?);
    let started = Instant::now();
    let kernel = workshop.kernel(entry)?;
    let (took, size) = (started.elapsed().as_secs_f64(), mib(kernels::size(workshop, &kernel)));
    let profile = kernel.profile;
    Ok(format!("{} in {took:.1} s, {size} in the store, profile {profile}", kernel.release))
}

fn open(file: &FileArgs) -> anyhow::Result<Workshop> {
    let (matrix, sources) = load(file)?;
    Ok(Workshop::open(matrix, Store::of_user(), sources)?)
}
