//! What every page has around its content: its head, the navigation, and the policy that forbids everything else.

use std::borrow::Borrow;

use askama::Template;

use crate::report::{BASE, policy};

/// The style of the site in addition to [`BASE`].
const STYLE: &str = include_str!("../../embedded/report/site/site.css");
/// The search on the first page; every page is complete without it.
const SCRIPT: &str = concat!(
    include_str!("../../embedded/report/site/words.js"),
    include_str!("../../embedded/report/site/search.js")
);

/// What searches in a list.
const FILTER: &str = concat!(
    include_str!("../../embedded/report/site/words.js"),
    include_str!("../../embedded/report/site/filter.js")
);

/// The page around a content.
#[derive(Template)]
#[template(path = "site/shell.html")]
struct Shell<'p> {
    title: &'p str,
    /// The path to the first page: empty, or `../`.
    root: &'static str,
    part: Part,
    policy: String,
    content: &'p str,
    base: &'static str,
    style: &'static str,
    script: &'static str,
}

impl Shell<'_> {
    fn is(&self, part: impl Borrow<Part>) -> bool {
        self.part == *part.borrow()
    }

    fn is_first(&self) -> bool {
        self.part == Part::Search
    }
}

/// The parts of the site, as in its navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The first page.
    Search,
    /// What programs see.
    Behaviour,
    /// What modules are built against.
    Api,
    /// What goes wrong.
    Errors,
    /// Kernels.
    Kernels,
    /// What changed in which version.
    Versions,
}

impl Part {
    /// Those with a list, in the order of the navigation.
    const LISTS: [(Self, &'static str, &'static str); 5] = [
        (Self::Behaviour, "behaviour.html", "Behaviour"),
        (Self::Api, "api.html", "Kernel API"),
        (Self::Errors, "errors.html", "Errors"),
        (Self::Kernels, "kernels.html", "Kernels"),
        (Self::Versions, "versions.html", "Versions"),
    ];
}

/// A page in the site's top folder.
pub(super) fn top(part: Part, title: &str, content: &str) -> askama::Result<String> {
    let script = match part {
        Part::Search => SCRIPT,
        Part::Api | Part::Behaviour | Part::Versions => FILTER,
        Part::Errors | Part::Kernels => "",
    };
    shell("", part, title, content, script)
}

/// A page in one of its subfolders.
pub(super) fn leaf(part: Part, title: &str, content: &str) -> askama::Result<String> {
    shell("../", part, title, content, "")
}

fn shell(
    root: &'static str,
    part: Part,
    title: &str,
    content: &str,
    script: &'static str,
) -> askama::Result<String> {
    let policy = policy(&[BASE, STYLE], (!script.is_empty()).then_some(script));
    Shell { title, root, part, policy, content, base: BASE, style: STYLE, script }.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inlined_files_cannot_end_their_elements() {
        assert!(!STYLE.contains("</"));
        assert!([SCRIPT, FILTER].iter().all(|script| !script.contains("</script")));
    }

    #[test]
    fn only_what_is_searched_has_a_script() {
        let [first, list, other] =
            [Part::Search, Part::Api, Part::Kernels].map(|part| top(part, "a & b", "<p>").unwrap());
        assert!(first.contains("<script>") && list.contains("#filter"));
        assert!(!other.contains("<script"));
        assert!(
            other.contains("script-src &#39;none&#39;") && other.contains("<title>a &#38; b"),
            "{other}"
        );
    }
}
