//! Cargo, and the workspace that this program was built from.

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;

/// Cargo in the workspace, as if it were started by hand. Otherwise, variables that `cargo xtask` sets for its own
/// package would make build scripts that look at them (ring's) run again, and with them rebuild most of the
/// workspace, back and forth at each call.
pub fn cargo() -> Job {
    let told = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let job = Job::new("cargo").dir(workspace());
    names.filter(|name| told(name)).fold(job, Job::without)
}

/// A program installed by `cargo install`, whose folder need not be in PATH.
pub fn installed(program: &str) -> Utf8PathBuf {
    let variable = |name| std::env::var(name).ok().map(Utf8PathBuf::from);
    let home = variable("CARGO_HOME").or_else(|| Some(variable("HOME")?.join(".cargo")));
    let brought = home.map(|home| home.join("bin").join(program));
    brought.filter(|path| path.exists()).unwrap_or_else(|| program.into())
}

/// The workspace that this program was built from.
pub fn workspace() -> Utf8PathBuf {
    let own = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).expect("it lies two folders below").to_owned()
}
