//! The diagnosis of a build's output.

use std::sync::LazyLock;

use camino::Utf8PathBuf;
use regex::{Captures, Regex};

use super::rules::{
    C_HEADER, C_HEADERS, DECLARED as OF_KERNEL, MISSING_PROGRAM, NO_VALUE, OF_TYPE, OWN_HEADER,
    RULES, Rule, UNKNOWN, VOID_VALUE,
};
use super::sources::Sources;
use super::types::{assigned, one_space};
use super::{declaration, nothing, own, private, rust, unread};
use crate::facts;
use crate::run::Diagnosis;
use crate::version::KernelVersion;

static COMPILED: LazyLock<Vec<(Regex, &'static Rule)>> = LazyLock::new(|| {
    let compile = |rule: &'static Rule| (Regex::new(rule.pattern).expect(rule.pattern), rule);
    RULES.iter().map(compile).collect()
});

/// gcc's note about an argument.
static EXPECTED: LazyLock<Regex> = LazyLock::new(|| {
    let types = r"note: expected [‘'`]([^’']+)['’] .*but argument is of type [‘'`]([^’']+)['’]";
    Regex::new(types).expect("fixed")
});

/// A structure member that gets its value from an initialiser or an assignment, in a source line shown by compilers.
static INITIALIZED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*\d*\s*\|?\s*(?:[\w\[\]]*(?:\.|->))+(?<member>\w+)\s*=[^=]")
        .expect("a fixed expression")
});

/// clang counts arguments without naming the function, which is in a note that follows.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"note: (?:macro )?'(?<symbol>\w+)' (?:declared|defined) here")
        .expect("a fixed expression")
});

/// The function whose value is used, in a source line shown by compilers.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:=|\breturn\b|\bif \()\s*!?\s*(?<symbol>\w+)\s*\(").expect("a fixed expression")
});

/// The function called in a source line, as clang shows it below a complaint about an argument's type.
static PASSED_TO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?<symbol>[a-z_]\w*)\s*\(").expect("a fixed expression"));

/// The macro whose text the complaint is about, according to a note.
static IN_MACRO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"note: (?:in expansion of|expanded from) macro [‘'`](?<symbol>\w+)['’]")
        .expect("a fixed expression")
});

/// The function that complaints are in, which gcc prints before the first of them.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r": In function [‘'`](?<symbol>\w+)['’]:$").expect("a fixed expression")
});

/// What `dkms.sh` prints after a successful `PRE_BUILD`.
const CONFIGURED: &str = "dkms: PRE_BUILD is done\n";
/// How many lines before and after a first error are shown.
const AROUND: usize = 10;
/// How compilers and tools report errors.
const TOLD: &[&str] = &[
    "error:",
    "ERROR:",
    // The assembler's.
    ": Error: ",
    "Error!",
    "FATAL:",
    "No rule to make target",
    "command not found",
    "not found",
    "No such file or directory",
    "Permission denied",
    "undefined reference",
    "missing separator",
    "Can't locate",
];

/// One complaint of the log.
struct Complaint<'a> {
    index: usize,
    line: &'a str,
    rule: &'static Rule,
    symbol: String,
}

/// The complaint in `log` that says most about `version`'s interfaces; `None` if there is none.
///
/// An `#error` in the source comes before all others. Then come complaints about an interface that is known to have
/// changed, as the rest is often a consequence. Otherwise the first one counts. A missing program comes last.
pub fn diagnose(log: &str, version: &KernelVersion) -> Option<Diagnosis> {
    let facts = facts::shipped();
    let complaints = all(log);
    let rank = |complaint: &Complaint| {
        let kind = complaint.rule.kind;
        let own_words = matches!(
            kind,
            "error-directive" | "missing-module" | "excluded-kernel" | "missing-package"
        );
        let Complaint { index, line, symbol, .. } = complaint;
        // Among known interfaces, mere warnings come after what ended the build.
        let warned = facts.about(symbol).is_some() && line.contains("warning:");
        (kind == MISSING_PROGRAM, !own_words, facts.rank(kind, symbol), warned, *index)
    };
    let found = complaints.min_by_key(rank)?;
    Some(of_complaint(&found, log, version))
}

