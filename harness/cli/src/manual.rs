//! Completions and the manual's pages, from the command line's own description.

use camino::Utf8Path;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit::Exit;

/// Prints the completions of `shell`.
pub fn completions(shell: Shell) -> Exit {
    clap_complete::generate(shell, &mut Cli::command(), "nlmatrix", &mut std::io::stdout());
    Exit::Ok
}

/// Writes nlmatrix.1 and a page for each command into `folder`.
pub fn pages(folder: &Utf8Path) -> anyhow::Result<Exit> {
    fs_err::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)?;
    anstream::println!("{folder}: now `man -M` or `man {folder}/nlmatrix.1`");
    Ok(Exit::Ok)
}
