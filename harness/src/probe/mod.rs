//! Probes: which form of each drifting symbol a kernel's headers have.
//!
//! The questions are data (`kmods/probes/*.toml`). [`probe`] asks all of them of one kernel by
//! compiling alone; [`timeline`] puts the answers of many kernels side by side and holds them
//! against history, known backports and what generations need.

mod compile;
mod error;
mod generation;
mod model;
mod questions;
mod raw;
mod shipped;
mod text;
mod timeline;

pub use compile::probe;
pub use error::ProbeError;
pub use generation::{GenerationNeeds, Need};
pub use model::{ABSENT, Area, Backport, Facts, Form, Probes, Symbol, UNKNOWN};
pub use raw::load;
pub use shipped::shipped;
pub use text::terminal;
pub use timeline::{Contradiction, Probed, Row, Span, Timeline, Verdict, timeline};
