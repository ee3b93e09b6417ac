//! Kernel parameters that a scenario finds set.

use super::{Must, Stop, Test};
use crate::matrix::Sysctls;

impl Sysctls {
    /// Sets all of them; one that this kernel does not take ends the scenario.
    pub fn set(&self, test: &Test) -> Result<(), Stop> {
        self.files().try_for_each(|(path, value)| {
            let result = test.guest.agent().write_file(&path, value.as_bytes());
            result.map(|result| result.map(drop)).must(&format!("setting {path} to `{value}`"))
        })
    }
}
