//! The one table of console patterns. A line belongs to the first row that matches it.

use super::Kind::{self, *};

/// A pattern, the kind of splat that it indicates, and where the splat names the function in which it happened.
pub(super) struct Pattern {
    pub kind: Kind,
    /// It is applied to a line without the prefix that [`super::line`] strips.
    pub regex: &'static str,
    pub place: Place,
    pub part: Part,
}

/// Where a splat names the function in which it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The first function of the trace that does not merely report.
    Trace,
    /// The instruction pointer's, unless that merely reports; otherwise as [`Self::Trace`].
    Pointer,
    /// In a line of its own, if there is one; otherwise as [`Self::Trace`].
    Said(&'static str),
    /// In the first such line, or in the second if the first merely reports; otherwise as [`Self::Trace`].
    SaidTwice(&'static str),
    /// As [`Self::Trace`], after such a line; without one, from the beginning.
    Behind(&'static str),
    /// In the last frame before the one that called into this part of the kernel: what spins, or has exhausted the
    /// stack, is caught in any of the functions that are called from there.
    Entry,
    /// As [`Self::Entry`], for what the timer interrupt found running.
    Stalled,
    /// As [`Self::Trace`], for what the timer interrupt found running, unless it ran more than its tick.
    Running,
    /// The first that does not merely wait.
    Sleeper,
    /// Nowhere.
    Nowhere,
}

/// The role of a line in what the kernel prints about one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It begins a splat.
    Begin,
    /// It begins one, in a format that many kinds share: `WARNING: …`, `kernel BUG at …`.
    Frame,
    /// It says what an adjacent [`Self::Frame`] is about, or begins a splat itself.
    Why,
    /// It continues one that began above it, or begins one if that line is missing.
    Continuation,
    /// It follows from whatever was printed before, and never precedes it.
    Consequence,
    /// It begins a splat only if a kernel has run before it.
    Again,
}

const fn row(kind: Kind, regex: &'static str) -> Pattern {
    Pattern { kind, regex, place: Place::Trace, part: Part::Begin }
}

impl Pattern {
    const fn said(mut self, regex: &'static str) -> Self {
        self.place = Place::Said(regex);
        self
    }

    const fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    const fn part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }
}

/// What an unresponsive guest prints on an NMI; [`super::classify`] makes it a lockup or `idle`.
pub(super) const DEAF: Kind = Idle;

/// `WARNING: CPU: 0 PID: 1 at FILE:LINE f+0x1/0x2` (3.11), `WARNING: at FILE:LINE f+0x1/0x2` (2.6.26),
/// `WARNING: at FILE:LINE f()` (2.6.20), `WARNING: FILE:LINE at f+0x1/0x2, CPU#0: comm/pid` (6.19).
const WARNED_AT: &str = r"WARNING: (?:.*\bat \S+:\d+,? |\S+:\d+ at |\[.*\] \S+:\d+ at )(\w+)(?:\.[\w.]+)?(?:\+|\(\)| \()";
/// `at: [<…>] f+0x1/0x2` after a lock: where it was taken.
pub(super) const TAKEN_AT: &str = r"\bat:\s+(?:\[<\w+>\]\s+)?(\w+)(?:\.[\w.]+)?(?:\+| \()";
/// `BUG: KASAN: use-after-free in f+0x1/0x2`, and similar lines of the other sanitizers; `BUG: KCSAN: data-race in f
/// [module] / g [module]` is another form.
/// In decoded traces, a function precedes its place.
const FOUND_IN: &str = r" in(?:\[<[ \w]+>\])? (\w+)(?:\.[\w.]+)?(?:\+| /| \[| \(|$)";

/// Words of which each line that a row matches contains at least one.
pub(super) const TELLING: &str = "BUG|WARNING|INFO: |Badness|[pP]anic|PANIC|Oops|Internal error|[uU]nable to handle|Unhandled|exception|illegal|invalid op|trap: |fault|segment|alignment|int3|debug: |divide|Division|CFI|corrupt|overflow|overran|Insufficient|UBSAN|refcount|ODEBUG|list_|[sS]lab|usercopy|[bB]ad (?:page|p.d|pte|rss)|Eeek|VFS: |netdevice|duplicate filename|kobject|initialized|leak|unreferenced|lock|KASAN|KMSAN|KFENCE|suspicious|RCU used|scheduling|sleeping|LOCKUP|stall|Kernel (?:bug|access)|kernel code|assertion|NMI|Dazed|Booting the|Linux version|double free|paging|\\[#\\d";

