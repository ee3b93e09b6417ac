//! Mutations: does the scenario that is there for something notice when it is gone?
//!
//! `kmods/mutations.toml` lists them. Each is made in a copy of its system, built for one kernel and
//! put through its scenario, in a matrix of just that cell.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use super::Sources;
use super::cell;
use super::{Workshop, WorkshopError};
use crate::matrix::{Matrix, SystemEntry};
use crate::plan;
use crate::run::{CellRecord, Outcome};
use crate::store::Store;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mutation: Vec<Mutation>,
}

/// One `[[mutation]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    /// The fault, in words.
    pub about: String,
    /// What is mutated.
    pub system: String,
    /// Its generation.
    pub generation: String,
    /// The file, relative to the system's folder.
    pub file: Utf8PathBuf,
    /// A text that stands there exactly once.
    pub replace: String,
    /// What takes its place.
    pub with: String,
    /// The scenario that has to notice.
    pub scenario: String,
}

/// Why a mutation could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum MutantError {
    /// The list of mutations.
    #[error("failed to read {path}")]
    BadList {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong.
        source: toml::de::Error,
    },
    /// A mutation that fits nothing.
    #[error("mutation `{about}`: {problem}")]
    Unfit {
        /// The mutation.
        about: String,
        /// What does not fit.
        problem: String,
    },
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A stage.
    #[error(transparent)]
    Workshop(#[from] WorkshopError),
}

/// The mutations listed in `path`.
pub fn list(path: &Utf8Path) -> Result<Vec<Mutation>, MutantError> {
    let text = fs_err::read_to_string(path)?;
    let file: Result<File, _> = toml::from_str(&text);
    let bad = |source| MutantError::BadList { path: path.to_owned(), source };
    Ok(file.map_err(bad)?.mutation)
}

impl Mutation {
    fn unfit(&self, problem: String) -> MutantError {
        MutantError::Unfit { about: self.about.clone(), problem }
    }

    /// `text` with the fault in it.
    fn apply(&self, text: &str) -> Result<String, MutantError> {
        match text.matches(&self.replace).count() {
            1 => Ok(text.replace(&self.replace, &self.with)),
            count => {
                let (file, replace) = (&self.file, &self.replace);
                Err(self.unfit(format!("`{replace}` stands {count} times in {file}, not once")))
            }
        }
    }

    /// Copies the shared files and the generation of `system` into `folder`, with the fault.
    fn write(&self, system: &SystemEntry, folder: &Utf8Path) -> Result<(), MutantError> {
        let mut made = false;
        for below in ["", self.generation.as_str()] {
            fs_err::create_dir_all(folder.join(below))?;
            for entry in system.path.join(below).read_dir_utf8()?.flatten() {
                let name = Utf8Path::new(below).join(entry.file_name());
                if !entry.path().is_file() {
                    continue;
                }
                let text = fs_err::read_to_string(entry.path())?;
                let is_it = name == self.file;
                made |= is_it;
                let text = if is_it { self.apply(&text)? } else { text };
                fs_err::write(folder.join(&name), text)?;
            }
        }
        if made { Ok(()) } else { Err(self.unfit(format!("no file {} is built", self.file))) }
    }

    /// A matrix of this one cell, with the mutated sources in `folder`.
    fn matrix(&self, matrix: &Matrix, kernel: &str, folder: &Utf8Path) -> Option<Matrix> {
        let mut system = matrix.system(&self.system)?.clone();
        system.path = folder.to_owned();
        system.generations.retain(|generation| generation.name == self.generation);
        for generation in &mut system.generations {
            generation.scenarios = vec![self.scenario.clone()];
        }
        let mut small = matrix.clone();
        small.kernels.retain(|entry| entry.id == kernel);
        small.clients.clear();
        small.kernel_scenarios.clear();
        small.systems = vec![system];
        Some(small)
    }
}

/// Makes `mutation` and runs its scenario on the kernel `kernel`.
///
/// It is caught when the scenario ends otherwise than it should: see [`is_caught`].
pub fn run(
    matrix: &Matrix,
    store: &Store,
    kernel: &str,
    mutation: &Mutation,
) -> Result<CellRecord, MutantError> {
    let unknown = || mutation.unfit(format!("there is no system {}", mutation.system));
    let system = matrix.system(&mutation.system).ok_or_else(unknown)?;
    let scratch = tempfile::tempdir()?;
    let scratch = Utf8Path::from_path(scratch.path())
        .ok_or_else(|| mutation.unfit("the folder for temporary files is not UTF-8".to_owned()))?;
    // Its name is part of what a build is known by.
    let folder = scratch.join(&mutation.system);
    mutation.write(system, &folder)?;
    let small = mutation.matrix(matrix, kernel, &folder).ok_or_else(unknown)?;
    let cells = plan::plan(&small);
    let wanted = cells.iter().find(|cell| cell.id.scenario == mutation.scenario);
    let cell = wanted.ok_or_else(|| mutation.unfit(format!("no such cell on {kernel}")))?;
    Ok(cell::run(&Workshop::open(small, store.clone(), Sources::default())?, cell))
}

/// Did the scenario notice? A mutation that does not even build says nothing.
pub fn is_caught(record: &CellRecord) -> bool {
    let noticed = [Outcome::Fail, Outcome::Crash, Outcome::Hang, Outcome::Leak, Outcome::Xpass];
    !record.as_expected && noticed.contains(&record.outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix;

    #[test]
    fn every_mutation_of_the_list_fits_its_source() {
        let root = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let matrix = matrix::load(&root.join("matrix.toml")).unwrap();
        let mutations = list(&root.join("kmods/mutations.toml")).unwrap();
        assert!(mutations.len() >= 10);
        for mutation in mutations {
            let system = matrix.system(&mutation.system).unwrap();
            let text = fs_err::read_to_string(system.path.join(&mutation.file)).unwrap();
            assert_ne!(mutation.apply(&text).unwrap(), text, "{}", mutation.about);
            assert!(crate::scenario::find(&mutation.scenario).is_some(), "{}", mutation.scenario);
        }
    }

    #[test]
    fn a_text_that_is_not_there_once_is_refused() {
        let mutation = Mutation {
            about: "a".to_owned(),
            system: "s".to_owned(),
            generation: "g".to_owned(),
            file: "f".into(),
            replace: "x".to_owned(),
            with: "y".to_owned(),
            scenario: "boot".to_owned(),
        };
        assert_eq!(mutation.apply("a x b").unwrap(), "a y b");
        assert!(mutation.apply("x x").unwrap_err().to_string().contains("2 times"));
        assert!(mutation.apply("").is_err());
    }
}
