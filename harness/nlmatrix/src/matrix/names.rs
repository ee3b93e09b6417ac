//! Names and paths: they have to be plain, unique, and refer to something that exists.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::KERNEL_SYSTEM;
use crate::names::{nearest, unknown};
use crate::run::{OF_32_BITS, is_of_32_bits};

impl Checker<'_> {
    pub(super) fn scenario(&self, name: &Spanned<String>) -> Result<String, MatrixError> {
        let known = self.shipped.iter().map(|scenario| scenario.name);
        let known = known.chain(self.declared.iter().map(String::as_str));
        self.known("scenario", name, known).map(str::to_owned)
    }

    /// A list of names without duplicates, which would be cells with the same id.
    pub(super) fn scenarios(&self, names: &[Spanned<String>]) -> Result<Vec<String>, MatrixError> {
        self.unique("scenario", names.iter())?;
        names.iter().map(|name| self.scenario(name)).collect()
    }

    pub(super) fn existing(&self, path: &Spanned<String>) -> Result<Utf8PathBuf, MatrixError> {
        let full = self.beside(path.get_ref());
        if full.exists() {
            return Ok(full);
        }
        let hint = match sibling(&full) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "create it, or correct the path".to_owned(),
        };
        let message = format!("{full} does not exist: {hint} (paths are relative to this file)");
        Err(self.wrong(path.span(), &message))
    }

    /// `path`, relative to the folder of the matrix file.
    pub(super) fn beside(&self, path: &str) -> Utf8PathBuf {
        self.source.path.parent().unwrap_or(Utf8Path::new(".")).join(path)
    }

    /// Ids become parts of paths, test names and anchors: nothing in them may need quoting, name a parent folder, or
    /// look like the `__` that replaces the `/` between the parts of an id in file names.
    pub(super) fn plain_name(&self, what: &str, name: &Spanned<String>) -> Result<(), MatrixError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
        let text = name.get_ref().as_str();
        if text.starts_with(['.', '_']) || text.ends_with('_') || text.contains("__") {
            let message = format!(
                "{what} `{text}`: a name does not begin with . or _, end with _, or have __ in it"
            );
            return Err(self.wrong(name.span(), &message));
        }
        if !text.is_empty() && text.chars().all(plain) {
            return Ok(());
        }
        let message = format!(
            "{what} `{}`: only letters, digits and - _ . + are allowed, and at least one",
            name.get_ref().escape_debug()
        );
        Err(self.wrong(name.span(), &message))
    }

    /// The names of scenarios and programs end with this in cells with 32-bit clients.
    pub(super) fn no_bits_in(&self, what: &str, name: &Spanned<String>) -> Result<(), MatrixError> {
        if !is_of_32_bits(name.get_ref()) {
            return Ok(());
        }
        let message = format!(
            "{what} `{}`: names that end with {OF_32_BITS} are those of cells with 32-bit clients; give the \
             client `bits`, and take another name",
            name.get_ref()
        );
        Err(self.wrong(name.span(), &message))
    }

    /// The name of a system or module. In ids, a dot separates it from its generation, and `kernel` is reserved for
    /// the cells that need no module.
    pub(super) fn system_name(
        &self,
        what: &str,
        name: &Spanned<String>,
    ) -> Result<(), MatrixError> {
        self.plain_name(what, name)?;
        let text = name.get_ref().as_str();
        if !text.contains('.') && text != KERNEL_SYSTEM {
            return Ok(());
        }
        let message = format!(
            "{what} `{text}`: in ids, a dot separates a system from its generation, and \
             `{KERNEL_SYSTEM}` for none; take another name"
        );
        Err(self.wrong(name.span(), &message))
    }

    pub(super) fn unique<'n>(
        &self,
        what: &str,
        names: impl Iterator<Item = &'n Spanned<String>>,
    ) -> Result<(), MatrixError> {
        let mut seen = BTreeMap::new();
        for name in names {
            if let Some(first) = seen.insert(name.get_ref(), name.span()) {
                let (line, _) = self.source.place(first.start);
                let message = format!(
                    "{what} `{}` is used twice, first on line {line}: rename or remove one",
                    name.get_ref()
                );
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
}

/// A neighbour of the missing `path` with a similar name.
fn sibling(path: &Utf8Path) -> Option<String> {
    let entries = path.parent()?.read_dir_utf8().ok()?.flatten();
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_owned()).collect();
    nearest(path.file_name()?, names.iter().map(String::as_str)).map(str::to_owned)
}
