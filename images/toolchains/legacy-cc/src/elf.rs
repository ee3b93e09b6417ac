//! Rewrites relocations of objects to those that old kernels' module loaders and link steps know.
//!
//! Since binutils 2.31, gas marks branches with R_X86_64_PLT32 and has no option against it; for a
//! kernel, which has no PLT, that is R_X86_64_PC32 under another name. Without the rewrite 2.6.24
//! and 2.6.32 answer "Unknown rela relocation: 4" to insmod. Linux has known PLT32 since 4.17.

/// Machine, size of a relocation entry, offset of its type in it, and old type → new type.
struct Form {
    machine: u16,
    section: u32,
    is_64: bool,
    entry: usize,
    kind_at: usize,
    kinds: &'static [(u32, u32)],
}

/// `EM_X86_64` with `SHT_RELA`: PLT32 → PC32, GOTPCRELX and REX_GOTPCRELX → GOTPCREL.
const X86_64: Form = Form {
    machine: 62,
    section: 4,
    is_64: true,
    entry: 24,
    kind_at: 8,
    kinds: &[(4, 2), (41, 9), (42, 9)],
};
/// `EM_386` with `SHT_REL`: PLT32 → PC32, GOT32X → GOT32.
const I386: Form =
    Form { machine: 3, section: 9, is_64: false, entry: 8, kind_at: 4, kinds: &[(4, 2), (43, 3)] };

/// `ET_REL`.
const RELOCATABLE: u16 = 1;

/// Rewrites the relocations of an object in place; returns how many it changed.
///
/// Anything that is not a relocatable x86 object is left unchanged, and so are the damaged parts of one that is.
pub fn rewrite(object: &mut [u8]) -> usize {
    let Some((form, sections)) = sections(object) else { return 0 };
    let tables = sections.into_iter().map(|(start, size)| table(object, form, start, size));
    tables.sum()
}

/// Does it have relocations that [`rewrite`] would change?
pub fn needs_rewrite(object: &[u8]) -> bool {
    rewrite(&mut object.to_vec()) > 0
}

/// The relocation sections, as offset and size within the file.
fn sections(object: &[u8]) -> Option<(&'static Form, Vec<(usize, usize)>)> {
    let is_little_endian = object.starts_with(b"\x7fELF") && *object.get(5)? == 1;
    let machine = half(object, 18)?;
    let form = [&X86_64, &I386].into_iter().find(|form| form.machine == machine)?;
    let is_class = *object.get(4)? == if form.is_64 { 2 } else { 1 };
    if !is_little_endian || !is_class || half(object, 16)? != RELOCATABLE {
        return None;
    }
    let (headers_at, size_at, count_at) = if form.is_64 { (40, 58, 60) } else { (32, 46, 48) };
    let headers = address(object, headers_at, form.is_64)?;
    let (size, mut count) = (usize::from(half(object, size_at)?), half(object, count_at)?.into());
    let (offset_at, length_at) = if form.is_64 { (24, 32) } else { (16, 20) };
    // With 0xff00 sections and more, the true number is the size of section 0.
    if count == 0 {
        count = address(object, headers.checked_add(length_at)?, form.is_64)?;
    }
    if size < 40 {
        return None;
    }
    let mut found = Vec::new();
    for index in 0..count {
        let Some(header) = index.checked_mul(size).and_then(|at| at.checked_add(headers)) else {
            break;
        };
        let Some(kind) = header.checked_add(4).and_then(|at| word(object, at)) else { break };
        if kind == form.section {
            let offset = address(object, header.checked_add(offset_at)?, form.is_64)?;
            let length = address(object, header.checked_add(length_at)?, form.is_64)?;
            found.push((offset, length));
        }
    }
    Some((form, found))
}

/// Rewrites one section.
fn table(object: &mut [u8], form: &Form, start: usize, size: usize) -> usize {
    let end = start.saturating_add(size).min(object.len());
    let Some(table) = object.get_mut(start..end) else { return 0 };
    let mut changed = 0;
    for entry in table.chunks_exact_mut(form.entry) {
        changed += usize::from(relocation(&mut entry[form.kind_at..], form));
    }
    changed
}

