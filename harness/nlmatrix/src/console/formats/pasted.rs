//! Consoles as people paste them: with the times of a journal, of dmesg's options and of /dev/kmsg, and decoded by
//! scripts/decode_stacktrace.sh or a fuzzer.

use rstest::rstest;

use super::splats;

const TRACE: &[&str] = &[
    "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [init:1]",
    "RIP: 0010:queued_read_lock_slowpath+0x55/0x150",
    "Call Trace:",
    " <IRQ>",
    " ? __pfx_watchdog_timer_fn+0x10/0x10",
    " </IRQ>",
    " <TASK>",
    " ? asm_sysvec_apic_timer_interrupt+0x1b/0x20",
    " _raw_read_lock+0x2f/0x40",
    " mod_input+0xba/0x3a0 [mod]",
];

/// A frame begins its line only after the prefix that each line has.
#[rstest]
#[case::journal("Jan  1 00:00:00 own kernel: [    1.000000] ")]
#[case::journal_without_times("Jan 21 00:00:00.123456 own kernel: ")]
#[case::journal_iso("2025-01-01T00:00:00.123456+00:00 own kernel: [    1.000000] ")]
#[case::dmesg_t("[Wed Jan  1 00:00:00 2025] ")]
#[case::dmesg_h("[  +0.000001] ")]
#[case::dmesg_d("[    1.000000 <    0.000001>] ")]
#[case::dmesg_x("kern  :warn  : [    1.000000] ")]
#[case::journal_monotonic("[    1.000000] own kernel: ")]
#[case::kmsg("4,480,402519020,-;")]
#[case::kernels_own("[    1.000000] ")]
fn whatever_stands_before_each_line(#[case] before: &str) {
    let lines = TRACE.iter().map(|line| format!("{before}{line}"));
    assert_eq!(splats(&lines.collect::<Vec<_>>().join("\n")), ["soft-lockup:mod_input"]);
}

/// Offsets that were decoded into places in sources.
#[rstest]
#[case(
    "[ 1.0] BUG: KASAN: slab-use-after-free in mod_input (drivers/mod.c:286) \n[ 1.0] Call Trace:\n[ 1.0] dump_stack_lvl (lib/dump_stack.c:107) ",
    "kasan:mod_input"
)]
#[case(
    "BUG: KASAN: use-after-free in mod_input (mod.c:74 (inlined by) mod.c:82)\nCall Trace:\nkasan_report (report.c:184)",
    "kasan:mod_input"
)]
#[case(
    "[ 1.0] BUG: kernel NULL pointer dereference, address: 0\n[ 1.0] RIP: 0010:mod_input (drivers/mod.c:12 (discriminator 1)) mod\n[ 1.0] Call Trace:\n[ 1.0] genl_rcv_msg (net/netlink/genetlink.c:1)",
    "oops:mod_input"
)]
#[case(
    "[ 1.0] WARNING: CPU: 0 PID: 1 at drivers/mod.c:12 mod_input (drivers/mod.c:12 (discriminator 3)) \n[ 1.0] Call Trace:\n[ 1.0] genl_rcv_msg (net/netlink/genetlink.c:1)",
    "warning:mod_input"
)]
#[case(
    "[ 1.0] WARNING: possible recursive locking detected\n[ 1.0] ip/1 is trying to acquire lock:\n[ 1.0] ffff88000012 (&a){+.+.}-{3:3}, at: mod_input (drivers/mod.c:12) ",
    "lockdep:mod_input"
)]
#[case(
    "BUG: KMSAN: uninit-value in[<     inline     >] mod_get drivers/mod.c:3739\nBUG: KMSAN: uninit-value in[<      none      >] mod_input+0x309f/0x3920 drivers/mod.c:3956\nCall Trace:\n[<     inline     >] __dump_stack lib/dump_stack.c:77",
    "kmsan:mod_input"
)]
#[case(
    "[ 1.0] BUG: scheduling while atomic: init/1/0x00000002\nCall Trace:\n[<     inline     >] __dump_stack lib/dump_stack.c:77\n[<      none      >] __schedule_bug+0x1/0x2 kernel/sched/core.c:1\n[<      none      >] mod_input+0x1/0x2 drivers/mod.c:1",
    "atomic-sleep:mod_input"
)]
fn decoded(#[case] console: &str, #[case] fingerprint: &str) {
    assert_eq!(splats(console), [fingerprint]);
}

/// kernel/workqueue.c, print_worker_info(): a worker's trace may only say that it worked.
#[test]
fn a_worker_is_called_by_what_it_does() {
    let console = "[ 1.0] rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-... } 6 jiffies s: 85 root: 0x1/.\n[ 1.0] Task dump for CPU 0:\n[ 1.0] task:kworker/u4:4 state:R  running task stack:    0 pid:  314 ppid:     2 flags:0x00004008\n[ 1.0] Workqueue: events_unbound mod_work [mod]\n[ 1.0] Call Trace:\n[ 1.0]  <TASK>\n[ 1.0]  __schedule+0x246/0x5c0\n[ 1.0]  __cond_resched+0x33/0x50\n[ 1.0]  process_one_work+0x23c/0x3f0\n[ 1.0]  worker_thread+0x50/0x3e0\n[ 1.0]  kthread+0xee/0x120";
    assert_eq!(splats(console), ["rcu-stall:mod_work"]);
}

/// arch/arm/kernel/process.c: `PC is at %pS` of address 0 (4.19.35, by its log).
#[test]
fn null_is_called_on_arm() {
    let console = "[ 1.0] Unable to handle kernel NULL pointer dereference at virtual address 00000000\n[ 1.0] Internal error: Oops: 80000007 [#1] PREEMPT SMP ARM\n[ 1.0] PC is at   (null)\n[ 1.0] LR is at mod_call+0x108/0x238 [mod]\n[ 1.0] pc : [<00000000>]    lr : [<7f04af3c>]    psr: a00e0013\n[ 1.0] [<7f04af3c>] (mod_call [mod]) from [<7f04f228>] (mod_input+0x1c/0x40 [mod])";
    assert_eq!(splats(console), ["null-call:mod_call"]);
}
