//! How the guest's processor writes numbers: netlink is spoken within one machine, in its own byte order and
//! with its own words.
//!
//! A process speaks with the guests of one kernel (each cell has a process of its own), so it is said once,
//! by the agent's first word, and holds for all that is built and read from then on.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::abi::Abi;

static OF_GUEST: AtomicU32 = AtomicU32::new(Abi::HOST.to_bits());

/// How the guests of this process write numbers.
#[must_use]
pub fn guest_abi() -> Abi {
    Abi::from_bits(OF_GUEST.load(Relaxed)).unwrap_or(Abi::HOST)
}

/// Says it.
pub fn set_guest_abi(abi: Abi) {
    OF_GUEST.store(abi.to_bits(), Relaxed);
}

/// A number that netlink writes as the processor does.
pub trait Number: Sized {
    /// Its bytes.
    type Bytes: IntoIterator<Item = u8> + AsRef<[u8]>;

    /// As the guest writes it.
    fn to_guest(self) -> Self::Bytes;

    /// As the guest wrote it.
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

/// A `long` (or a `size_t`) of the guest's.
#[must_use]
pub fn long(number: u64) -> Vec<u8> {
    match guest_abi().bits {
        // What does not fit is none of a guest of 32 bits.
        32 => (number as u32).to_guest().to_vec(),
        _ => number.to_guest().to_vec(),
    }
}