/// Rewrites one relocation's type: 32 bits on x86-64, 8 on i386, in the low bytes of `info`.
fn relocation(info: &mut [u8], form: &Form) -> bool {
    let width = if form.is_64 { 4 } else { 1 };
    let mut kind = [0; 4];
    kind[..width].copy_from_slice(&info[..width]);
    let kind = u32::from_le_bytes(kind);
    let Some((_, new)) = form.kinds.iter().find(|(old, _)| *old == kind) else { return false };
    info[..width].copy_from_slice(&new.to_le_bytes()[..width]);
    true
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

/// A file offset or size: 8 bytes in 64-bit objects, 4 in others.
fn address(bytes: &[u8], at: usize, is_64: bool) -> Option<usize> {
    if !is_64 {
        return word(bytes, at)?.try_into().ok();
    }
    let field = bytes.get(at..at.checked_add(8)?)?;
    u64::from_le_bytes(field.try_into().ok()?).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use object::write::{Object, Relocation, Symbol, SymbolSection};
    use object::{
        Architecture, BinaryFormat, Endianness, Object as _, ObjectSection as _, RelocationFlags,
        SymbolFlags, SymbolKind, SymbolScope,
    };
    use proptest::prelude::*;
    use rstest::rstest;

    /// An object that refers to `callee` by each of `kinds`.
    fn object_with(architecture: Architecture, kinds: &[u32]) -> Vec<u8> {
        let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
        let text = object.section_id(object::write::StandardSection::Text);
        object.append_section_data(text, &vec![0; 8 * kinds.len()], 16);
        let symbol = object.add_symbol(Symbol {
            name: b"callee".to_vec(),
            value: 0,
            size: 0,
            kind: SymbolKind::Text,
            scope: SymbolScope::Dynamic,
            weak: false,
            section: SymbolSection::Undefined,
            flags: SymbolFlags::None,
        });
        let addend = if architecture == Architecture::I386 { 0 } else { -4 };
        for (at, &kind) in kinds.iter().enumerate() {
            let flags = RelocationFlags::Elf { r_type: object::elf::RelocationType(kind) };
            let relocation = Relocation { offset: 8 * at as u64, symbol, addend, flags };
            object.add_relocation(text, relocation).unwrap();
        }
        object.write().unwrap()
    }

    fn kinds_of(object: &[u8]) -> Vec<u32> {
        let file = object::File::parse(object).unwrap();
        let relocations =
            file.sections().flat_map(|section| section.relocations().collect::<Vec<_>>());
        let kinds = relocations.map(|(_, relocation)| match relocation.flags() {
            RelocationFlags::Elf { r_type } => r_type.0,
            other => panic!("{other:?} is not ELF's"),
        });
        kinds.collect()
    }

    #[rstest]
    #[case(Architecture::X86_64, &[1, 2, 4, 9, 11, 41, 42], &[1, 2, 2, 9, 11, 9, 9], 3)]
    #[case(Architecture::I386, &[1, 2, 4, 43], &[1, 2, 2, 3], 2)]
    #[case(Architecture::Aarch64, &[283, 275], &[283, 275], 0)]
    fn rewrites_what_old_kernels_do_not_know(
        #[case] architecture: Architecture,
        #[case] old: &[u32],
        #[case] new: &[u32],
        #[case] count: usize,
    ) {
        let before = object_with(architecture, old);
        let mut object = before.clone();
        assert_eq!(needs_rewrite(&object), count > 0);
        assert_eq!(rewrite(&mut object), count);
        assert_eq!(kinds_of(&object), new);
        assert!(!needs_rewrite(&object));
        // Only the types of those relocations differ.
        let differing = object.iter().zip(&before).filter(|(new, old)| new != old).count();
        assert_eq!(differing, count);
    }

    /// What the assembler writes for a call and for a load through the GOT.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test of a program that runs assemblers")]
    fn rewrites_what_the_assembler_of_this_host_writes() {
        let folder = tempfile::tempdir().unwrap();
        let (source, output) = (folder.path().join("a.s"), folder.path().join("a.o"));
        std::fs::write(&source, "call f\nmovq g@GOTPCREL(%rip),%rax\n").unwrap();
        let mut assembler = std::process::Command::new("as");
        let status = assembler.arg("--64").arg(&source).arg("-o").arg(&output).status();
        assert!(status.expect("binutils are installed").success());
        let mut object = std::fs::read(&output).unwrap();
        rewrite(&mut object);
        assert_eq!(kinds_of(&object), [2, 9]);
    }

    #[test]
    fn programs_and_other_files_are_left_alone() {
        let mut own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert_eq!(rewrite(&mut own), 0);
        assert_eq!(rewrite(&mut b"!<arch>\n".to_vec()), 0);
    }

    proptest! {
        #[test]
        fn any_bytes_pass(mut bytes: Vec<u8>) {
            rewrite(&mut bytes);
        }

        #[test]
        fn damaged_objects_pass(
            at in 0usize..600,
            damage: [u8; 8],
            cut in 0usize..700,
        ) {
            let mut object = object_with(Architecture::X86_64, &[4, 42, 2]);
            for (to, from) in object.iter_mut().skip(at).zip(damage) {
                *to = from;
            }
            object.truncate(object.len().min(cut + 64));
            rewrite(&mut object);
        }
    }
}
