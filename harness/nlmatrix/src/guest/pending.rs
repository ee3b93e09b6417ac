//! The files that a guest does not have yet.

use crate::image::Bundle;

/// What a guest does not have yet, and how it gets there.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub bundle: Option<Bundle>,
    /// The window's folder in sysfs.
    pub window: Option<&'static str>,
    /// How it can be mapped; `None` before that is known.
    pub way: Option<Way>,
}

/// A file that can be mapped, and the offset at which the bundle begins in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub path: String,
    pub offset: u64,
}
