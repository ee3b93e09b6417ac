//! What a specification allows in an attribute.

use std::collections::BTreeMap;

use super::raw::{RawChecks, RawDefinition, RawLimit};

/// Limits of numbers, and of lengths in bytes (of strings without their NUL); `None` if there is none, or none that
/// is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The smallest number.
    pub min: Option<i128>,
    /// The largest.
    pub max: Option<i128>,
    /// The minimum length.
    pub min_length: Option<u32>,
    /// The maximum length.
    pub max_length: Option<u32>,
}

/// The names of limits that need no definition, like `u16-max`.
const TYPES: [(&str, i128); 8] = [
    ("u8-max", u8::MAX as i128),
    ("u16-max", u16::MAX as i128),
    ("u32-max", u32::MAX as i128),
    ("u64-max", u64::MAX as i128),
    ("s8-max", i8::MAX as i128),
    ("s16-max", i16::MAX as i128),
    ("s32-max", i32::MAX as i128),
    ("s64-max", i64::MAX as i128),
];
/// Constants of the kernel's headers that specifications define without a number.
const HEADERS: [(&str, i128); 2] = [("ifnamsiz", 16), ("eth-alen", 6)];

/// The constants that a specification defines.
pub(super) fn constants(definitions: &[RawDefinition]) -> BTreeMap<String, i128> {
    let constant = |it: &RawDefinition| {
        let value = it.value.as_ref().and_then(|value| number(value, &BTreeMap::new()));
        Some((it.name.clone(), value?))
    };
    definitions.iter().filter_map(constant).collect()
}

fn number(limit: &RawLimit, constants: &BTreeMap<String, i128>) -> Option<i128> {
    match limit {
        RawLimit::Number(number) => Some((*number).into()),
        RawLimit::Large(number) => Some((*number).into()),
        RawLimit::Name(text) => {
            // `name - 1` is the only arithmetic in specifications.
            let (name, less) = match text.split_once(" - ") {
                Some((name, less)) => (name, less.trim().parse().ok()?),
                None => (text.as_str(), 0),
            };
            let known = constants.get(name).copied();
            let listed = || TYPES.iter().chain(&HEADERS).find(|(it, _)| *it == name);
            known.or_else(|| listed().map(|(_, number)| *number)).map(|number| number - less)
        }
    }
}

impl Limits {
    pub(super) fn of(raw: &RawChecks, constants: &BTreeMap<String, i128>) -> Self {
        let value = |limit: &Option<RawLimit>| limit.as_ref().and_then(|it| number(it, constants));
        let length = |limit: &Option<RawLimit>| value(limit).and_then(|it| u32::try_from(it).ok());
        let exact = length(&raw.exact_len);
        Self {
            min: value(&raw.min),
            max: value(&raw.max),
            min_length: length(&raw.min_len).or(exact),
            max_length: length(&raw.max_len).or(exact),
        }
    }
}
