//! Which header declares what a source uses but does not include: `kmods/symptoms/headers.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::answer::{Answer, Certainty, Step};
use super::header::is_undeclared;
use super::kernel::Kernel;
use crate::module::Noted;
use crate::version::KernelVersion;

const TABLE: &str = include_str!("../../embedded/symptoms/headers.toml");
/// The oldest kernel whose headers were searched.
const OLDEST: &str = "2.6.39";

static SHIPPED: LazyLock<Vec<Header>> = LazyLock::new(|| {
    let table: Table =
        toml::from_str(TABLE).unwrap_or_else(|error| panic!("headers.toml is wrong: {error}"));
    table.header
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    header: Vec<Header>,
}

/// A header, and some of what it declares.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    name: String,
    names: Vec<String>,
    /// The oldest kernel that was seen to declare them there, if not all did.
    since: Option<KernelVersion>,
    /// The header in which earlier kernels declare them.
    before: Option<String>,
    #[serde(default)]
    note: String,
}

/// The answer about a name that is not declared although kernels declare it: `answer` with the header to include.
pub(super) fn told(noted: &Noted, answer: Answer, kernel: Option<&Kernel>) -> Answer {
    if noted.kind != "missing-symbol" || !is_undeclared(&noted.line) {
        return answer;
    }
    match SHIPPED.iter().find(|it| it.names.contains(&noted.symbol)) {
        Some(header) => header.told(answer, kernel),
        None => answer,
    }
}

impl Header {
    fn told(&self, answer: Answer, kernel: Option<&Kernel>) -> Answer {
        let older =
            |since: &KernelVersion| kernel.is_some_and(|it| it.version.numbers() < since.numbers());
        let is_before = self.since.as_ref().is_some_and(older);
        let (symbol, Self { name, note, .. }) = (answer.name.clone(), self);
        let header = match (&self.before, is_before) {
            (Some(before), true) => before,
            _ => name,
        };
        let doubt = match (&self.since, &self.before, is_before) {
            (Some(since), None, true) => {
                format!("; the oldest kernel known to have it is {since}, so this one may lack it")
            }
            _ => String::new(),
        };
        Answer {
            title: format!("`{symbol}` is declared in <{header}>, which is not included"),
            certainty: Certainty::Likely,
            cause: format!(
                "in the kernel that the source was written for, another header included it, but not in this one{doubt}"
            ),
            history: self.history(is_before),
            remedy: format!("#include <{header}>{}{note}", if note.is_empty() { "" } else { "; " }),
            apart: "if it is included already, this follows from an earlier error in the log"
                .to_owned(),
            source: format!("include/{name} of kernels from {} to 7.3", self.oldest()),
            ..answer
        }
    }

    fn oldest(&self) -> KernelVersion {
        self.since.unwrap_or_else(|| OLDEST.parse().expect("a version"))
    }

    /// Where it is, if that differs between kernels.
    fn history(&self, is_before: bool) -> Vec<Step> {
        let (Some(since), Some(before)) = (self.since, &self.before) else { return Vec::new() };
        let step = |since, header, here| Step { since, says: format!("<{header}>"), here };
        vec![step(KernelVersion::FIRST, before, is_before), step(since, &self.name, !is_before)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::facts::shipped;

    #[test]
    fn a_name_stands_once_and_is_of_no_history() {
        let mut seen = BTreeSet::new();
        for name in SHIPPED.iter().flat_map(|it| &it.names) {
            assert!(seen.insert(name), "{name} stands twice");
            assert!(shipped().symbol(name).is_none(), "{name} has a history");
        }
    }

    #[test]
    fn what_is_before_has_a_version() {
        assert!(SHIPPED.iter().all(|it| it.before.is_none() || it.since.is_some()));
    }
}
