//! Objects and assembly, as found in modules and written by compilers.

use legacy_cc::asm::modernize;
use legacy_cc::elf::{needs_rewrite, rewrite};

use crate::client::wants;
use crate::module::needs;

/// The bytes are an object whose relocations are renamed, a module that says what it needs, and a program that names
/// its libraries.
pub fn elf(bytes: &[u8]) {
    let mut object = bytes.to_vec();
    let changed = rewrite(&mut object);
    assert_eq!(object.len(), bytes.len());
    // Overlapping tables of a damaged object may look different the second time.
    if changed == 0 {
        assert!(object == bytes && !needs_rewrite(&object));
    }
    assert!(needs(bytes).iter().all(|name| !name.is_empty()));
    let _ = wants(bytes);
}

/// The bytes are what gcc passes to the assembler: no line of it may get lost.
pub fn assembly(bytes: &[u8]) {
    let lines = |text: &[u8]| text.iter().filter(|&&byte| byte == b'\n').count();
    assert!(lines(&modernize(bytes)) >= lines(bytes));
}
