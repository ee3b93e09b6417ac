//! What a build's output comes down to.

use std::sync::LazyLock;

use camino::Utf8PathBuf;
use regex::{Captures, Regex};

use super::rules::{
    C_HEADER, C_HEADERS, DECLARED as OF_KERNEL, MISSING_PROGRAM, NO_VALUE, OF_TYPE, OWN_HEADER,
    RULES, Rule, UNKNOWN, VOID_VALUE,
};
use super::sources::Sources;
use super::types::{assigned, one_space};
use super::{declaration, nothing, own, rust, unread};
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

/// A member of a structure that gets its value, by an initialiser or an assignment, as compilers show the line.
static INITIALIZED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*\d*\s*\|?\s*(?:[\w\[\]]*(?:\.|->))+(?<member>\w+)\s*=[^=]")
        .expect("a fixed expression")
});

/// clang counts arguments without the function's name, which a note behind has.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"note: (?:macro )?'(?<symbol>\w+)' (?:declared|defined) here")
        .expect("a fixed expression")
});

/// The function whose value is used, as compilers show the line.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:=|\breturn\b|\bif \()\s*!?\s*(?<symbol>\w+)\s*\(").expect("a fixed expression")
});

/// The function that is called in a line of source, as clang shows it below a complaint of an argument's type.
static PASSED_TO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?<symbol>[a-z_]\w*)\s*\(").expect("a fixed expression"));

/// The macro that a complaint's line is the text of, as a note says.
static IN_MACRO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"note: (?:in expansion of|expanded from) macro [‘'`](?<symbol>\w+)['’]")
        .expect("a fixed expression")
});

/// The function that complaints are of, which gcc says before the first of them.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r": In function [‘'`](?<symbol>\w+)['’]:$").expect("a fixed expression")
});

/// What `dkms.sh` says behind a `PRE_BUILD` that went well.
const CONFIGURED: &str = "dkms: PRE_BUILD is done\n";
/// How many lines before and behind a first error are shown.
const AROUND: usize = 10;
/// What compilers and tools say when something is wrong.
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

/// The complaint in `log` that says most about `version`'s interfaces; `None` when there is none.
///
/// What a source says itself, by `#error`, comes before all others. Then comes a complaint about an
/// interface that is known to have changed: the rest is often its consequence. Otherwise the first one
/// counts. A program that was not found comes last.
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
        // Of what is known, what is only warned of stands behind what ended the build.
        let warned = facts.about(symbol).is_some() && line.contains("warning:");
        (kind == MISSING_PROGRAM, !own_words, facts.rank(kind, symbol), warned, *index)
    };
    let found = complaints.min_by_key(rank)?;
    Some(of_complaint(&found, log, version))
}

/// A complaint of a log, by itself.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Its kind, as `argument-count`.
    pub kind: String,
    /// What it is about.
    pub symbol: String,
    /// The compiler's own line.
    pub line: String,
    /// The member that the line of source initialises, where the compiler shows it.
    pub member: Option<String>,
    /// Which line of the log that is.
    pub index: usize,
    /// The type that is taken here, where a compiler's note says it.
    pub taken: Option<String>,
    /// Does the kernel's take more arguments than were given? `None` where they are not counted.
    pub more: Option<bool>,
    /// What it means.
    pub meaning: String,
    /// What to do.
    pub remedy: String,
}

/// Every complaint in `log`, in its order.
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

/// The compiler's lines about a complaint that follow on it.
fn behind(log: &str, index: usize) -> impl Iterator<Item = &str> {
    log.lines().skip(index + 1).take(AROUND).take_while(|line| !line.contains("error:"))
}

/// Is it a header of the C library, and no project's of the same name?
fn is_of_c(found: &Complaint, log: &str) -> bool {
    found.rule.kind == "missing-header"
        && C_HEADERS.contains(&found.symbol.as_str())
        && !is_quoted(found, log)
}

/// Does the line of source that is shown include it by quotes, as a project's own?
fn is_quoted(found: &Complaint, log: &str) -> bool {
    let shown = log.lines().skip(found.index + 1).take(2);
    shown.map(|line| line.replace(' ', "")).any(|line| line.contains("#include\""))
}

/// Is it a header that is none of any kernel's?
fn is_unknown_header(found: &Complaint, log: &str) -> bool {
    found.rule.kind == "missing-header"
        && facts::shipped().about(&found.symbol).is_none()
        && is_own_header(found, log)
}

/// The type of a callback that a function expects, where a compiler's note says it and a history knows it: that says
/// more than the name of the function.
fn expected(log: &str, index: usize, kind: &str) -> Option<String> {
    if kind != "incompatible-type" {
        return None;
    }
    let (found, _) = types(log, index)?;
    facts::shipped().about_member(&found, None).is_some().then_some(found)
}

/// The type that a function has for an argument, and that of what it is given, as a compiler's note says them.
fn types(log: &str, index: usize) -> Option<(String, String)> {
    let found = behind(log, index).find_map(|line| EXPECTED.captures(line))?;
    Some((found[1].to_owned(), found[2].to_owned()))
}

