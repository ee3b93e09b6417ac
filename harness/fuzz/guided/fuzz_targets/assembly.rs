//! `cargo xtask fuzz --guided --filter assembly`: see `nlmatrix::fuzz::assembly`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::assembly(bytes));
