//! Strings that end up in reports.

use askama::filters::{Html, escape};

use crate::report::visible;

/// The bytes are a guest's string: it must neither act on a terminal nor become a tag.
pub fn text(bytes: &[u8]) {
    let shown = visible(&String::from_utf8_lossy(bytes));
    let acts = |c: char| c.is_control() && c != '\n' && c != '\t';
    assert!(!shown.chars().any(acts), "{shown:?}");
    let html = escape(&shown, Html).expect("strings can be escaped").to_string();
    assert!(!html.contains(['<', '>', '"', '\'']), "{html}");
}
