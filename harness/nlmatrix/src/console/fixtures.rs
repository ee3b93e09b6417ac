//! Tests the table of patterns against captured logs, `logs/<kernel>-<scenario>[.note].log` and, from a module that
//! does what no scenario does, `logs/provoked/<kernel>-<kind>.log`; and against the formats of [`super::formats`].

use std::collections::BTreeSet;

use super::Kind;
use super::classify::{classify, rank};
use super::line::Line;
use super::patterns::PATTERNS;
use crate::scenario::{self, Scenario};

struct Log {
    name: String,
    /// The kind of splat that should be caused by whatever it was captured from.
    kind: Option<Kind>,
    text: String,
}

fn logs() -> Vec<Log> {
    let of_scenario = |name: &str| scenario::find(name).map(Scenario::splat);
    let mut logs = logs_in("logs", of_scenario);
    logs.extend(logs_in("logs/provoked", |kind| Kind::find(kind).map(Some)));
    logs
}

fn logs_in(folder: &str, kind_of: impl Fn(&str) -> Option<Option<Kind>>) -> Vec<Log> {
    let path = format!("{}/src/console/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = fs_err::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let log = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (_, rest) = name.split_once('-').unwrap();
        let kind = kind_of(rest.split('.').next().unwrap());
        let kind = kind.unwrap_or_else(|| panic!("{folder}/{name}: of what?"));
        Log { kind, text: fs_err::read_to_string(path).unwrap(), name }
    };
    let logs = files.filter(|path| path.extension().is_some_and(|it| it == "log"));
    let mut logs: Vec<Log> = logs.map(log).collect();
    logs.sort_by(|a, b| a.name.cmp(&b.name));
    logs
}

fn rows(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.lines().map(Line::of).filter_map(|line| rank(&line))
}

#[test]
fn each_log_is_classified_as_its_name_says() {
    for log in logs() {
        let splats = classify(&log.text);
        let kind = splats.first().map(|splat| splat.kind);
        assert_eq!(kind, log.kind, "{}: {splats:#?}", log.name);
    }
}

/// A scenario's expected end has kind and function: each log of it has that one, and no other.
#[test]
fn each_log_of_a_scenario_shows_its_end() {
    let wrong = |log: &Log| {
        let (_, rest) = log.name.split_once('-')?;
        let scenario = scenario::find(rest.split('.').next()?)?;
        let first = classify(&log.text).first()?.fingerprint.clone();
        let met = scenario.ends().is_met_by(std::slice::from_ref(&first));
        (!met).then(|| format!("{}: {first} is not {}", log.name, scenario.ends()))
    };
    let wrong: Vec<String> = logs().iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every splat of every log, not only the first.
#[test]
fn every_splat_of_each_log() {
    let line = |log: &Log| {
        let splats = classify(&log.text);
        let fingerprints: Vec<_> = splats.iter().map(|splat| splat.fingerprint.as_str()).collect();
        format!("{} = {}\n", log.name, fingerprints.join(", "))
    };
    let table: String = logs().iter().map(line).collect();
    insta::assert_snapshot!(table);
}

/// A row that nothing shows to match may well be a typing mistake.
#[test]
fn each_pattern_is_hit() {
    let formats = [
        include_str!("formats/mod.rs"),
        include_str!("formats/processor.rs"),
        include_str!("formats/memory.rs"),
        include_str!("formats/locks.rs"),
        include_str!("formats/warnings.rs"),
    ];
    let formats = formats.concat().replace("\\n", "\n").replace("#[case(\"", "\n");
    let logs = logs();
    let texts = logs.iter().map(|log| log.text.as_str()).chain([formats.as_str()]);
    let hit: BTreeSet<usize> = texts.flat_map(rows).collect();
    for (row, pattern) in PATTERNS.iter().enumerate() {
        assert!(hit.contains(&row), "{}: {}", pattern.kind, pattern.regex);
    }
}

#[test]
fn no_pattern_is_hit_by_a_clean_log() {
    let logs = logs();
    let clean: Vec<&Log> = logs.iter().filter(|log| log.kind.is_none()).collect();
    assert!(clean.len() >= 8);
    for log in clean {
        assert_eq!(classify(&log.text), [], "{}", log.name);
    }
}
