//! Patterns for messages.

use regex::Regex;
use toml::{Table, Value as Toml};

use super::keys::Keys;
use super::numbers::{flags, route};
use super::target::{Family, Target};
use super::value::{Scope, TYPES, Value};
use crate::errno::Errno;
use crate::names::nearest;

/// A pattern for a message.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// In words: the check's reference.
    pub text: String,
    /// Does it stand for one or more, as in a dump?
    pub many: bool,
    /// What kind of message.
    pub kind: Kind,
}

/// What kind of message.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An acknowledgement, or an error.
    Answer {
        /// The errno's name or number; `none` for an acknowledgement.
        errno: String,
        /// The message in its extended acknowledgement.
        message: Option<Regex>,
        /// The offset in the request, from its extended acknowledgement.
        offset: Option<u32>,
    },
    /// The end of a dump, with its code.
    Done(i32),
    /// Anything else.
    Body(Box<Body>),
}

/// A message that is not one of netlink's own. What is not given is ignored.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Its command, or its type.
    pub command: Option<u16>,
    /// The version in its header.
    pub version: Option<u8>,
    /// Flags that have to be set.
    pub flags: u16,
    /// What precedes the attributes.
    pub header: Option<Vec<u8>>,
    /// Attributes that have to be there.
    pub wanted: Vec<Wanted>,
    /// Types of attributes that must not be there.
    pub absent: Vec<u16>,
    /// Are attributes other than `wanted` forbidden?
    pub exact: bool,
    /// How the content after the headers begins.
    pub payload: Option<Vec<Value>>,
    /// A pattern that it matches as text.
    pub matches: Option<Regex>,
}

/// An attribute that has to be there.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its type.
    pub ty: u16,
    /// Its content.
    pub value: Expected,
}

/// The content of an attribute.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Exactly this.
    Is(Value),
    /// A text that matches.
    Matches(Regex),
    /// Anything: a variable is set to it.
    Sets(String),
    /// Anything.
    There,
    /// Attributes.
    Nest(Vec<Wanted>),
}

impl Pattern {
    /// The network devices whose indices are in it.
    pub fn devices(&self) -> Vec<&str> {
        let Kind::Body(body) = &self.kind else { return Vec::new() };
        let payload = body.payload.iter().flatten().flat_map(Value::devices);
        body.wanted.iter().flat_map(|it| it.value.devices()).chain(payload).collect()
    }
}

impl Expected {
    fn devices(&self) -> Vec<&str> {
        match self {
            Self::Is(value) => value.devices(),
            Self::Nest(wanted) => wanted.iter().flat_map(|it| it.value.devices()).collect(),
            Self::Matches(_) | Self::Sets(_) | Self::There => Vec::new(),
        }
    }
}

/// Parses one of `reply = [{ … }]`. Attributes are from the set `set`, unless a command has its own.
pub fn read(table: &Table, target: &Target, set: &str) -> Result<Pattern, String> {
    let keys = Keys::of("a reply", table);
    let many = keys.is("many")?;
    let kind = match (keys.get("ack"), keys.get("error"), keys.get("done")) {
        (Some(_), None, None) => answer(&keys, "none".to_owned())?,
        (None, Some(error), None) => answer(&keys, errno(error)?)?,
        (None, None, Some(done)) => {
            let code = done.as_integer().and_then(|it| i32::try_from(it).ok());
            Kind::Done(code.unwrap_or(0))
        }
        (None, None, None) => Kind::Body(Box::new(body(&keys, target, set)?)),
        _ => return Err("a reply is one of `ack`, `error`, `done`, or a message".to_owned()),
    };
    keys.finish()?;
    let text = if many { format!("{}, …", words(table)) } else { words(table) };
    Ok(Pattern { text, many, kind })
}

