use super::*;
use rstest::rstest;
use std::io::Write as _;

/// A 64-bit little-endian ELF file with one PT_NOTE segment that contains one note.
fn elf_with_note(name: &[u8; 4], kind: u32) -> Vec<u8> {
    let mut note = Vec::new();
    for number in [4, 8, kind] {
        note.extend(number.to_le_bytes());
    }
    note.extend(name);
    note.extend([0; 8]);
    let mut elf = b"\x7fELF\x02\x01\x01".to_vec();
    elf.resize(16, 0);
    elf.extend([2, 0, 62, 0, 1, 0, 0, 0]); // ET_EXEC, x86-64, version 1
    for number in [0_u64, 64, 0] {
        elf.extend(number.to_le_bytes()); // entry, program headers, section headers
    }
    elf.extend([0, 0, 0, 0, 64, 0, 56, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    elf.extend([4, 0, 0, 0, 4, 0, 0, 0]); // PT_NOTE, readable
    let size = note.len() as u64;
    for number in [120, 0, 0, size, size, 4] {
        elf.extend(number.to_le_bytes());
    }
    elf.extend(note);
    elf
}

/// A bzImage with one sector of setup code around `payload`.
fn bzimage(protocol: u16, payload: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 1024];
    image[SETUP_SECTS] = 1;
    image[MAGIC..MAGIC + 4].copy_from_slice(b"HdrS");
    image[PROTOCOL..PROTOCOL + 2].copy_from_slice(&protocol.to_le_bytes());
    image[PAYLOAD_OFFSET..PAYLOAD_OFFSET + 4].copy_from_slice(&16_u32.to_le_bytes());
    let length = payload.len() as u32;
    image[PAYLOAD_LENGTH..PAYLOAD_LENGTH + 4].copy_from_slice(&length.to_le_bytes());
    image.extend([0; 16]);
    image.extend(payload);
    image
}

fn packed(format: &str, bytes: &[u8]) -> Vec<u8> {
    let mut packed = match format {
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "xz" => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "bzip2" => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "LZ4" => {
            let mut stream = vec![0x02, 0x21, 0x4c, 0x18];
            for half in bytes.chunks(bytes.len().div_ceil(2)) {
                let block = lz4_flex::block::compress(half);
                stream.extend((block.len() as u32).to_le_bytes());
                stream.extend(block);
            }
            stream
        }
        _ => zstd::encode_all(bytes, 1).unwrap(),
    };
    // The kernel's build appends the unpacked size.
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed
}

#[rstest]
#[case(b"Xen\0", 18, true)]
#[case(b"Xen\0", 6, false)]
#[case(b"GNU\0", 18, false)]
fn tells_the_pvh_note(#[case] name: &[u8; 4], #[case] kind: u32, #[case] pvh: bool) {
    assert_eq!(has_pvh_entry(&elf_with_note(name, kind)), pvh);
}

#[test]
fn what_is_no_elf_file_has_no_entry() {
    assert!(!has_pvh_entry(b"") && !has_pvh_entry(b"\x7fELF\x02\x01\x01 cut short"));
}

#[rstest]
#[case("gzip")]
#[case("xz")]
#[case("bzip2")]
#[case("zstd")]
#[case("LZ4")]
fn unpacks(#[case] format: &str) {
    let pvh = elf_with_note(b"Xen\0", 18);
    let image = bzimage(0x20f, &packed(format, &pvh));
    assert_eq!(boot_file(&image).unwrap(), BootFile::Pvh(pvh));
    let plain = bzimage(0x20f, &packed(format, &elf_with_note(b"GNU\0", 3)));
    assert_eq!(boot_file(&plain).unwrap(), BootFile::BzImage);
}

#[test]
fn old_headers_and_unknown_compressions_boot_as_they_are() {
    let pvh = packed("gzip", &elf_with_note(b"Xen\0", 18));
    assert_eq!(boot_file(&bzimage(0x207, &pvh)).unwrap(), BootFile::BzImage);
    let lzo = bzimage(0x20f, b"\x89LZO\0 lzo");
    assert_eq!(boot_file(&lzo).unwrap(), BootFile::BzImage);
}

#[test]
fn damage_is_an_error() {
    assert!(matches!(boot_file(b"MZ"), Err(PvhError::NotBzImage)));
    let mut image = bzimage(0x20f, &packed("gzip", b"some kernel or other"));
    image[1024 + 16 + 12] ^= 0xff;
    assert!(matches!(boot_file(&image), Err(PvhError::Unpack { format: "gzip", .. })));
    image.truncate(1050);
    assert!(matches!(boot_file(&image), Err(PvhError::Short { .. })));
}
