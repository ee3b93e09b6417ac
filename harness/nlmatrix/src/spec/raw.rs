//! The file as written: only what describes bytes of a message. Other keys (documentation, hints for code generators)
//! are ignored.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawSpec {
    pub name: String,
    #[serde(default)]
    pub protocol: Option<String>,
    #[serde(default)]
    pub protonum: Option<i32>,
    #[serde(default)]
    pub version: Option<u8>,
    #[serde(default)]
    pub definitions: Vec<RawDefinition>,
    #[serde(default)]
    pub attribute_sets: Vec<RawSet>,
    pub operations: RawOperations,
    #[serde(default)]
    pub mcast_groups: RawGroups,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawDefinition {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// The value of a constant, or nothing.
    #[serde(default)]
    pub value: Option<RawLimit>,
    #[serde(default)]
    pub value_start: Option<u64>,
    #[serde(default)]
    pub entries: Vec<RawEntry>,
}

/// A name, or a table.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawEntry {
    Name(String),
    Full {
        name: String,
        #[serde(default)]
        value: Option<u64>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawSet {
    pub name: String,
    #[serde(default)]
    pub subset_of: Option<String>,
    #[serde(default)]
    pub attributes: Vec<RawAttribute>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawAttribute {
    pub name: String,
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub value: Option<u16>,
    #[serde(default)]
    pub nested_attributes: Option<String>,
    #[serde(default, rename = "enum")]
    pub names: Option<String>,
    #[serde(default)]
    pub enum_as_flags: bool,
    #[serde(default)]
    pub multi_attr: bool,
    #[serde(default)]
    pub byte_order: Option<String>,
    #[serde(default)]
    pub sub_type: Option<String>,
    #[serde(default)]
    pub display_hint: Option<String>,
    #[serde(default)]
    pub checks: RawChecks,
}

/// What the kernel's policy requires of an attribute.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawChecks {
    #[serde(default)]
    pub min: Option<RawLimit>,
    #[serde(default)]
    pub max: Option<RawLimit>,
    #[serde(default)]
    pub min_len: Option<RawLimit>,
    #[serde(default)]
    pub max_len: Option<RawLimit>,
    #[serde(default)]
    pub exact_len: Option<RawLimit>,
}

/// A number, or the name of one.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum RawLimit {
    Number(i64),
    Large(u64),
    Name(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawOperations {
    #[serde(default)]
    pub enum_model: Option<String>,
    #[serde(default)]
    pub list: Vec<RawOperation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RawOperation {
    pub name: String,
    #[serde(default)]
    pub value: Option<u16>,
    #[serde(default)]
    pub attribute_set: Option<String>,
    #[serde(default, rename = "do")]
    pub does: Option<RawMode>,
    #[serde(default)]
    pub dump: Option<RawMode>,
    #[serde(default)]
    pub notify: Option<String>,
    #[serde(default)]
    pub flags: Vec<String>,
    #[serde(default)]
    pub dont_validate: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct RawMode {
    #[serde(default)]
    pub request: Option<RawSide>,
    #[serde(default)]
    pub reply: Option<RawSide>,
}

#[derive(Clone, Default, Deserialize)]
pub(super) struct RawSide {
    #[serde(default)]
    pub value: Option<u16>,
    #[serde(default)]
    pub attributes: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct RawGroups {
    #[serde(default)]
    pub list: Vec<RawGroup>,
}

#[derive(Deserialize)]
pub(super) struct RawGroup {
    pub name: String,
    #[serde(default)]
    pub value: Option<u32>,
}
