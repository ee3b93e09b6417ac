//! `cargo xtask fuzz --guided --filter console`: see `nlmatrix::hostile::console`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::console(bytes));