/// The reference of the check: what was written, in the words in which messages are shown.
fn words(table: &Table) -> String {
    let word = |(key, value): (&String, &Toml)| match (key.as_str(), value) {
        ("many" | "exact", _) => None,
        ("ack", _) => Some("ack".to_owned()),
        ("done", Toml::Integer(0) | Toml::Boolean(_)) => Some("done".to_owned()),
        ("cmd" | "type", Toml::String(name)) => Some(name.clone()),
        ("error", Toml::String(name)) => Some(format!("error {name}")),
        ("message", Toml::String(text)) => Some(format!("`{text}`")),
        ("attrs", attrs) => Some(attributes_in_words(attrs)),
        (key, value) => Some(format!("{key} {value}")),
    };
    let words = table.iter().filter_map(word).collect::<Vec<_>>().join(" ");
    if words.is_empty() { "a message".to_owned() } else { words }
}

fn attributes_in_words(attrs: &Toml) -> String {
    let in_words = |(name, value): (&String, &Toml)| match value {
        Toml::Table(inner) => match inner.iter().next() {
            Some((key, Toml::Table(nest))) if key == "nest" => {
                format!("{name}={{{}}}", attributes_in_words(&Toml::Table(nest.clone())))
            }
            Some((key, value)) if TYPES.contains(&key.as_str()) => format!("{name}={value}"),
            Some((key, Toml::String(regex))) if key == "matches" => format!("{name}=`{regex}`"),
            Some((key, _)) if key == "set" || key == "there" => format!("{name}=…"),
            _ => format!("{name}={{{}}}", attributes_in_words(value)),
        },
        value => format!("{name}={value}"),
    };
    match attrs {
        Toml::Table(table) => table.iter().map(in_words).collect::<Vec<_>>().join(" "),
        Toml::Array(list) => list.iter().map(attributes_in_words).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The name or number of an errno.
fn errno(value: &Toml) -> Result<String, String> {
    let number = value.as_integer().map(|it| it.abs().to_string());
    let named = value.as_str().and_then(Errno::shown);
    number.or(named).ok_or_else(|| {
        let near = value.as_str().and_then(|name| nearest(name, Errno::names()));
        let hint = near.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
        format!("{value} is not an errno{hint}: write a name as \"EINVAL\"")
    })
}

fn answer(keys: &Keys<'_>, errno: String) -> Result<Kind, String> {
    let (message, offset) = (regex(keys, "message")?, keys.number("offset")?);
    Ok(Kind::Answer { errno, message, offset })
}

fn regex(keys: &Keys<'_>, key: &'static str) -> Result<Option<Regex>, String> {
    let wrong = |error: regex::Error| {
        let text = error.to_string();
        format!("`{key}` is a regular expression: {}", text.lines().last().unwrap_or_default())
    };
    keys.text(key)?.map(|text| Regex::new(text).map_err(wrong)).transpose()
}

fn body(keys: &Keys<'_>, target: &Target, set: &str) -> Result<Body, String> {
    let (command, own) = command(keys, target)?;
    let set = own.unwrap_or_else(|| set.to_owned());
    let scope = Scope { spec: target.spec.as_deref(), set: &set };
    let wanted = keys.get("attrs").map(|attrs| wanted(scope, attrs)).transpose()?;
    let absent = keys.texts("absent")?;
    let absent = absent.into_iter().map(|name| scope.attribute(name).map(|(ty, _)| ty));
    let plain = Scope { spec: None, set: "" };
    let payload = match keys.get("payload") {
        None => None,
        Some(Toml::Array(list)) => {
            Some(list.iter().map(|it| plain.value(None, it)).collect::<Result<_, _>>()?)
        }
        Some(one) => Some(vec![plain.value(None, one)?]),
    };
    Ok(Body {
        command,
        version: keys.number("version")?,
        flags: flags(&keys.texts("flags")?)?,
        header: keys.text("header")?.map(super::value::hex).transpose()?,
        wanted: wanted.unwrap_or_default(),
        absent: absent.collect::<Result<_, _>>()?,
        exact: keys.is("exact")?,
        payload,
        matches: regex(keys, "matches")?,
    })
}

/// The command, and its set of attributes.
fn command(keys: &Keys<'_>, target: &Target) -> Result<(Option<u16>, Option<String>), String> {
    let given = match &target.family {
        Family::Generic(_) | Family::Netfilter(_) => keys.get("cmd"),
        Family::Route | Family::Protocol(_) => keys.get("type"),
    };
    let spec = target.spec.as_deref();
    match given {
        None => Ok((None, None)),
        Some(Toml::String(name)) => match (&target.family, spec) {
            (Family::Route, spec) => {
                let ty = route(name)?.0;
                let set = spec.and_then(|spec| spec.by_number(ty)).map(|it| it.set.clone());
                Ok((Some(ty), set))
            }
            (_, Some(spec)) => {
                let found = spec.operation(name).ok_or_else(|| {
                    let known: Vec<&str> =
                        spec.operations.iter().map(|it| it.name.as_str()).collect();
                    format!("{} has no operation `{name}`: it has {}", spec.name, known.join(", "))
                })?;
                Ok((Some(target.family.command(found.reply)), Some(found.set.clone())))
            }
            _ => Err(format!(
                "`{name}`: commands have names only if the module has a `spec`; write the number"
            )),
        },
        Some(other) => {
            let number = other.as_integer().and_then(|it| u16::try_from(it).ok());
            let number = number.ok_or_else(|| format!("{other} is not a message number"))?;
            let in_spec = target.family.in_spec(number);
            let own = spec.and_then(|spec| spec.by_number(in_spec)).map(|it| it.set.clone());
            Ok((Some(number), own))
        }
    }
}

fn wanted(scope: Scope<'_>, toml: &Toml) -> Result<Vec<Wanted>, String> {
    match toml {
        Toml::Table(table) => {
            let each = table.iter().map(|(name, value)| one_wanted(scope, name, value));
            Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
        }
        Toml::Array(tables) => {
            let each = tables.iter().map(|table| wanted(scope, table));
            Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
        }
        other => Err(format!(
            "attributes are a table, like {{ text = \"hi\" }}, not {}",
            other.type_str()
        )),
    }
}

fn one_wanted(scope: Scope<'_>, name: &str, toml: &Toml) -> Result<Vec<Wanted>, String> {
    let (ty, known) = scope.attribute(name)?;
    let in_name = |reason| format!("{name}: {reason}");
    if let Some(table) = toml.as_table() {
        let keys = Keys::of("an attribute", table);
        if let Some(regex) = regex(&keys, "matches").map_err(in_name)? {
            return Ok(vec![Wanted { ty, value: Expected::Matches(regex) }]);
        }
        if let Some(variable) = keys.text("set").map_err(in_name)? {
            return Ok(vec![Wanted { ty, value: Expected::Sets(variable.to_owned()) }]);
        }
        if keys.is("there").map_err(in_name)? {
            return Ok(vec![Wanted { ty, value: Expected::There }]);
        }
        // The content of a nest is also a list of wanted attributes, not bytes in a fixed order.
        let inner = match known.map(|it| &it.kind) {
            Some(crate::spec::Kind::Nest(set))
                if !table.keys().any(|it| TYPES.contains(&it.as_str())) =>
            {
                Some((Scope { set, ..scope }, toml))
            }
            _ => table.get("nest").map(|nest| (Scope { spec: None, set: "" }, nest)),
        };
        if let Some((scope, nest)) = inner {
            let value = Expected::Nest(wanted(scope, nest).map_err(in_name)?);
            return Ok(vec![Wanted { ty, value }]);
        }
    }
    let each = match toml.as_array().filter(|_| known.is_some_and(|it| it.multi)) {
        Some(list) => list.iter().collect(),
        None => vec![toml],
    };
    let is = |toml: &Toml| {
        let value = Expected::Is(scope.value(known, toml).map_err(in_name)?);
        Ok(Wanted { ty, value })
    };
    each.into_iter().map(is).collect()
}
