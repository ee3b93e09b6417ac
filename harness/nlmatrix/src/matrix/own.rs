//! `[[module]]` tables: users' own modules, which have no generations.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{GenerationEntry, Method, SystemEntry};
use super::raw::RawModule;
use super::system::refusal;
use crate::version::VersionRange;

impl Checker<'_> {
    /// A module is a system with a single generation, which has no name.
    pub(super) fn module(&self, raw: &RawModule) -> Result<SystemEntry, MatrixError> {
        self.system_name("module name", &raw.name)?;
        let path = self.existing(&raw.path)?;
        let root = raw.root.as_ref().map(|root| self.root(root, &path)).transpose()?;
        let has = |name: &str| path.join(name).is_file();
        let method = match (&raw.command, &raw.make) {
            (Some(command), Some(_)) => {
                let message = "a [[module]] has `make` variables or a `command`, not both";
                return Err(self.wrong(command.span(), message));
            }
            (Some(command), None) => Method::Command(command.get_ref().clone()),
            (None, None) if has("dkms.conf") => Method::Dkms,
            (None, variables) if has("Kbuild") || has("Makefile") => {
                Method::Kbuild(variables.clone().unwrap_or_default())
            }
            (None, _) => {
                let message =
                    format!("{path} has no Kbuild, Makefile or dkms.conf: give a `command`");
                return Err(self.wrong(raw.path.span(), &message));
            }
        };
        let generation = GenerationEntry {
            kernels: raw.kernels.clone().unwrap_or_else(VersionRange::everything),
            scenarios: self.scenarios(&raw.scenarios)?,
            refused: raw.refused.iter().map(refusal).collect(),
            ..GenerationEntry::of("")
        };
        Ok(SystemEntry {
            arches: Default::default(),
            name: raw.name.get_ref().clone(),
            about: String::new(),
            path,
            root,
            own: Some(method),
            build_packages: each(&raw.build_packages, |name| self.package(name))?,
            build_deadline: raw.build_deadline.as_ref().map(|it| self.duration(it)).transpose()?,
            parameters: self.parameters(&raw.parameters)?,
            firmware: raw.firmware.as_ref().map(|folder| self.firmware(folder)).transpose()?,
            self_test: false,
            generations: vec![generation],
        })
    }

    /// Parameters of each module: a line of `modules.options` each.
    fn parameters(
        &self,
        raw: &BTreeMap<Spanned<String>, String>,
    ) -> Result<BTreeMap<String, String>, MatrixError> {
        let mut all = BTreeMap::new();
        for (name, text) in raw {
            let is_name = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            if name.get_ref().is_empty()
                || !name.get_ref().chars().all(is_name)
                || text.contains('\n')
            {
                let message = format!(
                    "`{}` is not a module's name, or its parameters are not on one line: write \
                     parameters = {{ my_module = \"debug=1 mode=x\" }}",
                    name.get_ref().escape_debug()
                );
                return Err(self.wrong(name.span(), &message));
            }
            all.insert(name.get_ref().replace('-', "_"), text.clone());
        }
        Ok(all)
    }

    fn firmware(&self, folder: &Spanned<String>) -> Result<Utf8PathBuf, MatrixError> {
        let path = self.existing(folder)?;
        match path.is_dir() {
            true => Ok(path),
            false => {
                let message = format!(
                    "{path} is not a folder: `firmware` names the folder that has the files"
                );
                Err(self.wrong(folder.span(), &message))
            }
        }
    }

    /// The name of a package, as Debian's policy defines it.
    pub(super) fn package(&self, name: &Spanned<String>) -> Result<String, MatrixError> {
        let is_of = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c);
        let text = name.get_ref();
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        match starts && text.len() > 1 && text.chars().all(is_of) {
            true => Ok(text.clone()),
            false => {
                let message = format!(
                    "`{text}` is not the name of a Debian package: write one like `libxtables-dev`"
                );
                Err(self.wrong(name.span(), &message))
            }
        }
    }

    /// A folder that contains `path`, at whatever depth.
    fn root(&self, root: &Spanned<String>, path: &Utf8Path) -> Result<Utf8PathBuf, MatrixError> {
        let folder = self.existing(root)?;
        match (folder.canonicalize_utf8(), path.canonicalize_utf8()) {
            (Ok(outer), Ok(inner)) if inner.starts_with(&outer) => Ok(folder),
            _ => {
                let message =
                    format!("{path} is not in {folder}: `root` has to be a folder above `path`");
                Err(self.wrong(root.span(), &message))
            }
        }
    }
}
