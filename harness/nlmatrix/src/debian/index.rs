//! The packages of a suite: the `linux-*` stanzas of its package index.

use crate::digest::Digest;

/// One package of a suite.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it depends on: name, and the version if exactly one is required.
    pub depends: Vec<(String, Option<String>)>,
    /// Path relative to the archive's address.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// Reads the packages whose names have one of these prefixes from the output of `apt-cache dumpavail`.
pub(super) fn parse(text: &str, beginning: &str) -> Vec<Package> {
    let wanted = format!("Package: {beginning}");
    text.split("\n\n").filter(|stanza| stanza.contains(&wanted)).filter_map(parse_one).collect()
}

fn parse_one(stanza: &str) -> Option<Package> {
    let field = |name: &str| {
        let lines = &mut stanza.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let depends = field("Depends").unwrap_or_default();
    Some(Package {
        name: field("Package")?.to_owned(),
        version: field("Version")?.to_owned(),
        depends: depends.split(',').map(parse_dependency).collect(),
        path: field("Filename")?.to_owned(),
        size: field("Size")?.parse().ok()?,
        sha256: field("SHA256")?.parse().ok()?,
    })
}

fn parse_dependency(text: &str) -> (String, Option<String>) {
    let (name, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let exact = rest.strip_prefix("(= ").and_then(|rest| rest.strip_suffix(')'));
    (name.to_owned(), exact.map(str::to_owned))
}
