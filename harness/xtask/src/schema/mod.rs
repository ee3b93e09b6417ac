//! The JSON Schema of the matrix file, for editors: it is written from the tables in docs/matrix.md, which a test
//! compares with the file's reader.

mod kind;
mod page;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use kind::Kind;
use page::{Row, Table};

/// The tables of a `[[system]]` that can also be separate files.
const GENERATION: &str = "generation";

/// The schema that `page` describes.
pub fn of(page: &str) -> Value {
    let tables = page::tables(page);
    let names: BTreeSet<&str> = tables.iter().flat_map(Table::names).collect();
    let mut definitions: Map<String, Value> =
        names.iter().map(|&name| (name.to_owned(), object())).collect();
    for (name, row) in tables.iter().flat_map(Table::keys) {
        definitions[name]["properties"][&row.key] = property(row, &names);
    }
    let mut root = definitions.remove("").expect("the page begins with the file's own keys");
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("The matrix file of nlmatrix");
    root["required"] = json!(["schema"]);
    root["$defs"] = Value::Object(definitions);
    root
}

fn object() -> Value {
    json!({ "type": "object", "properties": {}, "additionalProperties": false })
}

/// The schema of a key, if these tables define it.
fn property(row: &Row, defined: &BTreeSet<&str>) -> Value {
    let name = if row.key == GENERATION { "generation.toml" } else { &row.key };
    let mut property = match defined.contains(name) {
        true => row.kind.of_tables(&json!({ "$ref": format!("#/$defs/{name}") })),
        false => row.kind.schema(),
    };
    if !row.meaning.is_empty() {
        property["description"] = json!(row.meaning);
    }
    property
}

impl Kind {
    /// The schema of a value described by the tables `table`.
    fn of_tables(self, table: &Value) -> Value {
        match self {
            Kind::Table => table.clone(),
            Kind::Tables => json!({ "type": "array", "items": table }),
            other => other.schema(),
        }
    }
}

#[cfg(test)]
mod tests;
