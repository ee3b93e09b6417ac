//! The record of a run: `run.json`, the one input of every report.

mod bits;
mod cell;
mod gap;
mod id;
mod kernel;
mod lacking;
mod model;
mod not_run;
mod outcome;
mod page;
mod past;
mod site;
mod status;
mod verdict;

pub use bits::{OF_32_BITS, is_of_32_bits, scenario_of};
pub use cell::*;
pub use id::{CellId, ModuleId, NoCell};
pub use kernel::{KernelProvider, KernelStatus};
pub use lacking::LackingClient;
pub use model::*;
pub use not_run::{Gap, NotRun};
pub use outcome::Outcome;
pub use page::{cell_page, page_name, plain};
pub use site::SitePage;
pub use status::{Status, Tally};
pub use verdict::CheckVerdict;

/// The JSON Schema of `run.json`.
pub const JSON_SCHEMA: &str = include_str!("../../embedded/run.schema.json");
