//! `cargo xtask`: what nlmatrix's developers need. Users' commands are passed on to `nlmatrix_cli`.

mod behaviour;
mod bench;
mod book;
mod cargo;
mod cli;
mod faults;
mod fuzz;
mod generated;
mod guided;
mod history;
mod mutants;
mod outside;
mod schema;
mod summary;
mod tests;

use std::process::ExitCode;

use cli::{Cli, Command};
use nlmatrix_cli::exit::Exit;
use nlmatrix_cli::{commands, main_of};

fn main() -> ExitCode {
    main_of(&cli::groups(), |cli: &Cli| &cli.common, |cli| run(&cli.command))
}

fn run(command: &Command) -> anyhow::Result<Exit> {
    match command {
        Command::Test => tests::run(),
        Command::Mutants(args) => mutants::run(args),
        Command::Faults { times, filter } => faults::run(*times, filter.as_deref()),
        Command::Fuzz { runs, seed, filter, guided } => {
            fuzz::run(*runs, *seed, filter.as_deref(), *guided)
        }
        Command::Bench(args) => bench::run(args),
        Command::BenchCell { file, kernel, folder, cold } => {
            bench::cell(&file.matrix, kernel, folder, *cold)
        }
        Command::Book => book::run(),
        Command::History { git, format } => history::run(git.as_deref(), *format),
        Command::Porting { file } => generated::porting(file),
        Command::Checks { run } => generated::checks(run),
        Command::Users(command) => commands::run(command),
    }
}
