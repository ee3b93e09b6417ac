//! Long names on narrow screens.

use std::fmt::Display;

/// `text` as markup in which a line may break after the separators of a name: an id is wider than a phone, but must
/// not be broken within a word. Versions stay whole.
pub(crate) fn breakable(text: impl Display) -> String {
    let text = text.to_string();
    let mut out = String::with_capacity(text.len() * 2);
    let mut before = ' ';
    let mut all = text.chars().peekable();
    while let Some(c) = all.next() {
        escape(c, &mut out);
        let next = all.peek().copied().unwrap_or(' ');
        let is_version = c == '.' && before.is_ascii_digit() && next.is_ascii_digit();
        if matches!(c, '/' | '.' | '_' | ':' | '=') && next.is_alphanumeric() && !is_version {
            out.push_str("<wbr>");
        }
        before = c;
    }
    out
}

/// `text` as markup in which whatever is between backticks is code.
pub(crate) fn coded(text: impl AsRef<str>) -> String {
    let parts: Vec<&str> = text.as_ref().split('`').collect();
    let mut out = String::with_capacity(text.as_ref().len() * 2);
    for (at, part) in parts.iter().enumerate() {
        // An unclosed backtick is just a character.
        let is_code = at % 2 == 1 && at + 1 < parts.len();
        let mark = if at % 2 == 1 && !is_code { "`" } else { "" };
        out.push_str(if is_code { "<code>" } else { mark });
        part.chars().for_each(|c| escape(c, &mut out));
        out.push_str(if is_code { "</code>" } else { "" });
    }
    out
}

fn escape(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&#38;"),
        '<' => out.push_str("&#60;"),
        '>' => out.push_str("&#62;"),
        '"' => out.push_str("&#34;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code_and_nothing_is_markup() {
        assert_eq!(coded("`a<b>` is `c` here"), "<code>a&#60;b&#62;</code> is <code>c</code> here");
        assert_eq!(coded("one ` alone"), "one ` alone");
        assert_eq!(coded("'`x`"), "&#39;<code>x</code>");
    }

    #[test]
    fn names_break_between_their_parts_and_are_no_markup() {
        let id = breakable("6.12-deb13/nlecho.g6_cfg/<b>");
        assert_eq!(id, "6.12-deb13/<wbr>nlecho.<wbr>g6_<wbr>cfg/&#60;b&#62;");
    }
}
