//! The one table of console patterns, the worst first.

/// A pattern and the kind of splat that it tells of.
pub(super) struct Pattern {
    pub kind: &'static str,
    pub regex: &'static str,
}

/// Kinds are stable: fingerprints and expectations name them.
pub(super) const PATTERNS: &[Pattern] = &[
    Pattern { kind: "panic", regex: r"Kernel panic - not syncing" },
    Pattern { kind: "kasan", regex: r"BUG: KASAN: " },
    Pattern {
        kind: "use-after-free",
        regex: r"refcount_t: (underflow|addition on 0); use-after-free",
    },
    // 5.1 reworded "unable to handle kernel NULL pointer dereference" (f28b11a2abd9).
    Pattern {
        kind: "oops",
        regex: r"BUG: unable to handle|BUG: kernel NULL pointer dereference|Unable to handle kernel|general protection fault|^Oops: |Oops: [0-9a-f]{4} ",
    },
    Pattern { kind: "bug", regex: r"kernel BUG at |invalid opcode: 0000|Oops: invalid opcode" },
    Pattern { kind: "double-free", regex: r"BUG kmalloc-.*already free|double free detected" },
    Pattern { kind: "soft-lockup", regex: r"BUG: soft lockup" },
    Pattern {
        kind: "hard-lockup",
        regex: r"(NMI watchdog: )?Watchdog detected hard LOCKUP|NMI Watchdog detected LOCKUP",
    },
    Pattern {
        kind: "rcu-stall",
        regex: r"rcu.*(detected stall|self-detected stall|detected expedited stall)",
    },
    Pattern { kind: "hung-task", regex: r"INFO: task .* blocked for more than" },
    Pattern {
        kind: "atomic-sleep",
        regex: r"BUG: scheduling while atomic|BUG: sleeping function called from invalid context",
    },
    Pattern {
        kind: "lockdep",
        regex: r"possible (circular locking|recursive locking|irq lock inversion) |inconsistent lock state",
    },
    Pattern { kind: "list-corruption", regex: r"list_(add|del) corruption" },
    Pattern {
        kind: "slab",
        regex: r"BUG .*: Objects remaining|SLUB|slab error in|kmem_cache_destroy .*: Slab cache still has objects",
    },
    Pattern { kind: "bug", regex: r"^BUG: |\] BUG: " },
    Pattern { kind: "warning", regex: r"WARNING: (CPU: \d+ PID: \d+ )?at |WARNING: possible" },
];

/// Lines that say in which function it happened, by era: `RIP: 0010:f+0x1/0x2`,
/// `RIP: 0010:[<ffffffff>] [<ffffffff>] f+0x1/0x2`, `Code: … RIP <…>{:module:f+18}` (≤2.6.17).
pub(super) const FUNCTION: &str = r"(?:RIP: [0-9a-f]{4}:(?:\[<[0-9a-f]+>\]\s*)*|RIP: [0-9a-f]{4}:\[?<[0-9a-f]+>\]?\{:?(?:\w+:)?|WARNING: .* at \S+ )([A-Za-z_]\w*)[\w.]*\+";

/// Lines that look bad and are not: each with its reason.
pub(super) const HARMLESS: &[&str] = &[
    // 2.6.32 under TCG: the calibration of the timer fails, and it goes on without.
    r"WARNING: at arch/x86/kernel/apic/apic.c:1261",
];
