//! The allocation that should fail in a guest.

/// What was requested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Failing {
    /// Nothing.
    #[default]
    None,
    /// This many more until one fails; 0 if one has failed.
    Nth(u32),
    /// The kernel counts by itself.
    Marked,
}
