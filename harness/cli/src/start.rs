//! How a program with this kind of command line starts and ends.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;
use nlmatrix::runner::nextest::TEST_PROGRAM;

use crate::cli::{Common, Groups, grouped};
use crate::exit::{self, Exit};

/// The `main` of a program with the command line `C`: `common` returns the options of all commands, `run` carries out
/// the command.
pub fn main_of<C: Parser>(
    groups: Groups,
    common: fn(&C) -> &Common,
    run: fn(&C) -> anyhow::Result<Exit>,
) -> ExitCode {
    if is_test_program() {
        return nlmatrix::runner::trials::serve("matrix.toml".into());
    }
    let matches = grouped(C::command(), groups).get_matches();
    let cli = C::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    log(common(&cli).verbose);
    if let Err(error) = nlmatrix::signals::end_cleanly() {
        anstream::eprintln!("error: failed to install signal handlers: {error}");
        return Exit::Preflight.into();
    }
    if let Err(error) = nlmatrix::environment::check() {
        anstream::eprintln!("error: {error}");
        return Exit::Usage.into();
    }
    for name in nlmatrix::environment::strange() {
        let known: Vec<_> = nlmatrix::environment::names().collect();
        anstream::eprintln!(
            "warning: unknown environment variable {name}; known: {}",
            known.join(", ")
        );
    }
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            exit::of_error(&error).into()
        }
    }
}

fn log(verbose: bool) {
    let level = if verbose { "nlmatrix=debug" } else { "nlmatrix=info" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours())
        .without_time()
        .with_target(false)
        .init();
}

/// Colours are for terminals, unless `NO_COLOR` is set.
fn colours() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !unwanted && std::io::stderr().is_terminal()
}

/// Was this executable started by nextest, under the name that it has there?
fn is_test_program() -> bool {
    let called = std::env::args_os().next().unwrap_or_default();
    std::path::Path::new(&called).file_name() == Some(TEST_PROGRAM.as_ref())
}
