//! All of a module's sources, tokenised.

use std::cell::OnceCell;

use super::functions::{Functions, functions};
use super::handled::{Handled, handled};
use super::tokens::{Kind, Token, closing, lines, parts, tokens};
use super::values::{Definition, Names};

/// Sources of a module.
#[derive(Debug, Default)]
pub(in crate::init) struct Code {
    /// The names of the files.
    files: Vec<String>,
    /// The part that is compiled for a kernel, without programs that happen to be in the folder.
    pub(super) tokens: Vec<Token>,
    pub(super) names: Names,
    pub(super) functions: Functions,
    /// The names of each enumeration's entries.
    enumerations: Vec<Vec<String>>,
    handled: OnceCell<Handled>,
}

/// How deeply macros are followed to an enumeration.
const DEEPEST: usize = 4;
/// In larger sources, only those files are read that have something to do with user space: the driver of a graphics
/// card has 60 MB.
const LARGE: usize = 8 << 20;
/// Words in such files.
const SIGNS: [&str; 8] = [
    "genl_family",
    "netlink_kernel_create",
    "proc_create",
    "misc_register",
    "device_create",
    "module_param",
    "kobject_create",
    "module_init",
];

impl Code {
    /// Reads files, given by name and text, both headers and sources.
    pub fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut code = Self::default();
        let mut files: Vec<_> = files.into_iter().collect();
        // Headers first, so that their names are known when sources use them.
        files.sort_by_key(|(name, _)| !name.ends_with(".h"));
        let is_large = files.iter().map(|(_, text)| text.len()).sum::<usize>() > LARGE;
        for (name, text) in files {
            if !is_large || SIGNS.iter().any(|sign| text.contains(sign)) {
                code.add(name, text);
            }
        }
        code.functions = functions(&code.tokens);
        code
    }

    fn add(&mut self, name: &str, text: &str) {
        let file = self.files.len();
        self.files.push(name.to_owned());
        let mut conditions = Conditions::default();
        let mut found = Vec::new();
        for line in lines(text) {
            let Some(directive) = line.text.trim_start().strip_prefix('#') else {
                if conditions.hold() {
                    let assumed = conditions.are_assumed();
                    let tokens = tokens(&line.text, line.number, file).into_iter();
                    found.extend(tokens.map(|token| Token { assumed, ..token }));
                }
                continue;
            };
            let words = tokens(directive, line.number, file);
            conditions.meet(&words, &self.names);
            if conditions.may_hold() {
                self.define(file, &words, directive, &conditions);
            }
        }
        self.enumerations(&found);
        if !is_program(&found) {
            self.tokens.extend(found);
        }
    }

    fn define(&mut self, file: usize, words: &[Token], directive: &str, within: &Conditions) {
        let Some(name) = words.get(1).filter(|it| it.is_word()) else { return };
        if within.vary() && ["define", "undef"].contains(&words[0].text.as_str()) {
            self.names.vary(&name.text);
        }
        match words[0].text.as_str() {
            _ if !within.hold() => {}
            "define" => {
                // A macro with arguments has its parenthesis right after its name.
                let has_arguments = directive
                    .split_once(name.text.as_str())
                    .is_some_and(|(_, rest)| rest.starts_with('('));
                if !has_arguments {
                    let definition = Definition::Macro(words[2..].to_vec());
                    self.names.define(file, &name.text, definition);
                }
            }
            "undef" => self.names.forget(file, &name.text),
            _ => {}
        }
    }

    /// Adds the entries of all enumerations.
    fn enumerations(&mut self, tokens: &[Token]) {
        for (at, _) in tokens.iter().enumerate().filter(|(_, it)| it.is("enum")) {
            let open = at + 1 + usize::from(tokens.get(at + 1).is_some_and(Token::is_word));
            let Some(end) = tokens.get(open).filter(|it| it.is("{")).and(closing(tokens, open))
            else {
                continue;
            };
            let (mut base, mut plus) = (None, 0);
            let mut names = Vec::new();
            for entry in parts(&tokens[open + 1..end], ",") {
                let Some(name) = entry.first().filter(|it| it.is_word()) else { continue };
                if entry.get(1).is_some_and(|it| it.is("=")) {
                    (base, plus) = (Some(entry[2..].to_vec()), 0);
                }
                let definition = Definition::Entry(base.clone(), plus);
                self.names.define(name.file, &name.text, definition);
                plus += 1;
                names.push(name.text.clone());
            }
            self.enumerations.push(names);
        }
    }

    /// The entries of the enumeration that an expression refers to, by one of their names or through macros.
    pub(super) fn enumeration(&self, expression: &[Token]) -> Option<&[String]> {
        self.enumeration_within(expression, DEEPEST)
    }

    fn enumeration_within(&self, expression: &[Token], deepest: usize) -> Option<&[String]> {
        let deepest = deepest.checked_sub(1)?;
        let of_word = |word: &Token| {
            let named = self.enumerations.iter().find(|it| it.contains(&word.text));
            let through =
                || self.enumeration_within(self.names.behind(word.file, &word.text)?, deepest);
            named.map(Vec::as_slice).or_else(through)
        };
        expression.iter().filter(|it| it.is_word()).find_map(of_word)
    }

    /// What handles attributes, and as which types.
    pub(super) fn handled(&self) -> &Handled {
        self.handled.get_or_init(|| handled(&self.tokens))
    }

    /// `my_mod`, the name of the module built from `my-mod.c`, for a token in that file.
    pub(super) fn stem(&self, token: &Token) -> String {
        let file = self.files[token.file].rsplit('/').next().unwrap_or_default();
        file.split('.').next().unwrap_or_default().replace('-', "_")
    }

    /// `file.c:12`, the place of a token.
    pub(super) fn place(&self, token: &Token) -> String {
        format!("{}:{}", self.files[token.file], token.line)
    }
}