/// The table.
pub(super) const PATTERNS: &[Pattern] = &[
    // Panics that say more than that there was one.
    row(StackCorruption, r"stack-protector: Kernel stack is corrupted in")
        .said(r"corrupted in: (\w+)(?:\.[\w.]+)?\+"),
    row(StackOverflow, r"not syncing: corrupted stack end|Thread overran stack").place(Place::Entry),
    row(StackOverflow, r"[kK]ernel stack overflow|stack guard page was hit|(?:do_IRQ|IRQ): stack overflow|Insufficient stack space to handle exception|Corrupt kernel stack, can't continue")
        .place(Place::Entry),
    row(DoubleFault, r"PANIC: double fault|\bdouble fault: 0000").place(Place::Pointer),
    row(AgentDied, r"not syncing: Attempted to kill init").place(Place::Nowhere),
    // A panic because of an NMI is our own doing.
    row(DEAF, r"not syncing: NMI: Not continuing").place(Place::Running).part(Part::Continuation),
    row(Panic, CONSEQUENCE).place(Place::Nowhere).part(Part::Consequence),
    row(Panic, r"Kernel panic - not syncing|^PANIC: early exception|trusty: panic"),
    // Sanitizers. 4.0 to 4.3 wrote KASan.
    row(Kasan, r"BUG: KAS[Aa][Nn]: ").said(FOUND_IN),
    row(Kmsan, r"BUG: KMSAN: ").said(FOUND_IN),
    row(Kcsan, r"BUG: KCSAN: ").said(FOUND_IN),
    row(Kfence, r"BUG: KFENCE: ").said(FOUND_IN),
    // The third form is that of arm64 with UBSAN_TRAP (6.?), the second x86's.
    row(Ubsan, r"UBSAN: .* (?:in|at) |Internal error: UBSAN: "),
    row(MemoryLeak, r"BUG: memory leak|kmemleak: \d+ new suspected memory leaks|^unreferenced object 0x"),
    // Counters, objects, lists, pages.
    row(UseAfterFree, r"refcount_t: .*use-after-free").part(Part::Why),
    row(Refcount, r"refcount_t: ").part(Part::Why),
    row(Refcount, r"WARNING: .*lib/refcount\.c:").part(Part::Frame),
    row(Odebug, r"ODEBUG: (?:free|activate|init|assert_init|destroy|deactivate)").part(Part::Why),
    row(Odebug, r"WARNING: .*lib/debugobjects\.c:").part(Part::Frame),
    row(ListCorruption, r"list_(?:add|del)\w* (?:corruption|double add)").part(Part::Why),
    row(ListCorruption, r"lib/list_debug\.c:").part(Part::Frame),
    // BUG_ON(object == fp) of CONFIG_SLAB_FREELIST_HARDENED (4.14) is the only BUG() in the path of a free; the
    // second form is slub_debug's, the third slab's.
    row(DoubleFree, r"kernel BUG at mm/slub\.c|^BUG .*[oO]bject already free|double free detected").part(Part::Why),
    row(Slab, r"^BUG [^ ]+ ?(?:\(.*\))?: |slab error in |[sS]lab corruption|kmem_cache_destroy\S* .*(?:[sS]lab cache still has objects|called for cache that still has objects)|[sS]lab .*still has objects")
        .said(r"INFO: (?:Freed|Allocated) in (\w+)")
        .part(Part::Why),
    row(Slab, r"INFO: (?:Freed|Allocated) in ").said(r"INFO: \w+ in (\w+)").part(Part::Continuation),
    row(Usercopy, r"usercopy: [kK]ernel memory |usercopy: Bad or missing usercopy whitelist|Buffer overflow detected \(").part(Part::Why),
    row(Usercopy, r"mm/usercopy\.c:").part(Part::Frame),
    row(BadPage, r"BUG: Bad page (?:state|map|cache)|^Bad page state|BUG: Bad rss-counter|BUG: non-zero \w+ on freeing mm|\bbad (?:pgd|p4d|pud|pmd|pte) [0-9a-f]|Eeek! page_mapcount")
        .place(Place::Behind("page last allocated via")),
    row(Vfs, r"VFS: Busy inodes after|BUG: Dentry .* still in use|VFS: Close: file count is (?:0|zero)").place(Place::Nowhere),
    row(NetdeviceHeld, r"unregister_netdevice: waiting for ").place(Place::Nowhere),
    row(Sysfs, r"sysfs: (?:cannot create )?duplicate filename|kobject_add(?:_internal)? failed for|kobject.* is not initialized, yet kobject_|tried to init an initialized object").part(Part::Why),
    row(Sysfs, r"WARNING: .*(?:fs/sysfs/dir|lib/kobject)\.c:").part(Part::Frame),
    // Locks. The lock validator's reports began with INFO before 4.13, and some with BUG before 5.?.
    row(Lockdep, r"possible circular locking dependency|possible recursive locking|possible irq lock inversion")
        .place(Place::SaidTwice(TAKEN_AT)),
    row(Lockdep, r"-safe -> \S+-unsafe lock order")
        .place(Place::Behind(r"which became \S+ at:")),
    row(Lockdep, r"inconsistent (?:\{\S+\} -> \{\S+\} usage|lock state)|held lock freed|lock held (?:when returning to user space|at task exit time)|still has locks held|Invalid wait context")
        .said(TAKEN_AT),
    row(Lockdep, r"bad (?:unlock balance|contention) detected|[nN]ested lock was not taken|suspicious (?:RCU|rcu_dereference\w*\(\)) usage|RCU used illegally|trying to register non-static key|BUG: key \S+ (?:not in \.data|has not been registered)|BUG: MAX_\w+ too low|WARNING: .*kernel/(?:locking/)?lockdep\.c:|DEBUG_LOCKS_WARN_ON"),
    row(Spinlock, r"BUG: (?:spinlock|rwlock) \w+"),
    row(AtomicSleep, r"BUG: sleeping function called from invalid context|Debug: sleeping function called from|scheduling while atomic|BUG: workqueue leaked")
        .said(r"(?:last function: |workfn=)(\w+)"),
    row(Preemption, r"BUG: using \w+\(\) in preemptible|BUG: assuming (?:atomic|non migratable) context"),
    // Lockups.
    row(SoftLockup, r"BUG: soft lockup").place(Place::Entry),
    row(HardLockup, r"[wW]atchdog.*detected (?:\w+ )*[hH]ard LOCKUP|NMI Watchdog detected LOCKUP").place(Place::Entry),
    row(WorkqueueLockup, r"BUG: workqueue lockup").place(Place::Nowhere),
    // Before 2.6.37 it was not an INFO line of rcu's own.
    row(RcuStall, r"(?:rcu|RCU).*(?:detected (?:expedited )?stalls?|self-detected stall)").place(Place::Stalled),
    // A grace period that was requested and does not begin is only reported by a warning.
    row(RcuStall, r"WARNING: .*\brcu_check_gp_start_stall\b").place(Place::Stalled),
    row(HungTask, r"INFO: task .* blocked (?:in I/O wait )?for more than|INFO: task .* can't die for more than")
        .place(Place::Sleeper),
    // What the processor refused. 5.1 reworded "unable to handle kernel NULL pointer dereference"
    // (f28b11a2abd9); arm, arm64, s390, mips and riscv say "Unable to handle kernel".
    row(DivideError, r"\bdivide[ _]error: |Division by zero in kernel|fixed point divide exception: ").place(Place::Pointer),
    row(Cfi, r"CFI failure (?:at|\()").said(r"CFI failure at (\w+)(?:\.[\w.]+)?\+").part(Part::Why),
    row(Oops, r"BUG: [uU]nable to handle|BUG: [kK]ernel NULL pointer dereference|Unable to handle kernel").place(Place::Pointer),
    row(Oops, r"general protection fault(?:, |: |$)|\b(?:stack segment|segment not present|invalid TSS|alignment check|int3|debug|coprocessor segment overrun): [0-9a-f]{4}|Unhandled fault: |Alignment trap: |\b(?:addressing|protection|specification|special operation|translation|operand|data) exception: [0-9a-f]{4} |illegal operation: [0-9a-f]{4} |Kernel access of bad area").place(Place::Pointer),
    row(Bug, r"[kK]ernel BUG at |rust_kernel: panicked at").place(Place::Pointer).part(Part::Frame),
    row(Bug, r"invalid (?:opcode|operand): 0000|Kernel bug detected|Kernel BUG \[#|Reserved instruction in kernel code|Oops - illegal instruction").place(Place::Pointer).part(Part::Continuation),
    row(Oops, r"^Oops: |Oops: [0-9a-f]{4} |^Internal error: |^(?:KASAN|KMSAN): (?:null-ptr-deref|maybe wild)").place(Place::Pointer).part(Part::Continuation),
    // die() with messages that are not above: those of riscv's traps, and of MIPS and LoongArch.
    row(Oops, r"^Oops\b.*\[#\d+\]|[a-z]\[#\d+\]:$").place(Place::Pointer).part(Part::Continuation),
    // Warnings of each era, and what begins like one.
    row(Warning, r"WARNING: (?:CPU: \d+ PID: \d+ )?at |WARNING: (?:\[.*\] )?\S+\.\w+:\d+ at |^Badness (?:in|at) ")
        .said(WARNED_AT)
        .part(Part::Frame),
    // kernel/module: from 2.6.27 on; the trace shows the way to the init function, not the function itself.
    row(Warning, r"'\S+'->init suspiciously returned ").said(r"'(\S+)'->init suspiciously"),
    row(Warning, r"WARNING: kernel stack (?:regs|frame pointer) at ").place(Place::Nowhere),
    row(Warning, r"RTNL: assertion failed at|^KERNEL: assertion \(|^BUG_TRAP: ").said(r"(?:at|in) \S+ ?\(\d+\)(?:[:/](\w+))?$"),
    row(Warning, r"^WARNING:(?: |$)").part(Part::Frame),
    row(Bug, r"^(?:\[ )?BUG:(?: |$)"),
    // Our own.
    row(DEAF, r"NMI received for unknown reason|NMI: Not continuing|Dazed and confused").place(Place::Running),
    row(Reboot, r"^Booting the kernel\.$|^Linux version \d").place(Place::Nowhere).part(Part::Again),
];

