//! The program `nlmatrix`.

use std::process::ExitCode;

use nlmatrix_cli::cli::{Cli, USERS_GROUPS};
use nlmatrix_cli::{commands, main_of};

fn main() -> ExitCode {
    main_of(USERS_GROUPS, |cli: &Cli| &cli.common, |cli| commands::run(&cli.command))
}
