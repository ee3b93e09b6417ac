//! What the host has and lacks.

use std::fmt;

use camino::Utf8PathBuf;
use nlmatrix::doctor::{self, Missing};
use nlmatrix::store::{Damage, Store};
use serde::Serialize;

use crate::exit::{Exit, Preflight};
use crate::format::FormatArgs;
use crate::store;

/// The result of checking the store.
#[derive(Serialize)]
struct Audited {
    /// The store's folder.
    store: Utf8PathBuf,
    /// Products that were damaged, and have been removed.
    removed: Vec<Damage>,
    /// How many folders were abandoned by processes that have ended, and have been removed.
    abandoned: usize,
}

/// Checks the whole store.
pub fn audit(format: FormatArgs) -> anyhow::Result<Exit> {
    let store = Store::of_user();
    let (removed, abandoned) = (store.audit(), store.sweep());
    let audited = Audited { store: store.root().to_owned(), removed, abandoned };
    let lines = audited.removed.iter().map(|it| format!("removed {}: {}\n", it.product, it.what));
    let (root, damaged) = (&audited.store, audited.removed.len());
    let sum = format!("{root}: {damaged} damaged, {abandoned} abandoned, all removed\n");
    format.print(&audited, lines.collect::<String>() + &sum)?;
    Ok(Exit::Ok)
}

/// What the host has and lacks.
#[derive(Serialize)]
struct Lacking {
    /// What the store takes up.
    store: store::State,
    /// What a run needs.
    missing: Vec<Missing>,
    /// What only nlmatrix's own tests use.
    optional: Vec<Missing>,
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.store.line())?;
        for (word, needs) in [("optional", &self.optional), ("missing", &self.missing)] {
            for Missing { program, purpose, install } in needs {
                writeln!(f, "{word} {program} ({purpose}): {}", install.join(" "))?;
            }
        }
        if self.missing.is_empty() {
            writeln!(f, "everything that a run needs is here")
        } else {
            Ok(())
        }
    }
}

/// Shows what the store takes up, and what is missing.
pub fn diagnose(format: FormatArgs) -> anyhow::Result<Exit> {
    let (missing, optional) = (doctor::missing(), doctor::missing_for_tests());
    let lacking = Lacking { store: store::here(), missing, optional };
    format.print(&lacking, &lacking)?;
    Ok(if lacking.missing.is_empty() { Exit::Ok } else { Exit::Preflight })
}

/// Installs what is missing, if possible.
pub fn preflight() -> anyhow::Result<()> {
    let missing = doctor::missing();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.program.as_str()).collect();
    anstream::eprintln!("installing {}", names.join(", "));
    let commands: Vec<String> = missing.iter().map(|need| need.install.join(" ")).collect();
    doctor::install(&missing).map_err(|error| {
        let commands = commands.join("\n  ");
        Preflight(format!(
            "could not install what is missing ({error}); as root, run:\n  {commands}"
        ))
        .into()
    })
}
