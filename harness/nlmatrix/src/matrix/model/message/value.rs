//! Values of attributes as written in a matrix file: according to the specification, or with an explicit type.

use nlmatrix_wire::netlink::header::NLA_F_NESTED;
use nlmatrix_wire::netlink::{AttrList, guest_abi};
use toml::Value as Toml;

use super::variables::{Variables, device_of, index_of};
use crate::spec::{Attribute, Kind, Spec};

/// Where names of attributes are looked up.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    /// The family's specification.
    pub spec: Option<&'s Spec>,
    /// The set of attributes in it.
    pub set: &'s str,
}

/// One attribute to send, or to compare a received one with.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As it was written.
    pub name: String,
    /// Its type, without flags.
    pub ty: u16,
    /// Its content.
    pub value: Value,
    /// A false `nla_len`.
    pub claims: Option<u16>,
    /// Is a nest without its flag?
    pub unflagged: bool,
}

/// The content of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// These bytes; numbers and strings are encoded already.
    Bytes(Vec<u8>),
    /// What a reply had in an attribute.
    Variable(String),
    /// A number in the guest's byte order, which is known when it runs: its bytes, lowest first.
    Number(Vec<u8>),
    /// Attributes.
    Nest(Vec<Field>),
}

/// The words for types, for attributes without a specification.
pub(super) const TYPES: [&str; 23] = [
    "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "be16", "be32", "be64", "string", "text",
    "hex", "flag", "nest", "array", "ipv4", "ipv6", "mac", "ifindex", "many", "value",
];

impl<'s> Scope<'s> {
    /// Parses a table of attributes, or a list of such tables if their order or a repetition matters.
    pub fn fields(self, toml: &Toml) -> Result<Vec<Field>, String> {
        match toml {
            Toml::Table(table) => {
                let each = table.iter().map(|(name, value)| self.named(name, value));
                Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
            }
            Toml::Array(tables) => {
                let each = tables.iter().map(|table| self.fields(table));
                Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
            }
            other => Err(format!(
                "attributes are a table, like {{ text = \"hi\" }}, not {}",
                other.type_str()
            )),
        }
    }

    /// The type and what is known about the attribute `name`: a name of the specification, or a number.
    pub fn attribute(self, name: &str) -> Result<(u16, Option<&'s Attribute>), String> {
        let known = self.spec.and_then(|spec| spec.attribute(self.set, name));
        if let Some(attribute) = known {
            return Ok((attribute.ty, Some(attribute)));
        }
        if let Ok(ty) = name.parse::<u16>() {
            return Ok((ty, self.spec.and_then(|spec| spec.attribute_of(self.set, ty))));
        }
        Err(match self.spec {
            Some(spec) => {
                let names: Vec<&str> =
                    spec.attributes(self.set).iter().map(|it| it.name.as_str()).collect();
                let set = self.set;
                format!(
                    "`{name}` is not an attribute of `{set}` in {}: it has {}",
                    spec.name,
                    names.join(", ")
                )
            }
            None => format!(
                "`{name}`: without a `spec` at the module, attributes are numbers with their type, as \
                 {{ 1 = {{ string = \"hi\" }} }}"
            ),
        })
    }

    /// The attributes for `name = value`: several if it is one that may be repeated.
    fn named(self, name: &str, toml: &Toml) -> Result<Vec<Field>, String> {
        let (ty, known) = self.attribute(name)?;
        let one = |toml: &Toml| {
            let typed = self.value(known, toml).map_err(|reason| format!("{name}: {reason}"))?;
            let (claims, unflagged) = malformed(toml)?;
            Ok(Field { name: name.to_owned(), ty, value: typed, claims, unflagged })
        };
        let many = match toml {
            Toml::Table(table) => table.get("many").and_then(Toml::as_array),
            Toml::Array(list) if known.is_some_and(|it| it.multi) => Some(list),
            _ => None,
        };
        match many {
            Some(list) => list.iter().map(one).collect(),
            None => Ok(vec![one(toml)?]),
        }
    }

    /// One value: with its type, or for a known attribute.
    pub fn value(self, known: Option<&'s Attribute>, toml: &Toml) -> Result<Value, String> {
        if let Some(variable) = variable(toml) {
            return Ok(Value::Variable(variable));
        }
        if let Some((kind, value)) = self.typed(known, toml) {
            return self.of_type(kind, value, known);
        }
        let Some(known) = known else {
            return Err(format!(
                "give it a type, like {{ u32 = 7 }}: one of {}",
                TYPES[..21].join(", ")
            ));
        };
        self.by_spec(known, toml)
    }

