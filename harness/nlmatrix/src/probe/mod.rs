//! Probes: which form of each changing symbol a kernel's headers have.
//!
//! The questions are data: [`crate::facts`]. [`probe`] asks one kernel all of them, by compiling only; [`timeline`]
//! puts the answers of many kernels side by side and compares them with history, known backports and the needs of
//! generations.

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
