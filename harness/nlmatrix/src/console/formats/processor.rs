//! What a processor refuses, by architecture.

use rstest::rstest;

use super::splats;

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
// The trace only has functions that pass things on: one of these is named rather than nothing.
#[case(
    "[ 1.0] Internal error: Oops - SP/PC alignment exception: 8a000000 [#1] PREEMPT SMP\n[ 1.0] PC is at 0xffffffffdeadbeef\n[ 1.0] Call trace:\n[ 1.0] [<ffffffdeadbeef00>] 0xffffffffdeadbeef\n[ 1.0] [<ffffff9008083600>] el0_svc_naked+0x34/0x38",
    "oops:el0_svc_naked"
)]
// The processor was in what the compiler inserted for coverage (kernel/kcov.c).
#[case(
    "[ 1.0] Unhandled fault: page domain fault (0x01b) at 0x00000ea3\n[ 1.0] Internal error: : 1b [#1] PREEMPT SMP ARM\n[ 1.0] PC is at write_comp_data+0x4c/0xd8\n[ 1.0] [<802b3460>] (write_comp_data) from [<80100a7c>] (__dabt_svc+0x5c/0xa0)",
    "oops:write_comp_data"
)]
// A function in Rust, mangled by the `v0` scheme and by that of earlier compilers.
#[case(
    "[ 1.0] kernel BUG at rust/helpers/bug.c:7!\n[ 1.0] Oops: invalid opcode: 0000 [#1] PREEMPT SMP\n[ 1.0] RIP: 0010:rust_helper_BUG+0x8/0x10\n[ 1.0] Call Trace:\n[ 1.0]  _RNvCscSpY9Juk0HT_7___rustc17rust_begin_unwind+0x15b/0x160\n[ 1.0]  _RNvNtCs9jEwPDbx20M_4core9panicking9panic_fmt+0x84/0x90\n[ 1.0]  _RNvMs3_NtCshgDM7dBCdno_11rust_binder7processNtB5_7Process10update_ref+0x17e5/0x1860",
    "bug:<rust_binder::process::Process>::update_ref"
)]
#[case(
    "[ 1.0] BUG: kernel NULL pointer dereference, address: 0000000000000008\n[ 1.0] RIP: 0010:_ZN4mine5input17h0123456789abcdefE+0x12/0x20 [mine]",
    "oops:mine::input"
)]
// arch/arm/mm/fault.c and arch/arm/kernel/traps.c; the format of traces changed in 5.18.
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
    "[ 1.0] Oops - load access fault [#1]\n[ 1.0] epc : mod_input+0x12/0x20 [mod]\n[ 1.0]  ra : netlink_unicast+0x1fa/0x2f0",
    "oops:mod_input"
)]
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
    "[ 1.0] Unhandled kernel unaligned access[#1]:\n[ 1.0] epc   : c0001234 mod_input+0x12/0x20 [mod]",
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
// arch/x86/kernel/traps.c: double faults, and hits of the guard page from 4.9 on, reworded in 5.16 and 6.9.
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