    /// The type's word and the value, if they are written; a nest of the specification has its own keys.
    fn typed<'t>(
        self,
        known: Option<&'s Attribute>,
        toml: &'t Toml,
    ) -> Option<(&'t str, &'t Toml)> {
        let table = toml.as_table()?;
        let (word, value) = table.iter().find(|(key, _)| TYPES.contains(&key.as_str()))?;
        let has_own = |set: &str| self.spec.is_some_and(|spec| spec.attribute(set, word).is_some());
        let is_own = match known.map(|known| &known.kind) {
            Some(Kind::Nest(set) | Kind::Array(set)) => has_own(set),
            _ => false,
        };
        (!is_own).then_some((word, value))
    }

    fn of_type(
        self,
        kind: &str,
        toml: &Toml,
        known: Option<&'s Attribute>,
    ) -> Result<Value, String> {
        let text =
            || toml.as_str().ok_or_else(|| format!("{kind} is a string, not {}", toml.type_str()));
        let inner = match known.map(|known| &known.kind) {
            Some(Kind::Nest(set) | Kind::Array(set)) => Self { set, ..self },
            _ => Self { spec: None, set: "" },
        };
        Ok(Value::Bytes(match kind {
            "u8" | "s8" => number(toml, 1, false)?,
            "u16" | "s16" => return Ok(Value::Number(number(toml, 2, false)?)),
            "u32" | "s32" => return Ok(Value::Number(number(toml, 4, false)?)),
            "u64" | "s64" => return Ok(Value::Number(number(toml, 8, false)?)),
            "be16" => number(toml, 2, true)?,
            "be32" => number(toml, 4, true)?,
            "be64" => number(toml, 8, true)?,
            "string" => [text()?.as_bytes(), &[0]].concat(),
            "text" => text()?.as_bytes().to_vec(),
            "hex" => hex(text()?)?,
            "ipv4" | "ipv6" | "mac" => address(kind, text()?)?,
            "flag" => Vec::new(),
            "ifindex" => return Ok(Value::Variable(index_of(text()?))),
            "nest" => return Ok(Value::Nest(inner.fields(toml)?)),
            "value" => return self.value(known, toml),
            _ => return inner.array(toml),
        }))
    }

    /// An array: nests whose types are their positions.
    fn array(self, toml: &Toml) -> Result<Value, String> {
        let list = toml.as_array().ok_or("an array is a list of attribute tables")?;
        let nest = |(item, ty): (&Toml, u16)| {
            let value = Value::Nest(self.fields(item)?);
            Ok(Field { name: ty.to_string(), ty, value, claims: None, unflagged: false })
        };
        Ok(Value::Nest(list.iter().zip(1..).map(nest).collect::<Result<_, String>>()?))
    }

    fn by_spec(self, known: &'s Attribute, toml: &Toml) -> Result<Value, String> {
        Ok(Value::Bytes(match &known.kind {
            Kind::Nest(set) => return Ok(Value::Nest(Self { set, ..self }.fields(toml)?)),
            Kind::Array(set) => return Self { set, ..self }.array(toml),
            Kind::Flag => match toml.as_bool() {
                Some(true) => Vec::new(),
                _ => return Err("a flag is `true` or left out".to_owned()),
            },
            Kind::Text => {
                let text =
                    toml.as_str().ok_or_else(|| format!("a string, not {}", toml.type_str()))?;
                [text.as_bytes(), &[0]].concat()
            }
            Kind::Bytes => match toml.as_str() {
                Some(text) if !known.hint.is_empty() => address(&known.hint, text)?,
                Some(text) => hex(text)?,
                None => {
                    return Err("bytes are written as hexadecimal digits, like \"0a0b\"".to_owned());
                }
            },
            Kind::Number { bytes, big, names, .. } => {
                if let Some(text) = toml.as_str().filter(|_| !known.hint.is_empty()) {
                    return Ok(Value::Bytes(address(&known.hint, text)?));
                }
                let named = self.by_name(names.as_ref(), toml)?;
                let toml = named.as_ref().unwrap_or(toml);
                let small = toml
                    .as_integer()
                    .is_some_and(|it| i32::try_from(it).is_ok() || u32::try_from(it).is_ok());
                let bytes = match bytes {
                    0 if small => 4,
                    0 => 8,
                    bytes => *bytes,
                };
                let number = number(toml, bytes, *big)?;
                return Ok(if *big { Value::Bytes(number) } else { Value::Number(number) });
            }
        }))
    }

    /// The number of an entry of an enumeration, or of several that are bits.
    fn by_name(self, names: Option<&(String, bool)>, toml: &Toml) -> Result<Option<Toml>, String> {
        let (Some((names, bits)), Some(spec)) = (names, self.spec) else { return Ok(None) };
        let one = |text: &str| {
            spec.entry(names, text, *bits).ok_or_else(|| {
                let known: Vec<&str> = spec.entries(names).collect();
                format!("`{text}` is not an entry of {names}: it has {}", known.join(", "))
            })
        };
        let number = match toml {
            Toml::String(text) => one(text)?,
            Toml::Array(list) if *bits => list
                .iter()
                .filter_map(Toml::as_str)
                .try_fold(0, |all, text| Ok::<_, String>(all | one(text)?))?,
            _ => return Ok(None),
        };
        Ok(Some(Toml::Integer(number.cast_signed())))
    }
}

