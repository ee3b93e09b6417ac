//! Relocations of objects, rewritten to those that old kernels' module loaders and link steps know.
//!
//! gas marks branches with R_X86_64_PLT32 since binutils 2.31 and has no option against it; for a
//! kernel, which has no PLT, that is R_X86_64_PC32 under another name. Without the rewrite 2.6.24
//! and 2.6.32 answer "Unknown rela relocation: 4" to insmod. Linux knows PLT32 since 4.17.

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

/// Rewrites the relocations of an object in place; gives how many it changed.
///
/// What is no relocatable x86 object, or a damaged one, is left as it is as far as it is damaged.
pub fn rewrite(object: &mut [u8]) -> usize {
    let Some((form, sections)) = sections(object) else { return 0 };
    let tables = sections.into_iter().map(|(start, size)| table(object, form, start, size));
    tables.sum()
}

/// Are there relocations that [`rewrite`] would change?
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
