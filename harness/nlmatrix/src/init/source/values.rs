//! Constants: numbers and texts behind macros and enumerations.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Kind, Token, closing, parts};
use crate::arithmetic::{LEVELS, apply, kernel_version, literal};

/// A constant's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(i64),
    Text(String),
}

impl Value {
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}

/// How a name is defined.
#[derive(Clone, Debug)]
pub(super) enum Definition {
    /// As these tokens.
    Macro(Vec<Token>),
    /// So many after an entry with a value of its own.
    Entry(Option<Vec<Token>>, i64),
}

/// The names in the sources: those of a file take precedence over those of others.
#[derive(Debug)]
pub(super) struct Names {
    own: BTreeMap<(usize, String), Definition>,
    all: BTreeMap<String, Definition>,
    /// Those that are only defined on some kernels.
    varying: BTreeSet<String>,
    /// The kernel in question.
    kernel: Cell<i64>,
}

/// The kernel for which the sources are read, and those on which the result has to be the same to be certain: the
/// oldest and the newest in a first matrix, and those between them where most interfaces changed.
const KERNEL: i64 = (6 << 16) + (12 << 8);
const OTHERS: [i64; 4] =
    [(5 << 16) + (10 << 8), (6 << 16) + (1 << 8), (7 << 16) + (2 << 8), (7 << 16) + (3 << 8)];

impl Default for Names {
    fn default() -> Self {
        let (own, all, varying) = Default::default();
        Self { own, all, varying, kernel: Cell::new(KERNEL) }
    }
}

/// Constants of the kernel's own headers that modules use.
const KERNELS: [(&str, i64); 25] = [
    ("GENL_ID_GENERATE", 0),
    ("NETLINK_ROUTE", 0),
    ("NETLINK_UNUSED", 1),
    ("NETLINK_USERSOCK", 2),
    ("NETLINK_FIREWALL", 3),
    ("NETLINK_NFLOG", 5),
    ("NETLINK_NETFILTER", 12),
    ("NETLINK_KOBJECT_UEVENT", 15),
    ("NETLINK_GENERIC", 16),
    ("MAX_LINKS", 32),
    ("NLMSG_NOOP", 1),
    ("NLMSG_ERROR", 2),
    ("NLMSG_DONE", 3),
    ("NLMSG_MIN_TYPE", 16),
    ("GENL_NAMSIZ", 16),
    ("GENL_MIN_ID", 16),
    ("IFNAMSIZ", 16),
    ("ETH_ALEN", 6),
    ("NLM_F_REQUEST", 1),
    ("NLM_F_MULTI", 2),
    ("NLM_F_ACK", 4),
    ("TASK_COMM_LEN", 16),
    ("INT_MAX", i32::MAX as i64),
    ("true", 1),
    ("false", 0),
];

/// The kernel's version, to its own headers.
const VERSION: &str = "LINUX_VERSION_CODE";
/// How many levels of definitions are followed.
const DEEPEST: usize = 24;
impl Names {
    pub fn define(&mut self, file: usize, name: &str, definition: Definition) {
        self.own.insert((file, name.to_owned()), definition.clone());
        self.all.entry(name.to_owned()).or_insert(definition);
    }

    pub fn forget(&mut self, file: usize, name: &str) {
        self.own.remove(&(file, name.to_owned()));
    }

    /// Is it only defined on some kernels?
    pub fn vary(&mut self, name: &str) {
        self.varying.insert(name.to_owned());
    }

    /// Is it a name of the sources, when the preprocessor asks in this file?
    pub fn is_defined(&self, name: &str) -> bool {
        self.all.contains_key(name)
            || name == VERSION
            || KERNELS.iter().any(|(known, _)| *known == name)
    }

    /// Does a condition have another value on some kernels than on the one for which sources are read?
    pub fn varies(&self, condition: &[Token]) -> bool {
        let holds = |kernel: i64| {
            self.kernel.set(kernel);
            self.number(condition).map(|it| it != 0)
        };
        let (others, here) = (OTHERS.map(holds), holds(KERNEL));
        others.iter().any(|it| *it != here)
            || condition.iter().any(|it| it.is_word() && self.varying.contains(&it.text))
    }

    /// The definition of the macro `name`.
    pub fn behind(&self, file: usize, name: &str) -> Option<&[Token]> {
        match self.get(file, name)? {
            Definition::Macro(tokens) => Some(tokens),
            Definition::Entry(..) => None,
        }
    }

    /// The number of an entry that is only counted: one with an expression of its own may be another's alias.
    pub fn counted(&self, file: usize, name: &str) -> Option<i64> {
        match self.get(file, name)? {
            Definition::Entry(base, plus) => {
                let is_plain = |it: &Vec<Token>| it.iter().all(|it| it.kind == Kind::Number);
                let base = match base {
                    Some(base) => {
                        Some(base).filter(|it| is_plain(it)).map(|it| self.number(it))??
                    }
                    None => 0,
                };
                Some(base + plus)
            }
            Definition::Macro(_) => None,
        }
    }

    fn get(&self, file: usize, name: &str) -> Option<&Definition> {
        self.own.get(&(file, name.to_owned())).or_else(|| self.all.get(name))
    }

    /// The value of an expression; `None` if it is not a constant, or not a known one.
    pub fn value(&self, tokens: &[Token]) -> Option<Value> {
        self.within(tokens, DEEPEST)
    }

    pub fn number(&self, tokens: &[Token]) -> Option<i64> {
        self.value(tokens)?.number()
    }

