//! Turns commits and addresses in texts into links.

use std::sync::LazyLock;

use regex::Regex;

/// Something in a source that can be opened: an address, or a commit of mainline.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"https://[^\s;,)]+|\b[0-9a-f]{10,40}\b").expect("a fixed expression")
});

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Its target; empty if it is not a link.
    pub(super) address: String,
}

/// `text` split into pieces.
pub(super) fn linked(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for found in NAMED.find_iter(text).filter(|it| is_name(it.as_str())) {
        pieces.push(Piece { text: &text[at..found.start()], address: String::new() });
        let (text, is_address) = (found.as_str(), found.as_str().starts_with("https://"));
        let address = if is_address {
            text.to_owned()
        } else {
            format!("https://git.kernel.org/linus/{text}")
        };
        pieces.push(Piece { text, address });
        at = found.end();
    }
    pieces.push(Piece { text: &text[at..], address: String::new() });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Text without the backticks around names.
pub(super) fn plain(text: impl AsRef<str>) -> String {
    text.as_ref().replace('`', "")
}

/// Digits alone are a number, not a commit.
fn is_name(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_and_addresses_are_links() {
        let text =
            "af_netlink.c; commits 4fdb3bb723d, 1234567890 and https://docs.kernel.org/x; 3.6";
        let pieces = linked(text);
        assert_eq!(pieces.iter().map(|it| it.text).collect::<String>(), text);
        let links: Vec<_> = pieces.iter().filter(|it| !it.address.is_empty()).collect();
        assert_eq!(links.len(), 2, "{links:?}");
        assert_eq!(links[0].address, "https://git.kernel.org/linus/4fdb3bb723d");
        assert_eq!(links[1].address, "https://docs.kernel.org/x");
    }
}
