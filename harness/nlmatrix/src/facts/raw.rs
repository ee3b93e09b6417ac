//! From the files in `kmods/probes` to [`Facts`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;
use serde::Deserialize;

use super::FactsError;
use super::code;
use super::model::{ABSENT, Area, Backport, Facts, Form, Symbol, UNKNOWN};
use super::need::find;
use crate::names::unknown;
use crate::version::{KernelVersion, VersionRange};

/// The file that has no questions, but what is known about their answers.
const BACKPORTS: &str = "backports.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArea {
    about: String,
    includes: Vec<String>,
    symbol: Vec<RawSymbol>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSymbol {
    name: String,
    source: String,
    history: BTreeMap<KernelVersion, String>,
    form: BTreeMap<String, RawForm>,
    #[serde(default)]
    instead: BTreeMap<KernelVersion, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    words: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    r#macro: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBackports {
    backport: Vec<RawBackport>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBackport {
    symbol: String,
    form: String,
    kernels: VersionRange,
    #[serde(default)]
    vendor: String,
    reason: String,
    source: String,
}

/// Reads and checks the questions in `folder`.
pub fn load(folder: &Utf8Path) -> Result<Facts, FactsError> {
    let mut names = Vec::new();
    for entry in folder.read_dir_utf8().map_err(FactsError::io(folder))? {
        let entry = entry.map_err(FactsError::io(folder))?;
        names.push(entry.file_name().to_owned());
    }
    names.retain(|name| name.ends_with(".toml"));
    names.sort();
    let read = |name: String| {
        let path = folder.join(&name);
        Ok((name, fs_err::read_to_string(&path).map_err(FactsError::io(&path))?))
    };
    let files: Result<Vec<_>, FactsError> = names.into_iter().map(read).collect();
    of_files(folder, files?)
}

/// The questions in `files`, names and texts, of `folder`.
pub(super) fn of_files<N: AsRef<str>, T: AsRef<str>>(
    folder: &Utf8Path,
    files: impl IntoIterator<Item = (N, T)>,
) -> Result<Facts, FactsError> {
    let (mut areas, mut backports) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let (name, text) = (name.as_ref(), text.as_ref());
        let path = folder.join(name);
        if name == BACKPORTS {
            backports = parse::<RawBackports>(&path, text)?.backport;
            continue;
        }
        areas.push(area(&path, parse(&path, text)?)?);
    }
    let mut facts = Facts { areas };
    unique(folder, &facts)?;
    for raw in backports {
        backport(&folder.join(BACKPORTS), raw, &mut facts)?;
    }
    Ok(facts)
}

fn parse<T: serde::de::DeserializeOwned>(path: &Utf8Path, text: &str) -> Result<T, FactsError> {
    toml::from_str(text).map_err(|error| wrong(path, error.to_string()))
}

fn wrong(path: &Utf8Path, message: String) -> FactsError {
    FactsError::Wrong { path: path.to_owned(), message }
}

fn area(path: &Utf8Path, raw: RawArea) -> Result<Area, FactsError> {
    let symbols = raw.symbol.into_iter().map(|raw| symbol(path, raw).map(Arc::new));
    Ok(Area {
        name: path.file_stem().unwrap_or_default().to_owned(),
        about: raw.about,
        includes: raw.includes,
        symbols: symbols.collect::<Result<_, _>>()?,
    })
}

/// By its shape, the history has no gap and no overlap. It remains to check that it starts at the beginning, that
/// each step changes something, and that it only names existing forms.
fn symbol(path: &Utf8Path, raw: RawSymbol) -> Result<Symbol, FactsError> {
    let RawSymbol { name, source, history, form: mut forms, instead } = raw;
    let say = |message: String| Err(wrong(path, format!("symbol `{name}`: {message}")));
    if history.keys().next().is_none_or(|first| first.numbers() != [2, 6, 0, 0]) {
        return say("its history has to begin with 2.6.0".to_owned());
    }
    let steps: Vec<&String> = history.values().collect();
    if let Some(twice) = steps.windows(2).find(|pair| pair[0] == pair[1]) {
        return say(format!("two steps of its history in a row say `{}`", twice[0]));
    }
    if let Some(reserved) = forms.keys().find(|form| [ABSENT, UNKNOWN].contains(&form.as_str())) {
        return say(format!(
            "no form can be called `{reserved}`: that name stands for the absence of all forms"
        ));
    }
    let known: BTreeSet<&str> = forms.keys().map(String::as_str).chain([ABSENT]).collect();
    if let Some(step) = steps.iter().find(|step| !known.contains(step.as_str())) {
        return say(unknown("form", step, &known));
    }
    let empty = |(_, form): &(&String, &RawForm)| form.code.is_empty() && form.r#macro.is_empty();
    if let Some((form, _)) = forms.iter().find(empty) {
        return say(format!("form `{form}` needs `code` or `macro`"));
    }
    let mut ordered = Vec::new();
    for step in history.values() {
        let Some(raw) = forms.remove(step) else { continue };
        ordered.push(form(step, raw, &name));
    }
    if let Some(unused) = forms.keys().next() {
        return say(format!("form `{unused}` is not in its history"));
    }
    let is_absent = |since| history.get(since).is_some_and(|form| form == ABSENT);
    if let Some(since) = instead.keys().find(|since| !is_absent(since)) {
        return say(format!("`instead` is for {since}, where its history does not say `absent`"));
    }
    Ok(Symbol { name, source, history, forms: ordered, instead, backports: Vec::new() })
}

