//! Descriptions of nlmatrix for other programs: completions, man pages, schemas.

use camino::Utf8Path;
use clap::CommandFactory as _;
use clap_complete::Shell;

use nlmatrix::{matrix, run};

use crate::cli::{Cli, SchemaOf};
use crate::exit::Exit;

/// Prints the completions of `shell`.
pub fn completions(shell: Shell) -> Exit {
    clap_complete::generate(shell, &mut Cli::command(), "nlmatrix", &mut std::io::stdout());
    Exit::Ok
}

/// Prints a schema.
pub fn schema(of: SchemaOf) -> Exit {
    anstream::print!(
        "{}",
        if matches!(of, SchemaOf::Matrix) { matrix::JSON_SCHEMA } else { run::JSON_SCHEMA }
    );
    Exit::Ok
}

/// Writes nlmatrix.1 and a page for each command into `folder`.
pub fn pages(folder: &Utf8Path) -> anyhow::Result<Exit> {
    fs_err::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)?;
    anstream::println!("{folder}: now `man -M` or `man {folder}/nlmatrix.1`");
    Ok(Exit::Ok)
}
