//! No object, however damaged, may stop the rewrite, and rewriting twice is rewriting once.
#![no_main]

use legacy_cc::elf::{needs_rewrite, rewrite};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut object = bytes.to_vec();
    let changed = rewrite(&mut object);
    assert_eq!(object.len(), bytes.len());
    // Overlapping tables of a damaged object may look otherwise the second time.
    if changed == 0 {
        assert!(object == bytes && !needs_rewrite(&object));
    }
});
