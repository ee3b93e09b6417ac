//! TCG or KVM.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a guest's code is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Accelerator {
    /// By emulation, which works everywhere.
    Tcg,
    /// By the host's CPU.
    Kvm,
}

/// A text that names no accelerator.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an accelerator: write tcg or kvm")]
pub struct AcceleratorError(String);

impl fmt::Display for Accelerator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcg => "tcg",
            Self::Kvm => "kvm",
        })
    }
}

impl FromStr for Accelerator {
    type Err = AcceleratorError;

    fn from_str(text: &str) -> Result<Self, AcceleratorError> {
        let kinds = [Self::Tcg, Self::Kvm];
        let found = kinds.into_iter().find(|kind| kind.to_string() == text);
        found.ok_or_else(|| AcceleratorError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accelerators_are_read_as_they_are_written() {
        for accelerator in [Accelerator::Tcg, Accelerator::Kvm] {
            assert_eq!(accelerator.to_string().parse::<Accelerator>().unwrap(), accelerator);
        }
        let error = "hvf".parse::<Accelerator>().unwrap_err().to_string();
        assert!(error.contains("tcg or kvm"), "{error}");
    }
}
