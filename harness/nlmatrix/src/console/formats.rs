//! Formats that no kernel here prints: other architectures, and what takes a debug kernel. Each is
//! written after the kernel's source; the comment says which file, and from or up to which version.

use rstest::rstest;

use super::classify::classify;

/// `kind:function` of every splat in `console`.
fn splats(console: &str) -> Vec<String> {
    classify(console).into_iter().map(|splat| splat.fingerprint).collect()
}

/// Each page fault, trap and BUG() by architecture.
#[rstest]
// arch/x86/mm/fault.c: i386, 2.6.
#[case(
    "Unable to handle kernel NULL pointer dereference at virtual address 00000000\n printing eip:\nc8000012\n*pde = 00000000\nOops: 0000 [#1]\nEIP:    0060:[<c8000012>]    Not tainted\nEFLAGS: 00010246   (2.6.14)\nEIP is at mod_input+0x12/0x20 [mod]\nCall Trace:\n [<c02a1b2c>] netlink_sendmsg+0x1c2/0x2d0",
    "oops:mod_input"
)]
// arch/x86/mm/fault.c: i386, 5.1.
#[case(
    "[ 1.0] BUG: kernel NULL pointer dereference, address: 00000000\n[ 1.0] #PF: supervisor read access in kernel mode\n[ 1.0] Oops: 0000 [#1] SMP\n[ 1.0] EIP: mod_input+0x12/0x20 [mod]\n[ 1.0] EFLAGS: 00010246 CPU: 0",
    "oops:mod_input"
)]
// arch/x86/kernel/traps.c: 5.5 and 6.6 ("Oops: " before it, 6.9).
#[case(
    "[ 1.0] general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP PTI\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] Oops: general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP PTI\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] stack segment: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "oops:mod_input"
)]
#[case("[ 1.0] int3: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]", "oops:mod_input")]
// arch/arm64/mm/fault.c, arch/arm64/kernel/process.c.
#[case(
    "[ 1.0] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n[ 1.0] Mem abort info:\n[ 1.0] Internal error: Oops: 0000000096000004 [#1] SMP\n[ 1.0] pc : mod_input+0x12/0x20 [mod]\n[ 1.0] lr : netlink_unicast+0x1fa/0x2f0\n[ 1.0] Call trace:\n[ 1.0]  mod_input+0x12/0x20 [mod] (P)\n[ 1.0]  netlink_unicast+0x1fa/0x2f0",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] Internal error: synchronous external abort: 96000210 [#1] SMP\n[ 1.0] PC is at mod_input+0x12/0x20 [mod]\n[ 1.0] LR is at netlink_unicast+0x1fa/0x2f0",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] Unable to handle kernel execute from non-executable memory at virtual address 0000000000000000\n[ 1.0] Internal error: Oops: 86000006 [#1] SMP\n[ 1.0] pc : 0x0\n[ 1.0] lr : mod_input+0x12/0x20 [mod]\n[ 1.0] Call trace:\n[ 1.0]  0x0\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "null-call:mod_input"
)]
#[case(
    "[ 1.0] kernel BUG at drivers/mod.c:12!\n[ 1.0] Internal error: Oops - BUG: 00000000f2000800 [#1] SMP\n[ 1.0] pc : mod_input+0x12/0x20 [mod]",
    "bug:mod_input"
)]
// arch/arm/mm/fault.c and arch/arm/kernel/traps.c; the trace's form changed in 5.18.
#[case(
    "[ 1.0] Unable to handle kernel NULL pointer dereference at virtual address 00000000\n[ 1.0] Internal error: Oops: 5 [#1] SMP ARM\n[ 1.0] PC is at memcpy+0x12/0x20\n[ 1.0] LR is at mod_input+0x4/0x20 [mod]\n[ 1.0] [<c0101234>] (memcpy) from [<bf000012>] (mod_input+0x12/0x20 [mod])",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] 8<--- cut here ---\n[ 1.0] Unhandled fault: page domain fault (0x01b) at 0x00000e30\n[ 1.0] Internal error: : 1b [#1] SMP ARM\n[ 1.0] PC is at memcpy+0x12/0x20\n[ 1.0] Call trace:\n[ 1.0]  memcpy from mod_input+0x12/0x20 [mod]",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] Alignment trap: not handling instruction e1932f9f at [<c0101234>]\n[ 1.0] PC is at mod_input+0x12/0x20 [mod]",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] Division by zero in kernel.\n[ 1.0] CPU: 0 PID: 1 Comm: init\n[ 1.0] [<c0101234>] (dump_stack) from [<c0201234>] (Ldiv0+0x8/0x10)\n[ 1.0] [<c0201234>] (Ldiv0) from [<bf000012>] (mod_input+0x12/0x20 [mod])",
    "divide-error:mod_input"
)]
// arch/s390/mm/fault.c, arch/s390/kernel/dumpstack.c.
#[case(
    "[ 1.0] Unable to handle kernel pointer dereference in virtual kernel address space\n[ 1.0] Failing address: 0000000000000000 TEID: 0000000000000483\n[ 1.0] Oops: 0004 ilc:2 [#1] SMP\n[ 1.0] Krnl PSW : 0704c00180000000 000003ff80012345 (mod_input+0x12/0x20 [mod])\n[ 1.0] Call Trace:\n[ 1.0]  [<000003ff80012345>] mod_input+0x12/0x20 [mod]\n[ 1.0] ([<000003ff80012345>] netlink_unicast+0x12/0x20)",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] specification exception: 0006 ilc:3 [#1] SMP\n[ 1.0] Krnl PSW : 0704c00180000000 000003ff80012345 (mod_input+0x12/0x20 [mod])",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] fixed point divide exception: 0009 ilc:1 [#1] SMP\n[ 1.0] Krnl PSW : 0704c00180000000 000003ff80012345 (mod_input+0x12/0x20 [mod])",
    "divide-error:mod_input"
)]
#[case(
    "[ 1.0] kernel BUG at drivers/mod.c:12!\n[ 1.0] monitor event: 0040 ilc:2 [#1] SMP\n[ 1.0] Krnl PSW : 0704c00180000000 000003ff80012345 (mod_input+0x12/0x20 [mod])",
    "bug:mod_input"
)]
// arch/riscv/mm/fault.c, arch/riscv/kernel/traps.c.
#[case(
    "[ 1.0] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n[ 1.0] Oops [#1]\n[ 1.0] epc : mod_input+0x12/0x20 [mod]\n[ 1.0]  ra : netlink_unicast+0x1fa/0x2f0\n[ 1.0] status: 0000000200000120 badaddr: 0000000000000000 cause: 000000000000000d\n[ 1.0] [<ffffffff01234567>] mod_input+0x12/0x20 [mod]",
    "oops:mod_input"
)]
#[case("[ 1.0] Kernel BUG [#1]\n[ 1.0] epc : mod_input+0x12/0x20 [mod]", "bug:mod_input")]
#[case(
    "[ 1.0] Insufficient stack space to handle exception!\n[ 1.0] Task stack:     [0xff20000010a98000..0xff20000010a9c000]\n[ 1.0] epc : memset+0x12/0x20\n[ 1.0] [<ffffffff01234567>] mod_input+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: Kernel stack overflow",
    "stack-overflow:mod_input"
)]
// arch/powerpc/mm/fault.c, arch/powerpc/kernel/process.c.
#[case(
    "[ 1.0] BUG: Kernel NULL pointer dereference on read at 0x00000000\n[ 1.0] Faulting instruction address: 0xc008000001230012\n[ 1.0] Oops: Kernel access of bad area, sig: 11 [#1]\n[ 1.0] NIP:  c008000001230012 LR: c000000000a12345 CTR: 0\n[ 1.0] NIP [c008000001230012] mod_input+0x12/0x20 [mod]\n[ 1.0] LR [c000000000a12345] netlink_unicast+0x12/0x20",
    "oops:mod_input"
)]
// arch/mips/mm/fault.c, arch/mips/kernel/traps.c.
#[case(
    "[ 1.0] CPU 0 Unable to handle kernel paging request at virtual address 00000000, epc == c0001234, ra == 80001234\n[ 1.0] Oops[#1]:\n[ 1.0] epc   : c0001234 mod_input+0x12/0x20 [mod]\n[ 1.0] ra    : 80001234 netlink_unicast+0x12/0x20",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] Kernel bug detected[#1]:\n[ 1.0] epc   : c0001234 mod_input+0x12/0x20 [mod]",
    "bug:mod_input"
)]
// arch/x86/kernel/traps.c: do_divide_error(), idtentry divide_error from 5.8, "Oops: " from 6.9.
#[case(
    "[ 1.0] divide error: 0000 [#1] SMP\n[ 1.0] RIP: 0010:[<ffffffffa0000012>]  [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]",
    "divide-error:mod_input"
)]
#[case(
    "[ 1.0] divide_error: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "divide-error:mod_input"
)]
#[case(
    "[ 1.0] Oops: divide error: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "divide-error:mod_input"
)]
// arch/x86/kernel/traps.c: double faults, and the guard page's from 4.9, reworded in 5.16 and 6.9.
#[case(
    "[ 1.0] traps: PANIC: double fault, error_code: 0x0\n[ 1.0] double fault: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "double-fault:mod_input"
)]
#[case(
    "[ 1.0] BUG: stack guard page was hit at ffffc90000123ff8 (stack is ffffc90000124000..ffffc90000127fff)\n[ 1.0] kernel stack overflow (double-fault): 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_deep+0x12/0x20 [mod]",
    "stack-overflow:mod_deep"
)]
#[case(
    "[ 1.0] BUG: TASK stack guard page was hit at ffffc90000123ff8 (stack is ffffc90000124000..ffffc90000127fff)\n[ 1.0] Oops: stack guard page: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_deep+0x12/0x20 [mod]",
    "stack-overflow:mod_deep"
)]
#[case(
    "[ 1.0] Kernel panic - not syncing: kernel stack overflow\n[ 1.0] Call trace:\n[ 1.0]  panic+0x1/0x2\n[ 1.0]  mod_deep+0x12/0x20 [mod]",
    "stack-overflow:mod_deep"
)]
#[case(
    "[ 1.0] do_IRQ: stack overflow: 412\n[ 1.0] Call Trace:\n[ 1.0]  [<c0101234>] dump_stack+0x1/0x2\n[ 1.0]  [<c8000012>] mod_deep+0x12/0x20 [mod]",
    "stack-overflow:mod_deep"
)]
#[case(
    "[ 1.0] Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: mod_input+0x12/0x20 [mod]",
    "stack-corruption:mod_input"
)]
#[case(
    "[ 1.0] Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: ffffffffa0000012\n[ 1.0] Call Trace:\n[ 1.0]  panic+0x1/0x2\n[ 1.0]  __stack_chk_fail+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "stack-corruption:mod_input"
)]
#[case(
    "[ 1.0] Kernel panic - not syncing: corrupted stack end detected inside scheduler\n[ 1.0] Call Trace:\n[ 1.0]  panic+0x1/0x2\n[ 1.0]  __schedule+0x1/0x2\n[ 1.0]  mod_deep+0x12/0x20 [mod]",
    "stack-overflow:mod_deep"
)]
// kernel/cfi.c: 6.1; before that "CFI failure (target: …)".
#[case(
    "[ 1.0] CFI failure at mod_input+0x12/0x20 [mod] (target: g+0x0/0x10 [mod]; expected type: 0x12345678)",
    "cfi:mod_input"
)]
#[case(
    "[ 1.0] CFI failure (target: g+0x0/0x10 [mod]):\n[ 1.0] WARNING: CPU: 0 PID: 1 at kernel/cfi.c:29 __ubsan_handle_cfi_check_fail+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "cfi:mod_input"
)]
// rust/kernel/lib.rs.
#[case(
    "[ 1.0] rust_kernel: panicked at samples/rust/mod.rs:12:5:\n[ 1.0] ------------[ cut here ]------------\n[ 1.0] kernel BUG at rust/helpers/bug.c:7!\n[ 1.0] Oops: invalid opcode: 0000 [#1] SMP\n[ 1.0] RIP: 0010:rust_helper_BUG+0x8/0x10\n[ 1.0] Call Trace:\n[ 1.0]  rust_begin_unwind+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "bug:mod_input"
)]
fn what_the_processor_refused(#[case] console: &str, #[case] fingerprint: &str) {
    assert_eq!(splats(console), [fingerprint]);
}

