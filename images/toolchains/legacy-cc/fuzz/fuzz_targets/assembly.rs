//! No text may stop the assembler's wrapper, and no line may get lost.
#![no_main]

use legacy_cc::asm::modernize;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let lines = |text: &[u8]| text.iter().filter(|&&byte| byte == b'\n').count();
    assert!(lines(&modernize(bytes)) >= lines(bytes));
});
