//! What compilers and modpost complain about: symbols that have a different form on this kernel.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, Certainty, steps};
use super::header;
use super::included;
use super::kernel::{Found, Kernel};
use super::run::{Asserted, LastRun};
use super::said;
use crate::facts::{ABSENT, Facts, Gone, Symbol, shipped};
use crate::matrix::BUILD;
use crate::module::{Noted, assigned, complaints};
use crate::version::KernelVersion;

/// At most so many complaints are explained individually.
const MOST: usize = 8;

/// Compilers before gcc 14 only warn about what others refuse.
static WARNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bwarning: (implicit decl|passing arg|initiali|assignment|incompatible|.*incompatible pointer)")
        .expect("a fixed expression")
});

/// What the complaints in `text` mean, the most informative first.
pub(super) fn answers(text: &str, kernel: Option<&Kernel>, run: Option<&LastRun>) -> Vec<Answer> {
    let log = WARNED.replace_all(text, "error: $1");
    let facts = shipped();
    let mut found = complaints(&log);
    let is_note = |it: &Noted| it.symbol.starts_with('.') && it.kind == "incompatible-type";
    let told: Vec<usize> = found.iter().filter(|it| !is_note(it)).map(|it| it.index).collect();
    // A note that names the member adds nothing if the complaint before it names the types, and misleads if that is
    // about a missing member: gcc takes its value for another member's.
    found.retain(|it| {
        !is_note(it) || !told.iter().any(|at| (1..6).contains(&it.index.wrapping_sub(*at)))
    });
    found.sort_by_key(|it| (facts.rank(&it.kind, &it.symbol), it.index));
    found.dedup_by(|a, b| a.symbol == b.symbol);
    let mut answers: Vec<Answer> = Vec::new();
    for noted in found {
        let noted = with_member(with_type(noted, &log));
        let symbols = symbols(facts, &noted);
        let noted = with_tag(noted, &symbols);
        let each = symbols.iter().map(|symbol| of_symbol(symbol, &noted, kernel, run));
        let each: Vec<Answer> = each.collect();
        let new = if each.is_empty() {
            vec![said::told(&noted, included::told(&noted, unknown(&noted, kernel), kernel), &log)]
        } else {
            each
        };
        let is_new = |it: &Answer| answers.iter().all(|other| other.name != it.name);
        let new: Vec<Answer> = new.into_iter().filter(is_new).collect();
        answers.extend(new);
    }
    answers.truncate(MOST);
    answers
}

/// What is known about one line of a compiler, on the kernel of this release.
pub fn refusal(line: &str, release: &str) -> Option<Answer> {
    let kernel = Kernel::new(release, Found::Option);
    answers(line, kernel.as_ref(), None).into_iter().find(|it| it.certainty > Certainty::Possible)
}

/// A variable with an undefined type: the type is in the source line that the compiler shows.
fn with_type(noted: Noted, log: &str) -> Noted {
    if noted.kind != "incomplete-type" {
        return noted;
    }
    let shown = log.lines().skip(noted.index + 1).take(2).collect::<Vec<_>>().join("\n");
    let declared =
        Regex::new(&format!(r"struct (?<tag>\w+) \**{}\b", regex::escape(&noted.symbol)));
    let tag = declared.ok().and_then(|it| Some(it.captures(&shown)?["tag"].to_owned()));
    Noted { symbol: tag.unwrap_or(noted.symbol), ..noted }
}

/// A callback whose type differs from its member's: if no history knows the type, the source line that the compiler
/// shows names the member.
fn with_member(noted: Noted) -> Noted {
    let member = noted.member.as_deref();
    if noted.kind != "incompatible-type" || shipped().about_member(&noted.symbol, member).is_some()
    {
        return noted;
    }
    // Short names are members of many structures.
    let known = |it: &&str| it.contains('_') && shipped().with_member(it).len() == 1;
    let symbol = member.filter(known).map(|it| format!(".{it}"));
    Noted { symbol: symbol.unwrap_or(noted.symbol.clone()), ..noted }
}

