//! `cargo xtask fuzz --guided --filter agent`: see `nlmatrix::hostile::agent`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::agent(bytes));
