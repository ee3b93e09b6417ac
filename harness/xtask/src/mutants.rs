//! `cargo xtask mutants`: tests each scenario with the fault that it is there to detect, and writes the page about
//! it.

use anyhow::Context as _;
use nlmatrix::runner::mutants::{self, Mutants, Trial, Verdict};
use nlmatrix::store::Store;

use crate::cargo::workspace;
use crate::cli::MutantsArgs;
use nlmatrix_cli::asked::load;
use nlmatrix_cli::exit::Exit;
use nlmatrix_cli::host::preflight;

/// Tries the mutations; the page is written if all of them were tried, on the newest kernel.
pub fn run(args: &MutantsArgs) -> anyhow::Result<Exit> {
    let (matrix, _) = load(&args.file)?;
    let newest = matrix.kernels.last().context("the matrix has no kernel")?.id.clone();
    let kernel = args.kernel.as_ref().unwrap_or(&newest);
    let wanted = |text: &str| args.filter.as_ref().is_none_or(|part| text.contains(part.as_str()));
    let mut mutations = mutants::list(&workspace().join("kmods/mutations.toml"))?;
    mutations.retain(|it| wanted(&it.scenario) || wanted(&it.about));
    preflight()?;
    let store = Store::of_user();
    let mutants = Mutants::open(matrix, store, kernel)?;
    let trials = mutants.run(&mutations, args.wide, args.jobs, tell);
    anstream::println!("{}", mutants::summary(&trials));
    if args.filter.is_none() && *kernel == newest {
        let path = workspace().join("docs/mutants.md");
        fs_err::write(&path, mutants::page(kernel, &trials))?;
        anstream::println!("page: {path}");
    }
    Ok(exit_of(&trials))
}

/// Prints the result of one at once.
fn tell(trial: &Trial) {
    let verdict = match trial.verdict {
        Verdict::Caught => "caught",
        Verdict::ByChance => "BY CHANCE",
        Verdict::Survived => "SURVIVED",
        Verdict::NoResult => "NO RESULT",
        Verdict::NotHere => "elsewhere",
    };
    anstream::println!("{verdict} {}: it {}", trial.cell, trial.mutation.about);
    let outcome: String = trial.outcome.chars().filter(|c| !c.is_control()).take(160).collect();
    anstream::println!("    {outcome}");
    let others = trial.who_else();
    if !others.is_empty() {
        anstream::println!("    also: {}", others.join("; "));
    }
}

/// A fault of what is under test outranks one of nlmatrix or the host; having caught nothing is not a success.
fn exit_of(trials: &[Trial]) -> Exit {
    let any = |wanted: &[Verdict]| trials.iter().any(|trial| wanted.contains(&trial.verdict));
    if any(&[Verdict::Survived, Verdict::ByChance]) {
        Exit::Unexpected
    } else if any(&[Verdict::NoResult]) {
        Exit::Lost
    } else if any(&[Verdict::Caught]) {
        Exit::Ok
    } else {
        Exit::Unexpected
    }
}
