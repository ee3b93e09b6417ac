//! What else guests have: files, and values of kernel parameters.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

/// `[[file]]`: a file of the host that guests have at `path`, alone or as one in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The file.
    pub source: Utf8PathBuf,
    /// What the matrix file names: the file, or the folder that contains it.
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
    /// Adds one; `false` if `name` is not a valid name. It is written as for sysctl(8): with dots, or with slashes if
    /// a part contains a dot (`net/ipv4/conf/eth0.1/forwarding`).
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

    /// The file of each, and what to write to it.
    pub fn files(&self) -> impl Iterator<Item = (String, &str)> {
        self.0.iter().map(|(name, value)| (format!("/proc/sys/{name}"), value.as_str()))
    }
}
