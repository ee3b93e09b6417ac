//! `cargo xtask fuzz --guided --filter tar`: see `nlmatrix::fuzz::tar`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::tar(bytes));
