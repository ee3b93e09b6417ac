//! `cargo xtask fuzz --guided --filter agent`: see `nlmatrix::fuzz::agent`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::agent(bytes));
