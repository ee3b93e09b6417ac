//! Kernel parameters that a scenario finds set.

use std::collections::BTreeMap;

use super::{Must, Stop, Test};

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

    /// Sets all of them; one that this kernel does not take ends the scenario.
    pub fn set(&self, test: &Test) -> Result<(), Stop> {
        self.files().try_for_each(|(path, value)| {
            let result = test.guest.agent().write_file(&path, value.as_bytes());
            result.map(|result| result.map(drop)).must(&format!("setting {path} to `{value}`"))
        })
    }
}
