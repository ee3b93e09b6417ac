//! The command line of nlmatrix. It has no logic of its own: it reads arguments, calls the
//! library, prints, and chooses the exit code.

mod cli;
mod commands;
mod exit;
mod kernels;
mod tests;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let level = if cli.verbose { "nlmatrix=debug" } else { "nlmatrix=info" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .init();
    match commands::run(&cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            exit::of_error(&error).into()
        }
    }
}
