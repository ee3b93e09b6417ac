//! The report that people open: one self-contained page, and a page for each cell beside it.

mod band;
mod behaviour;
mod budget;
mod build;
mod cell;
mod cell_page;
mod chart;
mod differ;
mod difference;
mod hex;
mod links;
mod pack;
mod page;
mod policy;

pub use cell_page::cell_pages;
pub use difference::diff_html;
pub(crate) use links::page_of as cell_page;
pub(in crate::report) use links::{class_of, key_of_id, plain};
pub use page::html;
