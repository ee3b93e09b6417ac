//! The report that people open: one self-contained page, and a page for each cell beside it.

mod attention;
mod band;
mod boundary;
mod breakable;
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

pub(crate) use breakable::breakable;
pub(crate) use cell_page::cell_page_of;
pub use cell_page::cell_pages;
pub use difference::diff_html;
pub(crate) use links::class_of;
pub(in crate::report) use links::key_of_id;
pub use page::html;
pub(crate) use policy::{BASE, policy};
pub(crate) use range::ranges;
pub(crate) use refusal::{Refusal, refusals_of};
pub(crate) use standing::Standing;
