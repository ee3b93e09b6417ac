//! From the file as written to a [`Matrix`], or to an error with line and column.

use std::collections::BTreeSet;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use serde_spanned::Spanned;

use super::model::*;
use super::raw::*;
use crate::scenario;

/// The version of the file's format.
const SCHEMA: u32 = 1;

/// A matrix file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// It cannot be read.
    #[error("failed to read the matrix file {path}: name another with --matrix")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{path}:{line}:{column}: {message}")]
    Wrong {
        /// The file.
        path: Utf8PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong, and what would be valid.
        message: String,
    },
}

/// Reads and checks the matrix file at `path`; paths in it are relative to its folder.
pub fn load(path: &Utf8Path) -> Result<Matrix, MatrixError> {
    let error = |source| MatrixError::Read { path: path.to_owned(), source };
    let text = fs_err::read_to_string(path).map_err(error)?;
    let absolute = camino::absolute_utf8(path).map_err(error)?;
    parse(&absolute, &text)
}

/// Checks the text of a matrix file; `path` is used for messages and as base of relative paths.
pub fn parse(path: &Utf8Path, text: &str) -> Result<Matrix, MatrixError> {
    Checker { path, text, declared: Vec::new(), clients: Vec::new() }.matrix()
}

pub(super) struct Checker<'a> {
    path: &'a Utf8Path,
    text: &'a str,
    /// Names of the scenarios that the file declares.
    declared: Vec<String>,
    /// Names of its clients.
    pub(super) clients: Vec<String>,
}

