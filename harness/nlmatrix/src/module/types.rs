//! Types as compilers write them in complaints.

use std::sync::LazyLock;

use regex::Regex;

/// For a value that does not have the type of its destination, which is mostly a callback: the required type, and the
/// type of the module's value; gcc, then clang.
static ASSIGNED: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let gcc = r"(?:initialization of|assignment to) [‘'`](?<wanted>[^’']+)['’].* from incompatible pointer type [‘'`](?<own>[^’']+)['’]";
    let clang = r"incompatible function pointer types (?:initializing|assigning to) '(?<wanted>[^']+)'.* (?:with an expression of type|from) '(?<own>[^']+)'";
    [gcc, clang].map(|it| Regex::new(it).expect("a fixed expression"))
});

/// Both types in the complaint `line`: the kernel's, and the module's.
pub(crate) fn assigned(line: &str) -> Option<(String, String)> {
    let found = ASSIGNED.iter().find_map(|it| it.captures(line))?;
    Some((one_space(&found["wanted"]), one_space(&found["own"])))
}

/// gcc writes two spaces after some of a function's arguments.
pub(super) fn one_space(written: &str) -> String {
    written.replace(",  ", ", ")
}
