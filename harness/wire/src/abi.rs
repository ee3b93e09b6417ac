//! How a processor writes numbers.

/// Byte order and the size of a `long`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abi {
    /// Is the highest byte the first?
    pub big_endian: bool,
    /// Bits of a `long`, and of a pointer: 32 or 64.
    pub bits: u32,
}

impl Abi {
    /// That of amd64, and of guests that have not said theirs.
    pub const HOST: Self = Self { big_endian: false, bits: 64 };

    /// That of this program itself.
    pub const OWN: Self = Self { big_endian: cfg!(target_endian = "big"), bits: usize::BITS };

    /// As the agent tells it.
    #[must_use]
    pub const fn to_bits(self) -> u32 {
        self.bits | (self.big_endian as u32) << 8
    }

    /// What the agent told; `None` for nonsense.
    #[must_use]
    pub const fn from_bits(told: u32) -> Option<Self> {
        let abi = Self { big_endian: told & 0x100 != 0, bits: told & 0xff };
        if abi.to_bits() == told && matches!(abi.bits, 32 | 64) { Some(abi) } else { None }
    }
}
