//! Values at the boundaries of what a specification allows in an attribute.

use nlmatrix_wire::netlink::guest_abi;

use crate::spec::{Attribute, Kind};

/// A value, and whether the specification allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub label: String,
    pub bytes: Vec<u8>,
    /// A nest carries its flag.
    pub flagged: bool,
    pub fits: bool,
    /// Only strict validation (5.2) rejects it.
    pub strict: bool,
}

/// Longer values are not tried: a message has to fit a page.
const LONGEST: u32 = 2048;

impl Value {
    fn new(label: impl Into<String>, bytes: Vec<u8>, fits: bool) -> Self {
        Self { label: label.into(), bytes, flagged: false, fits, strict: false }
    }

    fn strict(self) -> Self {
        Self { strict: true, ..self }
    }
}

/// The values for an attribute.
pub(super) fn of(attribute: &Attribute) -> Vec<Value> {
    match &attribute.kind {
        Kind::Number { bytes, big, signed, names } => {
            let whole = if *bytes == 0 { 4 } else { *bytes };
            // Which entries of an enumeration are allowed is up to the kernel's code generator.
            let is_free = names.is_none();
            numbers(attribute, whole, *big, *signed, is_free)
        }
        Kind::Text => texts(attribute),
        Kind::Bytes => lengths(attribute, 0),
        Kind::Flag => vec![
            Value::new("set", Vec::new(), true),
            Value::new("with a value", vec![1, 0, 0, 0], false),
        ],
        Kind::Nest(_) | Kind::Array(_) => vec![
            Value { flagged: true, ..Value::new("empty", Vec::new(), true) },
            Value::new("without the flag of a nest", vec![8, 0, 1, 0, 1, 0, 0, 0], false).strict(),
        ],
    }
}

fn numbers(attribute: &Attribute, bytes: u8, big: bool, signed: bool, is_free: bool) -> Vec<Value> {
    let bits = u32::from(bytes) * 8;
    let (lowest, highest) = match signed {
        true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        false => (0, (1i128 << bits) - 1),
    };
    let limits = &attribute.limits;
    let (least, most) = (limits.min.unwrap_or(lowest), limits.max.unwrap_or(highest));
    let number = |value: i128| encode(value, bytes, big);
    let mut values = Vec::new();
    if is_free {
        values.push(Value::new(format!("{least}"), number(least), true));
        values.push(Value::new(format!("{most}"), number(most), true));
        if least > lowest {
            values.push(Value::new(format!("{}", least - 1), number(least - 1), false));
        }
        if most < highest {
            values.push(Value::new(format!("{}", most + 1), number(most + 1), false));
        }
    }
    let short = vec![0; usize::from(bytes) - 1];
    values.push(Value::new(format!("{} bytes", short.len()), short, false));
    let long = vec![0; usize::from(bytes) + 4];
    values.push(Value::new(format!("{} bytes", long.len()), long, false).strict());
    values
}

fn encode(value: i128, bytes: u8, big: bool) -> Vec<u8> {
    let whole = value.to_be_bytes();
    let mut encoded = whole[whole.len() - usize::from(bytes)..].to_vec();
    if !big && !guest_abi().big_endian {
        encoded.reverse();
    }
    encoded
}

fn texts(attribute: &Attribute) -> Vec<Value> {
    let mut values = lengths(attribute, 1);
    if values.is_empty() {
        values.push(Value::new("1 byte", b"x\0".to_vec(), true));
    }
    values
}

/// Values of the minimum and the maximum length, and just beyond; strings have a NUL at their end.
fn lengths(attribute: &Attribute, nul: usize) -> Vec<Value> {
    let bytes = |length: u32| [vec![b'x'; length as usize], vec![0; nul]].concat();
    let value = |length: u32, fits| Value::new(format!("{length} bytes"), bytes(length), fits);
    let mut values = Vec::new();
    if let Some(most) = attribute.limits.max_length.filter(|it| *it < LONGEST) {
        values.push(value(most, true));
        values.push(value(most + 1, false));
    }
    if let Some(least) = attribute.limits.min_length.filter(|it| (1..LONGEST).contains(it)) {
        if attribute.limits.max_length != Some(least) {
            values.push(value(least, true));
        }
        values.push(value(least - 1, false));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;
    use rstest::rstest;

    fn labels(attribute: &str) -> String {
        let text = format!(
            "name: x\nattribute-sets: [{{name: a, attributes: [{{name: b, {attribute}}}]}}]\noperations: {{list: []}}"
        );
        let spec = Spec::parse(&text).unwrap();
        let sign =
            |value: &Value| format!("{}{}", value.label, if value.fits { "" } else { " no" });
        let values = of(spec.attribute("a", "b").unwrap());
        values.iter().map(sign).collect::<Vec<_>>().join(", ")
    }

    #[rstest]
    #[case::number("type: u16", "0, 65535, 1 bytes no, 6 bytes no")]
    #[case::limited(
        "type: u8, checks: {min: 2, max: 9}",
        "2, 9, 1 no, 10 no, 0 bytes no, 5 bytes no"
    )]
    #[case::signed("type: s8, checks: {max: 5}", "-128, 5, 6 no, 0 bytes no, 5 bytes no")]
    #[case::named("type: u32, enum: e", "3 bytes no, 8 bytes no")]
    #[case::text("type: string, checks: {max-len: 15}", "15 bytes, 16 bytes no")]
    #[case::free_text("type: string", "1 byte")]
    #[case::exact("type: binary, checks: {exact-len: 6}", "6 bytes, 7 bytes no, 5 bytes no")]
    #[case::flag("type: flag", "set, with a value no")]
    #[case::nest("type: nest, nested-attributes: a", "empty, without the flag of a nest no")]
    fn each_boundary_has_both_its_sides(#[case] attribute: &str, #[case] wanted: &str) {
        assert_eq!(labels(attribute), wanted);
    }
}
