//! `[[root]]` tables: as written, and checked.

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{Published, Registry, RootEntry};
use super::raw::{RawPublished, RawRoot};

/// Disks have one letter each, so there can be no more of them than letters.
const MOST: usize = 20;

impl Checker<'_> {
    pub(super) fn roots(&self, raw: &[RawRoot]) -> Result<Vec<RootEntry>, MatrixError> {
        if let Some(root) = raw.get(MOST) {
            let message = format!("a guest has at most {MOST} roots: combine some of them");
            return Err(self.wrong(root.name.span(), &message));
        }
        each(raw, |root| self.tree(root))
    }

    fn tree(&self, raw: &RawRoot) -> Result<RootEntry, MatrixError> {
        self.plain_name("root name", &raw.name)?;
        if raw.packages.is_empty() {
            let message = "a [[root]] needs `packages`: name those that have its programs, like [\"python3\"]";
            return Err(self.wrong(raw.name.span(), message));
        }
        if raw.command.is_none() && !(raw.published.is_empty() && raw.build_packages.is_empty()) {
            let message = "`published` and `build-packages` only make sense with a `command`: add it, or leave them \
                           out";
            return Err(self.wrong(raw.name.span(), message));
        }
        Ok(RootEntry {
            name: raw.name.get_ref().clone(),
            packages: each(&raw.packages, |name| self.package(name))?,
            files: self.files(&raw.file)?,
            sources: each(&raw.published, |source| self.of_registry(source))?,
            command: raw.command.clone(),
            build_packages: each(&raw.build_packages, |name| self.package(name))?,
        })
    }

    fn of_registry(&self, raw: &RawPublished) -> Result<Published, MatrixError> {
        let (registry, name) = match (&raw.pypi, &raw.krate, &raw.debian) {
            (Some(name), None, None) => (Registry::Pypi, name),
            (None, Some(name), None) => (Registry::Crates, name),
            (None, None, Some(name)) => (Registry::Debian, name),
            _ => {
                let message = "a source is from one registry: `pypi = \"NAME\"`, `crate = \"NAME\"` or \
                               `debian = \"NAME\"`";
                return Err(self.wrong(raw.version.span(), message));
            }
        };
        for text in [name, &raw.version] {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
            if text.get_ref().is_empty() || !text.get_ref().chars().all(plain) {
                let message =
                    format!("`{}` is not a name or version in a registry", text.get_ref());
                return Err(self.wrong(text.span(), &message));
            }
        }
        let sha256 = raw.sha256.get_ref().parse();
        Ok(Published {
            registry,
            name: name.get_ref().clone(),
            version: raw.version.get_ref().clone(),
            sha256: sha256.map_err(|_| {
                let message =
                    "`sha256` has 64 hexadecimal digits: give that of the file as published";
                self.wrong(raw.sha256.span(), message)
            })?,
        })
    }
}
