//! The shared libraries that a program needs, found as the loader would find them.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use object::{Object as _, ObjectSection as _};

use super::ClientError;
use super::build::io;

/// Where the loader looks without a cache, in the root and in the guest.
const FOLDER: &str = "/lib/x86_64-linux-gnu";
/// `DT_NEEDED`.
const NEEDED: u64 = 1;

/// The loader of `program` and every library that it needs, however far away: path in the guest →
/// file in `root`.
pub(super) fn of(
    program: &Utf8Path,
    root: &Utf8Path,
) -> Result<Vec<(String, Utf8PathBuf)>, ClientError> {
    let mut found = BTreeMap::new();
    let mut queue = vec![program.to_owned()];
    while let Some(path) = queue.pop() {
        let bytes = fs_err::read(&path).map_err(io(&path))?;
        let wants = wants(&bytes).ok_or_else(|| ClientError::NoElf { path: path.clone() })?;
        // A loader stands at its own place; as a library it is there already when it is needed.
        if let Some(loader) = wants.loader {
            let file = root.join("usr").join(loader.trim_start_matches('/'));
            let name = file.file_name().unwrap_or_default().to_owned();
            found.insert(loader, library(root, &name));
        }
        for name in wants.needed.iter().filter(|name| !name.starts_with("ld-linux")) {
            let (guest, file) = (format!("{FOLDER}/{name}"), library(root, name));
            if found.insert(guest, file.clone()).is_none() {
                queue.push(file);
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn library(root: &Utf8Path, name: &str) -> Utf8PathBuf {
    root.join("usr").join(FOLDER.trim_start_matches('/')).join(name)
}

/// What an ELF file asks its loader for.
pub(crate) struct Wants {
    loader: Option<String>,
    needed: Vec<String>,
}

/// `None` for what is no ELF file, or one without the sections that every linker writes.
pub(crate) fn wants(bytes: &[u8]) -> Option<Wants> {
    let file = object::File::parse(bytes).ok()?;
    let section = |name: &str| file.section_by_name(name)?.data().ok();
    let (dynamic, names) = (section(".dynamic")?, section(".dynstr")?);
    let word =
        |entry: &[u8], at: usize| entry.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    let needed = dynamic.chunks_exact(16).filter(|entry| word(entry, 0) == Some(NEEDED));
    let needed = needed.filter_map(|entry| text(names.get(word(entry, 8)? as usize..)?));
    Some(Wants { loader: section(".interp").and_then(text), needed: needed.collect() })
}

fn text(bytes: &[u8]) -> Option<String> {
    let text = bytes.split(|byte| *byte == 0).next()?;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_static_program_or_nonsense_wants_nothing() {
        assert!(wants(b"#!/bin/sh").is_none());
        assert!(wants(crate::image::AGENT).is_none());
    }

    #[test]
    fn a_dynamic_program_names_its_loader_and_libc() {
        let ourselves = fs_err::read("/proc/self/exe").unwrap();
        let wants = wants(&ourselves).unwrap();
        assert!(wants.loader.unwrap().contains("/ld-"));
        assert!(wants.needed.iter().any(|name| name.starts_with("libc.so")));
    }
}
