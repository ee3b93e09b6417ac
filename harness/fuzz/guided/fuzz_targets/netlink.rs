//! `cargo xtask fuzz --guided --filter netlink`: see `nlmatrix::fuzz::netlink`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| nlmatrix::fuzz::netlink(bytes));