impl Checker<'_> {
    fn matrix(mut self) -> Result<Matrix, MatrixError> {
        let raw: RawMatrix = toml::from_str(self.text)
            .map_err(|error| self.wrong(error.span().unwrap_or(0..0), error.message()))?;
        if *raw.schema.get_ref() != SCHEMA {
            let message = format!(
                "schema {} is unknown: this nlmatrix reads schema {SCHEMA}",
                raw.schema.get_ref()
            );
            return Err(self.wrong(raw.schema.span(), &message));
        }
        self.unique("kernel", raw.kernel.iter().map(|kernel| &kernel.id))?;
        let modules = raw.module.iter().map(|module| &module.name);
        self.unique("system", raw.system.iter().map(|system| &system.name).chain(modules))?;
        self.unique("client", raw.client.iter().map(|client| &client.name))?;
        self.unique("scenario", raw.scenario.iter().map(|scenario| &scenario.name))?;
        self.declared = raw.scenario.iter().map(|it| it.name.get_ref().clone()).collect();
        self.clients = raw.client.iter().map(|it| it.name.get_ref().clone()).collect();
        let mut systems = each(&raw.system, |system| self.system(system))?;
        systems.extend(each(&raw.module, |module| self.module(module))?);
        let mut kernels = each(&raw.kernel, |kernel| self.kernel(kernel))?;
        kernels.sort_by_key(|kernel| kernel.series);
        Ok(Matrix {
            path: self.path.to_owned(),
            kernel_scenarios: each(&raw.kernel_scenarios, |name| self.scenario(name))?,
            kernels,
            clients: each(&raw.client, |client| self.client(client))?,
            files: self.files(&raw.file)?,
            sysctls: self.sysctls(raw.sysctls.as_ref())?,
            expectations: each(&raw.expect, |expect| self.expectation(expect, &systems))?,
            systems,
            thorough: each(&raw.thorough, |thorough| self.thorough(thorough))?,
            refused: raw.refused.iter().map(refusal).collect(),
            scenarios: each(&raw.scenario, |scenario| self.declared(scenario))?,
        })
    }

    fn kernel(&self, raw: &RawKernel) -> Result<KernelEntry, MatrixError> {
        self.plain_name("kernel id", &raw.id)?;
        let (series, provider) = self.provider(raw)?;
        Ok(KernelEntry { id: raw.id.get_ref().clone(), series, provider })
    }

    fn system(&self, raw: &RawSystem) -> Result<SystemEntry, MatrixError> {
        self.plain_name("system name", &raw.name)?;
        self.unique("generation", raw.generation.iter().map(|generation| &generation.name))?;
        let path = self.existing(&raw.path)?;
        let generations = each(&raw.generation, |generation| {
            self.plain_name("generation name", &generation.name)?;
            let scenarios = generation.scenarios.as_ref().unwrap_or(&raw.scenarios);
            Ok(GenerationEntry {
                name: generation.name.get_ref().clone(),
                kernels: generation.kernels.clone(),
                scenarios: each(scenarios, |name| self.scenario(name))?,
                refused: generation.refused.iter().map(refusal).collect(),
            })
        })?;
        Ok(SystemEntry { name: raw.name.get_ref().clone(), path, own: None, generations })
    }

    pub(super) fn scenario(&self, name: &Spanned<String>) -> Result<String, MatrixError> {
        let known = scenario::ALL.iter().map(|scenario| scenario.name);
        let known = known.chain(self.declared.iter().map(String::as_str));
        self.known("scenario", name, known).map(str::to_owned)
    }

    fn expectation(
        &self,
        raw: &RawExpect,
        systems: &[SystemEntry],
    ) -> Result<Expectation, MatrixError> {
        let generations = || systems.iter().flat_map(|system| &system.generations);
        if let Some(name) = &raw.system {
            self.known("system", name, systems.iter().map(|system| system.name.as_str()))?;
        }
        if let Some(name) = &raw.generation {
            self.known(
                "generation",
                name,
                generations().map(|generation| generation.name.as_str()),
            )?;
        }
        let predicts = match (&raw.check, &raw.observed, raw.outcome) {
            (Some(check), Some(observed), None) => {
                Predicts::Check { check: check.clone(), observed: observed.clone() }
            }
            (None, None, Some(outcome)) => Predicts::Ending(outcome),
            _ => {
                let message = "an [[expect]] has either `check` and `observed`, or `outcome`";
                return Err(self.wrong(raw.scenario.span(), message));
            }
        };
        Ok(Expectation {
            system: raw.system.as_ref().map(|name| name.get_ref().clone()),
            generation: raw.generation.as_ref().map(|name| name.get_ref().clone()),
            scenario: self.scenario(&raw.scenario)?,
            kernels: raw.kernels.clone(),
            predicts,
            reason: raw.reason.clone(),
            source: raw.source.clone(),
            line: self.place(raw.scenario.span().start).0,
        })
    }

    pub(super) fn existing(&self, path: &Spanned<String>) -> Result<Utf8PathBuf, MatrixError> {
        let full = self.beside(path.get_ref());
        if full.exists() {
            return Ok(full);
        }
        Err(self
            .wrong(path.span(), &format!("{full} is not there (paths are relative to this file)")))
    }

    /// `path`, relative to the folder of the matrix file.
    pub(super) fn beside(&self, path: &str) -> Utf8PathBuf {
        self.path.parent().unwrap_or(Utf8Path::new(".")).join(path)
    }

    /// Ids are parts of paths, test names and anchors: nothing in them may need quoting.
    pub(super) fn plain_name(&self, what: &str, name: &Spanned<String>) -> Result<(), MatrixError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
        if !name.get_ref().is_empty() && name.get_ref().chars().all(plain) {
            return Ok(());
        }
        let message =
            format!("{what} `{}`: only letters, digits and - _ . + are allowed", name.get_ref());
        Err(self.wrong(name.span(), &message))
    }

    fn unique<'n>(
        &self,
        what: &str,
        names: impl Iterator<Item = &'n Spanned<String>>,
    ) -> Result<(), MatrixError> {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.get_ref()) {
                let message = format!("{what} `{}` stands here twice", name.get_ref());
                return Err(self.wrong(name.span(), &message));
            }
        }
        Ok(())
    }

    pub(super) fn known<'k>(
        &self,
        what: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'k str>,
    ) -> Result<&'k str, MatrixError> {
        let known: BTreeSet<&str> = known.collect();
        if let Some(found) = known.get(name.get_ref().as_str()) {
            return Ok(found);
        }
        let message = unknown(what, name.get_ref(), &known);
        Err(self.wrong(name.span(), &message))
    }

    pub(super) fn wrong(&self, span: Range<usize>, message: &str) -> MatrixError {
        let (line, column) = self.place(span.start);
        MatrixError::Wrong { path: self.path.to_owned(), line, column, message: message.to_owned() }
    }

    /// Line and column, from 1, of a byte offset.
    fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (line, column)
    }
}

/// "unknown X `y`", the nearest known name, and all that would have been valid.
pub(crate) fn unknown(what: &str, name: &str, known: &BTreeSet<&str>) -> String {
    let distance = |other: &&&str| strsim::damerau_levenshtein(name, other);
    let nearest = known.iter().min_by_key(distance).filter(|other| distance(other) <= 3);
    let hint = nearest.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
    let all: Vec<&str> = known.iter().copied().collect();
    format!("unknown {what} `{name}`{hint}; known: {}", all.join(", "))
}

pub(super) fn refusal(raw: &RawRefused) -> Refusal {
    Refusal {
        kernels: raw.kernels.clone(),
        diagnosis: raw.diagnosis.clone(),
        symbol: raw.symbol.clone(),
        reason: raw.reason.clone(),
        source: raw.source.clone(),
    }
}

