//! The leak snapshot: what a guest has when its template is saved, so that whatever a cell leaves behind can be named
//! later.
//!
//! The agent walks [`SOURCES`] and records a hash of everything there; later it walks them again and reports what is
//! new. Both happen in the guest, as each byte over the serial line costs a trap and a system call. What matters
//! about a path or a line is decided here, where it can be tested; the agent only reads.
//!
//! No kernel lists the timers of its timer wheel (the entries of `/proc/timer_list` are hrtimers), callbacks that
//! wait for a grace period, notifiers, or netfilter hooks outside of nfnetlink: if any of these outlives its module,
//! that is noticed when it crashes, for which `scenario::shake` provides. References are not in any table either:
//! `crate::objects` counts what they keep, and `scenario::references` those to permanent things. A module's symbols
//! and trace events disappear with its entry in `/proc/modules`.

mod keys;
mod known;
mod report;
mod sources;

pub use keys::{entry, field, key, line, root};
pub use known::{Full, Known, SLOTS, WORDS};
pub use report::{Entry, Kind, Report, entries};
pub use sources::{
    COUNTS, FAMILIES, Lines, SOCKETS, SOURCES, Source, TAINTED, THREADS, UEVENTS, When, Words,
    is_closed, is_process, sockets_in,
};
