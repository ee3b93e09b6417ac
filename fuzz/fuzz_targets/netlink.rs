//! `cargo xtask fuzz --guided --filter netlink`: see `nlmatrix::hostile::netlink`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::hostile::netlink(bytes));
