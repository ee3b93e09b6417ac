//! The forms in which programs tell of tests.

/// What a program of tests prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The Test Anything Protocol.
    Tap,
    /// `pytest -v`.
    Pytest,
    /// A test binary of Rust's.
    Libtest,
    /// `go test -json`.
    Go,
    /// `ctest`.
    Ctest,
    /// The driver of automake's parallel tests.
    Automake,
}

impl Format {
    /// All of them, by the names that a matrix file gives them.
    pub const ALL: [(&str, Self); 6] = [
        ("tap", Self::Tap),
        ("pytest", Self::Pytest),
        ("libtest", Self::Libtest),
        ("go", Self::Go),
        ("ctest", Self::Ctest),
        ("automake", Self::Automake),
    ];
}
