//! The names of modules and cells.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A module: a generation of a system, or a system without generations (a user's own module, and `kernel` for cells
/// without a module). In files these are two fields, `system` and `generation`; the latter is empty if there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModuleId {
    /// The system.
    pub system: String,
    /// The generation.
    #[serde(serialize_with = "or_empty", deserialize_with = "where_any")]
    pub generation: Option<String>,
}

impl ModuleId {
    /// The generation's name, or the system's if it has no generations.
    pub fn shown(&self) -> &str {
        self.generation.as_ref().unwrap_or(&self.system)
    }

    /// A generation of a system; the system alone if `generation` is empty.
    pub fn new(system: &str, generation: &str) -> Self {
        let generation = (!generation.is_empty()).then(|| generation.to_owned());
        Self { system: system.to_owned(), generation }
    }

    /// The generation, or `""`.
    pub fn generation_or_empty(&self) -> &str {
        self.generation.as_deref().unwrap_or_default()
    }
}

impl fmt::Display for ModuleId {
    /// `system.generation`, or `system`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.system)?;
        self.generation.iter().try_for_each(|generation| write!(f, ".{generation}"))
    }
}

/// A cell: `kernel/system.generation/scenario`, or `kernel/system/scenario` if the system has no generations. Files
/// have it in that form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId {
    /// Kernel id.
    pub kernel: String,
    /// What it loads.
    pub module: ModuleId,
    /// Scenario name.
    pub scenario: String,
}

impl CellId {
    /// From a kernel, a system, its generation (empty if there is none) and a scenario.
    pub fn new(kernel: &str, module: ModuleId, scenario: &str) -> Self {
        Self { kernel: kernel.to_owned(), module, scenario: scenario.to_owned() }
    }

    /// The id without the kernel.
    pub fn name(&self) -> String {
        format!("{}/{}", self.module, self.scenario)
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kernel, self.name())
    }
}

/// A text that is not the name of a cell.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not the name of a cell: write kernel/system.generation/scenario")]
pub struct NoCell(String);

impl FromStr for CellId {
    type Err = NoCell;

    fn from_str(text: &str) -> Result<Self, NoCell> {
        let parts: Vec<&str> = text.splitn(3, '/').collect();
        let [kernel, module, scenario] = parts[..] else { return Err(NoCell(text.to_owned())) };
        if parts.contains(&"") {
            return Err(NoCell(text.to_owned()));
        }
        let (system, generation) = module.split_once('.').unwrap_or((module, ""));
        Ok(Self::new(kernel, ModuleId::new(system, generation), scenario))
    }
}

impl Serialize for CellId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CellId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn or_empty<S: Serializer>(name: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name.as_deref().unwrap_or_default())
}

fn where_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(deserializer)?).filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::of_a_generation("6.12-deb13/nlecho.g6-cfg/echo", "nlecho", Some("g6-cfg"))]
    #[case::of_an_own_module("6.12-deb13/mine/load-unload", "mine", None)]
    #[case::without_a_module("6.12-deb13/kernel/boot", "kernel", None)]
    fn an_id_is_read_as_it_is_written(
        #[case] text: &str,
        #[case] system: &str,
        #[case] generation: Option<&str>,
    ) {
        let id: CellId = text.parse().unwrap();
        assert_eq!((&*id.module.system, id.module.generation.as_deref()), (system, generation));
        assert_eq!(id.to_string(), text);
        let json = serde_json::to_value(&id).unwrap();
        assert_eq!(json, text);
        assert_eq!(serde_json::from_value::<CellId>(json).unwrap(), id);
    }

    #[rstest]
    #[case("")]
    #[case("6.12-deb13/nlecho.g6-cfg")]
    #[case("6.12-deb13//echo")]
    fn what_is_no_cell_is_refused(#[case] text: &str) {
        assert_eq!(text.parse::<CellId>(), Err(NoCell(text.to_owned())));
    }

    #[test]
    fn a_module_without_generations_has_an_empty_one_in_files() {
        let own = ModuleId::new("mine", "");
        let json = serde_json::to_value(&own).unwrap();
        assert_eq!(json, serde_json::json!({ "system": "mine", "generation": "" }));
        assert_eq!(serde_json::from_value::<ModuleId>(json).unwrap(), own);
    }
}
