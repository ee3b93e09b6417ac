//! What differs between processors: how a program begins, how the kernel is called and by which numbers,
//! how memory is moved, and where the host is connected. There is a file for each, all with the same names.
//!
//! Structures of the kernel's interface need no file: written in `repr(C)` with pointers and `long`s as
//! `usize`, they have the right layout on each.
#![expect(unsafe_code, reason = "system calls and the entry point are machine code")]

#[cfg(target_arch = "aarch64")]
#[path = "aarch64.rs"]
mod this;
#[cfg(target_arch = "s390x")]
#[path = "s390x.rs"]
mod this;
#[cfg(target_arch = "x86")]
#[path = "x86.rs"]
mod this;
#[cfg(target_arch = "x86_64")]
#[path = "x86_64.rs"]
mod this;

/// Calls on paths as they are since 2.6.16, for processors whose kernels are all newer than that.
#[cfg(target_arch = "aarch64")]
#[path = "at.rs"]
mod form;
/// Calls on paths as they always were.
#[cfg(not(target_arch = "aarch64"))]
#[path = "plain.rs"]
mod form;

/// Memory moved by plain words, for processors without a better instruction.
#[cfg(not(target_arch = "x86_64"))]
mod words;

pub use form::{clone, dup2, fork, mkdir, mknod, open, pipe, poll, symlink};
pub use this::{NODES, PORT, call, copy_down, copy_up, fill, map, nr};

use core::ffi::CStr;

/// A device node: path, major and minor number.
pub type Node = (&'static CStr, usize, usize);
