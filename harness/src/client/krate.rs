//! A client that is a Rust crate: built by the host's cargo, static, so that it needs no library.

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use super::build::io;
use crate::digest::{Digest, Recipe};
use crate::process::Job;
use crate::store::Store;

const KIND: &str = "clients";
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// Static with glibc: no other target need be installed.
const FLAGS: &str = "-C target-feature=+crt-static";

/// Builds the crate in `folder`; its one program has the name that its package has.
pub(super) fn build(store: &Store, folder: &Utf8Path) -> Result<Utf8PathBuf, ClientError> {
    let key = recipe(folder)?.key();
    let folder = store.get_or_make(KIND, &key, |scratch| make(folder, scratch))?;
    Ok(folder.join("program"))
}

fn recipe(folder: &Utf8Path) -> Result<Recipe, ClientError> {
    let files = ["Cargo.toml", "Cargo.lock", "src/main.rs"].map(|name| folder.join(name));
    let add = |recipe: Recipe, path: &Utf8PathBuf| {
        let digest = Digest::of_file(path).map_err(io(path))?;
        Ok(recipe.with(path.file_name().unwrap_or_default(), digest.as_str()))
    };
    let flags = Recipe::new(KIND, 1).with("crate", FLAGS);
    files.iter().try_fold(flags, add)
}

fn make(folder: &Utf8Path, scratch: &Utf8Path) -> Result<(), ClientError> {
    let target = scratch.join("target");
    let job = Job::new("cargo")
        .args(["build", "--release", "--locked", "--target", TARGET])
        .dir(folder)
        .env("CARGO_TARGET_DIR", target.as_str())
        .env("RUSTFLAGS", FLAGS);
    let refused = |source| ClientError::Compile { path: folder.to_owned(), source };
    job.run().map_err(refused)?;
    let built = target.join(TARGET).join("release");
    let program = programs(&built)?.into_iter().next();
    let program = program.ok_or_else(|| ClientError::NoElf { path: built.clone() })?;
    fs_err::rename(&program, scratch.join("program")).map_err(io(&program))?;
    fs_err::remove_dir_all(&target).map_err(io(&target))
}

/// Files without a suffix: the executables that cargo leaves.
fn programs(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ClientError> {
    let entries = folder.read_dir_utf8().map_err(io(folder))?.flatten();
    let paths = entries.map(|entry| entry.into_path());
    let plain = |path: &Utf8PathBuf| {
        let hidden = path.file_name().is_none_or(|name| name.starts_with('.'));
        path.is_file() && path.extension().is_none() && !hidden
    };
    Ok(paths.filter(plain).collect())
}
