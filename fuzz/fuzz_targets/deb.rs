//! `cargo xtask fuzz --guided --filter deb`: see `nlmatrix::hostile::deb`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::deb(bytes));
