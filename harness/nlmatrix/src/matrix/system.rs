//! `[[system]]` tables, checked, with the files of their folders.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::de::DeserializeOwned;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::error::Source;
use super::model::{GENERATION, GenerationEntry, Refusal, SYSTEM, SystemEntry};
use super::raw::{RawGeneration, RawRefused, RawShared, RawSystem};
use crate::arch::Arch;
use crate::facts::Need;
use crate::version::VersionRange;

impl Checker<'_> {
    pub(super) fn system(&self, raw: &RawSystem) -> Result<SystemEntry, MatrixError> {
        let name = raw.its_name();
        self.system_name("system name", &name)?;
        let path = self.existing(&raw.path)?;
        let (shared, mut generations) = self.shared(raw, &path)?;
        for generation in &raw.generation {
            let Some(name) = &generation.name else {
                let message = "a [[system.generation]] needs a `name`: that of its folder";
                return Err(self.wrong(raw.path.span(), message));
            };
            self.plain_name("generation name", name)?;
            generations.push(self.generation(name.get_ref(), generation, &shared)?);
        }
        self.unique("generation", raw.generation.iter().filter_map(|it| it.name.as_ref()))?;
        let (name, about, arches) = (name.into_inner(), shared.about, shared.arches);
        let self_test = shared.self_test;
        let build_packages = Vec::new();
        Ok(SystemEntry {
            name,
            about,
            path,
            root: None,
            own: None,
            build_packages,
            build_deadline: None,
            parameters: BTreeMap::new(),
            firmware: None,
            arches,
            self_test,
            generations,
        })
    }

    /// What the system's generations share, and its generations: those of its folder, if the matrix file lists none.
    fn shared(
        &self,
        raw: &RawSystem,
        folder: &Utf8Path,
    ) -> Result<(Shared, Vec<GenerationEntry>), MatrixError> {
        let own = raw.scenarios.as_ref();
        let scenarios = own.map(|all| self.scenarios(all)).transpose()?;
        let mut shared = Shared { scenarios: scenarios.unwrap_or_default(), ..Shared::default() };
        if !raw.generation.is_empty() {
            return Ok((shared, Vec::new()));
        }
        if let Some((file, text)) = self.text(&raw.path, &folder.join(SYSTEM))? {
            let (checker, file): (_, RawShared) = self.of_file(&file, &text)?;
            if own.is_none() {
                shared.scenarios = checker.scenarios(&file.scenarios)?;
            }
            shared.needs = checker.needs(&file.needs)?;
            shared.arches = checker.arches(&file)?;
            (shared.about, shared.self_test) = (file.about, file.self_test);
        }
        let mut generations = Vec::new();
        for name in self.entries(&raw.path, folder)? {
            let Some((file, text)) = self.text(&raw.path, &folder.join(&name).join(GENERATION))?
            else {
                continue;
            };
            let (checker, file): (_, RawGeneration) = self.of_file(&file, &text)?;
            let written = Spanned::new(0..0, name.clone());
            checker.plain_name("generation name", &written)?;
            if let Some(other) = file.name.as_ref().filter(|it| *it.get_ref() != name) {
                let message =
                    format!("a generation is named by its folder, `{name}`: leave this out");
                return Err(checker.wrong(other.span(), &message));
            }
            generations.push(checker.generation(&name, &file, &shared)?);
        }
        // Oldest API first.
        generations.sort_by_cached_key(|it| (age(it), it.name.clone()));
        Ok((shared, generations))
    }

    /// The processors that a system is for, with the reason why it is not for others.
    fn arches(&self, raw: &RawShared) -> Result<(Vec<Arch>, String), MatrixError> {
        match (&*raw.arch, &raw.arch_reason) {
            ([first, ..], None) => {
                let message = "say in `arch-reason` why it is not for other processors";
                Err(self.wrong(first.span(), message))
            }
            (names, reason) => {
                Ok((each(names, |name| self.parsed(name))?, reason.clone().unwrap_or_default()))
            }
        }
    }

    fn generation(
        &self,
        name: &str,
        raw: &RawGeneration,
        shared: &Shared,
    ) -> Result<GenerationEntry, MatrixError> {
        let own = raw.scenarios.as_ref();
        let scenarios = own.map(|all| self.scenarios(all)).transpose()?;
        let mut needs = shared.needs.clone();
        needs.extend(self.needs(&raw.needs)?);
        Ok(GenerationEntry {
            name: name.to_owned(),
            about: raw.about.clone(),
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            needs,
            scenarios: scenarios.unwrap_or_else(|| shared.scenarios.clone()),
            refused: raw.refused.iter().map(refusal).collect(),
        })
    }

    fn needs(&self, raw: &[Spanned<String>]) -> Result<Vec<Need>, MatrixError> {
        let need = |text: &Spanned<String>| {
            Need::parse(text.get_ref(), &self.facts)
                .map_err(|message| self.wrong(text.span(), &message))
        };
        each(raw, need)
    }

    /// The names of the entries of `folder`, which the matrix file names as `path`.
    pub(super) fn entries(
        &self,
        path: &Spanned<String>,
        folder: &Utf8Path,
    ) -> Result<Vec<String>, MatrixError> {
        let error = |error| {
            self.wrong(path.span(), &format!("{folder} cannot be read as a folder: {error}"))
        };
        let entries = folder.read_dir_utf8().map_err(error)?.flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// The text of a file in a folder that the matrix file names as `path`, if the file exists.
    pub(super) fn text(
        &self,
        path: &Spanned<String>,
        file: &Utf8Path,
    ) -> Result<Option<(Utf8PathBuf, String)>, MatrixError> {
        if !file.is_file() {
            return Ok(None);
        }
        let error = |error: std::io::Error| self.wrong(path.span(), &error.to_string());
        Ok(Some((file.to_owned(), fs_err::read_to_string(file).map_err(error)?)))
    }

    /// Reads another file; mistakes in it are reported with their place in it.
    pub(super) fn of_file<'f, T: DeserializeOwned>(
        &self,
        path: &'f Utf8Path,
        text: &'f str,
    ) -> Result<(Checker<'f>, T), MatrixError> {
        let checker = Checker {
            source: Source::new(path, text),
            shipped: self.shipped,
            declared: self.declared.clone(),
            clients: self.clients.clone(),
            roots: self.roots.clone(),
            facts: self.facts.clone(),
            specs: self.specs.clone(),
        };
        let raw = checker.read()?;
        Ok((checker, raw))
    }
}

/// What the generations of a system have in common.
#[derive(Default)]
struct Shared {
    about: String,
    scenarios: Vec<String>,
    needs: Vec<Need>,
    arches: (Vec<Arch>, String),
    self_test: bool,
}

/// Orders generations by the first version that they build for, then by the last.
fn age(generation: &GenerationEntry) -> Vec<([u32; 4], [u32; 4])> {
    let end =
        |end: Option<crate::version::KernelVersion>| end.map_or([u32::MAX; 4], |it| it.numbers());
    generation.builds().into_iter().map(|(first, last)| (first.numbers(), end(last))).collect()
}

pub(super) fn refusal(raw: &RawRefused) -> Refusal {
    Refusal {
        kernels: raw.kernels.clone(),
        diagnosis: raw.diagnosis.clone(),
        // As it is in diagnoses: gcc writes two spaces after some commas.
        symbol: raw.symbol.split_whitespace().collect::<Vec<_>>().join(" "),
        reason: raw.reason.clone(),
        source: raw.source.clone(),
    }
}
