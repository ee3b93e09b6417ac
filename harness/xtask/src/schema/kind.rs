//! The types of keys' values, in the page's words.

use serde_json::{Value, json};

/// The types that the page mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    NumberOrNumbers,
    Truth,
    Texts,
    Table,
    Tables,
    TextOrNumber,
    TextOrTable,
    TextOrTexts,
    TableOrTables,
    Any,
}

impl Kind {
    /// The type for `words`, like "list of strings" or "path"; `None` if they name no type.
    pub fn named(words: &str) -> Option<Self> {
        Some(match words.trim() {
            "string" | "path" | "path in the guest" | "path or address" | "pattern" | "range" => {
                Self::Text
            }
            "time" => Self::Text,
            "number" => Self::Number,
            "number, or list of numbers" => Self::NumberOrNumbers,
            "boolean" | "`true`" => Self::Truth,
            "list of strings" | "list of patterns" | "lists of patterns" => Self::Texts,
            "table" => Self::Table,
            "tables" | "list of tables" => Self::Tables,
            "string or number" => Self::TextOrNumber,
            "string or table" => Self::TextOrTable,
            "path, or list of paths" | "address, or list of addresses" => Self::TextOrTexts,
            "table, or list of tables" => Self::TableOrTables,
            "value, or list of values" | "" => Self::Any,
            _ => return None,
        })
    }

    /// Its schema; tables may have any keys.
    pub fn schema(self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Number => json!({ "type": "integer" }),
            Self::NumberOrNumbers => {
                json!({ "type": ["integer", "array"], "items": { "type": "integer" } })
            }
            Self::Truth => json!({ "type": "boolean" }),
            Self::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Self::Table => json!({ "type": "object" }),
            Self::Tables => json!({ "type": "array", "items": { "type": "object" } }),
            Self::TextOrNumber => json!({ "type": ["string", "integer"] }),
            Self::TextOrTable => json!({ "type": ["string", "object"] }),
            Self::TextOrTexts => {
                json!({ "type": ["string", "array"], "items": { "type": "string" } })
            }
            Self::TableOrTables => {
                json!({ "type": ["object", "array"], "items": { "type": "object" } })
            }
            Self::Any => json!({}),
        }
    }
}
