//! What the host has and lacks.

use nlmatrix::doctor;
use nlmatrix::store::Store;

use crate::exit::{Exit, Preflight};
use crate::store;

/// Looks through the whole store.
pub fn audit() -> Exit {
    let store = Store::of_user();
    let damaged = store.audit();
    for damage in &damaged {
        anstream::println!("removed {}: {}", damage.product, damage.what);
    }
    let swept = store.sweep();
    let root = store.root();
    anstream::println!("{root}: {} damaged, {swept} abandoned, all removed", damaged.len());
    Exit::Ok
}

/// Shows what the store takes, and what is missing.
pub fn diagnose() -> Exit {
    anstream::println!("{}", store::line());
    for need in doctor::missing_for_tests() {
        let (program, purpose) = (&need.program, &need.purpose);
        anstream::println!("optional {program} ({purpose}): {}", need.install.join(" "));
    }
    let missing = doctor::missing();
    if missing.is_empty() {
        anstream::println!("everything that a run needs is here");
        return Exit::Ok;
    }
    for need in &missing {
        let (program, purpose) = (&need.program, &need.purpose);
        anstream::println!("missing {program} ({purpose}): {}", need.install.join(" "));
    }
    Exit::Preflight
}

/// Installs what is missing, where that is possible.
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