fn form(name: &str, raw: RawForm, symbol: &str) -> Form {
    let RawForm { words, code, r#macro } = raw;
    let members = code::members(&code);
    let callback = code::callback(&code, symbol.starts_with("typedef "));
    Form { name: name.to_owned(), words, code, r#macro, members, callback }
}

fn unique(folder: &Utf8Path, facts: &Facts) -> Result<(), FactsError> {
    let mut seen = BTreeSet::new();
    match facts.symbols().find(|symbol| !seen.insert(&symbol.name)) {
        Some(twice) => Err(wrong(folder, format!("symbol `{}` is listed twice", twice.name))),
        None => Ok(()),
    }
}

/// Adds it to its symbol.
fn backport(path: &Utf8Path, raw: RawBackport, facts: &mut Facts) -> Result<(), FactsError> {
    let RawBackport { symbol, form, kernels, vendor, reason, source } = raw;
    find(&symbol, &form, facts).map_err(|message| wrong(path, message))?;
    let mut symbols = facts.areas.iter_mut().flat_map(|area| &mut area.symbols);
    if let Some(found) = symbols.find(|it| it.name == symbol) {
        Arc::make_mut(found).backports.push(Backport { form, kernels, vendor, reason, source });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn shipped() -> Facts {
        load(Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../kmods/probes"))).unwrap()
    }

    #[test]
    fn the_shipped_questions_are_whole() {
        let probes = shipped();
        assert!(probes.symbols().count() >= 600);
        for symbol in probes.symbols() {
            assert!(!symbol.source.is_empty(), "{}", symbol.name);
            assert!(symbol.forms.iter().all(|form| !form.words.is_empty()), "{}", symbol.name);
        }
    }

    #[rstest]
    #[case("2.6.9", "unit-input")]
    #[case("2.6.13", "unit-input")]
    #[case("2.6.14", "unit-groups")]
    #[case("2.6.22", "unit-groups-mutex")]
    #[case("2.6.24", "net-unit-groups")]
    #[case("3.5.7", "net-unit-groups")]
    #[case("3.6", "net-unit-module-cfg")]
    #[case("3.7-rc1", "net-unit-cfg")]
    #[case("7.3-rc7", "net-unit-cfg")]
    fn history_is_read_from_the_table(#[case] version: KernelVersion, #[case] form: &str) {
        let probes = shipped();
        assert_eq!(probes.symbol("netlink_kernel_create").unwrap().expected(&version), form);
    }

    const FORM: &str = "[symbol.form.it]\nwords = \"w\"\nmacro = \"M\"\n";

    #[rstest]
    #[case("{ \"2.6.1\" = \"it\" }", FORM, "its history has to begin with 2.6.0")]
    #[case("{ \"2.6.0\" = \"it\", \"3.0\" = \"it\" }", FORM, "in a row say `it`")]
    #[case("{ \"2.6.0\" = \"that\" }", FORM, "unknown form `that`")]
    #[case("{ \"2.6.0\" = \"absent\" }", FORM, "form `it` is not in its history")]
    #[case(
        "{ \"2.6.0\" = \"it\" }\ninstead = { \"2.6.0\" = \"that\" }",
        FORM,
        "`instead` is for 2.6.0, where its history does not say `absent`"
    )]
    #[case(
        "{ \"2.6.0\" = \"it\" }",
        "[symbol.form.it]\nwords = \"w\"\n",
        "needs `code` or `macro`"
    )]
    fn mistakes_are_named(#[case] history: &str, #[case] forms: &str, #[case] said: &str) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let head = "about = \"a\"\nincludes = []\n[[symbol]]\nname = \"s\"\nsource = \"t\"\n";
        let text = format!("{head}history = {history}\n{forms}");
        fs_err::write(folder.join("area.toml"), text).unwrap();
        let error = load(folder).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
