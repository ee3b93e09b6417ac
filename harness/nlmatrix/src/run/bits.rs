//! Cells whose clients are of 32 bits, on a kernel of 64: they run a scenario that others run as well.

/// What the names of their scenarios end with, behind that of the others.
pub const OF_32_BITS: &str = "-32bit";

/// The name that a scenario has wherever it is written down.
pub fn scenario_of(name: &str) -> &str {
    name.strip_suffix(OF_32_BITS).unwrap_or(name)
}

/// Is it said of the scenario of a cell that its clients are of 32 bits?
pub fn is_of_32_bits(name: &str) -> bool {
    name.ends_with(OF_32_BITS)
}
