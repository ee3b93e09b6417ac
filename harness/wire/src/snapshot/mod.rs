//! The leak snapshot: what a guest has when its template is saved, so that what a cell has left behind
//! can be named later.
//!
//! The agent walks [`SOURCES`], and takes down a hash of everything there; later it walks them again
//! and tells what is new. Both happen in the guest, as a byte over the serial line costs a trap and a
//! system call. What is decided about a path or a line is decided here, where it can be tested; the
//! agent only reads.

mod keys;
mod known;
mod report;
mod sources;

pub use keys::{entry, field, key, line, root};
pub use known::{Full, Known, SLOTS, WORDS};
pub use report::{Entry, Kind, Report, entries};
pub use sources::{
    COUNTS, FAMILIES, Lines, SOCKETS, SOURCES, Source, THREADS, When, Words, is_closed, is_process,
};
