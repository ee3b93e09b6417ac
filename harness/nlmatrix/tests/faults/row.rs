//! A row of the table in docs/reliability.md: written by the tests, read by `cargo xtask faults`.

/// The results of a fault's injections.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// Its place in the table.
    pub order: usize,
    /// The fault's name.
    pub fault: String,
    /// What should happen.
    pub what: String,
    /// How often it was injected.
    pub injected: u32,
    /// How often it was reported as what it is.
    pub detected: u32,
    /// How often it was reported as something else.
    pub misclassified: u32,
    /// Processes, folders and locks that were left afterwards.
    pub left_behind: u32,
    /// Why it was not injected.
    pub left_out: Option<String>,
    /// What was seen last.
    pub seen: String,
}
