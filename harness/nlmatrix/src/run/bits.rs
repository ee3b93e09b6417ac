//! Cells with 32-bit clients on a 64-bit kernel: they run a scenario that other cells run with 64-bit clients.

/// What the names of their scenarios end with, after that of the others.
pub const OF_32_BITS: &str = "-32bit";

/// The name of a scenario wherever it is written down.
pub fn scenario_of(name: &str) -> &str {
    name.strip_suffix(OF_32_BITS).unwrap_or(name)
}

/// Does the name of a cell's scenario say that its clients are 32-bit?
pub fn is_of_32_bits(name: &str) -> bool {
    name.ends_with(OF_32_BITS)
}
