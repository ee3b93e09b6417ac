//! `cargo xtask fuzz --guided --filter elf`: see `nlmatrix::hostile::elf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::elf(bytes));
