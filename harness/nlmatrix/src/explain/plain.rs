//! Texts without what terminals, build services and mail put into them, which no tool said, and with what people leave
//! out when they copy a compiler's complaint.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// Colours of compilers, with their escape or as a browser leaves them (`[01;31m[K`); the times of GitHub's logs and of
/// BuildKit's (`#12 3.456 `); the marks of quoted mail.
static ADDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)\x1b\[[0-9;?]*[A-Za-z]|\[(?:\d{1,2}(?:;\d{1,2})*)?m\[K|\[0(?:;\d{1,2})*m|^(?:> ?)+|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z |^#\d+ \d+\.\d+ ",
    )
    .expect("a fixed expression")
});

/// A compiler's complaint without its place and its `error: `.
static BARE_COMPLAINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^(?:implicit declaration of function |call to undeclared function |too (?:few|many) arguments to function |unknown type name |passing argument \d+ of |storage size of |[‘'](?:struct |union )?\w+['’] (?:has no member named |undeclared\b))",
    )
    .expect("a fixed expression")
});

/// `text` as the tool said it.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let said = ADDED.replace_all(text, "");
    match BARE_COMPLAINT.is_match(&said) {
        true => BARE_COMPLAINT.replace_all(&said, "error: $0").into_owned().into(),
        false => said,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::gcc(
        "\x1b[01m\x1b[Km.c:9:7:\x1b[m\x1b[K \x1b[01;31m\x1b[Kerror: \x1b[m\x1b[Kno ‘\x1b[01m\x1b[Kx\x1b[m\x1b[K’"
    )]
    #[case::gcc_by_a_browser("[01m[Km.c:9:7:[m[K [01;31m[Kerror: [m[Kno ‘[01m[Kx[m[K’")]
    #[case::clang("\x1b[1mm.c:9:7: \x1b[0m\x1b[0;1;31merror: \x1b[0mno ‘x’")]
    #[case::a_workflow("2025-01-01T00:00:00.1234567Z m.c:9:7: error: no ‘x’")]
    #[case::an_image("#12 3.456 m.c:9:7: error: no ‘x’")]
    #[case::mail("> > m.c:9:7: error: no ‘x’")]
    fn what_was_added_is_taken_off(#[case] text: &str) {
        assert_eq!(plain(text), "m.c:9:7: error: no ‘x’");
    }

    #[rstest]
    #[case::function("implicit declaration of function ‘nla_strscpy’")]
    #[case::member("‘struct sock’ has no member named ‘sk_x’")]
    #[case::type_name("unknown type name ‘ctl_table’")]
    fn a_complaint_that_was_copied_without_its_place_is_one(#[case] text: &str) {
        assert_eq!(plain(text), format!("error: {text}"));
        let with_place = format!("m.c:9:7: error: {text}");
        assert_eq!(plain(&with_place), with_place);
    }

    #[rstest]
    #[case("[<ffffffff8119adde>] own_alloc+0x8e/0x1a0 [own]")]
    #[case("own[01] x[KEY] #12 of 3.456 a > b")]
    fn what_a_tool_said_is_left(#[case] text: &str) {
        assert_eq!(plain(text), text);
    }
}
