//! A row of the table in docs/reliability.md: written by the tests, read by `cargo xtask faults`.

/// What a fault's injections came to.
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
    /// How often it showed as what it is.
    pub detected: u32,
    /// How often as something else.
    pub misclassified: u32,
    /// Processes, folders and locks that were there afterwards.
    pub left_behind: u32,
    /// Why it was not injected.
    pub left_out: Option<String>,
    /// What was seen the last time.
    pub seen: String,
}