/// What is deliberately wrong about a typed value.
fn malformed(toml: &Toml) -> Result<(Option<u16>, bool), String> {
    let Some(table) = toml.as_table() else { return Ok((None, false)) };
    let is_typed = table.keys().any(|key| TYPES.contains(&key.as_str()));
    let length = table.get("len").filter(|_| is_typed).map(|it| {
        let length = it.as_integer().and_then(|it| u16::try_from(it).ok());
        length.ok_or("`len` is the false nla_len, a 16-bit number")
    });
    let flagged = table.get("flagged").filter(|_| is_typed).and_then(Toml::as_bool);
    Ok((length.transpose()?, flagged == Some(false)))
}

/// `"$name"` stands for what a reply had.
fn variable(toml: &Toml) -> Option<String> {
    let name = toml.as_str()?.strip_prefix('$')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
}

/// A number with so many bytes, negative ones in two's complement. It has to fit.
pub(super) fn number(toml: &Toml, bytes: u8, big: bool) -> Result<Vec<u8>, String> {
    let number = toml.as_integer().ok_or_else(|| format!("a number, not {}", toml.type_str()))?;
    let bits = u32::from(bytes) * 8;
    let fits = bits == 64 || (-(1i64 << (bits - 1))..1i64 << bits).contains(&number);
    if !fits {
        return Err(format!("{number} does not fit {bits} bits"));
    }
    let mut little = number.to_le_bytes()[..usize::from(bytes)].to_vec();
    if big {
        little.reverse();
    }
    Ok(little)
}

/// Bytes from hexadecimal digits, which may be separated by spaces.
pub(super) fn hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).ok_or(c))
        .collect::<Result<_, _>>()
        .map_err(|c| format!("`{c}` is not a hexadecimal digit"))?;
    if !digits.len().is_multiple_of(2) {
        return Err("hexadecimal digits come in pairs, two for each byte".to_owned());
    }
    Ok(digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect())
}

fn address(kind: &str, text: &str) -> Result<Vec<u8>, String> {
    let bytes = match kind {
        "ipv4" => text.parse::<std::net::Ipv4Addr>().ok().map(|it| it.octets().to_vec()),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().ok().map(|it| it.octets().to_vec()),
        "mac" => hex(&text.replace(':', "")).ok().filter(|it| it.len() == 6),
        _ => hex(text).ok(),
    };
    bytes.ok_or_else(|| format!("`{text}` is not a {kind}"))
}

impl Value {
    /// The network devices whose indices are in it.
    pub fn devices(&self) -> Vec<&str> {
        match self {
            Self::Variable(name) => device_of(name).into_iter().collect(),
            Self::Nest(fields) => fields.iter().flat_map(|it| it.value.devices()).collect(),
            Self::Bytes(_) | Self::Number(_) => Vec::new(),
        }
    }

    /// Its bytes.
    pub fn bytes(&self, variables: &Variables) -> Result<Vec<u8>, String> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::Number(little) => {
                let mut bytes = little.clone();
                if guest_abi().big_endian {
                    bytes.reverse();
                }
                Ok(bytes)
            }
            Self::Variable(name) => variables.get(name).map(<[u8]>::to_vec),
            Self::Nest(fields) => Ok(encode(fields, variables)?.as_bytes().to_vec()),
        }
    }
}

/// Attributes in wire format.
pub(super) fn encode(fields: &[Field], variables: &Variables) -> Result<AttrList, String> {
    fields.iter().try_fold(AttrList::new(), |list, field| {
        let bytes = field.value.bytes(variables)?;
        let is_nest = matches!(field.value, Value::Nest(_)) && !field.unflagged;
        let ty = field.ty | if is_nest { NLA_F_NESTED } else { 0 };
        Ok(match field.claims {
            Some(length) => list.bytes_claiming(ty, &bytes, length),
            None => list.bytes(ty, &bytes),
        })
    })
}