/// A single complaint of a log.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Its kind, like `argument-count`.
    pub kind: String,
    /// What it is about.
    pub symbol: String,
    /// The compiler's own line.
    pub line: String,
    /// The member that the source line initialises, if the compiler shows it.
    pub member: Option<String>,
    /// Its line number in the log.
    pub index: usize,
    /// The type that is accepted here, if a compiler's note says it.
    pub taken: Option<String>,
    /// Does the kernel's function take more arguments than were given? `None` if they were not counted.
    pub more: Option<bool>,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub remedy: String,
}

/// Every complaint in `log`, in order.
pub fn complaints(log: &str) -> Vec<Noted> {
    let noted = all(log).map(|found| {
        let own = own::told(found.rule.kind, &found.symbol, found.line, behind(log, found.index));
        let (kind, told) = match own {
            Some((kind, told)) => (kind, Some(told)),
            None if is_of_c(&found, log) => {
                (C_HEADER.kind, Some(C_HEADER.meaning.replace("{}", &found.symbol)))
            }
            None if is_unknown_header(&found, log) => (OWN_HEADER.kind, None),
            None => (found.rule.kind, of_another_type(&found, log)),
        };
        let Complaint { index, line, rule, symbol } = found;
        let symbol = expected(log, index, rule.kind).unwrap_or(symbol);
        let symbol = one_space(&symbol);
        Noted {
            kind: kind.to_owned(),
            line: line.trim().to_owned(),
            member: initialized(log, index),
            index,
            taken: types(log, index).map(|(taken, _)| taken),
            more: more(line),
            meaning: told.unwrap_or_else(|| rule.meaning.replace("{}", &symbol)),
            remedy: if kind == C_HEADER.kind { C_HEADER.remedy } else { rule.remedy }.to_owned(),
            symbol,
        }
    });
    noted.collect()
}

/// The compiler's lines that follow a complaint and belong to it.
fn behind(log: &str, index: usize) -> impl Iterator<Item = &str> {
    log.lines().skip(index + 1).take(AROUND).take_while(|line| !line.contains("error:"))
}

/// Is it a header of the C library, and not a project's header of the same name?
fn is_of_c(found: &Complaint, log: &str) -> bool {
    found.rule.kind == "missing-header"
        && C_HEADERS.contains(&found.symbol.as_str())
        && !is_quoted(found, log)
}

/// Does the source line that is shown include it in quotes, as a project's own header?
fn is_quoted(found: &Complaint, log: &str) -> bool {
    let shown = log.lines().skip(found.index + 1).take(2);
    shown.map(|line| line.replace(' ', "")).any(|line| line.contains("#include\""))
}

/// Is it a header that no kernel has?
fn is_unknown_header(found: &Complaint, log: &str) -> bool {
    found.rule.kind == "missing-header"
        && facts::shipped().about(&found.symbol).is_none()
        && is_own_header(found, log)
}

/// The type of a callback that a function expects, if a compiler's note gives it and a history knows it: that says
/// more than the name of the function.
fn expected(log: &str, index: usize, kind: &str) -> Option<String> {
    if kind != "incompatible-type" {
        return None;
    }
    let (found, _) = types(log, index)?;
    facts::shipped().about_member(&found, None).is_some().then_some(found)
}

/// The type that a function expects for an argument, and the one it is given, according to a compiler's note.
fn types(log: &str, index: usize) -> Option<(String, String)> {
    let found = behind(log, index).find_map(|line| EXPECTED.captures(line))?;
    Some((found[1].to_owned(), found[2].to_owned()))
}

