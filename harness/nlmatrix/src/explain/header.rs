//! What a kernel has, and a source does not include: compilers say of it what they say of what is not there.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, Certainty};
use super::kernel::Kernel;
use crate::facts::Symbol;
use crate::module::Noted;
use crate::version::KernelVersion;

/// How compilers say that nothing has declared a name.
static UNDECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)implicit(?:ly)? declar|undeclared").expect("a fixed expression")
});
/// The header in what is said of where a history comes from.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\binclude/(?:uapi/)?(?<header>(?:asm|linux|net)/[\w/.-]+\.h)")
        .expect("a fixed expression")
});
/// Kernels before it are seldom met: who names none has hardly one of these.
const OLD: [u32; 4] = [4, 0, 0, 0];

/// Does a compiler say there that nothing has declared a name?
pub(super) fn is_undeclared(line: &str) -> bool {
    UNDECLARED.is_match(line)
}

/// Are these steps of kernels that are seldom met?
pub(super) fn is_old(steps: &[(KernelVersion, Option<KernelVersion>)]) -> bool {
    steps.iter().all(|(_, until)| until.is_some_and(|it| it.numbers() <= OLD))
}

/// The header that has `symbol`, where nothing else explains that it is not declared: on `kernel`, if the text names
/// one that has it, and else where only kernels before `until`, which are old, have it not.
pub(super) fn not_included<'s>(
    symbol: &'s Symbol,
    noted: &Noted,
    kernel_has_it: Option<bool>,
    until: Option<&KernelVersion>,
) -> Option<&'s str> {
    let says_so = noted.kind == "missing-symbol" && is_undeclared(&noted.line);
    let is_likely = kernel_has_it.unwrap_or(until.is_some_and(|it| it.numbers() <= OLD));
    let found = HEADER.captures(&symbol.source).filter(|_| says_so && is_likely)?;
    found.name("header").map(|it| it.as_str())
}

/// `answer`, which says what is known of the symbol, with that as its cause.
pub(super) fn told(answer: Answer, header: &str, kernel: Option<&Kernel>, until: &str) -> Answer {
    let name = &answer.name;
    let include = format!("`#include <{header}>`");
    match kernel {
        Some(kernel) => Answer {
            title: format!("`{name}` is there on {}: <{header}> is not included", kernel.version),
            certainty: if kernel.vendor.is_some() { Certainty::Likely } else { Certainty::Certain },
            cause: format!(
                "kernel {} declares it in <{header}>, which the source does not include; it may have come by \
                 another header in the kernel that it was written for",
                kernel.release
            ),
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
