//! Variables: values that one reply had, for later messages.

use std::collections::BTreeMap;

/// Contents of attributes, by the names that a scenario gave them.
#[derive(Debug, Default)]
pub struct Variables(BTreeMap<String, Vec<u8>>);

impl Variables {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Result<&[u8], String> {
        let bytes = self.0.get(name).map(Vec::as_slice);
        bytes.ok_or_else(|| match device_of(name) {
            Some(device) => format!("there is no network device {device}"),
            None => format!("${name} is not set: no earlier reply contained it"),
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

/// The prefix for indices of network devices; a name in a file contains no space.
const INDEX: &str = "the index of ";

/// The variable for the index of a network device.
pub fn index_of(device: &str) -> String {
    format!("{INDEX}{device}")
}

/// The network device whose index `name` stands for.
pub fn device_of(name: &str) -> Option<&str> {
    name.strip_prefix(INDEX)
}