/// What is wrong with an argument, or with a member's value, if nothing else is known: both types, as the compiler
/// gives them.
fn of_another_type(found: &Complaint, log: &str) -> Option<String> {
    if found.rule.kind != "incompatible-type" {
        return None;
    }
    if let Some((taken, given)) = types(log, found.index) {
        let name = &found.symbol;
        return Some(format!("`{name}` takes `{taken}` in this kernel, but is given `{given}`"));
    }
    let ((kernels, own), member) = (assigned(found.line)?, initialized(log, found.index)?);
    Some(format!("`{member}` is `{kernels}` in this kernel, but `{own}` in the module"))
}

/// The structure of a variable, if the compiler only names the variable: the source line shows it.
fn type_of_variable(found: &Complaint, log: &str) -> Option<String> {
    if found.rule.kind != "incomplete-type" {
        return None;
    }
    let source = log.lines().nth(found.index + 1)?;
    let name = regex::escape(&found.symbol);
    let declared = Regex::new(&format!(r"\b(?:struct|union) (?<tag>\w+) (?:[^;]*[\s*])?{name}\b"));
    Some(declared.ok()?.captures(source)?["tag"].to_owned())
}

/// The member that the source line below a complaint initialises.
fn initialized(log: &str, index: usize) -> Option<String> {
    Some(INITIALIZED.captures(log.lines().nth(index + 1)?)?["member"].to_owned())
}

/// Does the compiler require more arguments than it was given?
fn more(line: &str) -> Option<bool> {
    let says = |words: &[&str]| words.iter().any(|it| line.contains(it));
    if says(&["too few arguments", "but only"]) {
        return Some(true);
    }
    says(&["too many arguments", "takes just"]).then_some(false)
}

fn of_complaint(found: &Complaint, log: &str, version: &KernelVersion) -> Diagnosis {
    let member = initialized(log, found.index);
    let (facts, type_) = (facts::shipped(), type_of_variable(found, log));
    let symbol = type_.as_ref().unwrap_or(&found.symbol);
    let is_of_it = match found.rule.kind {
        // That it exists is no help if its type, or what it takes, is not what was expected.
        "incompatible-type" => !facts.is_just_there(symbol),
        "missing-member" => !facts.has_member_in(symbol, version),
        _ => true,
    };
    let known = facts.meaning(symbol, member.as_deref(), version).filter(|_| is_of_it);
    let rule = match found.rule.kind {
        _ if is_of_c(found, log) => &C_HEADER,
        "missing-header" if known.is_none() && is_own_header(found, log) => &OWN_HEADER,
        "incomplete-type" if type_.is_some() => &OF_TYPE,
        _ => found.rule,
    };
    let meaning = known.or_else(|| of_another_type(found, log));
    let meaning = meaning.unwrap_or_else(|| rule.meaning.replace("{}", symbol));
    let how = match is_of_it {
        true => facts.remedy(symbol, member.as_deref(), version),
        false => facts.taken_over(symbol, version),
    };
    Diagnosis {
        kind: rule.kind.to_owned(),
        line: found.line.trim().to_owned(),
        meaning,
        remedy: rule.remedy_with(how),
        declaration: declaration::find(log.lines().skip(found.index)),
        symbol: symbol.clone(),
        context: String::new(),
    }
}

/// The diagnosis of a failed build of `sources`.
pub(super) fn explain(log: &str, sources: &Sources, version: &KernelVersion) -> Diagnosis {
    let log = behind_configured(log);
    let mut found = diagnose(log, version).unwrap_or_else(|| unknown(log));
    found.line = sources.seen_from_within(&found.line).to_owned();
    let is_known = facts::shipped().meaning(&found.symbol, None, version).is_some();
    let found = rust::explain(sources, found);
    let found = private::explain(sources, unread::explain(sources, version, found, is_known));
    nothing::explain(sources, found)
}

/// A configure script tests what a kernel has: its failures are answers.
pub(super) fn behind_configured(log: &str) -> &str {
    log.rsplit_once(CONFIGURED).map_or(log, |(_, behind)| behind)
}

