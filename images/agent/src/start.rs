//! The entry point, and what old ELF loaders want.
#![expect(unsafe_code, reason = "the entry point is bare machine code")]

use core::sync::atomic::AtomicU32;

use crate::called::Called;

/// 2.6.11's loader refuses ("No init found") a program that has no writable data segment.
#[used]
static WRITABLE: AtomicU32 = AtomicU32::new(1);

core::arch::global_asm!(
    ".global _start",
    "_start:",
    "xor ebp, ebp",
    "mov rdi, rsp",
    "and rsp, -16",
    "call {entry}",
    "ud2",
    entry = sym entry,
);

extern "C" fn entry(stack: *const usize) -> ! {
    crate::main(Called::with(stack))
}
