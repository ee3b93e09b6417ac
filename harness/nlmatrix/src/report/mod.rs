//! Reports: everything that people and other programs see of a run.
//!
//! Invariant: every renderer reads a [`Run`](crate::run::Run) and nothing else, so each report can be made again from
//! `run.json` alone.

mod across;
mod badge;
mod diff;
mod diff_text;
mod error;
#[cfg(test)]
mod fixture;
mod grid;
mod html;
mod junit;
mod kcidb;
mod markdown;
mod merge;
mod pcap;
mod pieces;
#[cfg(test)]
mod ranges;
mod sarif;
#[cfg(test)]
mod schema;
mod shows;
mod terminal;
mod text;
mod timing;

pub(crate) use across::{Across, Why, is_steady, observed, seen};
pub use badge::badge;
pub use diff::{CellChange, Diff, OriginChange, diff, since};
pub use error::ReportError;
pub(crate) use grid::{GenerationRows, Grid};
pub(crate) use html::{
    BASE, Refusal, Standing, breakable, cell_page_of, class_of, coded, policy, ranges, refusals_of,
};
pub use html::{cell_pages, diff_html, html};
pub use junit::junit;
pub use kcidb::kcidb;
pub use markdown::markdown;
pub use merge::{MergeError, merge};
pub use pcap::pcap;
pub(crate) use pieces::{Piece, shortened};
pub use sarif::sarif;
pub(crate) use shows::shows;
pub use terminal::terminal;
pub(crate) use text::{moment, visible, visible_run};
pub use timing::TimingShift;
