//! Which symptoms a text shows, the likeliest first.

use super::answer::Certainty;
use super::evidence::{Error, Evidence};
use super::kernel::{Found, Kernel};
use super::library::Code;
use super::symptom::{Symptom, Symptoms, When, line_with};
use crate::guest::Errno;

/// At most so many causes are reported.
const MOST: usize = 5;

/// A symptom that a text shows.
pub(super) struct Match {
    /// The symptom.
    pub row: &'static Symptom,
    /// How certain that is.
    pub certainty: Certainty,
    /// The lines that show it, and how they were interpreted.
    pub seen: Vec<String>,
    score: u32,
    at: usize,
}

/// The weights. What a text itself says outweighs any number of circumstances.
const SAID: u32 = 20;
const ERROR: u32 = 2;
const CALL: u32 = 4;
const ABOUT: u32 = 4;
/// Nearly every error comes from one of these, so they say less than the subject.
const COMMON_CALLS: [&str; 2] = ["recv", "send"];
const COMMON_CALL: u32 = 3;

/// The symptoms that `evidence` shows.
pub(super) fn find(
    evidence: &Evidence<'_>,
    symptoms: &'static Symptoms,
    kernel: Option<&Kernel>,
) -> Vec<Match> {
    let is_possible = |row: &&Symptom| {
        let named = kernel.filter(|it| it.found != Found::Host && it.vendor.is_none());
        named.is_none_or(|it| row.kernels.contains(&it.version))
    };
    let rows = symptoms.rows.iter().filter(is_possible);
    let mut found: Vec<Match> = rows.filter_map(|row| of_row(row, evidence, symptoms)).collect();
    found.sort_by_key(|it| {
        let worse = std::cmp::Reverse((!it.row.harmless, it.certainty, it.score));
        (worse, it.at)
    });
    // A line that names its own cause needs no other.
    let is_certain = |it: &&Match| it.certainty == Certainty::Certain;
    let told: Vec<String> =
        found.iter().filter(is_certain).flat_map(|it| it.seen.iter().cloned()).collect();
    let is_told = |it: &Match| it.seen.first().is_some_and(|line| told.contains(line));
    found.retain(|it| it.certainty == Certainty::Certain || !is_told(it));
    let best = found.first().map(|it| it.certainty);
    // Where the text says what it is, what might be does not help.
    found.retain(|it| Some(it.certainty) == best || best != Some(Certainty::Certain));
    found.truncate(MOST);
    found
}

fn of_row(row: &'static Symptom, evidence: &Evidence<'_>, symptoms: &Symptoms) -> Option<Match> {
    let found = row.when.iter().filter_map(|when| of_when(when, evidence, symptoms));
    let (score, seen) = found.max_by_key(|(score, _)| *score)?;
    let certainty = match score {
        SAID.. => Certainty::Certain,
        score if score > ERROR => Certainty::Likely,
        _ => Certainty::Possible,
    };
    let first = seen.first().and_then(|line| evidence.text.find(line.as_str()));
    Some(Match { row, certainty, seen, score, at: first.unwrap_or(usize::MAX) })
}

/// How well `when` fits, with the lines that show it; `None` if it does not.
fn of_when(
    when: &When,
    evidence: &Evidence<'_>,
    symptoms: &Symptoms,
) -> Option<(u32, Vec<String>)> {
    let is_said = |it: &String| symptoms.is_said(it, &evidence.said);
    if !when.says.iter().all(is_said) || when.except.iter().any(is_said) {
        return None;
    }
    let mut score = when.says.len() as u32 * (SAID + 1);
    let mut seen: Vec<String> =
        when.says.iter().filter_map(|it| line_with(evidence.text, it)).map(plain).collect();
    if !when.about.is_empty() {
        when.about.iter().any(|it| evidence.about.contains(it.as_str())).then_some(())?;
        score += ABOUT;
    }
    if !when.splat.is_empty() {
        let has = |name: &String| when.splat.iter().any(|it| name.starts_with(it.as_str()));
        let (_, line) = evidence.splats.iter().find(|(name, _)| has(name))?;
        let by_function = when.splat.iter().all(|it| it.contains(':'));
        score += if by_function { SAID + 2 } else { SAID };
        seen.push(plain(line));
    }
    if !when.errno.is_empty() || !when.code.is_empty() {
        let (error, how, by_code) = error(when, evidence)?;
        score += if by_code { SAID } else { ERROR };
        score += call(when);
        if !seen.contains(&plain(error.line)) {
            seen.push(plain(error.line));
        }
        seen.push(how);
    } else if !when.call.is_empty() {
        when.call.iter().any(|it| evidence.calls.contains(it.as_str())).then_some(())?;
        score += call(when);
    }
    let by_circumstance = when.says.is_empty() && when.splat.is_empty();
    let bare = when.call.is_empty() && when.about.is_empty() && when.code.is_empty();
    let is_ours = !evidence.is_foreign() && (!bare || evidence.is_netlink());
    (!by_circumstance || is_ours).then_some((score, seen))
}

/// How much it counts that the call is among those in `when`.
fn call(when: &When) -> u32 {
    match when.call.as_slice() {
        [] => 0,
        calls if calls.iter().all(|it| COMMON_CALLS.contains(&it.as_str())) => COMMON_CALL,
        _ => CALL,
    }
}

/// The error in the text that `when` asks for, how it was interpreted, and whether it was a library's code.
fn error<'e, 't>(when: &When, evidence: &'e Evidence<'t>) -> Option<(&'e Error<'t>, String, bool)> {
    let fits = |error: &&Error<'_>| {
        let calls = if error.calls.is_empty() { &evidence.calls } else { &error.calls };
        when.call.is_empty() || when.call.iter().any(|it| calls.contains(it.as_str()))
    };
    let all = || evidence.errors.iter().filter(fits);
    for error in all() {
        for reading in &error.readings {
            let code = reading.code.map(Code::name);
            if let Some(code) = code.filter(|it| when.code.contains(it)) {
                let text = reading.code.map_or("", Code::text);
                return Some((
                    error,
                    format!("`{}` is libnl's {code} ({text})", reading.written),
                    true,
                ));
            }
        }
    }
    for error in all() {
        for reading in &error.readings {
            let is_wanted =
                |it: &&Errno| it.name().is_some_and(|name| when.errno.iter().any(|it| it == name));
            if let Some(errno) = reading.errnos.iter().find(is_wanted) {
                return Some((error, format!("`{}` is {errno:#}", reading.written), false));
            }
        }
    }
    None
}

fn plain(line: impl AsRef<str>) -> String {
    line.as_ref().trim().to_owned()
}
