//! The results of a fault's injections.

use super::lab::Lab;
use super::row::Row;
use libtest_mimic::Failed;

/// A fault and its expected result.
pub struct Fault {
    pub name: &'static str,
    pub what: &'static str,
    pub inject: fn(&Lab, u32) -> Seen,
}

/// What was seen of it.
pub enum Seen {
    /// The expected result.
    Right(String),
    /// Something else.
    Wrong(String),
    /// It cannot be injected here.
    LeftOut(String),
}

/// A row of the table that is being made.
pub struct Record {
    row: Row,
    troubles: Vec<String>,
}

/// How often each fault is injected.
pub fn times() -> u32 {
    std::env::var("NLMATRIX_FAULT_TIMES").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

impl Fault {
    pub const fn new(
        name: &'static str,
        what: &'static str,
        inject: fn(&Lab, u32) -> Seen,
    ) -> Self {
        Self { name, what, inject }
    }
}

impl Record {
    pub fn new(order: usize, fault: &Fault) -> Self {
        let row = Row {
            order,
            fault: fault.name.to_owned(),
            what: fault.what.to_owned(),
            injected: 0,
            detected: 0,
            misclassified: 0,
            left_behind: 0,
            left_out: None,
            seen: String::new(),
        };
        Self { row, troubles: Vec::new() }
    }

    /// Counts one injection.
    pub fn add(&mut self, seen: Seen, left: Vec<String>) {
        match seen {
            Seen::LeftOut(why) => return self.row.left_out = Some(why),
            Seen::Right(text) => {
                self.row.detected += 1;
                self.row.seen = text;
            }
            Seen::Wrong(text) => {
                self.row.misclassified += 1;
                self.row.seen.clone_from(&text);
                self.troubles.push(text);
            }
        }
        self.row.injected += 1;
        self.row.left_behind += left.len() as u32;
        self.troubles.extend(left.into_iter().map(|what| format!("left behind: {what}")));
    }

    /// Writes it to where `cargo xtask faults` finds it.
    pub fn keep(&self) -> std::io::Result<()> {
        let Ok(folder) = std::env::var("NLMATRIX_FAULT_RECORDS") else { return Ok(()) };
        fs_err::write(format!("{folder}/{}.json", self.row.fault), serde_json::to_vec(&self.row)?)
    }

    /// Fails if anything was misclassified or left behind.
    pub fn verdict(self) -> Result<(), Failed> {
        if let Some(why) = &self.row.left_out {
            eprintln!("{}: left out: {why}", self.row.fault);
        }
        if self.troubles.is_empty() { Ok(()) } else { Err(self.troubles.join("\n").into()) }
    }
}
