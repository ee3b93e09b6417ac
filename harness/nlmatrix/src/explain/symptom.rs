//! What people see, and what causes it: the tables of `kmods/symptoms`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::bytes::{RegexSet, SetMatches};
use serde::Deserialize;

use super::pattern::{Pattern, set};
use crate::version::{KernelVersion, VersionRange};

macro_rules! shipped {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../embedded/symptoms/", $name)))),*]
    };
}

/// Names and texts, sorted; `words.toml`, `languages.toml` and `headers.toml` have other formats.
const FILES: [(&str, &str); 14] = shipped!(
    "building.toml" "clients.toml" "console.toml" "daemons.toml" "drivers.toml" "exports.toml" "firewall.toml"
    "generic.toml" "hosts.toml" "loading.toml" "messages.toml" "nlmatrix.toml" "sockets.toml" "tools.toml"
);
const WORDS: &str = include_str!("../../embedded/symptoms/words.toml");

static SHIPPED: LazyLock<Symptoms> = LazyLock::new(|| {
    Symptoms::read(&FILES, WORDS)
        .unwrap_or_else(|error| panic!("the symptoms of this program are wrong: {error}"))
});

/// The symptoms that come with nlmatrix.
pub(super) fn shipped() -> &'static Symptoms {
    &SHIPPED
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(rename = "about")]
    _about: String,
    symptom: Vec<Symptom>,
}

/// One cause of something that people see.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// Its name, unique.
    pub name: String,
    /// What it is, in one line.
    pub title: String,
    /// What indicates it: any of these.
    pub when: Vec<When>,
    /// Where it is possible at all.
    #[serde(default)]
    pub kernels: VersionRange,
    /// How it comes about.
    pub cause: String,
    /// What changed in which version.
    #[serde(default)]
    pub history: BTreeMap<KernelVersion, String>,
    /// Is it only a note? Then it comes after whatever is wrong.
    #[serde(default)]
    pub harmless: bool,
    /// What to do.
    pub remedy: String,
    /// How to distinguish it from other causes of the same symptom.
    #[serde(default)]
    pub apart: String,
    /// Scenarios that assert it.
    #[serde(default)]
    pub scenarios: Vec<String>,
    /// Where that was read or seen.
    pub source: String,
}

/// What has to be seen together.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// One of these errnos.
    #[serde(default)]
    pub errno: Vec<String>,
    /// One of these codes of a library.
    #[serde(default)]
    pub code: Vec<String>,
    /// From one of these calls.
    #[serde(default)]
    pub call: Vec<String>,
    /// It is about one of these.
    #[serde(default)]
    pub about: Vec<String>,
    /// It contains all of these.
    #[serde(default)]
    pub says: Vec<String>,
    /// It contains none of these.
    #[serde(default)]
    pub except: Vec<String>,
    /// A splat whose `kind:function` begins with one of these.
    #[serde(default)]
    pub splat: Vec<String>,
}

/// Words in texts: for calls, and for what a text is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    call: BTreeMap<String, Vec<String>>,
    about: BTreeMap<String, Vec<String>>,
}

/// The same, compiled for searching.
pub(super) struct Words {
    call: Table,
    about: Table,
}

struct Table {
    names: Vec<String>,
    set: RegexSet,
}

/// Everything that is known.
pub(super) struct Symptoms {
    /// The rows, in the order of the files: specific ones before general ones.
    pub rows: Vec<Symptom>,
    /// Words.
    pub words: Words,
    patterns: Vec<String>,
    set: RegexSet,
}