/// Sanitizers and debugging allocators.
#[rstest]
// mm/kasan/report.c: 4.0 to 4.3, 4.4 to 5.?, from 6.2 "slab-".
#[case(
    "[ 1.0] BUG: KASan: use after free in mod_input+0x12/0x20 [mod] at addr ffff88000012\n[ 1.0] Read of size 4 by task init/1",
    "kasan:mod_input"
)]
#[case(
    "[ 1.0] BUG: KASAN: slab-out-of-bounds in memcpy+0x12/0x20\n[ 1.0] Write of size 4 at addr ffff88000012 by task init/1\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  print_address_description.constprop.0+0x1/0x2\n[ 1.0]  kasan_report+0x1/0x2\n[ 1.0]  memcpy+0x12/0x20\n[ 1.0]  mod_input+0x12/0x20 [mod]\n[ 1.0] \n[ 1.0] Allocated by task 1:\n[ 1.0]  kasan_save_stack+0x1/0x2\n[ 1.0]  mod_alloc+0x1/0x2 [mod]",
    "kasan:mod_input"
)]
#[case("[ 1.0] BUG: KASAN: slab-use-after-free in mod_input+0x12/0x20 [mod]", "kasan:mod_input")]
#[case(
    "[ 1.0] BUG: KASAN: double-free in kfree+0x12/0x20\n[ 1.0] Free of addr ffff88000012 by task init/1\n[ 1.0] Call Trace:\n[ 1.0]  kasan_report_invalid_free+0x1/0x2\n[ 1.0]  kfree+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "kasan:mod_input"
)]
#[case(
    "[ 1.0] BUG: KASAN: invalid-access in mod_input+0x12/0x20 [mod]\n[ 1.0] Pointer tag: [0b], memory tag: [fe]",
    "kasan:mod_input"
)]
// mm/kmsan/report.c.
#[case(
    "[ 1.0] BUG: KMSAN: uninit-value in mod_input+0x12/0x20 [mod]\n[ 1.0]  mod_input+0x12/0x20 [mod]\n[ 1.0] \n[ 1.0] Uninit was created at:\n[ 1.0]  slab_post_alloc_hook+0x1/0x2",
    "kmsan:mod_input"
)]
#[case(
    "[ 1.0] BUG: KMSAN: kernel-infoleak in _copy_to_iter+0x12/0x20\n[ 1.0]  _copy_to_iter+0x12/0x20\n[ 1.0]  mod_read+0x12/0x20 [mod]",
    "kmsan:mod_read"
)]
// kernel/kcsan/report.c.
#[case(
    "[ 1.0] BUG: KCSAN: data-race in mod_input / mod_timer_fn\n[ 1.0] \n[ 1.0] write to 0xffff88000012 of 4 bytes by task 1 on cpu 0:\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "kcsan:mod_input"
)]
#[case("[ 1.0] BUG: KCSAN: assert: race in mod_input+0x12/0x20 [mod]", "kcsan:mod_input")]
// mm/kfence/report.c.
#[case(
    "[ 1.0] BUG: KFENCE: use-after-free read in mod_input+0x12/0x20 [mod]\n[ 1.0] \n[ 1.0] Use-after-free read at 0x(____ptrval____) (in kfence-#24):\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "kfence:mod_input"
)]
#[case("[ 1.0] BUG: KFENCE: invalid free in mod_input+0x12/0x20 [mod]", "kfence:mod_input")]
#[case("[ 1.0] BUG: KFENCE: memory corruption in mod_input+0x12/0x20 [mod]", "kfence:mod_input")]
// lib/ubsan.c: up to 5.4, from 5.5; with UBSAN_TRAP on arm64 and x86 (6.13).
#[case(
    "[ 1.0] UBSAN: Undefined behaviour in drivers/mod.c:12:3\n[ 1.0] shift exponent -1 is negative\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  ubsan_epilogue+0x1/0x2\n[ 1.0]  __ubsan_handle_shift_out_of_bounds+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "ubsan:mod_input"
)]
#[case(
    "[ 1.0] UBSAN: array-index-out-of-bounds in drivers/mod.c:12:3\n[ 1.0] index 4 is out of range for type 'int [4]'\n[ 1.0] Call Trace:\n[ 1.0]  __ubsan_handle_out_of_bounds+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]\n[ 1.0] ---[ end trace ]---",
    "ubsan:mod_input"
)]
#[case(
    "[ 1.0] Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] SMP\n[ 1.0] pc : mod_input+0x12/0x20 [mod]",
    "ubsan:mod_input"
)]
// mm/slub.c with slub_debug, mm/slab.c (up to 6.7), mm/slab_common.c.
#[case(
    "=====\nBUG kmalloc-64 (Tainted: G           O): Poison overwritten\n-----\nINFO: Allocated in mod_input+0x12/0x20 [mod] age=1 cpu=0 pid=1\nINFO: Freed in mod_free+0x12/0x20 [mod] age=0 cpu=0 pid=1\nINFO: Slab 0xffffea0000012 objects=32 used=1",
    "slab:mod_input"
)]
#[case(
    "BUG kmalloc-64: Redzone overwritten\nINFO: Freed in mod_free+0x12/0x20 age=0 cpu=0 pid=1",
    "slab:mod_free"
)]
#[case("BUG kmalloc-8 (Tainted: G    B         ): Object already free", "double-free:")]
#[case(
    "slab error in cache_free_debugcheck(): cache `size-64': double free, or memory outside object was overwritten\nCall Trace:\n [<c0101234>] kfree+0x1/0x2\n [<c8000012>] mod_input+0x12/0x20 [mod]",
    "slab:mod_input"
)]
#[case(
    "[ 1.0] kmem_cache_destroy mod_cache: Slab cache still has objects\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  kmem_cache_destroy+0x1/0x2\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "slab:mod_exit"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] kmem_cache_destroy mod_cache: Slab cache still has objects when called from mod_exit+0x12/0x20 [mod]\n[ 1.0] WARNING: CPU: 0 PID: 1 at mm/slab_common.c:498 kmem_cache_destroy+0x1/0x2\n[ 1.0] RIP: 0010:kmem_cache_destroy+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "slab:mod_exit"
)]
#[case(
    "[ 1.0] BUG mod_cache (Not tainted): Objects remaining in mod_cache on __kmem_cache_shutdown()",
    "slab:"
)]
// lib/list_debug.c: from 2.6.21 a WARN or BUG behind the message.
#[case(
    "[ 1.0] list_add corruption. prev->next should be next (ffff88000012), but was ffff88000034. (prev=ffff88000056).\n[ 1.0] ------------[ cut here ]------------\n[ 1.0] kernel BUG at lib/list_debug.c:26!\n[ 1.0] RIP: 0010:__list_add_valid+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "list-corruption:mod_input"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] WARNING: at lib/list_debug.c:26 __list_add+0x1/0x2()\n[ 1.0] list_add corruption. next->prev should be prev (ffff88000012), but was (null).\n[ 1.0] Call Trace:\n[ 1.0]  [<ffffffff81001234>] warn_slowpath_fmt+0x1/0x2\n[ 1.0]  [<ffffffff81001234>] __list_add+0x1/0x2\n[ 1.0]  [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]",
    "list-corruption:mod_input"
)]
#[case(
    "[ 1.0] list_del corruption, ffff88000012->next is LIST_POISON1 (dead000000000100)",
    "list-corruption:"
)]
// lib/refcount.c: message before (4.20) or behind (4.11) the warning.
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/refcount.c:187 refcount_sub_and_test+0x1/0x2\n[ 1.0] refcount_t: underflow; use-after-free.\n[ 1.0] RIP: 0010:refcount_sub_and_test+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_put+0x12/0x20 [mod]",
    "use-after-free:mod_put"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] refcount_t: saturated; leaking memory.\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/refcount.c:22 refcount_warn_saturate+0x1/0x2\n[ 1.0] RIP: 0010:refcount_warn_saturate+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_get+0x12/0x20 [mod]",
    "refcount:mod_get"
)]
// lib/debugobjects.c.
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] ODEBUG: free active (active state 0) object type: timer_list hint: mod_tick+0x0/0x10 [mod]\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/debugobjects.c:505 debug_print_object+0x1/0x2\n[ 1.0] RIP: 0010:debug_print_object+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  debug_check_no_obj_freed+0x1/0x2\n[ 1.0]  kfree+0x1/0x2\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "odebug:mod_exit"
)]
// mm/usercopy.c: a BUG from 4.8, reworded in 4.16.
#[case(
    "[ 1.0] usercopy: Kernel memory exposure attempt detected from SLUB object 'kmalloc-64' (offset 0, size 128)!\n[ 1.0] ------------[ cut here ]------------\n[ 1.0] kernel BUG at mm/usercopy.c:102!\n[ 1.0] RIP: 0010:usercopy_abort+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  __check_heap_object+0x1/0x2\n[ 1.0]  mod_read+0x12/0x20 [mod]",
    "usercopy:mod_read"
)]
// mm/page_alloc.c, mm/memory.c, kernel/fork.c.
#[case(
    "[ 1.0] BUG: Bad page state in process init  pfn:00012\n[ 1.0] page dumped because: nonzero mapcount\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  bad_page+0x1/0x2\n[ 1.0]  free_pages_prepare+0x1/0x2\n[ 1.0]  __free_pages+0x1/0x2\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "bad-page:mod_exit"
)]
#[case(
    "Bad page state at free_hot_cold_page (in process 'init', page c1001234)\nflags:0x80000000 mapping:00000000\nBacktrace:\nCall Trace:\n [<c0101234>] bad_page+0x1/0x2\n [<c8000012>] mod_exit+0x12/0x20 [mod]",
    "bad-page:mod_exit"
)]
#[case("[ 1.0] BUG: Bad page map in process init  pte:00000012 pmd:00000034", "bad-page:")]
#[case("[ 1.0] BUG: Bad rss-counter state mm:ffff88000012 idx:1 val:3", "bad-page:")]
#[case("[ 1.0] BUG: non-zero pgtables_bytes on freeing mm: 4096", "bad-page:")]
// mm/kmemleak.c.
#[case(
    "[ 1.0] kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
    "memory-leak:"
)]
#[case(
    "unreferenced object 0xffff888000000012 (size 64):\n  comm \"init\", pid 1, jiffies 4294667296\n  backtrace (crc 12345678):\n    kmemleak_alloc+0x1/0x2\n    __kmalloc_cache_noprof+0x1/0x2\n    mod_input+0x12/0x20 [mod]",
    "memory-leak:mod_input"
)]
fn memory(#[case] console: &str, #[case] fingerprint: &str) {
    assert_eq!(splats(console), [fingerprint]);
}

