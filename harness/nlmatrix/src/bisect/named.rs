//! Commits that mention the subject: whoever adds an option names it, and whoever changes an error says which.

use std::collections::BTreeSet;

use super::Mark;
use super::between::Between;
use crate::kernel::source::{Repository, SourceError};
use crate::matrix::Revision;

/// The files with the interfaces that cells are about: a change of one of them usually touches one of these files.
pub(super) const LIKELY: [&str; 12] = [
    "net/netlink",
    "lib/nlattr.c",
    "net/core/rtnetlink.c",
    "include/linux/netlink.h",
    "include/linux/genetlink.h",
    "include/net/netlink.h",
    "include/net/genetlink.h",
    "include/uapi/linux/netlink.h",
    "include/uapi/linux/genetlink.h",
    "lib/kobject_uevent.c",
    "include/linux/kobject.h",
    "drivers/base/core.c",
];

/// The files in which user-space constants are defined and used.
const PLACES: [&str; 4] = ["net", "include", "lib", "drivers/base"];

/// A word that more commits than this mention is not a clue.
const MOST: usize = 12;

/// The minimum number of letters in a meaningful word.
const SHORTEST: usize = 5;

/// The commits between the ends that mention it, oldest first: those that name its constants, and those whose message
/// contains a word of the cell's name or checks. If git finds none, the list is empty, and all commits are searched.
pub(super) fn commits(
    repository: &Repository,
    mark: &Mark,
    between: &Between,
) -> Vec<Vec<Revision>> {
    let named = constants(mark, between).into_iter().flat_map(|word| {
        let said = ["-F", "--grep", word.as_str()].map(str::to_owned).to_vec();
        [vec!["-S".to_owned(), word], said].map(|asked| (asked, &PLACES[..]))
    });
    let said = words(mark, between).into_iter().map(|word| {
        (["-F", "-i", "--grep", word.as_str()].map(str::to_owned).to_vec(), &LIKELY[..])
    });
    let lists = [named.collect::<Vec<_>>(), said.collect()];
    let lists = lists.map(|asked| listed(repository, between, &asked).unwrap_or_default());
    lists.into_iter().filter(|list| !list.is_empty()).collect()
}

/// The commits between the ends that match one of `asked`, oldest first.
fn listed(
    repository: &Repository,
    between: &Between,
    asked: &[(Vec<String>, &[&str])],
) -> Result<Vec<Revision>, SourceError> {
    let range = format!("{}..{}", between.good.revision.object, between.bad.revision.object);
    let mut found = BTreeSet::new();
    for (options, places) in asked {
        let begin = ["log", "--format=%H", "--no-merges", "--max-count", &(MOST + 1).to_string()]
            .map(str::to_owned);
        let words = begin.iter().chain(options).map(String::as_str);
        let words = words.chain([range.as_str(), "--"]).chain(places.iter().copied());
        let said = repository.git(&words.collect::<Vec<_>>())?;
        if said.lines().count() <= MOST {
            found.extend(said.lines().map(str::to_owned));
        }
    }
    let all = match found.len() {
        0 => String::new(),
        _ => repository.git(&["rev-list", "--topo-order", "--reverse", &range])?,
    };
    let ordered = all.lines().filter(|object| found.contains(*object));
    ordered.map(|object| repository.revision(object)).collect()
}

/// Names that C code would use: options, types and errors.
fn constants(mark: &Mark, between: &Between) -> Vec<String> {
    let ends = [&between.good, &between.bad].map(|end| mark.of(&end.record).unwrap_or_default());
    let text = [check(mark), &ends[0], &ends[1]].join(" ");
    let is_constant = |word: &&str| {
        let begins = word.starts_with(|c: char| c.is_ascii_uppercase());
        begins && !word.contains(|c: char| c.is_ascii_lowercase())
    };
    distinct(text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(is_constant))
}

/// Words that people would use.
fn words(mark: &Mark, between: &Between) -> Vec<String> {
    let text = [check(mark), &between.bad.record.id.scenario].join(" ");
    distinct(text.split(|c: char| !c.is_ascii_lowercase()))
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for word in words.filter(|word| word.len() >= SHORTEST) {
        if !distinct.iter().any(|it| it == word) {
            distinct.push(word.to_owned());
        }
    }
    distinct
}

fn check(mark: &Mark) -> &str {
    match mark {
        Mark::Check(name) => name,
        Mark::Outcome => "",
    }
}
