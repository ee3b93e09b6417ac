//! Formats that no kernel here prints: those of other architectures, and those that need a debug kernel. Each is
//! written according to the kernel's source; the comment says which file, and from or up to which version.

mod locks;
mod memory;
mod pasted;
mod processor;
mod warnings;

use rstest::rstest;

use crate::console::classify::classify;

/// `kind:function` of every splat in `console`.
fn splats(console: &str) -> Vec<String> {
    classify(console).into_iter().map(|splat| splat.fingerprint).collect()
}

/// What follows from something else comes after it, and never replaces it.
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

/// A task that has caused an oops is ended with interrupts off and its locks held (3.4.113; 6.12): what is printed
/// about that is no splat of its own.
#[rstest]
#[case::by_do_exit(
    "[ 1.0] BUG: unable to handle kernel paging request at ffffffffa0000270\nOops: 0010 [#1]\nCall Trace:\n [<ffffffff811bf4b0>] netlink_recvmsg+0x2f0/0x3c0\n---[ end trace f026ef49f09286e8 ]---\nBUG: sleeping function called from invalid context at kernel/rwsem.c:20\nin_atomic(): 0, irqs_disabled(): 1, pid: 19, name: init\nCall Trace:\n [<ffffffff8122080f>] down_read+0x1f/0x40\n [<ffffffff81029e07>] exit_mm+0x37/0x100\n [<ffffffff8102a652>] do_exit+0x222/0x275\n [<ffffffff81004eb6>] oops_end+0x66/0x66\n [<ffffffff8101f13e>] do_page_fault+0x1fe/0x430",
    "oops:netlink_recvmsg",
    "atomic-sleep:exit_mm",
    true
)]
#[case::by_make_task_dead(
    "[ 1.0] BUG: kernel NULL pointer dereference, address: 0\n[ 1.0] Oops: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]\n[ 1.0] ---[ end trace 0000000000000000 ]---\n[ 1.0] WARNING: CPU: 0 PID: 1 at kernel/exit.c:820 do_exit+0x8d1/0x900\n[ 1.0] Call Trace:\n[ 1.0]  do_exit+0x8d1/0x900\n[ 1.0]  make_task_dead+0x90/0x90\n[ 1.0]  rewind_stack_and_make_dead+0x16/0x20",
    "oops:mod_input",
    "warning:do_exit",
    true
)]
#[case::exits_by_itself(
    "[ 1.0] BUG: kernel NULL pointer dereference, address: 0\n[ 1.0] Oops: 0000 [#1] SMP\n[ 1.0] RIP: 0010:mod_input+0x12/0x20 [mod]\n[ 1.0] ---[ end trace 0000000000000000 ]---\n[ 1.0] WARNING: CPU: 0 PID: 1 at net/mod.c:820 mod_release+0x8d1/0x900\n[ 1.0] Call Trace:\n[ 1.0]  page_fault+0x1/0x2\n[ 1.0]  do_exit+0x8d1/0x900\n[ 1.0]  do_group_exit+0x2d/0xb0",
    "oops:mod_input",
    "warning:mod_release",
    false
)]
#[case::came_before_the_oops(
    "[ 1.0] BUG: sleeping function called from invalid context at kernel/rwsem.c:20\nin_atomic(): 1, irqs_disabled(): 0, pid: 19, name: init\nCall Trace:\n [<ffffffff8122080f>] down_read+0x1f/0x40\n [<ffffffff81029e07>] mod_input+0x37/0x100 [mod]\nBUG: unable to handle kernel paging request at ffffffffa0000270\nOops: 0010 [#1]\nCall Trace:\n [<ffffffff811bf4b0>] mod_input+0x2f0/0x3c0 [mod]\nCall Trace:\n [<ffffffff8102a652>] do_exit+0x222/0x275\n [<ffffffff81004eb6>] oops_end+0x66/0x66",
    "atomic-sleep:mod_input",
    "oops:mod_input",
    false
)]
fn the_end_of_who_has_made_an_oops(
    #[case] console: &str,
    #[case] first: &str,
    #[case] then: &str,
    #[case] follows: bool,
) {
    let splats = classify(console);
    let told: Vec<_> = splats.iter().map(|it| (it.fingerprint.as_str(), it.follows())).collect();
    assert_eq!(told, [(first, false), (then, follows)]);
}

/// Two tasks that print at once (`CONFIG_PRINTK_CALLER`): each has its own lines.
#[test]
fn two_at_once() {
    let console = "[ 1.0][  T11] BUG: kernel NULL pointer dereference, address: 0\n\
                   [ 1.0][  T12] WARNING: CPU: 1 PID: 12 at drivers/mod.c:12 mod_warn+0x1/0x2 [mod]\n\
                   [ 1.0][  T12] RIP: 0010:mod_warn+0x1/0x2 [mod]\n\
                   [ 1.0][  T11] RIP: 0010:mod_input+0x12/0x20 [mod]";
    assert_eq!(splats(console), ["oops:mod_input", "warning:mod_warn"]);
}

/// What is printed about a program, about the machine or about the kernel's log itself is not a splat.
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
