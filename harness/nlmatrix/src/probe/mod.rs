//! Probes: which form of each drifting symbol a kernel's headers have.
//!
//! The questions are data: [`crate::facts`]. [`probe`] asks all of them of one kernel by compiling
//! alone; [`timeline`] puts the answers of many kernels side by side and holds them against history,
//! known backports and what generations need.

mod answers;
mod compile;
mod error;
mod generation;
mod questions;
mod text;
mod timeline;

pub use answers::Answers;
pub use compile::probe;
pub use error::ProbeError;
pub use generation::GenerationNeeds;
pub(crate) use questions::question;
pub use text::terminal;
pub use timeline::{Contradiction, Probed, Row, Span, Timeline, Verdict, timeline};
