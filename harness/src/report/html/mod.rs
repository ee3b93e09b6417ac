//! The report that people open: one self-contained page.

mod band;
mod budget;
mod cell;
mod chart;
mod page;
mod policy;

pub use page::html;
