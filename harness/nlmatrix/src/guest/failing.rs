//! The allocation that a guest is asked to let fail.

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Failing {
    /// Nothing.
    #[default]
    None,
    /// So many more until one fails; 0 when one has.
    Nth(u32),
    /// The kernel counts.
    Marked,
}
