//! What the root contains in which users' own modules are built.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::ToolchainError;
use super::root::{KIND, PACKAGES, PEOPLES, key};
use crate::store::Store;

/// The names of the Debian packages in that root, and whether each was requested; the others are there because one of
/// those needs them. Before such a root is in `store`, only the former are known, and the second value is `false`.
pub fn packages(store: &Store) -> Result<(BTreeMap<String, bool>, bool), ToolchainError> {
    let asked = PACKAGES.iter().chain(PEOPLES).map(|name| ((*name).to_owned(), true));
    let mut all: BTreeMap<String, bool> = asked.collect();
    let Some(folder) = store.find(KIND, &key(PEOPLES)) else { return Ok((all, false)) };
    for name in installed(&folder.join("root"))? {
        all.entry(name).or_insert(false);
    }
    Ok((all, true))
}

/// Each package has a folder of its name there, or a link: Debian Policy 12.5.
fn installed(root: &Utf8Path) -> Result<Vec<String>, ToolchainError> {
    let path = root.join("usr/share/doc");
    let failed = |source| ToolchainError::Io { path: path.clone(), source };
    let entries = path.read_dir_utf8().map_err(failed)?;
    entries.map(|entry| Ok(entry.map_err(failed)?.file_name().to_owned())).collect()
}