/// The lock validator, RCU, the scheduler.
#[rstest]
// kernel/locking/lockdep.c: INFO up to 4.12, WARNING from 4.13; addresses up to 4.19.
#[case(
    "[ 1.0] [ INFO: possible circular locking dependency detected ]\n[ 1.0] init/1 is trying to acquire lock:\n[ 1.0]  (&a){+.+.+.}, at: [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]\n[ 1.0] but task is already holding lock:\n[ 1.0]  (&b){+.+.+.}, at: [<ffffffffa0000034>] mod_other+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: possible circular locking dependency detected\n[ 1.0] init/1 is trying to acquire lock:\n[ 1.0] ffff88000012 (&a){+.+.}-{3:3}, at: mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: possible recursive locking detected\n[ 1.0] init/1 is trying to acquire lock:\n[ 1.0] ffff88000012 (&a){+.+.}-{3:3}, at: mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: possible irq lock inversion dependency detected\n[ 1.0] init/1 just changed the state of lock:\n[ 1.0] ffff88000012 (&a){+.+.}-{3:3}, at: mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected\n[ 1.0] init/1 [HC0[0]:SC0[0]:HE0:SE1] is trying to acquire:\n[ 1.0] ffff88000012 (&b){.+.+}-{2:2}, at: mod_other+0x12/0x20 [mod]\n[ 1.0] ... which became HARDIRQ-irq-safe at:\n[ 1.0]   lock_acquire+0x1/0x2\n[ 1.0]   _raw_spin_lock_irqsave+0x1/0x2\n[ 1.0]   mod_tick+0x12/0x20 [mod]",
    "lockdep:mod_tick"
)]
#[case(
    "[ 1.0] WARNING: inconsistent lock state\n[ 1.0] inconsistent {SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W} usage.\n[ 1.0] swapper/0/0 [HC0[0]:SC1[1]:HE1:SE0] takes:\n[ 1.0] ffff88000012 (&a){+.?.}-{2:2}, at: mod_tick+0x12/0x20 [mod]",
    "lockdep:mod_tick"
)]
#[case(
    "[ 1.0] WARNING: bad unlock balance detected!\n[ 1.0] init/1 is trying to release lock (&a) at:\n[ 1.0] [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]\n[ 1.0] but there are no more locks to release!",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] [ BUG: held lock freed! ]\n[ 1.0] init/1 is freeing memory ffff88000012-ffff88000034, with a lock still held there!\n[ 1.0]  (&a){+.+...}, at: [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: lock held when returning to user space!\n[ 1.0] init/1 is leaving the kernel with locks still held!\n[ 1.0] 1 lock held by init/1:\n[ 1.0]  #0: ffff88000012 (&a){+.+.}-{3:3}, at: mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: init/1 still has locks held!\n[ 1.0] 1 lock held by init/1:\n[ 1.0]  #0: ffff88000012 (&a){+.+.}-{3:3}, at: mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] [ BUG: Invalid wait context ]\n[ 1.0] init/1 is trying to lock:\n[ 1.0] ffff88000012 (&a){+.+.}-{3:3}, at: mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] WARNING: Nested lock was not taken\n[ 1.0] init/1 is trying to lock:\n[ 1.0] but this task is not holding:\n[ 1.0] stack backtrace:\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  __lock_acquire+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] INFO: trying to register non-static key.\n[ 1.0] The code is fine but needs lockdep annotation, or maybe\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  register_lock_class+0x1/0x2\n[ 1.0]  _raw_spin_lock+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ 1.0] BUG: key ffff88000012 has not been registered!\n[ 1.0] ------------[ cut here ]------------\n[ 1.0] DEBUG_LOCKS_WARN_ON(1)\n[ 1.0] WARNING: CPU: 0 PID: 1 at kernel/locking/lockdep.c:4623 lockdep_init_map_type+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_init+0x12/0x20 [mod]",
    "lockdep:mod_init"
)]
#[case(
    "[ 1.0] BUG: MAX_LOCKDEP_KEYS too low!\n[ 1.0] turning off the locking correctness validator.",
    "lockdep:"
)]
#[case(
    "[ 1.0] WARNING: suspicious RCU usage\n[ 1.0] drivers/mod.c:12 suspicious rcu_dereference_check() usage!\n[ 1.0] stack backtrace:\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  lockdep_rcu_suspicious+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
