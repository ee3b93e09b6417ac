//! The command line: what it prints, and with which exit code it ends. Nothing here needs a VM, the network, or
//! anything that `doctor` checks for.

/// Runs every case in `tests/cli`; `TRYCMD=overwrite` accepts what the program prints now.
#[test]
fn cli() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