/// What is known about the symbol: gcc before 8 names a member but not its structure.
fn symbols<'f>(facts: &'f Facts, noted: &Noted) -> Vec<&'f Symbol> {
    if let Some(found) = facts.about_member(&noted.symbol, noted.member.as_deref()) {
        return vec![found];
    }
    // A function with only C's own types may be anything; then the required type says whose it is.
    let wanted = assigned(&noted.line);
    let by_wanted =
        wanted.and_then(|(wanted, _)| facts.about_member(&wanted, noted.member.as_deref()));
    if let Some(found) = by_wanted {
        return vec![found];
    }
    match (noted.symbol.strip_prefix('.'), noted.symbol.rsplit_once('.')) {
        (Some(member), _) => facts.with_member(member),
        (None, Some((_, member))) if is_of_typedef(&noted.symbol) => facts.with_member(member),
        _ => Vec::new(),
    }
}

/// A typedef's member, given the name of the structure.
fn with_tag(noted: Noted, symbols: &[&Symbol]) -> Noted {
    match symbols {
        [one] if is_of_typedef(&noted.symbol) => Noted { symbol: one.name.clone(), ..noted },
        _ => noted,
    }
}

/// Is it the member of a typedef, like `skb_frag_t.page_offset`? Its name is not the structure's.
fn is_of_typedef(symbol: &str) -> bool {
    symbol.rsplit_once('.').is_some_and(|(owner, it)| owner.ends_with("_t") && it.contains('_'))
}

fn of_symbol(
    symbol: &Symbol,
    noted: &Noted,
    kernel: Option<&Kernel>,
    run: Option<&LastRun>,
) -> Answer {
    let where_it_is_said = ranges(symbol, noted);
    let named = kernel.filter(|it| it.found != Found::Host);
    let is_backport = |it: &&Kernel| {
        let vendor = it.vendor.map(|it| it.id);
        symbol.backports.iter().any(|backport| backport.is_of(&it.version, vendor))
    };
    let of_mainline = kernel.filter(|it| !is_backport(it));
    let history = symbol.history.iter().map(|(since, form)| (since, symbol.since(since, form)));
    let certainty =
        if noted.symbol.starts_with('.') { Certainty::Likely } else { Certainty::Certain };
    let has_it = named.map(|it| contradicts(symbol, it, &where_it_is_said));
    let certainty = match has_it.unwrap_or_else(|| header::is_old(&where_it_is_said)) {
        true if noted.kind == "missing-export" => Certainty::Possible,
        _ => certainty,
    };
    let until = match &where_it_is_said[..] {
        [(KernelVersion::FIRST, until)] => until.as_ref(),
        _ => None,
    };
    let header = header::not_included(symbol, noted, has_it, until);
    let answer = Answer {
        name: symbol.name.clone(),
        title: title(symbol, noted, &where_it_is_said),
        certainty,
        seen: vec![noted.line.clone()],
        cause: cause(symbol, noted, named, &where_it_is_said),
        history: steps(history, of_mainline.map(|it| &it.version)),
        remedy: remedy(symbol, noted, named, &where_it_is_said),
        apart: String::new(),
        asserted: asserted(symbol, noted, run),
        known: Vec::new(),
        source: symbol.source.clone(),
        page: String::new(),
    };
    match header {
        Some(header) => header::told(answer, header, named, &words(&where_it_is_said)),
        None => answer,
    }
}

/// A step of a history: since when, and until before which version.
type Span = (KernelVersion, Option<KernelVersion>);

/// The steps at which a compiler says this.
fn ranges(symbol: &Symbol, noted: &Noted) -> Vec<Span> {
    let steps: Vec<_> = symbol.history.iter().collect();
    let span = |at: usize| (*steps[at].0, steps.get(at + 1).map(|(since, _)| **since));
    let said = (0..steps.len())
        .filter(|at| symbol.is_refused_with(steps[*at].1, &noted.kind, &noted.symbol, noted.more));
    let said: Vec<usize> = said.collect();
    let said: Vec<Span> = narrowed(symbol, noted, said).into_iter().map(span).collect();
    if said.len() == steps.len() { Vec::new() } else { joined(said) }
}

/// The structure in a type's name.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bstruct \w+").expect("a fixed expression"));

