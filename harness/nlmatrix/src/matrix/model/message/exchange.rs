//! What a step does with messages.

use std::time::Duration;

use toml::{Table, Value};

use super::keys::Keys;
use super::pattern::Pattern;
use super::request::Request;
use super::target::{Specs, Target};

/// A message and its answers, or what comes unasked.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// To whom, and over which socket.
    pub target: Target,
    /// What is sent; `None` if the step only waits.
    pub request: Option<Request>,
    /// How sending ends.
    pub errno: String,
    /// What should come; `None` if nothing is waited for.
    pub replies: Option<Replies>,
}

/// What should come.
#[derive(Clone, Debug)]
pub struct Replies {
    /// One message each, or several.
    pub patterns: Vec<Pattern>,
    /// In any order?
    pub any_order: bool,
    /// For so long, nothing may follow.
    pub silence: Duration,
}

/// A multicast group that a socket joins.
#[derive(Clone, Debug)]
pub struct Join {
    /// Whose group, and over which socket.
    pub target: Target,
    /// Its name, or its number.
    pub group: Group,
    /// How joining ends.
    pub errno: String,
}

/// A multicast group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// The family's name for it.
    Named(String),
    /// By its number.
    Number(u32),
}

impl Exchange {
    /// What it is about, for the names of checks.
    pub fn label(&self) -> String {
        self.request.as_ref().map_or_else(|| self.target.to_string(), |it| it.label.clone())
    }

    /// The network devices whose indices are in its messages.
    pub fn devices(&self) -> Vec<&str> {
        let patterns = self.replies.iter().flat_map(|it| &it.patterns);
        let expected = patterns.flat_map(Pattern::devices);
        self.request.iter().flat_map(Request::devices).chain(expected).collect()
    }

    /// The names of its checks.
    pub fn checks(&self) -> Vec<String> {
        let label = self.label();
        let sent = self.request.iter().map(|_| format!("send {label}"));
        let replies = self.replies.iter().flat_map(|replies| {
            let each = (1..=replies.patterns.len()).map(|number| self.check_of(number));
            each.chain([self.check_of_end()])
        });
        sent.chain(replies).collect()
    }

    /// The name of the check for the message with this number.
    pub fn check_of(&self, number: usize) -> String {
        match self.request {
            Some(_) => format!("reply {number} to {}", self.label()),
            None => format!("message {number} of {}", self.label()),
        }
    }

    /// The name of the check that nothing else comes.
    pub fn check_of_end(&self) -> String {
        match self.request {
            Some(_) => format!("end of replies to {}", self.label()),
            None => format!("end of messages of {}", self.label()),
        }
    }
}

impl Join {
    /// The name of its check.
    pub fn check(&self) -> String {
        match &self.group {
            Group::Named(name) => format!("join {} {name}", self.target),
            Group::Number(number) => format!("join {} {number}", self.target),
        }
    }
}

/// Parses `receive = { … }`: whose messages, and over which socket.
pub fn read_target(table: &Table, specs: &Specs) -> Result<Target, String> {
    let keys = Keys::of("what is received", table);
    let target = Target::read(&keys, specs)?;
    keys.finish()?;
    Ok(target)
}

/// Parses `join = { … }`.
pub fn read_join(table: &Table, specs: &Specs) -> Result<Join, String> {
    let keys = Keys::of("a group", table);
    let target = Target::read(&keys, specs)?;
    let group = match keys.get("group") {
        Some(Value::Integer(number)) => {
            let number = u32::try_from(*number).ok().filter(|it| *it > 0);
            Group::Number(number.ok_or("groups are numbered from 1")?)
        }
        Some(Value::String(name)) => {
            let groups =
                target.spec.as_ref().map(|spec| spec.groups.as_slice()).unwrap_or_default();
            match groups.iter().find(|(known, _)| known == name) {
                Some((_, Some(number))) => Group::Number(*number),
                Some(_) => Group::Named(name.clone()),
                None if groups.is_empty() => Group::Named(name.clone()),
                None => {
                    let known: Vec<&str> = groups.iter().map(|(name, _)| name.as_str()).collect();
                    return Err(format!(
                        "{target} has no group `{name}`: it has {}",
                        known.join(", ")
                    ));
                }
            }
        }
        _ => return Err("`group` is the group's name or number".to_owned()),
    };
    keys.finish()?;
    Ok(Join { target, group, errno: String::new() })
}
