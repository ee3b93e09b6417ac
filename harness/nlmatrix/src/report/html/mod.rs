//! The report that people open: one self-contained page, and a page for each cell beside it.

mod attention;
mod band;
mod boundary;
mod budget;
mod cell;
mod cell_page;
mod chart;
mod differ;
mod difference;
mod generation;
mod headline;
mod hex;
mod kernel;
mod links;
mod lookup;
mod map;
mod pack;
mod page;
mod policy;
mod range;
mod refusal;
mod scenario;
mod standing;
mod timeline;

pub use cell_page::cell_pages;
pub use difference::diff_html;
pub(in crate::report) use links::key_of_id;
pub use page::html;