/// Those of the steps whose forms contain the type that the compiler requires or, failing that, the structure that it
/// says is accepted here, if some have it and others do not.
fn narrowed(symbol: &Symbol, noted: &Noted, steps: Vec<usize>) -> Vec<usize> {
    if let Some((wanted, _)) = assigned(&noted.line) {
        let forms = symbol.history.values().map(|form| symbol.form(form)?.callback.as_deref());
        let is: Vec<bool> = forms.map(|it| it == Some(wanted.as_str())).collect();
        let these: Vec<usize> = steps.iter().copied().filter(|at| is[*at]).collect();
        return if these.is_empty() { steps } else { these };
    }
    let Some(tag) = noted.taken.as_deref().and_then(|it| TAG.find(it)) else { return steps };
    let tag = Regex::new(&format!(r"\b{}\b", tag.as_str())).expect("a tag's name");
    let forms: Vec<_> = symbol.history.values().map(|form| symbol.form(form)).collect();
    let has = |at: &usize| forms[*at].is_some_and(|form| tag.is_match(&form.code));
    let these: Vec<usize> = steps.iter().copied().filter(has).collect();
    if these.is_empty() { steps } else { these }
}

/// The spans, with consecutive ones joined.
fn joined(spans: Vec<Span>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if last.1 == Some(span.0) => last.1 = span.1,
            _ => all.push(span),
        }
    }
    all
}

fn words(spans: &[Span]) -> String {
    let one = |(since, until): &Span| match until {
        Some(until) if *since == KernelVersion::FIRST => format!("before {until}"),
        Some(until) => format!("from {since} on, before {until}"),
        None => format!("from {since} on"),
    };
    spans.iter().map(one).collect::<Vec<_>>().join(", and ")
}

fn title(symbol: &Symbol, noted: &Noted, spans: &[Span]) -> String {
    let name = &symbol.name;
    let what = match noted.kind.as_str() {
        "argument-count" => "takes a different number of arguments",
        "incompatible-type" => "has a different type",
        "void-value" => "returns nothing",
        "declared-by-kernel" => "is declared by the kernel itself",
        "incomplete-type" => "is not defined",
        "missing-member" if !symbol.is_called(&noted.symbol) => "has a different name or place",
        _ => "does not exist",
    };
    let place = if spans.is_empty() { String::new() } else { format!(": {}", words(spans)) };
    format!("`{name}` {what}{place}")
}

fn cause(symbol: &Symbol, noted: &Noted, kernel: Option<&Kernel>, spans: &[Span]) -> String {
    let Some(kernel) = kernel else {
        let place = if spans.is_empty() {
            String::new()
        } else {
            format!(", so this kernel is one {}", words(spans))
        };
        return format!(
            "the source is written for a form of `{}` that this kernel does not have{place}",
            symbol.name
        );
    };
    let vendor = kernel.vendor.map(|it| it.id);
    let form = symbol.form_in(&kernel.version, vendor);
    let has = symbol.words_of(form);
    let holds = match form {
        ABSENT => format!("has no `{}`", symbol.name),
        _ => format!("has `{}`: {has}", symbol.name),
    };
    let contradicts =
        !spans.is_empty() && !spans.iter().any(|span| contains(span, &kernel.version));
    let backport = symbol.backports.iter().find(|it| it.is_of(&kernel.version, vendor));
    match backport {
        Some(it) => {
            format!("kernel {} {holds} ({}; {})", kernel.release, it.reason, it.source)
        }
        None if contradicts => format!(
            "mainline's {} has `{}` as: {has}, which does not explain `{}`: a vendor's kernel has backported \
             another form, or its header is not included",
            kernel.version, symbol.name, noted.kind
        ),
        None if kernel.vendor.is_some_and(|it| it.is_rebased()) => format!(
            "mainline's {} {holds}; this one may have backported a later form",
            kernel.version
        ),
        None => format!("kernel {} {holds}", kernel.release),
    }
}

/// Is the compiler's complaint, as far as is known, not a consequence of the form that this kernel has?
fn contradicts(symbol: &Symbol, kernel: &Kernel, spans: &[Span]) -> bool {
    let vendor = kernel.vendor.map(|it| it.id);
    let is_backport = symbol.backports.iter().any(|it| it.is_of(&kernel.version, vendor));
    let is_there = spans.iter().any(|span| contains(span, &kernel.version));
    !is_backport && !spans.is_empty() && !is_there
}

