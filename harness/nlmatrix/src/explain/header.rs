//! What a kernel has but a source does not include: compilers complain about it just as if it did not exist.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, Certainty};
use super::kernel::Kernel;
use crate::facts::{ABSENT, Symbol};
use crate::module::Noted;
use crate::version::KernelVersion;

/// How compilers say that a name is not declared.
static UNDECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)implicit(?:ly)? declar|undeclared").expect("a fixed expression")
});
/// The header in the text about where a history comes from.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\binclude/(?:uapi/)?(?<header>(?:asm|linux|net)/[\w/.-]+\.h)")
        .expect("a fixed expression")
});
/// Kernels before this are rare: a user who names none hardly has one of these.
const OLD: [u32; 4] = [4, 0, 0, 0];

/// Does a compiler say that a name is not declared?
pub(super) fn is_undeclared(line: &str) -> bool {
    UNDECLARED.is_match(line)
}

/// Are these steps only about rare kernels?
pub(super) fn is_old(steps: &[(KernelVersion, Option<KernelVersion>)]) -> bool {
    steps.iter().all(|(_, until)| until.is_some_and(|it| it.numbers() <= OLD))
}

/// The header that declares `symbol`, if nothing else explains that it is not declared: because all kernels have it,
/// or the one that the text names; otherwise if only kernels before `until`, which are old, lack it.
pub(super) fn not_included<'s>(
    symbol: &'s Symbol,
    noted: &Noted,
    kernel_has_it: Option<bool>,
    until: Option<&KernelVersion>,
) -> Option<&'s str> {
    let says_so = noted.kind == "missing-symbol" && is_undeclared(&noted.line);
    let all_have_it = symbol.history.values().all(|form| form != ABSENT);
    let is_likely =
        all_have_it || kernel_has_it.unwrap_or(until.is_some_and(|it| it.numbers() <= OLD));
    let found = HEADER.captures(&symbol.source).filter(|_| says_so && is_likely)?;
    found.name("header").map(|it| it.as_str())
}

/// `answer`, which says what is known about the symbol, with the missing include as its cause.
pub(super) fn told(answer: Answer, header: &str, kernel: Option<&Kernel>, until: &str) -> Answer {
    let name = &answer.name;
    let include = format!("`#include <{header}>`");
    match kernel {
        Some(kernel) => Answer {
            title: format!("`{name}` exists on {}, but <{header}> is not included", kernel.version),
            certainty: if kernel.vendor.is_some() { Certainty::Likely } else { Certainty::Certain },
            cause: format!(
                "kernel {} declares it in <{header}>, which the source does not include; it may have come in through \
                 another header in the kernel that it was written for",
                kernel.release
            ),
            remedy: include,
            ..answer
        },
        None if until.is_empty() => Answer {
            title: format!("`{name}` is not declared: <{header}> is not included"),
            certainty: Certainty::Likely,
            cause: format!("all kernels declare it in <{header}>"),
            remedy: include,
            ..answer
        },
        None => Answer {
            title: format!(
                "`{name}` is not declared: <{header}> is not included, or the kernel is one {until}"
            ),
            certainty: Certainty::Likely,
            cause: format!("later kernels declare it in <{header}>"),
            remedy: format!("{include}\n{}", answer.remedy),
            ..answer
        },
    }
}