/// A module that built but would not load: before 5.x, modpost only warns of an unresolved symbol.
pub(super) fn unresolved(
    log: &str,
    built: &[Utf8PathBuf],
    version: &KernelVersion,
) -> Option<Diagnosis> {
    let mut complaints = all(log);
    let is_of = |line: &str| {
        let names = built.iter().filter_map(|ko| ko.file_stem());
        let mut forms = names.flat_map(|name| [format!("{name}.ko"), format!("/{name}]")]);
        forms.any(|form| line.contains(&form))
    };
    let found = complaints.find(|it| it.rule.kind == "missing-export" && is_of(it.line))?;
    Some(of_complaint(&found, log, version))
}

/// The line about a module that a build should have produced.
pub(super) fn not_left(name: &str) -> String {
    format!("ERROR: the build succeeded and left no {name}")
}

/// The folders below which kernels of any version have headers.
const FOLDERS: &[&str] = &[
    "acpi",
    "asm",
    "asm-generic",
    "clocksource",
    "crypto",
    "cxl",
    "drm",
    "dt-bindings",
    "generated",
    "hyperv",
    "keys",
    "kunit",
    "kvm",
    "linux",
    "mach",
    "math-emu",
    "media",
    "memory",
    "misc",
    "mtd",
    "net",
    "pcmcia",
    "plat",
    "ras",
    "rdma",
    "rv",
    "rxrpc",
    "scsi",
    "soc",
    "sound",
    "staging",
    "target",
    "trace",
    "uapi",
    "ufs",
    "vdso",
    "video",
    "xen",
];

/// Does a header that was not found belong to the project rather than to the kernel? All headers of kernels are below
/// a few folders; in quotes, other names are possible, too.
fn is_own_header(found: &Complaint, log: &str) -> bool {
    let first = found.symbol.split('/').next().unwrap_or_default();
    let is_below = found.symbol.contains('/') && FOLDERS.contains(&first);
    found.symbol.starts_with(['.', '/'])
        || !is_below && (is_quoted(found, log) || !FOLDERS.contains(&first))
}

/// The diagnosis of a failed build in whose output nothing is understood: its first error, with the lines around it.
pub(super) fn unknown(log: &str) -> Diagnosis {
    let lines: Vec<&str> = log.lines().collect();
    let at = first_error(&lines);
    let (start, end) = (at.saturating_sub(AROUND), lines.len().min(at + AROUND + 1));
    Diagnosis {
        kind: UNKNOWN.to_owned(),
        line: lines.get(at).map_or("", |line| line.trim()).to_owned(),
        meaning: "the build failed; this is its first error".to_owned(),
        remedy: "the lines around it and the end of the build's output are in the report"
            .to_owned(),
        context: lines[start..end].join("\n"),
        ..Diagnosis::default()
    }
}

/// The line of a build's first error: preferably what a compiler or a tool said, then what stopped make, then a
/// recipe that failed. `make: *** [x] Error 2` only says that something before it failed.
fn first_error(lines: &[&str]) -> usize {
    let is_noise = |line: &str| {
        line.contains("setlocale") || line.contains("warning:") || line.starts_with("//")
    };
    let says = |words: &'static [&'static str]| {
        move |line: &&str| !is_noise(line) && words.iter().any(|word| line.contains(word))
    };
    let is_recipe = |line: &&str| line.contains("***") && line.contains("] Error ");
    let waits = |line: &&str| line.contains("*** Waiting for unfinished jobs");
    let is_stop = |line: &&str| line.contains("***") && !line.contains("] Error ") && !waits(line);
    let found = lines.iter().position(|line| !is_recipe(line) && says(TOLD)(line));
    let found = found.or_else(|| lines.iter().position(is_stop));
    let found = found.or_else(|| lines.iter().position(is_recipe));
    found.unwrap_or(lines.len().saturating_sub(1))
}

