//! The start from the entry point, which is specific to each processor, and what old ELF loaders require.

use core::sync::atomic::AtomicU32;

use crate::called::Called;

/// 2.6.11's loader refuses ("No init found") a program that has no writable data segment.
#[used]
static WRITABLE: AtomicU32 = AtomicU32::new(1);

/// The processor's entry point calls this, with the stack as the kernel left it.
pub extern "C" fn entry(stack: *const usize) -> ! {
    crate::main(Called::with(stack))
}