fn contains((since, until): &Span, version: &KernelVersion) -> bool {
    since.numbers() <= version.numbers() && until.is_none_or(|it| version.numbers() < it.numbers())
}

fn remedy(symbol: &Symbol, noted: &Noted, kernel: Option<&Kernel>, spans: &[Span]) -> String {
    let name = &symbol.name;
    if noted.kind == "declared-by-kernel" {
        return format!(
            "use the kernel's own `{name}`, and leave yours out on kernels that have it"
        );
    }
    if let Some(kernel) = kernel.filter(|it| !contradicts(symbol, it, spans)) {
        let vendor = kernel.vendor.map(|it| it.id);
        let form = symbol.form_in(&kernel.version, vendor);
        let backport = symbol.backports.iter().any(|it| it.is_of(&kernel.version, vendor));
        let like = symbol.history.iter().find(|(_, it)| backport && *it == form && form != ABSENT);
        let last = || symbol.history.iter().rev().find(|(_, it)| backport && *it == form);
        let at = like.or_else(last).map_or(kernel.version, |(since, _)| *since);
        return symbol.advice(form, &at);
    }
    let starts: Vec<KernelVersion> = match spans {
        [] => symbol.history.keys().copied().collect(),
        spans => spans.iter().map(|(since, _)| *since).collect(),
    };
    let each = starts.iter().map(|since| {
        let form = symbol.expected(since);
        format!("{since} and later: {}", symbol.advice(form, since))
    });
    each.collect::<Vec<_>>().join("\n")
}

fn asserted(symbol: &Symbol, noted: &Noted, run: Option<&LastRun>) -> Vec<Asserted> {
    let names = [noted.symbol.as_str(), symbol.bare_name()];
    let cell = run.and_then(|run| names.into_iter().find_map(|it| run.refusal(it)));
    vec![Asserted { scenario: BUILD.to_owned(), cell }]
}

/// A name that disappeared together with a symbol whose history is known.
fn of_gone(noted: &Noted, gone: &Gone<'_>, kernel: Option<&Kernel>) -> Answer {
    let (name, Gone { with, since, instead }) = (&noted.symbol, gone);
    let history = with.history.iter().map(|(since, form)| (since, with.since(since, form)));
    let line =
        instead.as_ref().map(|line| format!("write instead: `{line}`; `nlmatrix port` does it"));
    Answer {
        title: format!("`{name}` does not exist: from {since} on"),
        certainty: Certainty::Likely,
        cause: format!("it disappeared together with `{}`", with.name),
        history: steps(history, kernel.map(|it| &it.version)),
        remedy: line.unwrap_or_else(|| "`nlmatrix port` writes the replacement".to_owned()),
        apart: String::new(),
        source: with.source.clone(),
        ..of_line(noted)
    }
}

/// A complaint about something without a known history.
fn unknown(noted: &Noted, kernel: Option<&Kernel>) -> Answer {
    let is_missing = matches!(noted.kind.as_str(), "missing-symbol" | "missing-export");
    if let Some(gone) = shipped().gone(&noted.symbol).filter(|_| is_missing) {
        return of_gone(noted, &gone, kernel);
    }
    match (noted.kind.as_str(), assigned(&noted.line)) {
        ("missing-program", _) => of_program(noted),
        ("missing-own-header", _) => of_own_header(noted),
        ("c-library-header", _) => of_c_header(noted),
        ("error-directive", _) => of_directive(noted),
        ("own-function" | "own-declaration", _) => of_own(noted),
        (_, Some((wanted, ours))) => of_callback(noted, &wanted, &ours),
        (_, None) => of_line(noted),
    }
}

