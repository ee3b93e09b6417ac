//! `cargo xtask fuzz --guided --filter matrix`: see `nlmatrix::fuzz::matrix`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::matrix(bytes));