/// Does a file have a `main`? Then it is a program, and nothing in it belongs to the module.
fn is_program(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| pair[0].is("main") && pair[0].is_word() && pair[1].is("("))
}

/// The preprocessor conditions around a line.
#[derive(Default)]
struct Conditions(Vec<Condition>);

struct Condition {
    holds: bool,
    /// Did an earlier branch hold?
    before: bool,
    /// It cannot be known here: it is assumed to hold, as what people ask for mostly exists.
    assumed: bool,
    /// It holds on some kernels and not on others.
    varies: bool,
}

impl Conditions {
    fn hold(&self) -> bool {
        self.0.iter().all(|it| it.holds)
    }

    /// Does it hold on the kernel for which the sources are read, or on another?
    fn may_hold(&self) -> bool {
        self.0.iter().all(|it| it.holds || it.varies)
    }

    fn vary(&self) -> bool {
        self.0.iter().any(|it| it.varies)
    }

    fn are_assumed(&self) -> bool {
        self.0.iter().any(|it| it.assumed) || self.vary()
    }

    fn meet(&mut self, words: &[Token], names: &Names) {
        let rest = words.get(1..).unwrap_or_default();
        let known = || names.number(rest).map(|it| it != 0);
        match words.first().map_or("", |it| it.text.as_str()) {
            "if" => self.begin(known(), names.varies(rest)),
            "ifdef" | "ifndef" => {
                let is_defined = rest.first().and_then(|it| is_defined(it, names));
                let known = is_defined.map(|it| it == words[0].is("ifdef"));
                // Without an option, a module does less, so it is assumed to be set.
                let holds = known.unwrap_or(words[0].is("ifdef"));
                let (assumed, varies) = (known.is_none(), names.varies(&rest[..rest.len().min(1)]));
                self.0.push(Condition { holds, before: holds, assumed, varies });
            }
            "elif" => {
                if let Some(it) = self.0.last_mut() {
                    it.varies |= names.varies(rest);
                    it.holds = !it.before && known().unwrap_or(true);
                    it.before |= it.holds;
                }
            }
            "else" => {
                if let Some(it) = self.0.last_mut() {
                    it.holds = !it.before;
                }
            }
            "endif" => drop(self.0.pop()),
            _ => {}
        }
    }

    fn begin(&mut self, known: Option<bool>, varies: bool) {
        let holds = known.unwrap_or(true);
        self.0.push(Condition { holds, before: holds, assumed: known.is_none(), varies });
    }
}

/// Is a name defined? The kernel's configuration is not known here.
fn is_defined(name: &Token, names: &Names) -> Option<bool> {
    let is_there = ["__KERNEL__", "MODULE"].contains(&name.text.as_str());
    match name.text.starts_with("CONFIG_") {
        true => None,
        false => Some(is_there || names.is_defined(&name.text)),
    }
}

/// The words of `tokens`.
pub(super) fn has_word(tokens: &[Token], word: &str) -> bool {
    tokens.iter().any(|it| it.kind == Kind::Word && it.text == word)
}