/// A header of the module itself: the kernel has nothing to do with it, except that its makefiles say where to look.
fn of_own_header(noted: &Noted) -> Answer {
    Answer {
        title: format!("the module's own header `{}` is not found; it is not a kernel header", noted.symbol),
        certainty: Certainty::Likely,
        cause: "the folder that contains it is not among those where the compiler looks: what the makefile says \
                about it \
                (-I) is not read, or names another folder"
            .to_owned(),
        remedy: "ccflags-y += -I$(src)/FOLDER in the Kbuild file or Makefile beside the sources: EXTRA_CFLAGS is \
                 not read from 6.15 on; CFLAGS, or a path relative to the folder in which make was called, never \
                 worked reliably"
            .to_owned(),
        apart: "a header that a configure script makes does not exist before that was run".to_owned(),
        ..of_line(noted)
    }
}

/// A header of the C library.
fn of_c_header(noted: &Noted) -> Answer {
    Answer {
        certainty: Certainty::Likely,
        cause: "kbuild compiles without the C library (-nostdinc): whatever is in obj-m becomes part of a \
                kernel".to_owned(),
        apart: "a user-space program must not be built through obj-m or the kernel's make".to_owned(),
        source: "the kernel's Makefile: -nostdinc in every version".to_owned(),
        ..of_line(noted)
    }
}

/// What the module's own source says with `#error`.
fn of_directive(noted: &Noted) -> Answer {
    Answer {
        title: "the module itself refuses this kernel, with an #error of its own".to_owned(),
        certainty: Certainty::Likely,
        cause: "its author did not foresee this kernel".to_owned(),
        apart: "the condition above that line of the source says what it looked for; where a configure script \
                found it, its own log has the compiler's error"
            .to_owned(),
        ..of_line(noted)
    }
}

/// A function of the module, which has not changed: what the kernel passes to it, or requires of it, has.
fn of_own(noted: &Noted) -> Answer {
    let (cause, remedy) = if noted.kind == "own-declaration" {
        (
            "its declaration and its definition are written for different kernels: only one has the type that this \
             kernel's callback has",
            "make them the same: use the type of the member to which it is assigned (the compiler names it there)",
        )
    } else {
        (
            "the function is declared in the module, so it is its argument that has a different type on this kernel",
            "give its parameter the type that the argument has on this kernel",
        )
    };
    Answer {
        certainty: Certainty::Likely,
        cause: cause.to_owned(),
        remedy: remedy.to_owned(),
        apart: "to support kernels on both sides, use a typedef of your own, chosen by a conftest"
            .to_owned(),
        ..of_line(noted)
    }
}

/// A missing program, wherever it was missing.
fn of_program(noted: &Noted) -> Answer {
    Answer {
        title: format!("the build calls the program `{}`, which is not installed", noted.symbol),
        cause: "a Makefile or a script calls it".to_owned(),
        remedy:
            "install the package that contains it (apt-file search bin/NAME, dnf provides '*/NAME')"
                .to_owned(),
        apart: "a script may only test for it, and continue without: then another error says more"
            .to_owned(),
        ..of_line(noted)
    }
}

/// A callback about which nothing is known except what the compiler itself says.
fn of_callback(noted: &Noted, wanted: &str, ours: &str) -> Answer {
    let member = noted.member.as_deref().map_or("it".to_owned(), |it| format!("`.{it}`"));
    Answer {
        title: format!("on this kernel, {member} has a type other than that of the module's function"),
        certainty: Certainty::Likely,
        cause: format!("this kernel calls it as `{wanted}`, but the function is `{ours}`"),
        remedy: format!(
            "give the function the type `{wanted}`, and use these parameters in its body; a cast would only \
             hide that it is called with the wrong arguments"
        ),
        apart: "nlmatrix does not know in which version that changed: the headers have the member, and their \
                history the commit that changed it"
            .to_owned(),
        ..of_line(noted)
    }
}

fn of_line(noted: &Noted) -> Answer {
    Answer {
        name: noted.symbol.clone(),
        title: noted.meaning.clone(),
        certainty: Certainty::Possible,
        seen: vec![noted.line.clone()],
        cause: format!("nlmatrix does not know the history of `{}`", noted.symbol),
        history: Vec::new(),
        remedy: noted.remedy.clone(),
        apart: "look for it in the headers of the kernel it was written for and of this one: \
                grep -rnw NAME /lib/modules/$(uname -r)/build/include"
            .to_owned(),
        asserted: Vec::new(),
        known: Vec::new(),
        source: "the compiler's line alone".to_owned(),
        page: String::new(),
    }
}
