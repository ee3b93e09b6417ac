//! Processors that kernels run on, by Debian's names, and what others call each of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A processor.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// 64 bits, little endian: the host's own.
    #[default]
    Amd64,
    /// 64 bits, little endian.
    Arm64,
    /// 32 bits, little endian.
    I386,
    /// 64 bits, big endian.
    S390x,
}

/// An emulator: the program, and the Debian package that contains it.
pub type Emulator = (&'static str, &'static str);

/// An architecture that is not known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a known architecture: known are {}", known())]
pub struct UnknownArch {
    name: String,
}

impl Arch {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Amd64, Self::Arm64, Self::I386, Self::S390x];

    /// Its name in Debian and in the matrix file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
            Self::I386 => "i386",
            Self::S390x => "s390x",
        }
    }

    /// Its name in KCIDB.
    pub fn in_kcidb(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64",
            other => other.name(),
        }
    }

    /// Its name in the kernel's makefiles (`ARCH=`).
    pub fn of_kbuild(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64",
            Self::Arm64 => "arm64",
            Self::I386 => "i386",
            Self::S390x => "s390",
        }
    }

    /// The prefix of its cross compilers' names, like `aarch64-linux-gnu-`; empty for the host's own.
    pub fn cross_prefix(self) -> &'static str {
        match self {
            Self::Amd64 => "",
            Self::Arm64 => "aarch64-linux-gnu-",
            Self::I386 => "i686-linux-gnu-",
            Self::S390x => "s390x-linux-gnu-",
        }
    }

    /// Its name in rpm.
    pub fn of_rpm(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64",
            Self::Arm64 => "aarch64",
            Self::I386 => "i686",
            Self::S390x => "s390x",
        }
    }

    /// Its name in rustc.
    pub fn of_rustc(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64-unknown-linux-gnu",
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::I386 => "i686-unknown-linux-gnu",
            Self::S390x => "s390x-unknown-linux-gnu",
        }
    }

    /// The flavour of Debian's kernels with the fewest drivers that still boots here.
    pub fn flavour(self) -> &'static str {
        match self {
            Self::Amd64 => "cloud-amd64",
            Self::Arm64 => "cloud-arm64",
            Self::I386 => "686",
            Self::S390x => "s390x",
        }
    }

    /// Its emulator.
    pub fn emulator(self) -> Emulator {
        match self {
            // It also runs 32-bit kernels.
            Self::Amd64 | Self::I386 => ("qemu-system-x86_64", "qemu-system-x86"),
            Self::Arm64 => ("qemu-system-aarch64", "qemu-system-arm"),
            Self::S390x => ("qemu-system-s390x", "qemu-system-misc"),
        }
    }

    /// Can the host's own processor run its guests?
    pub fn is_of_host(self) -> bool {
        matches!(self, Self::Amd64 | Self::I386)
    }

    /// Does it need compilers of its own?
    pub fn is_foreign(self) -> bool {
        self != Self::Amd64
    }

    /// Is it the usual one, which is not mentioned?
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Arch {
    type Err = UnknownArch;

    fn from_str(name: &str) -> Result<Self, UnknownArch> {
        let found = Self::ALL.into_iter().find(|arch| arch.name() == name);
        found.ok_or_else(|| UnknownArch { name: name.to_owned() })
    }
}

fn known() -> String {
    Arch::ALL.map(Arch::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_as_it_is_written() {
        for arch in Arch::ALL {
            assert_eq!(arch.name().parse(), Ok(arch));
            assert_eq!(serde_json::to_value(arch).unwrap(), arch.name());
        }
        let error = "x86_64".parse::<Arch>().unwrap_err().to_string();
        assert!(error.ends_with("known are amd64, arm64, i386, s390x"), "{error}");
    }
}
