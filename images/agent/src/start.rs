//! From the entry point, which each processor has its own of, and what old ELF loaders want.

use core::sync::atomic::AtomicU32;

use crate::called::Called;

/// 2.6.11's loader refuses ("No init found") a program that has no writable data segment.
#[used]
static WRITABLE: AtomicU32 = AtomicU32::new(1);

/// What the processor's entry point calls, with the stack as the kernel left it.
pub extern "C" fn entry(stack: *const usize) -> ! {
    crate::main(Called::with(stack))
}
