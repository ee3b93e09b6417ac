//! The lock validator, RCU, the scheduler, the watchdogs.

use rstest::rstest;

use super::splats;

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
// A console that ends before the traces.
#[case(
    "[ 1.0] [ INFO: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected ]\n[ 1.0] init/1 [HC0[0]:SC0[0]:HE0:SE1] is trying to acquire:\n[ 1.0]  (&(&a)->rlock){+.+...}, at: [<ffffffff82df4347>] mod_event+0x12/0x20 [mod]",
    "lockdep:mod_event"
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
// kernel/rcu/tree_stall.h (6.12, on a host that had no time): what is interrupted was spinning.
#[case(
    "[ 1.0] WARNING: CPU: 0 PID: 34 at kernel/rcu/tree_stall.h:1010 rcu_check_gp_start_stall.part.0+0x1c9/0x4a0\n[ 1.0] RIP: 0010:rcu_check_gp_start_stall.part.0+0x1c9/0x4a0\n[ 1.0] Call Trace:\n[ 1.0]  <IRQ>\n[ 1.0]  rcu_core+0x2c3/0xfc0\n[ 1.0]  handle_softirqs+0x1c6/0x870\n[ 1.0]  irq_exit_rcu+0xbe/0x100\n[ 1.0]  common_interrupt+0x90/0xb0\n[ 1.0]  </IRQ>\n[ 1.0]  asm_common_interrupt+0x27/0x40\n[ 1.0] RIP: 0010:mod_spin+0x12/0x20 [mod]",
    "rcu-stall:mod_spin"
)]
// The function of the system call, not the switch that calls it (arch/x86/entry/syscall_64.c).
#[case(
    "[ 1.0] watchdog: BUG: soft lockup - CPU#0 stuck for 7s! [init:34]\n[ 1.0] RIP: 0010:__xdp_rxq_info_reg+0x154/0x360\n[ 1.0] Call Trace:\n[ 1.0]  alloc_netdev_mqs+0xc39/0x1280\n[ 1.0]  ksys_unshare+0x2e3/0x8c0\n[ 1.0]  __x64_sys_unshare+0x2c/0x40\n[ 1.0]  x64_sys_call+0x2eb/0x9f0\n[ 1.0]  do_syscall_64+0x6f/0x140",
    "soft-lockup:sys_unshare"
)]
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
