//! `cargo xtask fuzz --guided --filter elf`: see `nlmatrix::fuzz::elf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::elf(bytes));