impl Symptoms {
    fn read(files: &[(&str, &str)], words: &str) -> Result<Self, String> {
        let mut rows = Vec::new();
        for (name, text) in files {
            let file: RawFile = toml::from_str(text).map_err(|it| format!("{name}: {it}"))?;
            rows.extend(file.symptom);
        }
        let words: RawWords = toml::from_str(words).map_err(|it| format!("words.toml: {it}"))?;
        let words = Words { call: Table::new(words.call)?, about: Table::new(words.about)? };
        let whens = rows.iter().flat_map(|row: &Symptom| &row.when);
        let patterns: BTreeSet<&String> =
            whens.flat_map(|it| it.says.iter().chain(&it.except)).collect();
        let patterns: Vec<String> = patterns.into_iter().cloned().collect();
        let set = set(&patterns).map_err(|it| it.to_string())?;
        Ok(Self { rows, words, patterns, set })
    }

    /// The patterns that `text` matches.
    pub(super) fn said(&self, text: &str) -> SetMatches {
        self.set.matches(text.as_bytes())
    }

    /// Is this pattern one of those that matched?
    pub(super) fn is_said(&self, pattern: &String, said: &SetMatches) -> bool {
        self.patterns.binary_search(pattern).is_ok_and(|at| said.matched(at))
    }
}

impl Words {
    /// The calls that `text` names.
    pub(super) fn calls(&'static self, text: &str) -> BTreeSet<&'static str> {
        self.call.of(text)
    }

    /// What `text` is about.
    pub(super) fn about(&'static self, text: &str) -> BTreeSet<&'static str> {
        self.about.of(text)
    }
}

impl Table {
    fn new(words: BTreeMap<String, Vec<String>>) -> Result<Self, String> {
        let pairs = words
            .into_iter()
            .flat_map(|(name, all)| all.into_iter().map(move |it| (name.clone(), it)));
        let (names, patterns): (Vec<_>, Vec<_>) = pairs.unzip();
        Ok(Self { names, set: set(&patterns).map_err(|it| it.to_string())? })
    }

    fn of(&'static self, text: &str) -> BTreeSet<&'static str> {
        self.set.matches(text.as_bytes()).into_iter().map(|at| self.names[at].as_str()).collect()
    }
}

/// The first line of `text` in which `pattern` matches.
pub(super) fn line_with<'t>(text: &'t str, pattern: &str) -> Option<&'t str> {
    let at = Pattern::new(pattern, false).ok()?.at(text)?;
    let mut end = 0;
    text.split_inclusive('\n').find(|line| {
        end += line.len();
        end > at
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::Errno;
    use crate::{console, scenario};

    #[test]
    fn rows_name_what_there_is() {
        let all = shipped();
        let mut seen = BTreeSet::new();
        for row in &all.rows {
            assert!(seen.insert(&row.name), "{} stands twice", row.name);
            for name in &row.scenarios {
                assert!(scenario::find(name).is_some(), "{}: scenario {name}", row.name);
            }
            for when in &row.when {
                check(&row.name, when, all);
            }
        }
        assert!(seen.len() >= 100, "{}", seen.len());
    }

    fn check(name: &str, when: &When, all: &Symptoms) {
        for errno in &when.errno {
            assert!(Errno::named(errno).is_some(), "{name}: {errno}");
        }
        for code in &when.code {
            assert!(super::super::library::Code::named(code).is_some(), "{name}: {code}");
        }
        let known = |table: &Table, it: &String| table.names.contains(it);
        assert!(when.call.iter().all(|it| known(&all.words.call, it)), "{name}: {:?}", when.call);
        assert!(
            when.about.iter().all(|it| known(&all.words.about, it)),
            "{name}: {:?}",
            when.about
        );
        for splat in &when.splat {
            let kind = splat.split(':').next().unwrap();
            assert!(console::Kind::find(kind).is_some(), "{name}: {splat}");
        }
        let is_empty = [&when.errno, &when.code, &when.says, &when.splat, &when.call];
        assert!(!is_empty.iter().all(|it| it.is_empty()), "{name} would match anything");
    }

    #[test]
    fn every_row_says_what_a_person_needs() {
        for row in &shipped().rows {
            for text in [&row.title, &row.cause, &row.remedy, &row.source] {
                assert!(!text.trim().is_empty(), "{}", row.name);
            }
        }
    }
}
