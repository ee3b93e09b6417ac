//! Clients that could not be made.

use serde::{Deserialize, Serialize};

/// A client that could not be made: cells that run it have not begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LackingClient {
    /// Its name, and its target if that is not the usual one: `talk`, `talk-32bit`, `talk for arm64`.
    pub client: String,
    /// What is wrong and what to do, in one line.
    pub reason: String,
    /// The output of the compiler or the command, from its first error on; empty if the reason contains it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Is it our own machinery that failed, the network or the disk, and not the client?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
}
