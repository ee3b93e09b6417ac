//! All of a module's sources, read.

use super::calls::calls_of;
use super::flow;
use super::items::{Function, Functions, functions, word};
use super::tokens::{Kind, Token, closing, lines, parts, tokens};
use super::values::{Definition, Names};

/// Sources of a module.
#[derive(Debug, Default)]
pub(in crate::init) struct Code {
    /// The names of the files.
    files: Vec<String>,
    /// What of them is compiled for a kernel: not that of a program that lies beside it.
    pub(super) tokens: Vec<Token>,
    pub(super) names: Names,
    pub(super) functions: Functions,
}

/// Of larger sources only the files are read that have something to do with user space: a driver of a whole
/// graphics card has 60 MB.
const LARGE: usize = 8 << 20;
/// What such files have.
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
    /// Reads files, by name and text, headers and sources alike.
    pub fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut code = Self::default();
        let mut files: Vec<_> = files.into_iter().collect();
        // Headers first: what sources ask of their names is known by then.
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
                    found.extend(tokens(&line.text, line.number, file));
                }
                continue;
            };
            let words = tokens(directive, line.number, file);
            conditions.meet(&words, &self.names);
            if conditions.hold() {
                self.define(file, &words, directive);
            }
        }
        self.enumerations(&found);
        if !is_program(&found) {
            self.tokens.extend(found);
        }
    }

    fn define(&mut self, file: usize, words: &[Token], directive: &str) {
        let Some(name) = words.get(1).filter(|it| it.is_word()) else { return };
        match words[0].text.as_str() {
            "define" => {
                // A macro with arguments has its bracket right behind its name.
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

    /// Takes in the entries of all enumerations.
    fn enumerations(&mut self, tokens: &[Token]) {
        for (at, _) in tokens.iter().enumerate().filter(|(_, it)| it.is("enum")) {
            let open = at + 1 + usize::from(tokens.get(at + 1).is_some_and(Token::is_word));
            let Some(end) = tokens.get(open).filter(|it| it.is("{")).and(closing(tokens, open))
            else {
                continue;
            };
            let (mut base, mut plus) = (None, 0);
            for entry in parts(&tokens[open + 1..end], ",") {
                let Some(name) = entry.first().filter(|it| it.is_word()) else { continue };
                if entry.get(1).is_some_and(|it| it.is("=")) {
                    (base, plus) = (Some(entry[2..].to_vec()), 0);
                }
                let definition = Definition::Entry(base.clone(), plus);
                self.names.define(name.file, &name.text, definition);
                plus += 1;
            }
        }
    }

    /// The functions that `module_init` or `module_exit` names, and that of the older name for them.
    pub(super) fn hooks(&self, macros: &[&str], plain: &str) -> Vec<Function<'_>> {
        let calls = calls_of(&self.tokens, macros);
        let names = calls.iter().filter_map(|hook| word(hook.arguments.first()?));
        let named = names.filter_map(|name| self.function(&name.text, name.file));
        named.chain(self.function(plain, 0)).collect()
    }

    /// What surely happens when its modules are loaded.
    pub(super) fn loading(&self) -> Vec<&[Token]> {
        let hooks = self.hooks(&["module_init", "late_initcall", "subsys_initcall"], "init_module");
        hooks.into_iter().flat_map(|function| flow::of(self, function).statements).collect()
    }

    /// `file.c:12`, where a token stands.
    pub(super) fn place(&self, token: &Token) -> String {
        format!("{}:{}", self.files[token.file], token.line)
    }
}

/// Does a file have a `main`? Then it is a program's, and nothing in it is the module's.
fn is_program(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| pair[0].is("main") && pair[0].is_word() && pair[1].is("("))
}

/// The conditions of the preprocessor that a line stands in: does each hold, and did one of its branches?
#[derive(Default)]
struct Conditions(Vec<(bool, bool)>);

impl Conditions {
    fn hold(&self) -> bool {
        self.0.iter().all(|(holds, _)| *holds)
    }

    fn meet(&mut self, words: &[Token], names: &Names) {
        let rest = words.get(1..).unwrap_or_default();
        let is_defined = |it: &Token| {
            // What a kernel is configured with is taken to be there.
            names.is_defined(&it.text)
                || it.text.starts_with("CONFIG_")
                || it.text == "__KERNEL__"
                || it.text == "MODULE"
        };
        // A condition that cannot be told is taken to hold: what people ask for is mostly there.
        let holds = || names.number(rest).is_none_or(|it| it != 0);
        match words.first().map_or("", |it| it.text.as_str()) {
            "if" => {
                let holds = holds();
                self.0.push((holds, holds));
            }
            "ifdef" | "ifndef" => {
                let holds = rest.first().is_some_and(is_defined) == words[0].is("ifdef");
                self.0.push((holds, holds));
            }
            "elif" => {
                if let Some((now, before)) = self.0.last_mut() {
                    *now = !*before && holds();
                    *before |= *now;
                }
            }
            "else" => {
                if let Some((now, before)) = self.0.last_mut() {
                    *now = !*before;
                }
            }
            "endif" => {
                self.0.pop();
            }
            _ => {}
        }
    }
}

/// The words of `tokens`.
pub(super) fn has_word(tokens: &[Token], word: &str) -> bool {
    tokens.iter().any(|it| it.kind == Kind::Word && it.text == word)
}
