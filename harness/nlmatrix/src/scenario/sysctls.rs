//! Kernel parameters that are set before a scenario.

use super::{Must, Stop, Test};
use crate::matrix::Sysctls;

impl Sysctls {
    /// Sets all of them; if this kernel rejects one, the scenario ends.
    pub fn set(&self, test: &Test) -> Result<(), Stop> {
        self.files().try_for_each(|(path, value)| {
            let result = test.guest.agent().write_file(&path, value.as_bytes());
            result.map(|result| result.map(drop)).must(&format!("setting {path} to `{value}`"))
        })
    }
}
