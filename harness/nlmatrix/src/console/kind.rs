//! What kinds of splats there are, and how bad each is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad a splat is, the worst first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The kernel, or the thread that did it, went no further.
    Fatal,
    /// Memory that belongs to something else was used, or is broken: nothing after it can be trusted.
    Corruption,
    /// A processor or a task got no further.
    Lockup,
    /// A rule about locks, contexts or read-copy-update was broken; it may deadlock another time.
    Locking,
    /// Something was not given back, or given twice.
    Leak,
    /// The kernel saw what should not be, and went on.
    #[default]
    Warning,
    /// Our own machinery did it: it says nothing about the kernel.
    Ours,
}

/// The kind of a splat. The text form is stable: fingerprints, expectations and `run.json` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `Kernel panic - not syncing` for a reason of its own.
    Panic,
    /// Memory that is not there was accessed: page fault, NULL dereference, general protection fault.
    Oops,
    /// NULL was called.
    NullCall,
    /// `BUG()`, `BUG_ON()`, an invalid instruction, a panic of Rust code.
    Bug,
    /// A division by zero.
    DivideError,
    /// An exception while another was being handled: mostly a stack that has run out.
    DoubleFault,
    /// The stack's guard page was hit, or its end overwritten.
    StackOverflow,
    /// A stack frame was overwritten (`CONFIG_STACKPROTECTOR`).
    StackCorruption,
    /// An indirect call of a function with another type (`CONFIG_CFI_CLANG`).
    Cfi,
    /// The kernel booted anew without being told to.
    Reboot,
    /// Found by the kernel address sanitizer, in each of its modes.
    Kasan,
    /// Memory was used that nobody had written (the kernel memory sanitizer).
    Kmsan,
    /// Two threads raced for the same memory (the kernel concurrency sanitizer).
    Kcsan,
    /// Found by the sampling allocator KFENCE.
    Kfence,
    /// Undefined behaviour: an index or shift out of bounds, an overflow.
    Ubsan,
    /// A reference counter says that what it counts was freed before.
    UseAfterFree,
    /// A reference counter ran over or under, and what it counts leaks.
    Refcount,
    /// Memory was freed twice.
    DoubleFree,
    /// An object or a cache of the slab allocator is broken.
    Slab,
    /// A linked list is broken.
    ListCorruption,
    /// A copy from or to user space over an object's bounds.
    Usercopy,
    /// A page, or a page table, is not in the state that it should be in.
    BadPage,
    /// A processor ran in the kernel for long, with interrupts on.
    SoftLockup,
    /// A processor ran in the kernel for long, with interrupts off.
    HardLockup,
    /// A grace period of RCU did not end.
    RcuStall,
    /// A task slept for long, and could not be ended.
    HungTask,
    /// A pool of workers got no further.
    WorkqueueLockup,
    /// What does not answer was idle: it waits for something that does not come.
    Idle,
    /// Found by the lock validator: a possible deadlock, a lock that is not held, RCU used wrongly.
    Lockdep,
    /// A spinlock or rwlock is broken, or not let go.
    Spinlock,
    /// Something slept where that is not allowed.
    AtomicSleep,
    /// Data of one processor was used where the thread may move to another.
    Preemption,
    /// Memory that nobody points to any more (kmemleak).
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
