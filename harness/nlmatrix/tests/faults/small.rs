//! A matrix with one module and two kernels, taken from the default one: a run of it has every stage of a run, but
//! little to do in each.

use std::os::unix::fs::symlink;

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

use super::lab::{SMALL, WHOLE};

/// The module, and its scenarios.
const SYSTEM: &str = "kmods/nlecho";
const GENERATION: &str = "g6-cfg";
const SCENARIOS: [&str; 4] = ["load-unload", "echo-roundtrip", "ack-only-when-asked", "dead-port"];

/// Writes it, its lock and its module's sources to `home`; returns its path.
pub fn write(home: &Utf8Path) -> std::io::Result<Utf8PathBuf> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize_utf8()?;
    let text = fs_err::read_to_string(root.join("matrix.toml"))?;
    let whole: Table = text.parse().map_err(std::io::Error::other)?;
    let mut small = Table::new();
    small.insert("schema".to_owned(), whole["schema"].clone());
    small.insert("kernel".to_owned(), those(&whole["kernel"], "id", &[SMALL, WHOLE]));
    let mut system = Table::new();
    system.insert("path".to_owned(), SYSTEM.into());
    system.insert("scenarios".to_owned(), SCENARIOS.map(Value::from).to_vec().into());
    let generation = Table::from_iter([("name".to_owned(), GENERATION.into())]);
    system.insert("generation".to_owned(), vec![Value::Table(generation)].into());
    small.insert("system".to_owned(), vec![Value::Table(system)].into());
    let path = home.join("small.toml");
    fs_err::write(&path, small.to_string())?;
    fs_err::copy(root.join("matrix.lock"), home.join("small.lock"))?;
    // The probes are next to the others, and would be asked.
    let modules = home.join("kmods");
    if !modules.exists() {
        fs_err::create_dir(&modules)?;
        symlink(root.join(SYSTEM), home.join(SYSTEM))?;
    }
    Ok(path)
}

/// The tables in the array `tables` whose `key` is one of `names`.
fn those(tables: &Value, key: &str, names: &[&str]) -> Value {
    let tables = tables.as_array().into_iter().flatten();
    let named = |table: &&Value| table[key].as_str().is_some_and(|name| names.contains(&name));
    Value::Array(tables.filter(named).cloned().collect())
}
