//! What one reply had, for the next message.

use std::collections::BTreeMap;

/// Bytes of attributes by the names that a scenario gave them.
#[derive(Debug, Default)]
pub struct Variables(BTreeMap<String, Vec<u8>>);

impl Variables {
    /// What stands behind `name`.
    pub fn get(&self, name: &str) -> Result<&[u8], String> {
        let bytes = self.0.get(name).map(Vec::as_slice);
        bytes.ok_or_else(|| match device_of(name) {
            Some(device) => format!("there is no network device {device}"),
            None => format!("${name} is not set: no reply before has had it"),
        })
    }

    /// Forgets it.
    pub fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Gives it a value.
    pub fn set(&mut self, name: &str, bytes: &[u8]) {
        self.0.insert(name.to_owned(), bytes.to_vec());
    }
}

/// How the indices of network devices are called; no name of a file's own has a space.
const INDEX: &str = "the index of ";

/// What the index of a network device is called.
pub fn index_of(device: &str) -> String {
    format!("{INDEX}{device}")
}

/// The network device whose index `name` is.
pub fn device_of(name: &str) -> Option<&str> {
    name.strip_prefix(INDEX)
}
