//! The formats in which programs report tests.

/// What a test program prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The Test Anything Protocol.
    Tap,
    /// `pytest -v`.
    Pytest,
    /// A Rust test binary.
    Libtest,
    /// `go test -json`.
    Go,
    /// `ctest`.
    Ctest,
    /// automake's parallel test driver.
    Automake,
}

impl Format {
    /// All of them, by their names in a matrix file.
    pub const ALL: [(&str, Self); 6] = [
        ("tap", Self::Tap),
        ("pytest", Self::Pytest),
        ("libtest", Self::Libtest),
        ("go", Self::Go),
        ("ctest", Self::Ctest),
        ("automake", Self::Automake),
    ];
}
