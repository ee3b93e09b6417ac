//! Which file to pass to QEMU for a bzImage: the image itself, or the ELF kernel unpacked from it.
//!
//! A kernel with the Xen PVH note is entered directly, so the guest need not decompress itself under TCG: 0.8 s of a
//! 3.1 s boot. The payload is found as described in Documentation/arch/x86/boot.rst.

mod error;
mod unpack;

use object::Endianness;
use object::elf::{FileHeader32, FileHeader64, NoteType};
use object::read::elf::{FileHeader, ProgramHeader};

pub use self::error::PvhError;

/// The note with the 32-bit PVH entry point (xen/interface/elfnote.h).
const XEN_ELFNOTE_PHYS32_ENTRY: NoteType = NoteType(18);
/// The field of the boot protocol's header with the number of 512-byte sectors of real-mode code that follow.
const SETUP_SECTS: usize = 0x1f1;
const MAGIC: usize = 0x202;
const PROTOCOL: usize = 0x206;
const PAYLOAD_OFFSET: usize = 0x248;
const PAYLOAD_LENGTH: usize = 0x24c;
/// The first protocol (2.6.26) with the position of the payload.
const PROTOCOL_WITH_PAYLOAD: u32 = 0x208;

/// What QEMU's `-kernel` gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BootFile {
    /// The uncompressed ELF kernel, which has a PVH entry.
    Pvh(Vec<u8>),
    /// The bzImage itself.
    BzImage,
}

/// Decides what to boot for a bzImage.
///
/// Kernels without a PVH entry, from before boot protocol 2.08, or compressed in a way that is not supported here
/// (LZO, LZMA) boot as the bzImage.
pub fn boot_file(bzimage: &[u8]) -> Result<BootFile, PvhError> {
    let Some(payload) = payload(bzimage)? else {
        return Ok(BootFile::BzImage);
    };
    let Some(vmlinux) = unpack::unpack(payload)? else {
        return Ok(BootFile::BzImage);
    };
    Ok(if has_pvh_entry(&vmlinux) { BootFile::Pvh(vmlinux) } else { BootFile::BzImage })
}

/// Does this ELF kernel have a Xen PVH entry? Anything that is not an ELF file does not.
pub fn has_pvh_entry(vmlinux: &[u8]) -> bool {
    has_note::<FileHeader64<Endianness>>(vmlinux).unwrap_or(false)
        || has_note::<FileHeader32<Endianness>>(vmlinux).unwrap_or(false)
}

fn has_note<Elf: FileHeader>(vmlinux: &[u8]) -> object::Result<bool> {
    let header = Elf::parse(vmlinux)?;
    let endian = header.endian()?;
    for segment in header.program_headers(endian, vmlinux)? {
        let Some(mut notes) = segment.notes(endian, vmlinux)? else {
            continue;
        };
        while let Some(note) = notes.next()? {
            if note.name() == b"Xen" && note.n_type(endian) == XEN_ELFNOTE_PHYS32_ENTRY {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The compressed kernel inside; `None` if the header is too old to have its position.
fn payload(bzimage: &[u8]) -> Result<Option<&[u8]>, PvhError> {
    if bzimage.get(MAGIC..MAGIC + 4) != Some(b"HdrS") {
        return Err(PvhError::NotBzImage);
    }
    let number = |at: usize, size: usize| {
        let bytes = bzimage.get(at..at + size).unwrap_or_default();
        bytes.iter().rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
    };
    if number(PROTOCOL, 2) < PROTOCOL_WITH_PAYLOAD {
        return Ok(None);
    }
    // Zero sectors mean four, for kernels from before 1.3.73.
    let sectors = match number(SETUP_SECTS, 1) {
        0 => 4,
        sectors => sectors as usize,
    };
    let start = (sectors + 1) * 512 + number(PAYLOAD_OFFSET, 4) as usize;
    let end = start + number(PAYLOAD_LENGTH, 4) as usize;
    let short = PvhError::Short { end, len: bzimage.len() };
    bzimage.get(start..end).map(Some).ok_or(short)
}

#[cfg(test)]
mod tests;