#[case(
    "[ INFO: suspicious rcu_dereference_check() usage. ]\nCall Trace:\n [<ffffffff81001234>] lockdep_rcu_dereference+0x1/0x2\n [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]",
    "lockdep:mod_input"
)]
// kernel/locking/spinlock_debug.c.
#[case(
    "[ 1.0] BUG: spinlock bad magic on CPU#0, init/1\n[ 1.0]  lock: mod_lock+0x0/0x20 [mod], .magic: 00000000\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  spin_dump+0x1/0x2\n[ 1.0]  do_raw_spin_lock+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "spinlock:mod_input"
)]
#[case("[ 1.0] BUG: rwlock recursion on CPU#0, init/1, ffff88000012", "spinlock:")]
// kernel/sched/core.c, lib/smp_processor_id.c, kernel/workqueue.c.
#[case(
    "Debug: sleeping function called from invalid context at mm/slab.c:2000\nin_atomic():1, irqs_disabled():0\nCall Trace:\n [<c0101234>] __might_sleep+0x1/0x2\n [<c8000012>] mod_input+0x12/0x20 [mod]",
    "atomic-sleep:mod_input"
)]
#[case(
    "[ 1.0] BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]\n[ 1.0]      preempt=0x00000001 lock=0->0 RCU=0->0 workfn=mod_work [mod]\n[ 1.0] Call Trace:\n[ 1.0]  process_one_work+0x1/0x2",
    "atomic-sleep:mod_work"
)]
#[case(
    "[ 1.0] BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/12\n[ 1.0]      last function: mod_work [mod]",
    "atomic-sleep:mod_work"
)]
#[case(
    "[ 1.0] BUG: using smp_processor_id() in preemptible [00000000] code: init/1\n[ 1.0] caller is mod_input+0x12/0x20 [mod]\n[ 1.0] Call Trace:\n[ 1.0]  check_preemption_disabled+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "preemption:mod_input"
)]
// kernel/watchdog.c, kernel/watchdog_hld.c, kernel/workqueue.c, kernel/rcu, kernel/hung_task.c.
#[case(
    "[ 1.0] BUG: soft lockup detected on CPU#0!\n[ 1.0] RIP: 0010:[<ffffffffa0000012>]  [<ffffffffa0000012>] mod_spin+0x12/0x20 [mod]",
    "soft-lockup:mod_spin"
)]
#[case(
    "[ 1.0] watchdog: Watchdog detected hard LOCKUP on cpu 0\n[ 1.0] RIP: 0010:mod_spin+0x12/0x20 [mod]",
    "hard-lockup:mod_spin"
)]
#[case(
    "[ 1.0] watchdog: CPU 0 self-detected hard LOCKUP @ mod_spin+0x12/0x20 [mod]\n[ 1.0] NIP [c008000001230012] mod_spin+0x12/0x20 [mod]",
    "hard-lockup:mod_spin"
)]
#[case(
    "[ 1.0] BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 43s!",
    "workqueue-lockup:"
)]
#[case("[ 1.0] INFO: rcu_sched_state detected stall on CPU 0 (t=1000 jiffies)", "rcu-stall:")]
#[case(
    "[ 1.0] rcu: INFO: rcu_preempt self-detected stall on CPU\n[ 1.0] Call Trace:\n[ 1.0]  <IRQ>\n[ 1.0]  rcu_sched_clock_irq+0x1/0x2\n[ 1.0]  asm_sysvec_apic_timer_interrupt+0x1/0x2\n[ 1.0] RIP: 0010:mod_spin+0x12/0x20 [mod]",
    "rcu-stall:mod_spin"
)]
#[case(
    "[ 1.0] rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-.... } 1000 jiffies s: 12 root: 0x1/.",
    "rcu-stall:"
)]
#[case(
    "[ 1.0] INFO: task init:1 blocked in I/O wait for more than 120 seconds.\n[ 1.0] Call Trace:\n[ 1.0]  __schedule+0x1/0x2\n[ 1.0]  schedule+0x1/0x2\n[ 1.0]  mod_wait+0x12/0x20 [mod]",
    "hung-task:mod_wait"
)]
#[case(
    "[ 1.0] INFO: task init:1 can't die for more than 143 seconds.\n[ 1.0] Call Trace:\n[ 1.0]  __schedule+0x1/0x2\n[ 1.0]  mod_wait+0x12/0x20 [mod]",
    "hung-task:mod_wait"
)]
#[case(
    "[ 1.0] INFO: task rmmod:1 blocked for more than 120 seconds.\n[ 1.0] Call Trace:\n[ 1.0]  __schedule+0x1/0x2\n[ 1.0]  __mutex_lock+0x1/0x2\n[ 1.0]  rtnl_lock+0x1/0x2\n[ 1.0]  unregister_netdev+0x1/0x2",
    "hung-task:rtnl_lock"
)]
fn locks_and_lockups(#[case] console: &str, #[case] fingerprint: &str) {
    assert_eq!(splats(console), [fingerprint]);
}

