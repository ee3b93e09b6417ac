//! What was changed, and why.

use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use similar::TextDiff;

use super::{Leftover, PortError, encoding, forward};
use crate::version::KernelVersion;

/// What one step did to a file.
#[derive(Clone, Debug)]
pub struct Change {
    /// The symbol that changed.
    pub symbol: String,
    /// The first version with the new form.
    pub since: KernelVersion,
    /// Why the source has to change, in words.
    pub reason: String,
    /// The file before the step.
    pub before: String,
    /// The file after the step.
    pub after: String,
}

/// A file with all changes to it.
#[derive(Clone, Debug)]
pub struct PortedFile {
    /// Its path relative to the module's folder.
    pub path: Utf8PathBuf,
    /// As it was.
    pub original: String,
    /// As it is now.
    pub text: String,
    /// What was done, in order.
    pub changes: Vec<Change>,
    /// What is left to do by hand.
    pub leftovers: Vec<Leftover>,
}

impl PortedFile {
    /// The file at `path`, as it is.
    pub(super) fn new(path: Utf8PathBuf, text: String) -> Self {
        let original = text.clone();
        Self { path, original, text, changes: Vec::new(), leftovers: Vec::new() }
    }

    /// Replaces its text by `after`.
    pub(super) fn change(
        &mut self,
        symbol: &str,
        since: KernelVersion,
        reason: &str,
        after: String,
    ) {
        let before = std::mem::replace(&mut self.text, after.clone());
        let (symbol, reason) = (symbol.to_owned(), reason.to_owned());
        self.changes.push(Change { symbol, since, reason, before, after });
    }

    /// Declares what its changes have added, where that is used before its definition; this becomes part of the last
    /// change.
    pub(super) fn declare(&mut self) {
        if !self.path.as_str().ends_with(".c") {
            return;
        }
        let declared = forward::declare(&self.original, &self.text);
        if let Some(last) = self.changes.last_mut() {
            last.after.clone_from(&declared);
            self.text = declared;
        }
    }

    /// Does it differ from the original?
    pub fn is_changed(&self) -> bool {
        self.text != self.original
    }
}

/// A folder's sources, ported.
#[derive(Clone, Debug)]
pub struct Ported {
    /// All of its C files and headers.
    pub files: Vec<PortedFile>,
}

impl Ported {
    /// Is nothing changed?
    pub fn is_same(&self, other: &Self) -> bool {
        let texts =
            |ported: &'_ Self| ported.files.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
        texts(self) == texts(other)
    }

    /// A patch for each change, preceded by its reason: `patch -p1` applies all of them, one after the other.
    pub fn diff(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            for Change { symbol, since, reason, before, after } in &file.changes {
                let heading = format!("{symbol}, {since}: {reason}");
                hunks(&mut text, &file.path, &heading, before, after);
            }
            let behind = file.changes.last().map_or(&file.original, |change| &change.after);
            if *behind != file.text {
                let heading = "what is left to do by hand";
                hunks(&mut text, &file.path, heading, behind, &file.text);
            }
        }
        text
    }

    /// Writes the changed files to `folder`.
    pub fn write(&self, folder: &Utf8Path) -> Result<(), PortError> {
        for file in self.files.iter().filter(|file| file.is_changed()) {
            let path = folder.join(&file.path);
            fs_err::write(&path, encoding::bytes(&file.text)).map_err(PortError::io(&path))?;
        }
        Ok(())
    }

    /// What is left to do by hand, with the files concerned.
    pub fn leftovers(&self) -> impl Iterator<Item = (&Utf8Path, &Leftover)> {
        self.files.iter().flat_map(|file| file.leftovers.iter().map(|it| (&*file.path, it)))
    }
}

fn hunks(text: &mut String, path: &Utf8Path, heading: &str, before: &str, after: &str) {
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    let unified = unified.header(&format!("a/{path}"), &format!("b/{path}")).to_string();
    writeln!(text, "{heading}\n{unified}").expect("a string takes all");
}
