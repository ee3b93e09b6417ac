//! `cargo xtask fuzz --guided --filter matrix`: see `nlmatrix::hostile::matrix`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::matrix(bytes));
