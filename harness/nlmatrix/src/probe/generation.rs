//! What generations need from a kernel, compared with what its headers answer.

use super::Answers;
use crate::facts::Need;
use crate::matrix::{GenerationEntry, Matrix};
use crate::version::KernelVersion;

/// A generation with its needs.
#[derive(Clone, Debug)]
pub struct GenerationNeeds {
    /// `system.generation`.
    pub name: String,
    entry: GenerationEntry,
}

impl GenerationNeeds {
    /// The needs of every generation in `matrix`. A user's own module does not state any.
    pub fn of(matrix: &Matrix) -> Vec<Self> {
        let systems = matrix.systems.iter().filter(|system| system.own.is_none());
        let all = systems.flat_map(|system| system.generations.iter().map(move |it| (system, it)));
        let needs = |(system, entry): (&crate::matrix::SystemEntry, &GenerationEntry)| Self {
            name: format!("{}.{}", system.name, entry.name),
            entry: entry.clone(),
        };
        all.map(needs).collect()
    }

    /// Does it build for this vendor's kernel of `version`, as far as is known?
    pub fn builds_in(&self, version: &KernelVersion, vendor: Option<&str>) -> bool {
        self.entry.builds_in(version, vendor)
    }

    /// Does it need anything?
    pub fn has_needs(&self) -> bool {
        !self.entry.needs.is_empty()
    }

    /// The needs that `answers` do not meet.
    pub fn unmet<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = &'a Need> {
        let form = |need: &Need| answers.get(&need.symbol.name);
        self.entry.needs.iter().filter(move |need| !form(need).is_some_and(|form| need.takes(form)))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::facts::model_tests::facts;

    /// A generation that needs the new form.
    pub(in crate::probe) fn generations() -> Vec<GenerationNeeds> {
        let entry = GenerationEntry {
            needs: vec![Need::parse("f=new", &facts()).unwrap()],
            ..GenerationEntry::of("g")
        };
        vec![GenerationNeeds { name: "s.g".to_owned(), entry }]
    }

    #[test]
    fn the_shipped_generations_say_what_they_need() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        let matrix = crate::matrix::load(path.into(), crate::scenario::shipped()).unwrap();
        // Faults at load time, and some leftovers, need nothing that changes between versions; one type is opaque in
        // every kernel.
        const NOTHING: [&str; 12] = [
            "-on-load",
            "sock-incomplete",
            ".proc-leak",
            ".chardev-leak",
            ".workqueue-leak",
            ".page-leak",
            "malloc-leak",
            "notifier-left",
            ".rtnl-kept",
            ".file-left",
            ".process-left",
            ".module-left",
        ];
        let is_exempt = |name: &str| NOTHING.iter().any(|end| name.ends_with(end));
        for generation in GenerationNeeds::of(&matrix).iter().filter(|it| !is_exempt(&it.name)) {
            assert!(generation.has_needs(), "{}", generation.name);
        }
    }
}
