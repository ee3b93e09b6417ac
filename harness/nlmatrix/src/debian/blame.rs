//! What it means that apt could not fetch something from an archive that a matrix file names.

use super::{DebianError, Suite};
use crate::process::ProcessError;

/// How apt and its downloaders say that nobody answers.
const UNREACHABLE: &[&str] = &[
    "Could not connect",
    "Unable to connect",
    "Connection refused",
    "Connection failed",
    "onnection timed out",
    "Could not resolve",
    "Temporary failure resolving",
    "Network is unreachable",
    "No route to host",
    "Error reading from server",
];

/// How apt says that an index is not signed, or not by the required key.
const UNTRUSTED: &[&str] = &[
    "NO_PUBKEY",
    "BADSIG",
    "EXPKEYSIG",
    "REVKEYSIG",
    "Missing key",
    "is not signed",
    "not signed by",
    "Clearsigned file isn't valid",
    "signatures were invalid",
    "signatures couldn't be verified",
    "unsupported filetype",
];

/// How apt says that there is no such suite.
const NO_SUITE: &str = "does not have a Release file";

/// The line of `said` that contains one of `signs`: preferably the last one, which a program prints as it fails,
/// rather than those on its way.
pub(crate) fn line_of<'a>(said: &'a str, signs: &[&str]) -> Option<&'a str> {
    let has = |line: &&str| signs.iter().any(|sign| line.contains(sign));
    let verdict = said.lines().find(|line| line.starts_with("E: ") && has(line));
    let line = verdict.or_else(|| said.lines().find(has))?;
    Some(line.trim_start_matches("E: ").trim())
}

/// The host that does not answer, according to a program that fetches something.
pub(crate) fn unreachable(said: &str) -> Option<&str> {
    line_of(said, UNREACHABLE)
}

/// Why the index of `suite` could not be fetched.
pub(super) fn index(suite: &Suite, source: ProcessError) -> DebianError {
    let name = suite.name.to_owned();
    let Some(archive) = suite.archive else {
        return DebianError::Child { what: format!("fetch the package index of {name}"), source };
    };
    let (said, mirror) = (source.to_string(), archive.mirror.clone());
    if let Some(line) = unreachable(&said) {
        return DebianError::Unreachable { mirror, line: line.to_owned() };
    }
    if said.contains(NO_SUITE) {
        return DebianError::NoSuite { mirror, suite: name };
    }
    if let Some(line) = line_of(&said, UNTRUSTED) {
        let (keyring, line) = (archive.keyring.clone(), line.to_owned());
        return DebianError::Untrusted { mirror, suite: name, keyring, line };
    }
    DebianError::Child { what: format!("fetch the package index of {name} from {mirror}"), source }
}
