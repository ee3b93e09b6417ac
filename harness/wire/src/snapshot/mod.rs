//! The leak snapshot: what a guest has when its template is saved, so that what a cell has left behind
//! can be named later.
//!
//! The agent walks [`SOURCES`], and takes down a hash of everything there; later it walks them again
//! and tells what is new. Both happen in the guest, as a byte over the serial line costs a trap and a
//! system call. What is decided about a path or a line is decided here, where it can be tested; the
//! agent only reads.
//!
//! No kernel lists the timers of its timer wheel (`timer_list` on the kernel's side; what is in
//! `/proc/timer_list` are hrtimers), callbacks that wait for a grace period, notifiers, or the hooks of
//! netfilter outside of nfnetlink: what of these outlives its module is seen when it crashes, which
//! `scenario::shake` sees to. References are in no table either: `crate::objects` counts what they keep, and
//! `scenario::references` those to what is there for good. A module's symbols and trace events go with its entry in `/proc/modules`.

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