    pub fn text(&self, tokens: &[Token]) -> Option<String> {
        match self.value(tokens)? {
            Value::Text(text) => Some(text),
            Value::Number(_) => None,
        }
    }

    fn within(&self, tokens: &[Token], deepest: usize) -> Option<Value> {
        let deepest = deepest.checked_sub(1)?;
        let mut reader = Reader { names: self, tokens, at: 0, deepest };
        let value = reader.binary(0)?;
        (reader.at == tokens.len()).then_some(value)
    }

    fn named(&self, token: &Token, deepest: usize) -> Option<Value> {
        match self.get(token.file, &token.text) {
            Some(Definition::Macro(tokens)) => self.within(tokens, deepest),
            Some(Definition::Entry(base, plus)) => {
                let base = base.as_ref().map(|it| self.within(it, deepest)?.number());
                Some(Value::Number(base.unwrap_or(Some(0))? + plus))
            }
            None if token.is(VERSION) => Some(Value::Number(self.kernel.get())),
            None => {
                let known = KERNELS.iter().find(|(name, _)| *name == token.text);
                known.map(|(_, number)| Value::Number(*number))
            }
        }
    }
}

struct Reader<'a> {
    names: &'a Names,
    tokens: &'a [Token],
    at: usize,
    deepest: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn binary(&mut self, level: usize) -> Option<Value> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.peek().filter(|it| it.kind == Kind::Sign) {
            let Some(operator) = operators.iter().find(|it| **it == operator.text) else { break };
            self.at += 1;
            let right = self.binary(level + 1)?.number()?;
            left = Value::Number(apply(operator, Some(left.number()?), Some(right))?);
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Value> {
        let token = self.peek()?.clone();
        self.at += 1;
        match (token.kind, token.text.as_str()) {
            (Kind::Sign, "-") => Some(Value::Number(self.unary()?.number()?.checked_neg()?)),
            (Kind::Sign, "!") => Some(Value::Number(i64::from(self.unary()?.number()? == 0))),
            (Kind::Sign, "~") => Some(Value::Number(!self.unary()?.number()?)),
            (Kind::Sign, "+") => self.unary(),
            (Kind::Sign, "(") => {
                let end = closing(self.tokens, self.at - 1)?;
                let inner = &self.tokens[self.at..end];
                self.at = end + 1;
                match self.names.within(inner, self.deepest) {
                    Some(value) => Some(value),
                    // A cast.
                    None if inner.iter().all(|it| it.is_word() || it.is("*")) => self.unary(),
                    None => None,
                }
            }
            (Kind::Number, text) => Some(Value::Number(literal(text)?)),
            (Kind::Text, _) => self.texts(token.text),
            (Kind::Word, "sizeof") => self.size().map(Value::Number),
            (Kind::Word, "defined") => self.defined().map(Value::Number),
            (Kind::Word, "KERNEL_VERSION") => self.version().map(Value::Number),
            (Kind::Word, _) => match self.names.named(&token, self.deepest)? {
                Value::Text(text) => self.texts(text),
                number => Some(number),
            },
            _ => None,
        }
    }

    /// Adjacent texts are concatenated.
    fn texts(&mut self, mut text: String) -> Option<Value> {
        while let Some(next) = self.peek().cloned() {
            let more = match next.kind {
                Kind::Text => Some(Value::Text(next.text.clone())),
                Kind::Word => self.names.named(&next, self.deepest),
                _ => None,
            };
            let Some(Value::Text(more)) = more else { break };
            text.push_str(&more);
            self.at += 1;
        }
        Some(Value::Text(text))
    }

    /// What is in the brackets here.
    fn arguments(&mut self) -> Option<&[Token]> {
        self.peek().filter(|it| it.is("("))?;
        let end = closing(self.tokens, self.at)?;
        let inner = &self.tokens[self.at + 1..end];
        self.at = end + 1;
        Some(inner)
    }

    fn size(&mut self) -> Option<i64> {
        let inner = self.arguments()?;
        let words: Vec<&str> = inner.iter().map(|it| it.text.as_str()).collect();
        Some(match words.join(" ").as_str() {
            "u8" | "__u8" | "uint8_t" | "char" | "unsigned char" | "bool" | "s8" => 1,
            "u16" | "__u16" | "uint16_t" | "short" | "__be16" | "s16" => 2,
            "u32" | "__u32" | "uint32_t" | "int" | "unsigned int" | "__be32" | "s32"
            | "unsigned" => 4,
            "u64" | "__u64" | "uint64_t" | "long long" | "unsigned long long" | "__be64"
            | "s64" => 8,
            "struct in6_addr" => 16,
            "struct in_addr" => 4,
            _ if inner.len() == 1 && inner[0].kind == Kind::Text => inner[0].text.len() as i64 + 1,
            _ => return None,
        })
    }

    fn defined(&mut self) -> Option<i64> {
        let token = self.peek()?.clone();
        let name = if token.is("(") {
            self.arguments()?.first()?.text.clone()
        } else {
            self.at += 1;
            token.text
        };
        // The kernel's configuration is not known here.
        let is_known = !name.starts_with("CONFIG_");
        is_known.then(|| i64::from(self.names.is_defined(&name)))
    }

    fn version(&mut self) -> Option<i64> {
        let names = self.names;
        let numbers: Option<Vec<i64>> =
            parts(self.arguments()?, ",").into_iter().map(|it| names.number(it)).collect();
        numbers?.try_into().ok().map(kernel_version)
    }
}
