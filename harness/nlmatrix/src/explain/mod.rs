//! Answers users' questions: what a cell expects and why, and what causes a text that they paste.
//!
//! A text is freed of colours and the like (`plain`), put into English (`languages`) and looked at whole (`evidence`):
//! errors in any library's words become errnos or codes (`errno`, `library`), with the call that gave them and what the
//! text is about; the kernel is that of a pasted path, of `--kernel`, or, where nothing names one, the running one
//! (`kernel`). What compilers complain of is answered from the histories of `kmods/probes` (`compiler`), everything
//! else from the rows of `kmods/symptoms` (`symptom`, `matching`). Where neither knows anything, that is said.

mod answer;
mod cell;
mod compiler;
mod ended;
mod errno;
mod evidence;
mod header;
mod included;
mod kernel;
mod languages;
mod library;
mod matching;
mod pattern;
mod plain;
mod run;
mod said;
mod symptom;
mod text;

#[cfg(test)]
mod pasted;

use camino::Utf8Path;

pub use answer::{Answer, Answers, Certainty, Step};
pub use cell::{Expected, Known, Refused, cell};
pub use compiler::refusal;
pub use ended::{Ended, ended};
pub use kernel::{Found, Kernel};
pub use run::{Asserted, Evidence as CellEvidence};
pub use symptom::{Symptom, When};

use crate::facts::shipped;
use crate::matrix::Matrix;
use crate::run::SitePage;
use evidence::Evidence;
use matching::Match;
use run::LastRun;

/// A question.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'q> {
    /// What was pasted.
    pub text: &'q str,
    /// The release of the kernel in question, if it is given.
    pub kernel: Option<&'q str>,
    /// The matrix whose expectations are reported.
    pub matrix: Option<&'q Matrix>,
    /// The folder of the last run.
    pub run: Option<&'q Utf8Path>,
    /// The address of the site with more details; if none is given, that of the last run.
    pub site: Option<&'q str>,
}

/// The symptom for a symbol that the kernel's log calls unknown.
const UNRESOLVED: &str = "unknown-symbol";

/// The prefix of symptoms for headers that are not included.
const INCLUDE: &str = "include-";

/// At most so many known differences are reported.
const MOST_KNOWN: usize = 4;

/// What people see, and what causes it: every known row.
pub fn symptoms() -> &'static [Symptom] {
    &symptom::shipped().rows
}

/// What is known about it.
pub fn explain(question: &Question<'_>) -> Answers {
    let bare = plain::plain(question.text);
    let text = languages::in_english(&bare);
    let question = &Question { text: &text, ..*question };
    let asked = question.kernel.and_then(|release| Kernel::new(release, Found::Option));
    let kernel = asked.or_else(|| Kernel::of_text(question.text)).or_else(Kernel::of_host);
    let run = question.run.and_then(LastRun::read);
    let evidence = Evidence::of(question.text, symptom::shipped());
    let found = matching::find(&evidence, symptom::shipped(), kernel.as_ref());
    let compiler = compiler::answers(question.text, kernel.as_ref(), run.as_ref());
    let symptoms =
        found.into_iter().map(|it| of_match(it, question, kernel.as_ref(), run.as_ref()));
    let answers = merge(symptoms.collect(), compiler);
    let help = if answers.is_empty() { help(&evidence) } else { String::new() };
    let site = question.site.or_else(|| run.as_ref().and_then(LastRun::site));
    let answers = answers.into_iter().map(|it| with_page(it, site)).collect();
    Answers { kernel, answers, help }
}

/// The answer with its page on the site, if it has one.
fn with_page(answer: Answer, site: Option<&str>) -> Answer {
    let is_symptom = symptoms().iter().any(|row| row.name == answer.name);
    let is_symbol = shipped().symbol(&answer.name).is_some();
    let page = match (is_symptom, is_symbol) {
        (true, _) => SitePage::Symptom(&answer.name),
        (false, true) => SitePage::Symbol(&answer.name),
        (false, false) => return answer,
    };
    Answer { page: site.map(|site| page.at(site)).unwrap_or_default(), ..answer }
}

