//! The command line of nlmatrix. It has no logic of its own: it reads arguments, calls the
//! library, prints, and chooses the exit code.

mod ci;
mod cli;
mod commands;
mod exit;
mod faults;
mod fuzz;
mod guided;
mod host;
mod kernels;
mod mutants;
mod outside;
mod reports;
mod summary;
mod tests;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use nlmatrix::runner::nextest::TEST_PROGRAM;

/// Colours are for a terminal, unless `NO_COLOR` says otherwise.
fn colours() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !unwanted && std::io::stderr().is_terminal()
}

fn main() -> ExitCode {
    if is_test_program() {
        return nlmatrix::runner::trials::serve("matrix.toml".into());
    }
    let cli = cli::Cli::parse();
    let level = if cli.verbose { "nlmatrix=debug" } else { "nlmatrix=info" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours())
        .without_time()
        .with_target(false)
        .init();
    if let Err(error) = nlmatrix::signals::end_cleanly() {
        anstream::eprintln!("error: cannot take care of signals: {error}");
        return exit::Exit::Preflight.into();
    }
    if let Err(error) = nlmatrix::environment::check() {
        anstream::eprintln!("error: {error}");
        return exit::Exit::Usage.into();
    }
    match commands::run(&cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            exit::of_error(&error).into()
        }
    }
}

/// Was this executable started by nextest, under the name that it has there?
fn is_test_program() -> bool {
    let called = std::env::args_os().next().unwrap_or_default();
    std::path::Path::new(&called).file_name() == Some(TEST_PROGRAM.as_ref())
}
