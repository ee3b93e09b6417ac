//! Netlink codec and the host/guest protocol.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "std")]
pub mod netlink;
pub mod frame;
pub mod proto;