/// What a symptom itself says comes first, then what a compiler complains about, then possible causes.
fn merge(symptoms: Vec<Answer>, compiler: Vec<Answer>) -> Vec<Answer> {
    let is_certain = |it: &Answer| it.certainty == Certainty::Certain;
    let (mut all, mut others): (Vec<_>, Vec<_>) = symptoms.into_iter().partition(is_certain);
    let (known, unknown): (Vec<_>, Vec<_>) =
        compiler.into_iter().partition(|it| it.certainty > Certainty::Possible);
    // No header helps if it is known what became of something that is not declared.
    let is_told = |line: &String| known.iter().any(|it| it.seen.contains(line));
    all.retain(|it| !it.name.starts_with(INCLUDE) || !it.seen.iter().any(is_told));
    let known_symptom = !all.is_empty();
    let has_compiler = !known.is_empty() || !unknown.is_empty();
    // What became of a symbol says more than that nobody exports it.
    let unresolved = all.iter().position(|it| it.name == UNRESOLVED).unwrap_or(all.len());
    all.splice(unresolved..unresolved, known);
    if all.is_empty() || !known_symptom {
        all.extend(unknown);
    }
    if !has_compiler {
        // What is wrong comes before a note, however certain.
        let is_likely = |it: &Answer| it.certainty == Certainty::Likely;
        if all.iter().all(is_note) {
            all.splice(0..0, others.extract_if(.., |it| is_likely(it)));
        }
        all.extend(others);
    }
    all
}

/// Is it harmless?
fn is_note(answer: &Answer) -> bool {
    symptoms().iter().any(|row| row.harmless && row.name == answer.name)
}

fn of_match(
    Match { row, certainty, seen, .. }: Match,
    question: &Question<'_>,
    kernel: Option<&Kernel>,
    run: Option<&LastRun>,
) -> Answer {
    let version = kernel.map(|it| &it.version);
    let named = kernel.filter(|it| it.found != Found::Host).map(|it| &it.version);
    let asserted = row.scenarios.iter().map(|name| Asserted {
        scenario: name.clone(),
        cell: run.and_then(|run| run.cell(name, named)),
    });
    let history = row.history.iter().map(|(since, says)| (since, says.clone()));
    Answer {
        name: row.name.clone(),
        title: row.title.clone(),
        certainty,
        seen,
        cause: row.cause.clone(),
        history: answer::steps(history, version),
        remedy: row.remedy.clone(),
        apart: row.apart.clone(),
        asserted: asserted.collect(),
        known: named.map_or_else(Vec::new, |it| known(question.matrix, &row.scenarios, it)),
        source: row.source.clone(),
        page: String::new(),
    }
}

/// What the matrix expects to differ on `version` in these scenarios.
fn known(
    matrix: Option<&Matrix>,
    scenarios: &[String],
    version: &crate::version::KernelVersion,
) -> Vec<String> {
    let all = matrix.into_iter().flat_map(|it| &it.expectations);
    let of = all.filter(|it| scenarios.contains(&it.scenario) && it.kernels.contains(version));
    let text =
        of.map(|it| format!("{} on {}: {} ({})", it.scenario, it.kernels, it.reason, it.source));
    text.take(MOST_KNOWN).collect()
}

/// The answer if nothing is known.
fn help(evidence: &Evidence<'_>) -> String {
    let read = evidence.errors.iter().flat_map(|it| &it.readings);
    let read: Vec<String> =
        read.filter_map(|it| Some(format!("{:#}", it.errnos.first()?))).collect();
    let understood = match read.first() {
        _ if evidence.is_foreign() => {
            "It reads like an error of an IP or UNIX socket, and nothing in it is about \
                                       netlink or a kernel module.\n"
                .to_owned()
        }
        Some(first) => format!("It shows {first}, but not what was done: many calls give that.\n"),
        None => String::new(),
    };
    format!(
        "Nothing is known about this.\n{understood}What would help: the line with the error and the call that \
         gave it (`strace -f -e trace=network PROGRAM`), the compiler's first error with the paths around it, \
         what the kernel says (`dmesg`), and `uname -r` or --kernel."
    )
}
