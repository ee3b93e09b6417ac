//! The files that a build by cargo read.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::ClientError;
use super::error::io;
use crate::digest::{Digest, Recipe};

/// What cargo looks for in a crate's folder and in all folders above: manifests and locks of workspaces, settings,
/// the choice of a toolchain.
const AROUND: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    ".cargo/config",
    "rust-toolchain.toml",
    "rust-toolchain",
];
/// The file of [`Inputs`] in the store.
const LIST: &str = "inputs.json";

/// Files, whether they exist or not, and folders with everything in them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Inputs {
    files: Vec<Utf8PathBuf>,
    folders: Vec<Utf8PathBuf>,
}

impl Inputs {
    /// What affects a build in `folder` before any source is read.
    pub fn around(folder: &Utf8Path) -> Self {
        let here = folder.ancestors().flat_map(|above| AROUND.map(|name| above.join(name)));
        let home = ["CARGO_HOME", "HOME"].iter().zip(["config.toml", ".cargo/config.toml"]);
        let home = home.filter_map(|(name, file)| {
            Some(Utf8PathBuf::from(std::env::var(name).ok()?).join(file))
        });
        // Which programs and libraries a crate has depends on which files exist.
        let discovered = ["build.rs", "src/main.rs", "src/lib.rs"].map(|name| folder.join(name));
        Self { files: here.chain(home).chain(discovered).collect(), folders: Vec::new() }
    }

    /// What the build read that left its dep-info in `built`, except what it made itself, below `target`.
    ///
    /// A build script that does not say what it reads stands for its whole package, as it does for cargo.
    pub fn of_build(built: &Utf8Path, target: &Utf8Path) -> Result<Self, ClientError> {
        let mut inputs = Self::default();
        for entry in built.read_dir_utf8().map_err(io(built))?.flatten() {
            if entry.path().extension() == Some("d") {
                let text = fs_err::read_to_string(entry.path()).map_err(io(entry.path()))?;
                inputs.files.extend(dependencies(&text));
            }
        }
        inputs.files.retain(|file| !file.starts_with(target));
        let packages = inputs.files.iter().filter_map(|file| package(file));
        let mut packages: Vec<Utf8PathBuf> = packages.map(Utf8Path::to_owned).collect();
        packages.sort();
        packages.dedup();
        inputs.files.extend(packages.iter().map(|package| package.join("Cargo.toml")));
        inputs.folders = packages.into_iter().filter(|package| has_script(package)).collect();
        inputs.files.sort();
        inputs.files.dedup();
        Ok(inputs)
    }

    /// Reads the list in `folder` of the store.
    pub fn read(folder: &Utf8Path) -> std::io::Result<Self> {
        Ok(serde_json::from_slice(&fs_err::read(folder.join(LIST))?)?)
    }

    /// Writes the list into `folder` of the store.
    pub fn write(&self, folder: &Utf8Path) -> Result<(), ClientError> {
        let (path, json) = (folder.join(LIST), serde_json::to_vec(self));
        fs_err::write(&path, json.expect("paths are plain JSON")).map_err(io(&path))
    }

    /// Adds the contents of all of it to `recipe`.
    pub fn add_to(&self, recipe: Recipe) -> Result<Recipe, ClientError> {
        let mut inside = Vec::new();
        self.folders.iter().try_for_each(|folder| walk(folder, &mut inside))?;
        inside.sort();
        let all = self.files.iter().chain(&inside);
        all.into_iter().try_fold(recipe, |recipe, path| match path.is_file() {
            true => {
                let digest = Digest::of_file(path).map_err(io(path))?;
                Ok(recipe.with(path.as_str(), digest.as_str()))
            }
            false => Ok(recipe),
        })
    }

    /// Was any of it changed at `moment` or later?
    pub fn changed_since(&self, moment: SystemTime) -> bool {
        let mut inside = Vec::new();
        let walked = self.folders.iter().try_for_each(|folder| walk(folder, &mut inside));
        let changed = |path: &Utf8PathBuf| {
            fs_err::metadata(path).and_then(|it| it.modified()).is_ok_and(|at| at >= moment)
        };
        walked.is_err() || self.files.iter().chain(&inside).any(changed)
    }
}

/// The files after the colon of a dep-info; a blank in a name is preceded by `\`.
fn dependencies(text: &str) -> impl Iterator<Item = Utf8PathBuf> {
    let names = text.lines().filter_map(|line| Some(line.split_once(": ")?.1));
    names.flat_map(|names| {
        let names = names.replace("\\ ", "\0");
        names.split(' ').map(|name| name.replace('\0', " ").into()).collect::<Vec<Utf8PathBuf>>()
    })
}

/// The folder of the package to which `file` belongs.
fn package(file: &Utf8Path) -> Option<&Utf8Path> {
    file.ancestors().skip(1).find(|folder| folder.join("Cargo.toml").is_file())
}

fn has_script(package: &Utf8Path) -> bool {
    let text = fs_err::read_to_string(package.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    match manifest.get("package").and_then(|package| package.get("build")) {
        Some(toml::Value::Boolean(wanted)) => *wanted,
        Some(_) => true,
        None => package.join("build.rs").is_file(),
    }
}

/// The files of a package, without hidden ones, and without folders of generated files (`CACHEDIR.TAG`) like cargo's.
fn walk(folder: &Utf8Path, files: &mut Vec<Utf8PathBuf>) -> Result<(), ClientError> {
    for entry in folder.read_dir_utf8().map_err(io(folder))?.flatten() {
        let (path, kind) = (entry.path(), entry.file_type().map_err(io(entry.path()))?);
        if entry.file_name().starts_with('.') || path.join("CACHEDIR.TAG").is_file() {
            continue;
        }
        if kind.is_dir() {
            walk(path, files)?;
        } else if path.is_file() {
            files.push(path.to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dep_info_is_read_with_blanks_in_names() {
        let text = "/t/talk: /a/src/main.rs /a\\ b/word.txt\n\n/t/libtalk.rlib: /a/src/lib.rs\n";
        let read: Vec<Utf8PathBuf> = dependencies(text).collect();
        assert_eq!(read, ["/a/src/main.rs", "/a b/word.txt", "/a/src/lib.rs"]);
    }
}