fn all(log: &str) -> impl Iterator<Item = Complaint<'_>> {
    let found = log.lines().enumerate().filter_map(|(index, line)| complaint(index, line));
    let found = found.filter(|it| !it.line.contains("redefinition of") || is_of_kernel(it, log));
    found.filter_map(|it| match it.symbol.as_str() {
        "" if it.rule.kind == NO_VALUE => Some(named_before(it, log)),
        "" => named_behind(it, log),
        _ => Some(by_macro(it, log)),
    })
}

/// Does the note after a complaint about a second definition show that the first is in the kernel's headers? Their
/// paths are absolute, or relative to the kernel's root; the module's own paths are relative to its folder.
fn is_of_kernel(found: &Complaint, log: &str) -> bool {
    let behind = log.lines().skip(found.index + 1).take(AROUND);
    let mut behind = behind.take_while(|line| !line.contains("error:"));
    let is_first = |line: &&str| {
        let notes = ["previous definition", "originally defined", "previously defined"];
        line.contains("note: ") && notes.iter().any(|it| line.contains(it))
    };
    let of_kernel =
        |line: &str| ["/", "./include/", "./arch/"].iter().any(|it| line.starts_with(it));
    behind.find(is_first).is_some_and(of_kernel)
}

/// The complaint with the function in which it occurs.
fn named_before<'a>(found: Complaint<'a>, log: &str) -> Complaint<'a> {
    let before: Vec<&str> = log.lines().take(found.index).collect();
    let within = before.iter().rev().find_map(|line| WITHIN.captures(line));
    let symbol = within.map_or_else(|| "a function".to_owned(), |it| it["symbol"].to_owned());
    Complaint { symbol, ..found }
}

/// A function of the module that has the name of a kernel macro is replaced by that macro's text when it is called:
/// the complaint is about the macro.
fn by_macro<'a>(found: Complaint<'a>, log: &str) -> Complaint<'a> {
    let in_header = found.line.starts_with('/') && found.rule.kind == OF_KERNEL;
    let mut behind = behind(log, found.index).filter(|_| in_header);
    match behind.find_map(|line| IN_MACRO.captures(line)) {
        Some(of) => Complaint { symbol: of["symbol"].to_owned(), ..found },
        None => found,
    }
}

/// The complaint with the function that the following lines name: in the source, or in a note.
fn named_behind<'a>(found: Complaint<'a>, log: &str) -> Option<Complaint<'a>> {
    let (names, lines): (&Regex, usize) = match found.rule.kind {
        VOID_VALUE => (&CALLED, 1),
        "incompatible-type" => (&PASSED_TO, 1),
        _ => (&DECLARED, AROUND),
    };
    let behind = log.lines().skip(found.index + 1).take(lines);
    let mut behind = behind.take_while(|line| !line.contains("error:"));
    let symbol = behind.find_map(|line| Some(names.captures(line)?["symbol"].to_owned()))?;
    Some(Complaint { symbol, ..found })
}

fn complaint(index: usize, line: &str) -> Option<Complaint<'_>> {
    // What a script tried, as comments in what it writes.
    if line.starts_with("//") {
        return None;
    }
    let (captures, rule) =
        COMPILED.iter().find_map(|(regex, rule)| Some((regex.captures(line)?, *rule)))?;
    Some(Complaint { index, line, rule, symbol: symbol(&captures) })
}

fn symbol(captures: &Captures) -> String {
    // gcc writes two spaces after some commas.
    let symbol = captures.name("symbol").or(captures.name("symbol2"));
    let symbol = symbol.map_or("", |found| found.as_str());
    let symbol = symbol.split_whitespace().collect::<Vec<_>>().join(" ");
    match captures.name("member").or(captures.name("member2")) {
        Some(member) => format!("{symbol}.{}", member.as_str()),
        None => symbol,
    }
}

#[cfg(test)]
#[path = "diagnose_tests.rs"]
mod tests;
