//! `cargo xtask fuzz --guided --filter text`: see `nlmatrix::fuzz::text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::text(bytes));
