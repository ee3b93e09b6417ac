//! What else guests have: files, and kernel parameters that are set.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

/// `[[file]]`: a file of the host that guests find at `path`, alone or one of a folder's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The file.
    pub source: Utf8PathBuf,
    /// What the matrix file names: it, or the folder that it is found in.
    pub within: Utf8PathBuf,
    /// Its absolute path in the guest.
    pub path: String,
    /// Its permissions there.
    pub mode: u32,
}

/// Names, with slashes between their parts, and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sysctls(BTreeMap<String, String>);

impl Sysctls {
    /// Adds one; `false` when `name` is none. It is written as for sysctl(8): with dots, or with
    /// slashes where a part has a dot in it (`net/ipv4/conf/eth0.1/forwarding`).
    pub fn add(&mut self, name: &str, value: &str) -> bool {
        let name = if name.contains('/') { name.to_owned() } else { name.replace('.', "/") };
        let part = |part: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            !part.trim_matches('.').is_empty() && part.chars().all(plain)
        };
        let right = name.split('/').all(part);
        if right {
            self.0.insert(name, value.to_owned());
        }
        right
    }

    /// The file of each, and what is written to it.
    pub fn files(&self) -> impl Iterator<Item = (String, &str)> {
        self.0.iter().map(|(name, value)| (format!("/proc/sys/{name}"), value.as_str()))
    }
}
