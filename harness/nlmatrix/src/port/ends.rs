//! Ends of tables that are counted by now.

use std::sync::LazyLock;

use regex::Regex;

/// The last element of a table, where it is empty.
static END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*\{\s*(?:0|NULL|\.procname\s*=\s*(?:0|NULL))?\s*,?\s*\}\s*,?\s*$")
        .expect("a fixed expression")
});

/// `text` without the empty last elements of its arrays of `element`.
///
/// Coccinelle takes an empty initializer for part of any other.
pub(super) fn remove(text: &str, element: &str) -> String {
    let table = format!(r"\b{}\s+\w+\s*\[\s*\]\s*=\s*\{{", regex::escape(element));
    let table = Regex::new(&table).expect("a name has no special characters");
    let mut rest = text;
    let mut written = String::new();
    while let Some(found) = table.find(rest) {
        let (before, body) = rest.split_at(found.end());
        written.push_str(before);
        let end = length(body);
        let (body, behind) = body.split_at(end);
        match END.find(body) {
            Some(end) => written.push_str(&format!("{}\n", &body[..end.start()])),
            None => written.push_str(body),
        }
        rest = behind;
    }
    written + rest
}

/// How far `body` goes to the brace that closes it.
fn length(body: &str) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    body.len()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("\n\t{ .procname = \"a\" },\n\t{ }\n", "\n\t{ .procname = \"a\" },\n")]
    #[case("\n\t{ .procname = \"a\" },\n\t{ .procname = NULL },\n", "\n\t{ .procname = \"a\" },\n")]
    #[case("{ .mode = f({0}) }, {0}", "{ .mode = f({0}) },\n")]
    #[case("\n\t{ .procname = \"a\" },\n", "\n\t{ .procname = \"a\" },\n")]
    #[case("\n\t{ }\n", "\n")]
    fn an_empty_end_goes(#[case] before: &str, #[case] after: &str) {
        let of = |body: &str| {
            format!("static struct ctl_table own[] = {{{body}}};\nint a[] = {{ {{ }} }};\n")
        };
        assert_eq!(remove(&of(before), "struct ctl_table"), of(after));
    }
}
