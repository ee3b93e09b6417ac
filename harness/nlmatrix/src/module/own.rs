//! The module's own functions in a compiler's complaints: they have not changed, but what the kernel has to do with
//! them has.

use std::sync::LazyLock;

use regex::Regex;

/// gcc's note about an argument, with the place of the declaration.
static EXPECTED: LazyLock<Regex> = LazyLock::new(|| {
    let note = r"^\s*(?<place>[^:\s]+)(?<at>:\d+:\d+): note: expected [‘'`](?<taken>[^’']+)['’] .*but argument is of type [‘'`](?<given>[^’']+)['’]";
    Regex::new(note).expect("a fixed expression")
});

/// How a compiler says that it has seen a declaration before.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?<place>[^:\s]+):\d+:\d+: note: previous declaration of")
        .expect("a fixed expression")
});

/// What is wrong if a complaint of this kind is about a function that the module itself declares, and its kind.
pub(super) fn told<'l>(
    kind: &str,
    symbol: &str,
    line: &str,
    mut behind: impl Iterator<Item = &'l str>,
) -> Option<(&'static str, String)> {
    let file = line.trim_start().split(':').next()?;
    match kind {
        "incompatible-type" => {
            let note = behind.find_map(|line| EXPECTED.captures(line))?;
            // For a call through a pointer, gcc knows no declaration and points at the call itself.
            let is_call =
                line.trim_start().starts_with(&format!("{}{}: ", &note["place"], &note["at"]));
            (is_own(&note["place"], file) && !is_call).then_some(())?;
            let (taken, given) = (&note["taken"], &note["given"]);
            let told = format!(
                "`{symbol}` of the module takes `{taken}`, but this kernel passes `{given}`"
            );
            Some(("own-function", told))
        }
        "declared-by-kernel" => {
            let note = behind.find_map(|line| BEFORE.captures(line))?;
            is_own(&note["place"], file).then_some(())?;
            Some((
                "own-declaration",
                format!("the module declares `{symbol}` in one way, but defines it in another"),
            ))
        }
        _ => None,
    }
}

/// Does `place` belong to the module? Sources always do, and so do headers next to the source that complains.
fn is_own(place: &str, file: &str) -> bool {
    let folder =
        |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    place.ends_with(".c") || (file.ends_with(".c") && folder(place) == folder(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::source("/home/me/x/super.c:150:70", Some("own-function"))]
    #[case::header_beside("/home/me/x/super.h:15:7", Some("own-function"))]
    #[case::kernel("/usr/src/linux-headers-6.12/include/linux/fs.h:3187:59", None)]
    #[case::kernel_in_tree("./include/linux/proc_fs.h:64:24", None)]
    #[case::no_declaration("/home/me/x/super.c:1927:27", None)]
    fn whose_function_it_is_says_the_note(#[case] place: &str, #[case] kind: Option<&str>) {
        let note = format!(
            "{place}: note: expected ‘struct timespec *’ but argument is of type ‘struct timespec64 *’"
        );
        let line = "/home/me/x/super.c:1927:27: error: passing argument 2 of ‘f’ from incompatible pointer type";
        let found = told("incompatible-type", "f", line, std::iter::once(note.as_str()));
        assert_eq!(found.map(|(kind, _)| kind), kind);
    }
}
