//! The files that a guest has not got yet.

use crate::image::Bundle;

/// What a guest has not got yet, and how it comes there.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub bundle: Option<Bundle>,
    /// The window's folder in sysfs.
    pub window: Option<&'static str>,
    /// How it was found to be mapped; `None` before it was.
    pub way: Option<Way>,
}

/// A file that can be mapped, and where in it the bundle begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub path: String,
    pub offset: u64,
}
