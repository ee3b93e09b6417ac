//! The answers of a kernel.

use std::collections::BTreeMap;

/// The answers of one kernel: symbol → name of its form, `absent`, or `none of the forms`.
pub type Answers = BTreeMap<String, String>;
