//! `cargo xtask fuzz --guided --filter console`: see `nlmatrix::fuzz::console`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::console(bytes));
