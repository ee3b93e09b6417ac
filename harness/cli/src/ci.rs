//! The command `ci github|gitlab`: writes or compares workflow files.

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::ci::{self, File, Plan, System};
use nlmatrix::matrix;
use nlmatrix::runner::command;

use crate::cli::CiSystem;
use crate::exit::Exit;

/// Writes the files into `ci/` next to the matrix file, or says which are out of date.
pub fn run(
    system: CiSystem,
    file: &Utf8Path,
    shards: Option<usize>,
    check: bool,
) -> anyhow::Result<Exit> {
    let matrix = matrix::load(file, nlmatrix::scenario::shipped())?;
    let shards = shards.unwrap_or_else(|| ci::shards_for(matrix.kernels.len()));
    if shards == 0 {
        bail!("a matrix cannot be split into 0 parts: give --shards 1 or more");
    }
    let folder = file.parent().unwrap_or("".into()).join("ci");
    let lock = matrix.lock_path().file_name().unwrap_or_default().to_owned();
    let plan = Plan { shards, lock, command: command().to_owned() };
    let system = match system {
        CiSystem::Github => System::Github,
        CiSystem::Gitlab => System::Gitlab,
    };
    let mut files = ci::workflows(system, &plan)?;
    files.extend(ci::scripts(command()));
    if check { compare(&files, &folder) } else { write(&files, &folder) }
}

fn write(files: &[File], folder: &Utf8Path) -> anyhow::Result<Exit> {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::create_dir_all(folder)?;
    for file in files {
        let path = folder.join(file.name);
        fs_err::write(&path, &file.text)?;
        if file.executable {
            fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        }
        anstream::println!("{path}");
    }
    Ok(Exit::Ok)
}

fn compare(files: &[File], folder: &Utf8Path) -> anyhow::Result<Exit> {
    let differs = |file: &&File| {
        fs_err::read_to_string(folder.join(file.name)).ok() != Some(file.text.clone())
    };
    let stale: Vec<Utf8PathBuf> =
        files.iter().filter(differs).map(|file| folder.join(file.name)).collect();
    for path in &stale {
        anstream::println!("{path} is out of date");
    }
    Ok(if stale.is_empty() { Exit::Ok } else { Exit::Unexpected })
}
