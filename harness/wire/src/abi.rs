//! A processor's byte order and word size.

/// Byte order and the size of a `long`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abi {
    /// Does the highest byte come first?
    pub big_endian: bool,
    /// Bits of a `long`, and of a pointer: 32 or 64.
    pub bits: u32,
}

impl Abi {
    /// That of amd64, and of guests that have not reported theirs.
    pub const HOST: Self = Self { big_endian: false, bits: 64 };

    /// That of this program.
    pub const OWN: Self = Self { big_endian: cfg!(target_endian = "big"), bits: usize::BITS };

    /// In the form in which the agent reports it.
    #[must_use]
    pub const fn to_bits(self) -> u32 {
        self.bits | (self.big_endian as u32) << 8
    }

    /// What the agent reported; `None` if that makes no sense.
    #[must_use]
    pub const fn from_bits(told: u32) -> Option<Self> {
        let abi = Self { big_endian: told & 0x100 != 0, bits: told & 0xff };
        if abi.to_bits() == told && matches!(abi.bits, 32 | 64) { Some(abi) } else { None }
    }
}
