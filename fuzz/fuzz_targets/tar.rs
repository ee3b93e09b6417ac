//! `cargo xtask fuzz --guided --filter tar`: see `nlmatrix::hostile::tar`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::tar(bytes));
