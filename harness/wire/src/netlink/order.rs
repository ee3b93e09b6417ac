//! The byte order and word size of the guest's processor, which netlink uses, as it never leaves the machine.
//!
//! A process talks to guests of a single kernel (each cell has a process of its own), so it is set once, from the
//! agent's first message, and applies to everything that is built and parsed from then on.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::abi::Abi;

static OF_GUEST: AtomicU32 = AtomicU32::new(Abi::HOST.to_bits());

/// The byte order and word size of this process's guests.
#[must_use]
pub fn guest_abi() -> Abi {
    Abi::from_bits(OF_GUEST.load(Relaxed)).unwrap_or(Abi::HOST)
}

/// Sets it.
pub fn set_guest_abi(abi: Abi) {
    OF_GUEST.store(abi.to_bits(), Relaxed);
}

/// A number that netlink writes in the processor's byte order.
pub trait Number: Sized {
    /// Its bytes.
    type Bytes: IntoIterator<Item = u8> + AsRef<[u8]>;

    /// Encoded as by the guest.
    fn to_guest(self) -> Self::Bytes;

    /// Decoded as by the guest.
    fn from_guest(bytes: Self::Bytes) -> Self;
}

macro_rules! numbers {
    ($($kind:ty),+) => { $(
        impl Number for $kind {
            type Bytes = [u8; size_of::<$kind>()];

            fn to_guest(self) -> Self::Bytes {
                if guest_abi().big_endian { self.to_be_bytes() } else { self.to_le_bytes() }
            }

            fn from_guest(bytes: Self::Bytes) -> Self {
                match guest_abi().big_endian {
                    true => Self::from_be_bytes(bytes),
                    false => Self::from_le_bytes(bytes),
                }
            }
        }
    )+ };
}

numbers!(u16, u32, u64, i32);

/// A `long` (or a `size_t`) of the guest.
#[must_use]
pub fn long(number: u64) -> Vec<u8> {
    match guest_abi().bits {
        // A value that does not fit cannot be from a 32-bit guest.
        32 => (number as u32).to_guest().to_vec(),
        _ => number.to_guest().to_vec(),
    }
}