/// Warnings, and what was registered twice or not given back.
#[rstest]
// kernel/panic.c: Badness up to 2.6.19, at LINE/f() 2.6.20, f+ 2.6.26, CPU 3.11, file first 6.19.
#[case(
    "Badness in mod_input at drivers/mod.c:12\n\nCall Trace: <ffffffff88000012>{:mod:mod_input+18}",
    "warning:mod_input"
)]
#[case(
    "WARNING: at drivers/mod.c:12 mod_input()\n\nCall Trace:\n [<ffffffff88000012>] :mod:mod_input+0x12/0x20",
    "warning:mod_input"
)]
#[case("[ 1.0] WARNING: at drivers/mod.c:12 mod_input+0x12/0x20 [mod]()", "warning:mod_input")]
#[case(
    "[ 1.0] WARNING: CPU: 0 PID: 1 at drivers/mod.c:12 mod_input+0x12/0x20 [mod]",
    "warning:mod_input"
)]
#[case(
    "[ 1.0] WARNING: drivers/mod.c:12 at mod_input+0x12/0x20 [mod], CPU#0: init/1",
    "warning:mod_input"
)]
#[case(
    "[ 1.0] WARNING: drivers/mod.c:12 at 0x0, CPU#0: init/1\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]",
    "warning:mod_input"
)]
// lib/bug.c on powerpc.
#[case(
    "[ 1.0] WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:12 __alloc_pages_noprof+0x1/0x2\n[ 1.0] NIP [c000000000012345] __alloc_pages_noprof+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0] [c000000000012345] [c000000000054321] __alloc_pages_noprof+0x1/0x2 (unreliable)\n[ 1.0] [c000000000012345] [c008000000054321] mod_input+0x12/0x20 [mod]",
    "warning:mod_input"
)]
#[case(
    "[ 1.0] WARNING: kernel stack regs at 00000000 in init:1 has bad 'bp' value 00000000",
    "warning:"
)]
#[case("[ 1.0] WARNING: something of a driver's own", "warning:")]
// include/linux/rtnetlink.h up to 4.17; include/linux/net.h up to 2.6.24.
#[case(
    "[ 1.0] RTNL: assertion failed at net/core/dev.c (12)\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "warning:mod_input"
)]
#[case(
    "KERNEL: assertion (!sk->sk_forward_alloc) failed at net/netlink/af_netlink.c (157)",
    "warning:"
)]
// fs/sysfs/dir.c and lib/kobject.c: a WARN up to 4.19 or so, then a message with a trace.
#[case(
    "[ 1.0] sysfs: cannot create duplicate filename '/kernel/mod'\n[ 1.0] CPU: 0 PID: 1 Comm: init\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  sysfs_warn_dup+0x1/0x2\n[ 1.0]  sysfs_create_dir_ns+0x1/0x2\n[ 1.0]  kobject_add_internal+0x1/0x2\n[ 1.0]  mod_init+0x12/0x20 [mod]\n[ 1.0] kobject: kobject_add_internal failed for mod with -EEXIST, don't try to register things with the same name in the same directory.",
    "sysfs:mod_init"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] WARNING: at fs/sysfs/dir.c:480 sysfs_add_one+0x1/0x2()\n[ 1.0] sysfs: cannot create duplicate filename '/kernel/mod'\n[ 1.0] Call Trace:\n[ 1.0]  [<ffffffff81001234>] sysfs_add_one+0x1/0x2\n[ 1.0]  [<ffffffffa0000012>] mod_init+0x12/0x20 [mod]",
    "sysfs:mod_init"
)]
#[case(
    "sysfs: duplicate filename 'mod' can not be created\nWARNING: at fs/sysfs/dir.c:424 sysfs_add_one()\nCall Trace:\n [<ffffffff88000012>] :mod:mod_init+0x12/0x20",
    "sysfs:mod_init"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] kobject: '(null)' (ffff88000012): is not initialized, yet kobject_put() is being called.\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/kobject.c:750 kobject_put+0x1/0x2\n[ 1.0] RIP: 0010:kobject_put+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "sysfs:mod_exit"
)]
// net/core/dev.c, fs/super.c, fs/dcache.c, fs/open.c.
#[case(
    "[ 1.0] unregister_netdevice: waiting for mod0 to become free. Usage count = 1",
    "netdevice-held:"
)]
#[case(
    "[ 1.0] VFS: Busy inodes after unmount of mod. Self-destruct in 5 seconds.  Have a nice day...",
    "vfs:"
)]
#[case("[ 1.0] BUG: Dentry ffff88000012{i=1,n=a}  still in use (1) [unmount of mod mod]", "vfs:")]
#[case("[ 1.0] VFS: Close: file count is 0", "vfs:")]
#[case("[ 1.0] BUG: something new", "bug:")]
#[case("[ 9.0] working\nBooting the kernel.\n[ 0.000000] Linux version 6.12.0", "reboot:")]
fn warnings_and_what_is_left(#[case] console: &str, #[case] fingerprint: &str) {
    assert_eq!(splats(console), [fingerprint]);
}

