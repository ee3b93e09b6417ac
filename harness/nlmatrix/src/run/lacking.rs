//! Clients that could not be made.

use serde::{Deserialize, Serialize};

/// A client that could not be made: cells that run it have not begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingClient {
    /// Its name, and what it was made for where that is not the usual: `talk`, `talk-32bit`, `talk for arm64`.
    pub client: String,
    /// What is wrong and what to do, in a line.
    pub reason: String,
    /// What the compiler or the command said, from its first error on; empty where it is all in the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Is it our own machinery that failed, the network or the disk, and not the client?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
}
