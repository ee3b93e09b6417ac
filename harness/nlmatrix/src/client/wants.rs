//! What an ELF file asks its loader for.

use object::{Architecture, Object as _, ObjectSection as _};

/// `DT_NEEDED`.
const NEEDED: u64 = 1;
/// `DT_RPATH` and `DT_RUNPATH`.
const RUN_PATHS: [u64; 2] = [15, 29];

/// What an ELF file asks its loader for; empty if it is static.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Path of the loader; libraries name none.
    pub loader: Option<String>,
    /// Names of libraries.
    pub needed: Vec<String>,
    /// Folders in which to look for them first; `$ORIGIN` is the file's own folder.
    pub run_path: Vec<String>,
}

/// `None` if it is not an x86-64 ELF file, or has no section headers, which every linker writes.
pub(crate) fn wants(bytes: &[u8]) -> Option<Wants> {
    let file = object::File::parse(bytes).ok()?;
    if file.architecture() != Architecture::X86_64 || file.sections().next().is_none() {
        return None;
    }
    let section = |name: &str| file.section_by_name(name)?.data().ok();
    let (Some(dynamic), Some(names)) = (section(".dynamic"), section(".dynstr")) else {
        return Some(Wants::default());
    };
    let word =
        |entry: &[u8], at: usize| entry.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    let tagged = |tags: &[u64]| -> Vec<String> {
        let entries = dynamic.chunks_exact(16);
        let entries = entries.filter(|entry| word(entry, 0).is_some_and(|tag| tags.contains(&tag)));
        entries.filter_map(|entry| text(names.get(word(entry, 8)? as usize..)?)).collect()
    };
    let run_path = tagged(&RUN_PATHS);
    let run_path = run_path.iter().flat_map(|it| it.split(':')).map(str::to_owned).collect();
    let loader = section(".interp").and_then(text);
    Some(Wants { loader, needed: tagged(&[NEEDED]), run_path })
}

fn text(bytes: &[u8]) -> Option<String> {
    let text = bytes.split(|byte| *byte == 0).next()?;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_none_and_a_static_program_wants_nothing() {
        assert_eq!(wants(b"#!/bin/sh"), None);
        assert_eq!(wants(crate::image::AGENT), Some(Wants::default()));
    }

    #[test]
    fn a_dynamic_program_names_its_loader_and_libc() {
        let ourselves = fs_err::read("/proc/self/exe").unwrap();
        let wants = wants(&ourselves).unwrap();
        assert!(wants.loader.unwrap().contains("/ld-"));
        assert!(wants.needed.iter().any(|name| name.starts_with("libc.so")));
    }
}