/// What follows from something else stands behind it, and never instead of it.
#[rstest]
#[case("[ 1.0] WARNING: CPU: 0 PID: 1 at drivers/mod.c:12 mod_input+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: panic_on_warn set ...\n[ 1.0] Call Trace:\n[ 1.0]  panic+0x1/0x2\n[ 1.0]  __warn+0x1/0x2", &["warning:mod_input", "panic:"])]
#[case("[ 1.0] BUG: KASAN: use-after-free in mod_input+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: kasan.fault=panic set ...", &["kasan:mod_input", "panic:"])]
#[case("[ 1.0] BUG: KMSAN: uninit-value in mod_input+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: kmsan.panic set ...", &["kmsan:mod_input", "panic:"])]
#[case("[ 1.0] INFO: task init:1 blocked for more than 120 seconds.\n[ 1.0] Call Trace:\n[ 1.0]  mod_wait+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: hung_task: blocked tasks", &["hung-task:mod_wait", "panic:"])]
#[case("[ 1.0] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [init:1]\n[ 1.0] RIP: 0010:mod_spin+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: softlockup: hung tasks", &["soft-lockup:mod_spin", "panic:"])]
#[case("[ 1.0] BUG: kernel NULL pointer dereference, address: 0\n[ 1.0] Oops: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009", &["oops:mod_input", "agent-died:"])]
#[case("[ 1.0] BUG: scheduling while atomic: init/1/0x00000002\n[ 1.0] Preemption disabled at:\n[ 1.0] [<ffffffffa0000012>] mod_lock+0x12/0x20 [mod]\n[ 1.0] Kernel panic - not syncing: scheduling while atomic\n[ 1.0] Call Trace:\n[ 1.0]  __schedule_bug+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]", &["atomic-sleep:mod_input", "panic:"])]
fn consequences(#[case] console: &str, #[case] fingerprints: &[&str]) {
    assert_eq!(splats(console), fingerprints);
}

