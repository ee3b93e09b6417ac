//! Warnings, and what was registered twice or never released.

use rstest::rstest;

use super::splats;

/// Warnings, and what was registered twice or never released.
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
// kernel/module: sys_init_module from 2.6.27, do_init_module from 3.5.
#[case(
    "[ 1.0] sys_init_module: 'mod'->init suspiciously returned 5, it should follow 0/-E convention\n[ 1.0] sys_init_module: loading module anyway...\n[ 1.0] Call Trace:\n[ 1.0]  [<ffffffff81001234>] sys_init_module+0x12/0x20",
    "warning:mod"
)]
#[case(
    "[ 1.0] do_init_module: 'mod'->init suspiciously returned 5, it should follow 0/-E convention\n[ 1.0] do_init_module: loading module anyway...\n[ 1.0] CPU: 0 PID: 1 Comm: init Not tainted\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x12/0x20\n[ 1.0]  do_init_module+0x12/0x20",
    "warning:mod"
)]
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