/// A panic that merely follows from what was printed before it.
pub(super) const CONSEQUENCE: &str = r"not syncing: (?:Fatal exception|Oops|hung_task|softlockup|Hard LOCKUP|RCU Stall|Aiee|(?:\w+: )?panic_on_\w+ set|kasan\.fault=|kmsan\.panic|(?:KASAN|KFENCE|UBSAN|kernel): panic|kernel: panic_on_warn|Attempted to kill the idle task|scheduling while atomic|workqueue)";

/// Where a splat ends, if it says so.
pub(super) const END: &str = r"---\[ end (trace|Kernel panic)";

/// An instruction pointer of 0: NULL was called. 4.10 prints it as ` (null)`.
pub(super) const AT_NULL: &str = r"RIP: [0-9a-f]{4}:(0x0+\b|\[<0+>\]|\s*\(null\))|\bpc : (?:0x0\b|\[<0+>\])|PC is at (?:0x0\b|\s*\(null\))|EIP: 0x0\b|EIP is at 0x0\b";

/// `RSP: 0018:… EFLAGS: 00000046` of a frame in the kernel: bit 9 says whether interrupts were on.
pub(super) const FLAGS: &str = r"RSP: 00(?:18|00|10):\S+\s+EFLAGS: ([0-9a-f]{8})";

