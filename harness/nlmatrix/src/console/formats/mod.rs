//! Formats that no kernel here prints: other architectures, and what takes a debug kernel. Each is
//! written after the kernel's source; the comment says which file, and from or up to which version.

mod locks;
mod memory;
mod processor;
mod warnings;

use rstest::rstest;

use crate::console::classify::classify;

/// `kind:function` of every splat in `console`.
fn splats(console: &str) -> Vec<String> {
    classify(console).into_iter().map(|splat| splat.fingerprint).collect()
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
