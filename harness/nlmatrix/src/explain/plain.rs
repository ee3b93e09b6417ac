//! Texts without what terminals, build services and mail put into them: nothing of that is what a tool said.

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

/// `text` without them.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    ADDED.replace_all(text, "")
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
    #[case("[<ffffffff8119adde>] own_alloc+0x8e/0x1a0 [own]")]
    #[case("own[01] x[KEY] #12 of 3.456 a > b")]
    fn what_a_tool_said_is_left(#[case] text: &str) {
        assert_eq!(plain(text), text);
    }
}