/// Lines after which functions are named that have nothing to do with where it happened: where memory was allocated
/// and freed, what user space did, which locks other tasks hold.
pub(super) const ASIDE: &str = r"^\s*(?:(?:Last )?(?:Allocated|allocated|Freed|freed)(?: by|:)|(?:Last|Second to last) potentially related|Uninit was|Local variable|The buggy address|kfence-#\d+:|RIP: 0033:|Preemption disabled at:|Showing all locks held|page last free|Kernel Offset:|the existing dependency chain)";

/// Lines after which functions count again.
pub(super) const BACK: &str = r"^\s*(?:stack backtrace:|Call [Tt]race:|Backtrace:)";

/// The timer interrupt in what it interrupted.
pub(super) const TICKED: &str = r"^\s*(?:\[<[0-9a-f]+>\] )?(?:\w*apic_timer_interrupt|el1h_64_irq|el1_irq|__irq_svc|do_IRQ|asm_common_interrupt)\+|Exception stack\(";

/// Functions of softirqs, which do more than the timer's tick.
pub(super) const LOWER_HALF: &str = r"softirq|call_timer_fn|tasklet";

/// Functions of an idle processor.
pub(super) const IDLE: &str = r"^(\w*default_idle\w*|\w*safe_halt|mwait_idle\w*|\w*cpuidle\w*|acpi_idle\w*|do_idle|poll_idle|pv_native_safe_halt)$";

