//! `cargo xtask fuzz --guided --filter deb`: see `nlmatrix::fuzz::deb`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::deb(bytes));