/// What is wrong with an argument, or with a member's value, of which nothing more is known: both types, as the
/// compiler says them.
fn of_another_type(found: &Complaint, log: &str) -> Option<String> {
    if found.rule.kind != "incompatible-type" {
        return None;
    }
    if let Some((taken, given)) = types(log, found.index) {
        let name = &found.symbol;
        return Some(format!("`{name}` takes `{taken}` in this kernel, and is given `{given}`"));
    }
    let ((kernels, own), member) = (assigned(found.line)?, initialized(log, found.index)?);
    Some(format!("`{member}` is `{kernels}` in this kernel, and the module's is `{own}`"))
}

/// The structure that a variable is of, where the compiler names the variable alone: the line of source shows it.
fn type_of_variable(found: &Complaint, log: &str) -> Option<String> {
    if found.rule.kind != "incomplete-type" {
        return None;
    }
    let source = log.lines().nth(found.index + 1)?;
    let name = regex::escape(&found.symbol);
    let declared = Regex::new(&format!(r"\b(?:struct|union) (?<tag>\w+) (?:[^;]*[\s*])?{name}\b"));
    Some(declared.ok()?.captures(source)?["tag"].to_owned())
}

/// The member that the line of source below a complaint initialises.
fn initialized(log: &str, index: usize) -> Option<String> {
    Some(INITIALIZED.captures(log.lines().nth(index + 1)?)?["member"].to_owned())
}

/// Does the compiler want more arguments than it was given?
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
        // That it is there is no news where its type, or what it takes, is another than was thought.
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

/// What a failed build of `sources` comes down to.
pub(super) fn explain(log: &str, sources: &Sources, version: &KernelVersion) -> Diagnosis {
    let log = behind_configured(log);
    let mut found = diagnose(log, version).unwrap_or_else(|| unknown(log));
    found.line = sources.seen_from_within(&found.line).to_owned();
    let is_known = facts::shipped().meaning(&found.symbol, None, version).is_some();
    let found = rust::explain(sources, found);
    nothing::explain(sources, unread::explain(sources, version, found, is_known))
}

/// A configure script tries what a kernel has: its failures are answers.
pub(super) fn behind_configured(log: &str) -> &str {
    log.rsplit_once(CONFIGURED).map_or(log, |(_, behind)| behind)
}

/// A module that built, and would not load: before 5.x an unresolved symbol is a warning of modpost.
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

/// The line about a module that a build was to leave and did not.
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

/// Is a header that was not found one of the project, and none of the kernel? Kernels have all theirs below few
/// folders; by quotes other names are included, too.
fn is_own_header(found: &Complaint, log: &str) -> bool {
    let first = found.symbol.split('/').next().unwrap_or_default();
    let is_below = found.symbol.contains('/') && FOLDERS.contains(&first);
    found.symbol.starts_with(['.', '/'])
        || !is_below && (is_quoted(found, log) || !FOLDERS.contains(&first))
}

/// The diagnosis of a build that failed with nothing that is understood: its first error, with what stands
/// around it.
pub(super) fn unknown(log: &str) -> Diagnosis {
    let lines: Vec<&str> = log.lines().collect();
    let at = first_error(&lines);
    let (start, end) = (at.saturating_sub(AROUND), lines.len().min(at + AROUND + 1));
    Diagnosis {
        kind: UNKNOWN.to_owned(),
        line: lines.get(at).map_or("", |line| line.trim()).to_owned(),
        meaning: "the build failed, and this is its first error".to_owned(),
        remedy: "the lines around it and the end of the build's output are in the report"
            .to_owned(),
        context: lines[start..end].join("\n"),
        ..Diagnosis::default()
    }
}

/// Where the first error of a build stands: what a compiler or a tool said, then what stopped make, then
/// a recipe that failed. `make: *** [x] Error 2` says only that something before it failed.
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

/// Does the note behind a complaint of a second definition show the first one in the kernel's headers? Kernels name those
/// by absolute paths, or from their root; the module's own are named from where it is.
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

/// The complaint with the function that it stands in.
fn named_before<'a>(found: Complaint<'a>, log: &str) -> Complaint<'a> {
    let before: Vec<&str> = log.lines().take(found.index).collect();
    let within = before.iter().rev().find_map(|line| WITHIN.captures(line));
    let symbol = within.map_or_else(|| "a function".to_owned(), |it| it["symbol"].to_owned());
    Complaint { symbol, ..found }
}

/// A function of the module's that is called as a macro of the kernel's becomes what that stands for: the complaint is
/// about the macro.
fn by_macro<'a>(found: Complaint<'a>, log: &str) -> Complaint<'a> {
    let in_header = found.line.starts_with('/') && found.rule.kind == OF_KERNEL;
    let mut behind = behind(log, found.index).filter(|_| in_header);
    match behind.find_map(|line| IN_MACRO.captures(line)) {
        Some(of) => Complaint { symbol: of["symbol"].to_owned(), ..found },
        None => found,
    }
}

/// The complaint with the function that the lines behind it name: in the source, or in a note.
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
    // What a script tried, as remarks of what it writes.
    if line.starts_with("//") {
        return None;
    }
    let (captures, rule) =
        COMPILED.iter().find_map(|(regex, rule)| Some((regex.captures(line)?, *rule)))?;
    Some(Complaint { index, line, rule, symbol: symbol(&captures) })
}

fn symbol(captures: &Captures) -> String {
    // gcc writes two spaces behind some commas.
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