pub(super) fn each<T, U>(
    items: &[T],
    make: impl Fn(&T) -> Result<U, MatrixError>,
) -> Result<Vec<U>, MatrixError> {
    items.iter().map(make).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn message(text: &str) -> String {
        parse(Utf8Path::new("/m/matrix.toml"), text).unwrap_err().to_string()
    }

    #[rstest]
    #[case("unknown_key", "schema = 1\nkernels = []\n")]
    #[case("schema", "schema = 2\n")]
    #[case("no_series", "schema = 1\n[[kernel]]\nid = \"a\"\ndebian = { suite = \"sid\" }\n")]
    #[case(
        "series",
        "schema = 1\n[[kernel]]\nid = \"a\"\ndebian = { suite = \"sid\", series = \"six\" }\n"
    )]
    #[case(
        "twice",
        "schema = 1\n[[kernel]]\nid = \"a\"\ndebian = { suite = \"sid\", series = \"6.1\" }\n[[kernel]]\nid = \"a\"\ndebian = { suite = \"sid\", series = \"6.1\" }\n"
    )]
    #[case(
        "id",
        "schema = 1\n[[kernel]]\nid = \"a/b\"\ndebian = { suite = \"sid\", series = \"6.1\" }\n"
    )]
    #[case("no_provider", "schema = 1\n[[kernel]]\nid = \"a\"\n")]
    #[case(
        "two_providers",
        "schema = 1\n[[kernel]]\nid = \"a\"\ndebian = { suite = \"sid\", series = \"6.1\" }\nsource = { version = \"3.0\" }\n"
    )]
    #[case(
        "source_key",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"3.0\", sha = \"0\" }\n"
    )]
    #[case(
        "source_version",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"three\" }\n"
    )]
    #[case("source_series", "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"2.6\" }\n")]
    #[case(
        "source_sha256",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"3.0\", tarball = \"x.tar\", sha256 = \"00\" }\n"
    )]
    #[case(
        "source_no_tarball",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"3.0\", sha256 = \"00\" }\n"
    )]
    #[case(
        "source_scheme",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"3.0\", tarball = \"ftp://host/x.tar\" }\n"
    )]
    #[case(
        "source_toolchain",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"3.0\", toolchain = \"gcc\" }\n"
    )]
    #[case(
        "source_config",
        "schema = 1\n[[kernel]]\nid = \"a\"\nsource = { version = \"3.0\", config = \"nowhere\" }\n"
    )]
    #[case("prebuilt", "schema = 1\n[[kernel]]\nid = \"a\"\nprebuilt = { version = \"3.0\" }\n")]
    #[case("path", "schema = 1\n[[system]]\nname = \"s\"\npath = \"nowhere\"\n")]
    #[case(
        "scenario",
        "schema = 1\n[[system]]\nname = \"s\"\npath = \"/\"\n[[system.generation]]\nname = \"g\"\nkernels = \"*\"\nscenarios = [\"exta-ack\"]\n"
    )]
    #[case(
        "range",
        "schema = 1\n[[system]]\nname = \"s\"\npath = \"/\"\n[[system.generation]]\nname = \"g\"\nkernels = \">=new\"\n"
    )]
    #[case(
        "expect",
        "schema = 1\n[[expect]]\nscenario = \"boot\"\nkernels = \"*\"\nreason = \"r\"\nsource = \"s\"\n"
    )]
    #[case(
        "step_action",
        "schema = 1\n[[scenario]]\nname = \"s\"\n[[scenario.step]]\nerrno = \"EBUSY\"\n"
    )]
    #[case(
        "step_key",
        "schema = 1\n[[scenario]]\nname = \"s\"\n[[scenario.step]]\nload = true\nexit = 1\n"
    )]
    #[case(
        "step_time",
        "schema = 1\n[[scenario]]\nname = \"s\"\n[[scenario.step]]\nsleep = \"1 min\"\n"
    )]
    #[case(
        "step_pattern",
        "schema = 1\n[[scenario]]\nname = \"s\"\n[[scenario.step]]\nlog = \"(\"\n"
    )]
    #[case("no_steps", "schema = 1\n[[scenario]]\nname = \"s\"\n")]
    #[case("scenario_name", "schema = 1\n[[scenario]]\nname = \"dump\"\ntap = [\"x\"]\n")]
    #[case("syntax", "schema = 1\n[[kernel\n")]
    fn mistakes_point_at_their_place(#[case] name: &str, #[case] text: &str) {
        insta::assert_snapshot!(name, message(text));
    }
}
