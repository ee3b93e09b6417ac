//! The one table of console patterns, the worst first.

use super::Kind;

/// A pattern and the kind of splat that it tells of.
pub(super) struct Pattern {
    pub kind: Kind,
    pub regex: &'static str,
}

/// What a guest says that was deaf and got an NMI; [`super::classify`] makes it a lockup or `idle`.
pub(super) const DEAF: Kind = Kind::Idle;

/// The table.
pub(super) const PATTERNS: &[Pattern] = &[
    Pattern { kind: Kind::Panic, regex: r"Kernel panic - not syncing" },
    Pattern { kind: Kind::Kasan, regex: r"BUG: KASAN: " },
    Pattern {
        kind: Kind::UseAfterFree,
        regex: r"refcount_t: (underflow|addition on 0|saturated)|BUG: KFENCE: use-after-free",
    },
    // BUG_ON(object == fp) of CONFIG_SLAB_FREELIST_HARDENED (4.14) is the only BUG() on the way
    // of a free; the second form is slub_debug's.
    Pattern {
        kind: Kind::DoubleFree,
        regex: r"kernel BUG at mm/slub\.c|BUG .*(already free|Object already free)|double free detected",
    },
    // 5.1 reworded "unable to handle kernel NULL pointer dereference" (f28b11a2abd9).
    Pattern {
        kind: Kind::Oops,
        regex: r"BUG: unable to handle|BUG: kernel NULL pointer dereference|Unable to handle kernel|general protection fault|^Oops: |Oops: [0-9a-f]{4} ",
    },
    Pattern {
        kind: Kind::Bug,
        regex: r"[Kk]ernel BUG at |invalid (opcode|operand): 0000|Oops: invalid opcode",
    },
    Pattern { kind: Kind::SoftLockup, regex: r"BUG: soft lockup" },
    Pattern {
        kind: Kind::HardLockup,
        regex: r"Watchdog detected hard LOCKUP|NMI Watchdog detected LOCKUP",
    },
    // Before 2.6.37 it was not an INFO line of rcu's own.
    Pattern {
        kind: Kind::RcuStall,
        regex: r"(rcu|RCU).*(detected stall|self-detected stall|detected expedited stall)",
    },
    Pattern { kind: Kind::HungTask, regex: r"INFO: task .* blocked for more than" },
    Pattern {
        kind: Kind::AtomicSleep,
        regex: r"BUG: scheduling while atomic|BUG: sleeping function called from invalid context|scheduling while atomic: ",
    },
    Pattern {
        kind: Kind::Lockdep,
        regex: r"possible (circular locking|recursive locking|irq lock inversion) |inconsistent lock state",
    },
    Pattern { kind: Kind::ListCorruption, regex: r"list_(add|del) corruption" },
    Pattern {
        kind: Kind::Slab,
        regex: r"BUG .*: Objects remaining|slab error in|kmem_cache_destroy .*: Slab cache still has objects",
    },
    Pattern { kind: Kind::Bug, regex: r"^BUG: |\] BUG: |Bad page state" },
    Pattern {
        kind: Kind::Warning,
        regex: r"WARNING: (CPU: \d+ PID: \d+ )?at |WARNING: possible|^Badness in ",
    },
    Pattern {
        kind: DEAF,
        regex: r"NMI received for unknown reason|NMI: Not continuing|Dazed and confused",
    },
    Pattern { kind: Kind::AgentDied, regex: r"not syncing: Attempted to kill init" },
    Pattern { kind: Kind::Panic, regex: CONSEQUENCE },
];

/// A panic that only follows from what was said before it: last in the table.
pub(super) const CONSEQUENCE: &str =
    r"not syncing: (Fatal exception|hung_task|softlockup|Hard LOCKUP|Aiee)";

/// Lines that go on with an oops that has begun above them.
pub(super) const CONTINUATION: &str =
    r"(^|\] )(Oops: |invalid (opcode|operand): 0000)|Oops: [0-9a-f]{4} ";

/// Where a splat ends, when it says so.
pub(super) const END: &str = r"---\[ end (trace|Kernel panic)";

/// Lines that say in which function it happened, by era: `RIP: 0010:f+0x1/0x2`,
/// `RIP: 0010:[<ffffffff>] [<ffffffff>] f+0x1/0x2`, `RIP: 0010:[<…>] <…>{:module:f+18}` (≤2.6.17).
pub(super) const FUNCTION: &str = r"(?:RIP: [0-9a-f]{4}:(?:\[<[0-9a-f]+>\]\s*)*(?::\w+:)?|RIP: [0-9a-f]{4}:\[?<[0-9a-f]+>\]?\s*(?:<[0-9a-f]+>)?\{:?(?:\w+:)?|WARNING: .* at \S+ )([A-Za-z_]\w*)[\w.]*\+";

/// An instruction pointer of 0: what was called was NULL. 4.10 prints it as ` (null)`.
pub(super) const AT_NULL: &str = r"RIP: [0-9a-f]{4}:(0x0+\b|\[<0+>\]|\s*\(null\))";

/// `RSP: 0018:… EFLAGS: 00000046` of a frame in the kernel: bit 9 says whether interrupts were on.
pub(super) const FLAGS: &str = r"RSP: 00(?:18|00|10):\S+\s+EFLAGS: ([0-9a-f]{8})";

/// A frame of a call trace: function, and the module before or behind it. Frames with a question
/// mark are leftovers on the stack.
pub(super) const FRAME: &str = r"(?:^|[\s\]{}>])(?P<doubt>\? )?(?::(?P<old>\w+):)?(?P<function>[A-Za-z_][\w.]*)\+(?:0x[0-9a-f]+/0x[0-9a-f]+|\d+)(?:\}| \[(?P<module>\w+)[^\]]*\])?";

/// Functions that report or wait, and are not where it happened; `_stext` is what kernels up to
/// 2.6.24 take the address 0 for.
pub(super) const REPORTERS: &str = r"^(_stext|_*dump_stack\w*|show_\w+|panic|nmi_panic|_*warn\w*|refcount_warn_saturate|report_bug|_*might_\w+|_*schedule\w*|_*wait_\w+|do_wait_for_common|msleep|usleep_range\w*|preempt_schedule\w*|asm_\w+|sysvec_\w+|exc_\w+|.*_interrupt|unknown_nmi_error|default_do_nmi|do_nmi|(end_)?repeat_nmi|_*list_\w+_valid\w*|kthread|ret_from_fork\w*)$";

/// Functions of an idle processor.
pub(super) const IDLE: &str = r"^(\w*default_idle\w*|\w*safe_halt|mwait_idle\w*|\w*cpuidle\w*|acpi_idle\w*|do_idle|poll_idle)$";

/// Lines that look bad and are not: each with its reason.
pub(super) const HARMLESS: &[&str] = &[
    // 2.6.27 to 3.x under emulation, on a busy host: after `Unable to calibrate against PIT` the
    // length of a wait is computed from a frequency of 0, and comes out negative.
    r"WARNING: (CPU: \d+ PID: \d+ )?at arch/x86/kernel/apic\S*\.c:\d+ setup_local_APIC\+",
];
