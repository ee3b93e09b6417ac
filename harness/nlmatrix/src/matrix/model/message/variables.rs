//! What one reply had, for the next message.

use std::collections::BTreeMap;

/// Bytes of attributes by the names that a scenario gave them.
#[derive(Debug, Default)]
pub struct Variables(BTreeMap<String, Vec<u8>>);

impl Variables {
    /// What stands behind `name`.
    pub fn get(&self, name: &str) -> Result<&[u8], String> {
        let bytes = self.0.get(name).map(Vec::as_slice);
        bytes.ok_or_else(|| format!("${name} is not set: no reply before has had it"))
    }

    /// Gives it a value.
    pub fn set(&mut self, name: &str, bytes: &[u8]) {
        self.0.insert(name.to_owned(), bytes.to_vec());
    }
}