/// Functions that call into a part of the kernel: a system call, an operation of a file, socket or device, a softirq,
/// a timer, a work or a thread.
pub(super) const ENTRIES: &str = r"process_one_work|do_(?:fast_)?syscall_|^(?:x64|x32|ia32)_sys_call$|sysenter_dispatch|tracesys|^entry_|el0_svc|invoke_syscall|ret_fast_syscall|^system_call|netif_receive_skb|do_softirq|call_timer_fn|_run_timers|run_timer_softirq|hrtimer_run|run_ksoftirqd|smpboot_thread_fn|^kthread$|start_secondary|cpu_startup_entry|ret_from_fork|vfs_(?:read|write|iter|open|ioctl)|new_sync_(?:read|write)|do_iter_(?:read|write)|call_(?:read|write)_iter|ksys_ioctl|compat_(?:sys_)?ioctl|blkdev_(?:driver_)?ioctl|call_mmap|mmap_region|do_mmap|do_dentry_open|^_*sock_(?:sendmsg|recvmsg|release|mmap|ioctl|do_ioctl)|compat_sock_ioctl|setsockopt$|kernel_(?:setsockopt|listen|accept)|sock_common_setsockopt|^listen$|sk_common_release|^accept$|^(?:nfnetlink|rtnetlink)_rcv_msg|^netlink_dump|^(?:sys_)?(?:socketpair|connect|ioctl)|__do_fault|do_page_fault|^page_fault$|exit_to_usermode|__fput|task_work_run|smp_call_function|tasklet_(?:hi_)?action";

/// Functions that wait.
pub(super) const WAITERS: &str = r"sched|_lock|_slowlock|down|rwsem|completion|kthread|wait|synchronize|context_switch|__switch_to|cancel_delayed_work|rcu_barrier|msleep|usleep";

/// What many tasks wait for: the waiter says nothing, what it waits for does.
pub(super) const WAITED_FOR: &[(&str, &str)] = &[
    ("rtnl_lock", "rtnl_lock"),
    ("synchronize_rcu", "synchronize_rcu"),
    ("synchronize_srcu", "synchronize_rcu"),
    ("synchronize_net", "synchronize_rcu"),
    ("synchronize_sched", "synchronize_rcu"),
];

/// The prefixes that the macros for system calls add to a function's name, by version.
pub(super) const WRAPPERS: &[&str] = &[
    "compat_SYSC_",
    "compat_SyS_",
    "SYSC_",
    "SyS_",
    "__x64_",
    "__ia32_",
    "__arm64_",
    "__riscv_",
    "__s390x_",
    "__se_sys_",
    "__se_",
    "__do_sys_",
    "____sys_",
    "___sys_",
    "__sys_",
    "ksys_",
    "sys_",
];

/// Lines that look bad but are not, each with the reason.
pub(super) const HARMLESS: &[&str] = &[
    // 2.6.27 to 3.x under emulation, on a busy host: after `Unable to calibrate against PIT`, the length of a wait is
    // computed from a frequency of 0, and becomes negative.
    r"WARNING: (CPU: \d+ PID: \d+ )?at arch/x86/kernel/apic\S*\.c:\d+ setup_local_APIC\+",
    // What a program did in user space: `traps: agent[12] general protection fault ip:…`.
    r"traps: |general protection fault .* error:\d+ in |^ODEBUG: Out of memory|\bDEBUG: |BUG: no syscalls",
    // Notes that begin like a warning.
    r"^WARNING: (?:/|[tT]he mand mount option|workqueue cpumask|Unsupported flag value|Unprivileged eBPF|fbcon: |See https|kernel not compiled with)",
    // What the lock validator says about itself, and RCU about a stall that is over.
    r"INFO: lockdep is turned off|INFO: Stall ended before|INFO: NMI handler",
];
