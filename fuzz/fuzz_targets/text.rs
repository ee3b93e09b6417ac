//! `cargo xtask fuzz --guided --filter text`: see `nlmatrix::hostile::text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::text(bytes));
