//! Good input for each reader, made with other people's libraries or taken from this repository.

mod archives;
mod messages;
mod objects;
mod texts;

pub use archives::{archives, packages};
pub use messages::{datagrams, frames};
pub use objects::{assembly, objects};
pub use texts::{consoles, matrices, texts};
