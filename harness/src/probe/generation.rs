//! What generations need of a kernel, from their `generation.toml`.

use std::collections::BTreeSet;

use camino::Utf8Path;
use serde::Deserialize;

use super::ProbeError;
use super::model::{Facts, Probes};
use crate::matrix::{GenerationEntry, Matrix, unknown};
use crate::version::VersionRange;

/// `generation.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some of it is for people who read the file")]
struct RawGeneration {
    name: String,
    about: String,
    /// The matrix file says which kernels a generation is for; this may not say otherwise.
    kernels: Option<VersionRange>,
    /// What it needs besides, in words: no probe asks for it.
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
}

/// A generation with the facts that it relies on.
#[derive(Clone, Debug)]
pub struct GenerationNeeds {
    /// `system.generation`.
    pub name: String,
    /// What is particular about it.
    pub about: String,
    /// The kernels it is for, from the matrix file.
    pub kernels: VersionRange,
    /// All of them have to be met.
    pub needs: Vec<Need>,
}

/// One fact: a symbol in one of some forms, written `symbol=form` or `symbol=one|other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The symbol.
    pub symbol: String,
    /// The forms that will do.
    pub forms: Vec<String>,
}

impl GenerationNeeds {
    /// What every generation of `matrix` needs. A module of somebody's own says nothing of that.
    pub fn of(matrix: &Matrix, probes: &Probes) -> Result<Vec<Self>, ProbeError> {
        let mut all = Vec::new();
        for system in matrix.systems.iter().filter(|system| system.own.is_none()) {
            for generation in &system.generations {
                let path = system.path.join(&generation.name).join("generation.toml");
                let name = format!("{}.{}", system.name, generation.name);
                let raw = read(&path, &generation.name)?;
                let wrong = |message| ProbeError::Wrong { path: path.clone(), message };
                agree(&raw, generation, matrix).map_err(wrong)?;
                let needs = raw.needs.iter().map(|need| parse(need, probes).map_err(wrong));
                let needs = needs.collect::<Result<_, _>>()?;
                let (about, kernels) = (raw.about.clone(), generation.kernels.clone());
                all.push(Self { name, about, kernels, needs });
            }
        }
        Ok(all)
    }

    /// The needs that `facts` do not meet.
    pub fn unmet<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a Need> {
        self.needs.iter().filter(|need| !need.is_met(facts))
    }
}

impl Need {
    fn is_met(&self, facts: &Facts) -> bool {
        facts.get(&self.symbol).is_some_and(|form| self.forms.contains(form))
    }
}

/// Reads the file of the generation `name`.
fn read(path: &Utf8Path, name: &str) -> Result<RawGeneration, ProbeError> {
    let wrong = |message| ProbeError::Wrong { path: path.to_owned(), message };
    let text = fs_err::read_to_string(path).map_err(ProbeError::io(path))?;
    let raw: RawGeneration = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if raw.name != name {
        return Err(wrong(format!("its name is `{}`, its folder's `{name}`", raw.name)));
    }
    Ok(raw)
}

/// A range in the file says the same of every kernel as the matrix file's.
fn agree(raw: &RawGeneration, entry: &GenerationEntry, matrix: &Matrix) -> Result<(), String> {
    let Some(range) = &raw.kernels else { return Ok(()) };
    let differ = |series| range.contains(series) != entry.kernels.contains(series);
    match matrix.kernels.iter().find(|kernel| differ(&kernel.series)) {
        Some(kernel) => Err(format!(
            "its kernels `{range}` and `{}` of the matrix file do not agree on {}",
            entry.kernels, kernel.id
        )),
        None => Ok(()),
    }
}

fn parse(text: &str, probes: &Probes) -> Result<Need, String> {
    let Some((symbol, forms)) = text.split_once('=') else {
        return Err(format!("`{text}` is no need: write symbol=form, or symbol=form|other form"));
    };
    let forms: Vec<String> = forms.split('|').map(str::to_owned).collect();
    forms.iter().try_for_each(|form| check(symbol, form, probes))?;
    Ok(Need { symbol: symbol.to_owned(), forms })
}

/// Is there such a symbol, and does it have such a form?
pub(super) fn check(symbol: &str, form: &str, probes: &Probes) -> Result<(), String> {
    let Some(found) = probes.symbol(symbol) else {
        let known: BTreeSet<&str> = probes.symbols().map(|symbol| symbol.name.as_str()).collect();
        return Err(unknown("symbol", symbol, &known));
    };
    if found.has_form(form) {
        return Ok(());
    }
    let known: BTreeSet<&str> = found.history.values().map(String::as_str).collect();
    Err(unknown(&format!("form of {symbol}"), form, &known))
}

impl std::fmt::Display for Need {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.symbol, self.forms.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{load, timeline::tests::probes};
    use rstest::rstest;

    #[test]
    fn the_shipped_generations_say_what_they_need() {
        let root = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let matrix = crate::matrix::load(&root.join("matrix.toml")).unwrap();
        let probes = load(&root.join("kmods/probes")).unwrap();
        // Those of `diagnosis` are there to be refused, and faults on load need nothing that drifts.
        let shipped = GenerationNeeds::of(&matrix, &probes).unwrap();
        let is_exempt = |name: &str| name.starts_with("diagnosis.") || name.ends_with("-on-load");
        for generation in shipped.iter().filter(|it| !is_exempt(&it.name)) {
            assert!(!generation.needs.is_empty(), "{}", generation.name);
        }
    }

    #[rstest]
    #[case("f=new", "new", true)]
    #[case("f=new", "old", false)]
    #[case("f=old|new", "old", true)]
    #[case("f=absent", "absent", true)]
    #[case("f=new", "none of the forms", false)]
    fn a_need_names_the_forms_that_will_do(
        #[case] need: &str,
        #[case] form: &str,
        #[case] is_met: bool,
    ) {
        let facts = [("f".to_owned(), form.to_owned())].into();
        assert_eq!(parse(need, &probes()).unwrap().is_met(&facts), is_met);
    }

    #[rstest]
    #[case("f", "`f` is no need: write symbol=form")]
    #[case("g=new", "unknown symbol `g`")]
    #[case("f=newer", "unknown form of f `newer`")]
    fn mistakes_are_named(#[case] need: &str, #[case] said: &str) {
        let error = parse(need, &probes()).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