/// Two tasks that speak at once (`CONFIG_PRINTK_CALLER`): each has its own lines.
#[test]
fn two_at_once() {
    let console = "[ 1.0][  T11] BUG: kernel NULL pointer dereference, address: 0\n\
                   [ 1.0][  T12] WARNING: CPU: 1 PID: 12 at drivers/mod.c:12 mod_warn+0x1/0x2 [mod]\n\
                   [ 1.0][  T12] RIP: 0010:mod_warn+0x1/0x2 [mod]\n\
                   [ 1.0][  T11] RIP: 0010:mod_input+0x12/0x20 [mod]";
    assert_eq!(splats(console), ["oops:mod_input", "warning:mod_warn"]);
}

/// What is said of a program, of a machine or of itself is no splat of the kernel's.
#[rstest]
#[case("[ 1.0] INFO: lockdep is turned off.")]
#[case("[ 1.0] INFO: NMI handler (perf_event_nmi_handler) took too long to run: 2.277 msecs")]
#[case(
    "[ 1.0] traps: agent[12] general protection fault ip:401000 sp:7ffe00 error:0 in agent[401000+1000]"
)]
#[case(
    "[ 1.0] agent[12]: segfault at 0 ip 0000000000401000 sp 00007ffe00 error 4 in agent[401000+1000]"
)]
#[case("[ 1.0] ODEBUG: Out of memory. ODEBUG disabled")]
#[case("[ 1.0] Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on")]
#[case("[ 1.0] WARNING: the mand mount option is being deprecated and")]
#[case("[ 1.0] warning: `agent' uses wireless extensions which will stop working")]
#[case("[ 1.0] EXT4-fs (vda): INFO: recovery required on readonly filesystem")]
#[case("[ 1.0] rcu: \tRCU restricting CPUs from NR_CPUS=512 to nr_cpu_ids=1.")]
#[case(
    "[ 0.000000] Linux version 6.12.0\n[ 0.100000] Booting paravirtualized kernel on bare hardware"
)]
#[case("[ 1.0] NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.")]
#[case("[ 1.0] debug: unmapping init memory c0000000..c0012000")]
fn no_splat(#[case] console: &str) {
    assert!(splats(console).is_empty(), "{:?}", splats(console));
}
