//! What else a failed build complains about besides its diagnosis: whoever fixes one line wants to know about the
//! others.

use std::collections::BTreeSet;

use super::diagnose::{self, Noted, behind_configured, complaints};
use super::rules::MISSING_PROGRAM;
use super::sources::Sources;
use super::unread;
use crate::facts;
use crate::run::Diagnosis;
use crate::version::KernelVersion;

/// At most so many complaints are listed, one on each line; the others are counted.
const MOST: usize = 12;

/// The diagnosis of a failed build of `sources`, and what else it complains about.
pub(super) fn explain(log: &str, sources: &Sources, version: &KernelVersion) -> Diagnosis {
    let mut found = diagnose::explain(log, sources, version);
    if found.context.is_empty() && found.kind != unread::KIND {
        found.context = told(behind_configured(log), &found.line, sources, version);
    }
    found
}

/// The complaints in `log` except `first`, the diagnosed line, each subject once, with what is known about it in
/// `version`.
fn told(log: &str, first: &str, sources: &Sources, version: &KernelVersion) -> String {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    let mut without_member = BTreeSet::new();
    for noted in complaints(log) {
        // A note names a member of what the line before complained about.
        let is_note = noted.symbol.starts_with('.') || noted.kind == MISSING_PROGRAM;
        let line = sources.seen_from_within(&noted.line);
        let at = place(line).to_owned();
        // The value of a member that is not there goes to the next one, which is of another type.
        let follows = noted.kind == "incompatible-type" && without_member.contains(&at);
        if noted.kind == "missing-member" {
            without_member.insert(at);
        }
        let is_new = seen.insert(noted.symbol.clone());
        if !is_note && !follows && is_new && line != first {
            let place = of_source(line, log, noted.index);
            lines.push(format!("{place}: {}", meaning(&noted, version)));
        }
    }
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    lines.join("\n")
}

fn meaning(noted: &Noted, version: &KernelVersion) -> String {
    let known = facts::shipped().meaning(&noted.symbol, noted.member.as_deref(), version);
    known.unwrap_or_else(|| noted.meaning.clone())
}

/// The place of a complaint in the module's own source, if it is about the text of one of the kernel's macros.
fn of_source<'a>(line: &'a str, log: &'a str, index: usize) -> &'a str {
    if !line.starts_with('/') {
        return place(line);
    }
    let behind = log.lines().skip(index + 1).take_while(|line| !line.contains("error:"));
    let mut uses = behind.filter(|line| line.contains("note: in expansion of macro"));
    place(uses.find(|line| !line.starts_with('/')).unwrap_or(line))
}

/// The `m.c:12` in `m.c:12:3: error: …`.
fn place(line: &str) -> &str {
    let mut ends = line.match_indices(':').map(|(at, _)| at);
    let is_number = |from: usize, to: usize| {
        to > from + 1 && line[from + 1..to].bytes().all(|it| it.is_ascii_digit())
    };
    match (ends.next(), ends.next()) {
        (Some(file), Some(number)) if is_number(file, number) => &line[..number],
        _ => "also",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_other_complaint_is_told_once_with_what_is_known_of_it() {
        let log = "\
g/m.c:10:2: error: implicit declaration of function 'strncpy' [-Wimplicit-function-declaration]
g/m.c:14:9: error: 'struct own' has no member named 'gone'
g/m.c:15:9: error: 'struct own' has no member named 'gone'
g/m.c:16:10: error: 'struct own' has no member named 'probe_new'
   16 |         .probe_new = probe,
g/m.c:16:22: error: initialization of 'const struct own_id *' from incompatible pointer type 'int (*)(struct own *)' [-Wincompatible-pointer-types]
   16 |         .probe_new = probe,
/usr/src/linux/include/linux/init.h:180:21: error: passing argument 1 of 'own_create' from incompatible pointer type
  180 | #define THIS_MODULE (&__this_module)
g/m.c:18:30: note: in expansion of macro 'THIS_MODULE'
g/m.c:20:5: error: implicit declaration of function 'strlcpy' [-Wimplicit-function-declaration]
make[2]: *** [/usr/src/linux/scripts/Makefile.build:295: m.o] Error 1
";
        let sources = Sources::embedded("s", "g", &[("Kbuild", b"obj-m := m.o\n")]);
        let found = explain(log, &sources, &"7.3".parse().unwrap());
        assert_eq!(found.symbol, "strncpy");
        let mut lines = found.context.lines();
        assert_eq!(lines.next(), Some("g/m.c:14: this kernel has no `own.gone`"));
        // The second complaint of that line follows from this one.
        assert_eq!(lines.next(), Some("g/m.c:16: this kernel has no `own.probe_new`"));
        let in_macro = "g/m.c:18: `own_create` takes an argument of another type in this kernel";
        assert_eq!(lines.next(), Some(in_macro));
        let last = lines.next().unwrap();
        assert!(
            last.starts_with("g/m.c:20: `strlcpy` no longer exists on kernel 7.3, since 6.8"),
            "{last}"
        );
        assert_eq!(lines.next(), None);
        let one = log.lines().next().unwrap();
        assert_eq!(explain(one, &sources, &"7.3".parse().unwrap()).context, "");
    }
}
