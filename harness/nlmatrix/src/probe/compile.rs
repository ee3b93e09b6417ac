//! Asks one kernel: one `make` for all areas; the answers are read from the compiler's errors.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use camino::Utf8Path;
use regex::Regex;

use super::{Answers, ProbeError, questions};
use crate::digest::Recipe;
use crate::facts::{ABSENT, Area, Facts, Symbol, UNKNOWN};
use crate::kernel::Kernel;
use crate::module::{ModuleError, kbuild};
use crate::store::Store;
use crate::toolchain::Toolchain;

const KIND: &str = "probes";
const FACTS: &str = "facts.json";
const LOG: &str = "build.log";

static ERROR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^(?P<key>probe/[^:\n]+):\d+(?::\d+)?: (?:fatal )?error: ").expect("fixed")
});

/// What `kernel`'s headers answer to `facts`; from the store, if the same was asked before.
///
/// Nothing is linked or loaded: it is enough if the headers are prepared for building modules.
pub fn probe(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
    facts: &Facts,
) -> Result<Answers, ProbeError> {
    let boot_only =
        || ProbeError::BootOnly { kernel: kernel.id.clone(), reason: kernel.reason.clone() };
    let tree = kernel.build.as_deref().ok_or_else(boot_only)?;
    let toolchain = &kernel.profile.toolchain(toolchain).map_err(ModuleError::from)?;
    let recipe = Recipe::new(KIND, 1).with("kernel", kernel.digest.as_str());
    let recipe = recipe.with("toolchain", toolchain.digest().as_str());
    // The units, not the files from which they are made: a corrected history needs no new answers.
    let units = facts.areas.iter().map(|area| (&area.name, questions::unit(area)));
    let recipe = units.fold(recipe, |recipe, (name, unit)| recipe.with(name, unit));
    let folder = store.get_or_make(KIND, &recipe.key(), |scratch| {
        ask(store, toolchain, (kernel, tree), facts, scratch)
    })?;
    let path = folder.join(FACTS);
    let json = fs_err::read(&path).map_err(ProbeError::io(&path))?;
    serde_json::from_slice(&json).map_err(|source| ProbeError::BadFacts { path, source })
}

fn ask(
    store: &Store,
    toolchain: &Toolchain,
    (kernel, tree): (&Kernel, &Utf8Path),
    facts: &Facts,
    scratch: &Utf8Path,
) -> Result<(), ProbeError> {
    let work = scratch.join("work");
    write(facts, &work)?;
    let jobs = format!("-j{}", std::thread::available_parallelism().map_or(2, usize::from));
    let job = kbuild(store, toolchain, (kernel, tree), &work, &["--keep-going", &jobs])?;
    // It always fails: each unit ends with an error.
    let finished = job.output(scratch.join(LOG)).finish();
    let failed =
        |source| ProbeError::Toolchain { kernel: kernel.id.clone(), source: Box::new(source) };
    let output = finished.map_err(failed)?.output;
    let answers = answers(facts, &output).map_err(|area| ProbeError::Unfinished {
        kernel: kernel.id.clone(),
        area: area.name.clone(),
        output: last_lines(&output, 20),
    })?;
    fs_err::remove_dir_all(&work).map_err(ProbeError::io(&work))?;
    let path = scratch.join(FACTS);
    let json = serde_json::to_vec_pretty(&answers).expect("answers are plain texts");
    fs_err::write(&path, json).map_err(ProbeError::io(&path))
}

fn write(facts: &Facts, work: &Utf8Path) -> Result<(), ProbeError> {
    fs_err::create_dir_all(work).map_err(ProbeError::io(work))?;
    let kbuild = questions::kbuild(facts);
    let mut files = vec![("Kbuild".to_owned(), kbuild.clone()), ("Makefile".to_owned(), kbuild)];
    let units = facts.areas.iter();
    files.extend(units.map(|area| (questions::object(area, "c"), questions::unit(area))));
    for (name, text) in files {
        let path = work.join(name);
        fs_err::write(&path, text).map_err(ProbeError::io(&path))?;
    }
    Ok(())
}

/// The answers in the compiler's `output`; otherwise the area that it did not get through.
fn answers<'a>(facts: &'a Facts, output: &str) -> Result<Answers, &'a Area> {
    let refused: BTreeSet<&str> =
        ERROR.captures_iter(output).filter_map(|it| Some(it.name("key")?.as_str())).collect();
    let mut answers = Answers::new();
    for area in &facts.areas {
        if !refused.contains(questions::end_of(area).as_str()) {
            return Err(area);
        }
        for symbol in &area.symbols {
            answers.insert(symbol.name.clone(), answer(area, symbol, &refused));
        }
    }
    Ok(answers)
}

fn answer(area: &Area, symbol: &Symbol, refused: &BTreeSet<&str>) -> String {
    let takes = |form: &str| !refused.contains(questions::key(area, symbol, form).as_str());
    if let Some(form) = symbol.forms.iter().find(|form| takes(&form.name)) {
        return form.name.clone();
    }
    let absent = match questions::absence_is_asked(symbol) {
        true => takes(ABSENT),
        false => symbol.has_form(ABSENT),
    };
    if absent { ABSENT } else { UNKNOWN }.to_owned()
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Form;
    use rstest::rstest;

    /// One function with two forms, in an area of its own.
    fn asked() -> Facts {
        let form = |name: &str| Form {
            name: name.to_owned(),
            words: String::new(),
            code: "IS(f, int (int));".to_owned(),
            r#macro: String::new(),
            members: Vec::new(),
            callback: None,
        };
        let history = [("2.6.0", "old"), ("3.0", "new")];
        let symbol = Symbol {
            name: "f".to_owned(),
            source: String::new(),
            history: history.map(|(version, form)| (version.parse().unwrap(), form.into())).into(),
            forms: vec![form("old"), form("new")],
            instead: [].into(),
            backports: Vec::new(),
        };
        let area = Area {
            name: "a".to_owned(),
            about: String::new(),
            includes: Vec::new(),
            symbols: vec![symbol.into()],
        };
        Facts { areas: vec![area] }
    }

    #[rstest]
    #[case(&["new", "absent"], "old")]
    #[case(&["old", "absent"], "new")]
    #[case(&["absent"], "old")]
    #[case(&["old", "new"], ABSENT)]
    #[case(&["old", "new", "absent"], UNKNOWN)]
    fn the_first_form_without_an_error_is_the_answer(#[case] bad: &[&str], #[case] form: &str) {
        let errors = bad.iter().map(|it| format!("probe/a/f/{it}:3:1: error: another type\n"));
        let output = errors.collect::<String>() + "probe/a/end:1:2: error: #error the end\n";
        assert_eq!(answers(&asked(), &output).unwrap()["f"], form);
    }

    #[test]
    fn a_unit_that_was_not_read_to_its_end_answers_nothing() {
        assert_eq!(answers(&asked(), "make: *** no rule\n").unwrap_err().name, "a");
    }
}
