//! `cargo xtask fuzz --guided --filter assembly`: see `nlmatrix::hostile::assembly`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::assembly(bytes));
