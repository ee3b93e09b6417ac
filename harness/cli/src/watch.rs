//! The command `watch`: new verdicts on every save.

use std::ffi::OsString;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use nlmatrix::process::Job;
use nlmatrix::runner::{self, Watched};
use nlmatrix::signals;
use nlmatrix::store::{Scratch, Store, StoreError};

use crate::asked::load;
use crate::cli::{DEFAULT_HISTORY, MatrixArgs};
use crate::exit::Exit;

/// How many of the changed files are named.
const NAMED: usize = 3;

/// Runs the cells, and again whenever a file has changed that they depend on.
pub fn run(args: &MatrixArgs) -> anyhow::Result<Exit> {
    anyhow::ensure!(args.file.matrix.is_file(), no_file(args));
    runner::matrix::sweep(&Store::of_user());
    // Otherwise, the history would consist of these runs only.
    let history = history(args)?;
    loop {
        // Taken before the round: what is saved while it runs counts for the next one.
        let matrix = load(&args.file).ok().map(|(matrix, _)| matrix);
        let mut watched = Watched::of(&args.file.matrix, matrix.as_ref());
        round(history.as_ref())?;
        anstream::eprintln!(
            "watching {} files: the cells run again on each save; Ctrl-C ends this",
            watched.files()
        );
        anstream::eprintln!("\n{}", told(&watched.changed()));
    }
}

fn no_file(args: &MatrixArgs) -> String {
    format!("{} is not a file: `{} init` writes one", args.file.matrix, runner::command())
}

/// Where the summaries of these runs go, unless the command line says it.
fn history(args: &MatrixArgs) -> anyhow::Result<Option<Scratch>> {
    if args.history != DEFAULT_HISTORY {
        return Ok(None);
    }
    let scratch = Store::of_user().scratch::<std::io::Error>("runs");
    Ok(Some(scratch.map_err(|error: StoreError<std::io::Error>| error)?))
}

/// One run, in a process of its own: whatever its result, the next save is handled.
fn round(history: Option<&Scratch>) -> anyhow::Result<()> {
    let program = std::env::current_exe()?;
    let mut job = Job::new(program).args(arguments(std::env::args_os().skip(1))?).apart();
    if let Some(history) = history {
        job = job.args(["--history", history.path().as_str()]);
    }
    let deferred = signals::defer();
    job.show_until(signals::came)?;
    drop(deferred);
    signals::end_if_one_came();
    Ok(())
}

/// The command line of a run, derived from that of `watch`.
fn arguments(given: impl Iterator<Item = OsString>) -> anyhow::Result<Vec<OsString>> {
    let mut words: Vec<OsString> = given.collect();
    let watch = words.iter_mut().find(|word| *word == "watch");
    *watch.context("this process was not called as `watch`")? = "matrix".into();
    Ok(words)
}

fn told(changed: &[Utf8PathBuf]) -> String {
    let names = changed.iter().take(NAMED).map(|path| path.file_name().unwrap_or_default());
    let names: Vec<&str> = names.collect();
    match changed.len().saturating_sub(NAMED) {
        0 => format!("{} changed", names.join(", ")),
        more => format!("{} and {more} more files changed", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_called_as_watch_was() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        let given = words("-v watch --kernel 6.12* --out watch");
        let expected = words("-v matrix --kernel 6.12* --out watch");
        assert_eq!(arguments(given.into_iter()).unwrap(), expected);
        assert!(arguments(words("list").into_iter()).is_err());
    }

    #[test]
    fn what_changed_is_named_as_far_as_it_fits() {
        let paths =
            |names: &[&str]| names.iter().map(|it| format!("/m/{it}").into()).collect::<Vec<_>>();
        assert_eq!(told(&paths(&["a.c"])), "a.c changed");
        assert_eq!(told(&paths(&["a", "b", "c", "d", "e"])), "a, b, c and 2 more files changed");
    }
}
