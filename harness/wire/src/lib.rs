//! Netlink codec and the host/guest protocol.
#![cfg_attr(not(any(test, feature = "std")), no_std)]

pub mod abi;
pub mod cpio;
pub mod frame;
#[cfg(feature = "std")]
pub mod fuzz;
pub mod modprobe;
#[cfg(feature = "std")]
pub mod netlink;
pub mod objects;
pub mod proto;
pub mod snapshot;
