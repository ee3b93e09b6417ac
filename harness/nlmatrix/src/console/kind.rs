//! What kinds of splats there are, and how bad each is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a splat is, the worst first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The kernel, or the thread that caused it, could not continue.
    Fatal,
    /// Memory that belongs to something else was used, or is corrupted: nothing after it can be trusted.
    Corruption,
    /// A processor or a task made no progress.
    Lockup,
    /// A rule about locks, contexts or RCU was broken; it may deadlock another time.
    Locking,
    /// Something was not released, or released twice.
    Leak,
    /// The kernel saw something that should not be, and continued.
    #[default]
    Warning,
    /// nlmatrix caused it: it says nothing about the kernel.
    Ours,
}

/// The kind of a splat. The text form is stable: fingerprints, expectations and `run.json` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `Kernel panic - not syncing` for a reason of its own.
    Panic,
    /// Unmapped memory was accessed: page fault, NULL dereference, general protection fault.
    Oops,
    /// NULL was called.
    NullCall,
    /// `BUG()`, `BUG_ON()`, an invalid instruction, a panic of Rust code.
    Bug,
    /// A division by zero.
    DivideError,
    /// An exception during the handling of another: mostly a stack overflow.
    DoubleFault,
    /// The stack's guard page was hit, or its end overwritten.
    StackOverflow,
    /// A stack frame was overwritten (`CONFIG_STACKPROTECTOR`).
    StackCorruption,
    /// An indirect call of a function of another type (`CONFIG_CFI_CLANG`).
    Cfi,
    /// The kernel rebooted without being told to.
    Reboot,
    /// Found by the kernel address sanitizer, in each of its modes.
    Kasan,
    /// Uninitialised memory was used (the kernel memory sanitizer).
    Kmsan,
    /// Two threads raced for the same memory (the kernel concurrency sanitizer).
    Kcsan,
    /// Found by the sampling allocator KFENCE.
    Kfence,
    /// Undefined behaviour: an index or shift out of bounds, an overflow.
    Ubsan,
    /// A reference counter shows that its object was already freed.
    UseAfterFree,
    /// A reference counter overflowed or underflowed, and its object leaks.
    Refcount,
    /// Memory was freed twice.
    DoubleFree,
    /// An object or a cache of the slab allocator is corrupted.
    Slab,
    /// A linked list is corrupted.
    ListCorruption,
    /// A copy from or to user space exceeded an object's bounds.
    Usercopy,
    /// A page, or a page table, is in the wrong state.
    BadPage,
    /// A processor stayed in the kernel for long, with interrupts on.
    SoftLockup,
    /// A processor stayed in the kernel for long, with interrupts off.
    HardLockup,
    /// A grace period of RCU did not end.
    RcuStall,
    /// A task slept for long, and could not be killed.
    HungTask,
    /// A worker pool made no progress.
    WorkqueueLockup,
    /// An unresponsive guest was idle: it waits for something that does not come.
    Idle,
    /// Found by the lock validator: a possible deadlock, a lock that is not held, wrong use of RCU.
    Lockdep,
    /// A spinlock or rwlock is corrupted, or not released.
    Spinlock,
    /// Something slept where that is not allowed.
    AtomicSleep,
    /// Per-CPU data was used where the thread may migrate.
    Preemption,
    /// Memory to which nothing points any more (kmemleak).
    MemoryLeak,
    /// A timer, work or other tracked object was freed or started in the wrong state.
    Odebug,
    /// A network device that is going away is still in use.
    NetdeviceHeld,
    /// A file or dentry that is going away is still in use.
    Vfs,
    /// A name was registered twice in sysfs, or a kobject used wrongly.
    Sysfs,
    /// `WARN()` and `WARN_ON()`.
    Warning,
    /// PID 1 ended, which is ours.
    AgentDied,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 39] = [
        Self::Panic,
        Self::Oops,
        Self::NullCall,
        Self::Bug,
        Self::DivideError,
        Self::DoubleFault,
        Self::StackOverflow,
        Self::StackCorruption,
        Self::Cfi,
        Self::Reboot,
        Self::Kasan,
        Self::Kmsan,
        Self::Kcsan,
        Self::Kfence,
        Self::Ubsan,
        Self::UseAfterFree,
        Self::Refcount,
        Self::DoubleFree,
        Self::Slab,
        Self::ListCorruption,
        Self::Usercopy,
        Self::BadPage,
        Self::SoftLockup,
        Self::HardLockup,
        Self::RcuStall,
        Self::HungTask,
        Self::WorkqueueLockup,
        Self::Idle,
        Self::Lockdep,
        Self::Spinlock,
        Self::AtomicSleep,
        Self::Preemption,
        Self::MemoryLeak,
        Self::Odebug,
        Self::NetdeviceHeld,
        Self::Vfs,
        Self::Sysfs,
        Self::Warning,
        Self::AgentDied,
    ];

    /// Its text form.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// How bad it is.
    pub const fn severity(self) -> Severity {
        self.row().1
    }

    /// The kind with this text form.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    const fn row(self) -> (&'static str, Severity) {
        use Severity::{Corruption, Fatal, Leak, Locking, Lockup, Ours, Warning};
        match self {
            Self::Panic => ("panic", Fatal),
            Self::Oops => ("oops", Fatal),
            Self::NullCall => ("null-call", Fatal),
            Self::Bug => ("bug", Fatal),
            Self::DivideError => ("divide-error", Fatal),
            Self::DoubleFault => ("double-fault", Fatal),
            Self::StackOverflow => ("stack-overflow", Fatal),
            Self::StackCorruption => ("stack-corruption", Fatal),
            Self::Cfi => ("cfi", Fatal),
            Self::Reboot => ("reboot", Fatal),
            Self::Kasan => ("kasan", Corruption),
            Self::Kmsan => ("kmsan", Corruption),
            Self::Kcsan => ("kcsan", Corruption),
            Self::Kfence => ("kfence", Corruption),
            Self::Ubsan => ("ubsan", Corruption),
            Self::UseAfterFree => ("use-after-free", Corruption),
            Self::Refcount => ("refcount", Corruption),
            Self::DoubleFree => ("double-free", Corruption),
            Self::Slab => ("slab", Corruption),
            Self::ListCorruption => ("list-corruption", Corruption),
            Self::Usercopy => ("usercopy", Corruption),
            Self::BadPage => ("bad-page", Corruption),
            Self::SoftLockup => ("soft-lockup", Lockup),
            Self::HardLockup => ("hard-lockup", Lockup),
            Self::RcuStall => ("rcu-stall", Lockup),
            Self::HungTask => ("hung-task", Lockup),
            Self::WorkqueueLockup => ("workqueue-lockup", Lockup),
            Self::Idle => ("idle", Lockup),
            Self::Lockdep => ("lockdep", Locking),
            Self::Spinlock => ("spinlock", Locking),
            Self::AtomicSleep => ("atomic-sleep", Locking),
            Self::Preemption => ("preemption", Locking),
            Self::MemoryLeak => ("memory-leak", Leak),
            Self::Odebug => ("odebug", Leak),
            Self::NetdeviceHeld => ("netdevice-held", Leak),
            Self::Vfs => ("vfs", Leak),
            Self::Sysfs => ("sysfs", Leak),
            Self::Warning => ("warning", Warning),
            Self::AgentDied => ("agent-died", Ours),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_what_serde_writes() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
            assert_eq!(Kind::find(kind.as_str()), Some(kind));
        }
    }
}
