//! What a function does if nothing fails: the statements that are surely executed.

use super::calls::{calls, calls_of};
use super::code::Code;
use super::items::{Function, word};
use super::tokens::{Token, closing, parts};

/// A statement.
enum Statement<'c> {
    /// An expression or a declaration.
    Plain(&'c [Token]),
    /// `return` with its value.
    Return(&'c [Token]),
    /// `if`.
    If { condition: &'c [Token], then: Vec<Self>, otherwise: Vec<Self> },
    /// A loop or a `switch`: it is not known what of it is executed. Can it leave the function?
    Unknown(bool),
}

/// What surely happens.
#[derive(Default)]
pub(super) struct Flow<'c> {
    /// Statements in order, including those of functions that are called.
    pub statements: Vec<&'c [Token]>,
    /// Its return value; `None` if that is not known, and neither is what else it does.
    pub returns: Option<&'c [Token]>,
    /// Does it end in a known way? A function without a `return` does, too.
    pub is_whole: bool,
}

/// How execution continues after a statement.
enum Next<'c> {
    On,
    Ended(Option<&'c [Token]>),
    Lost,
}

/// How many levels of calls, and how many statements, are followed.
const DEEPEST: usize = 4;
const MOST: usize = 5000;
/// Variables in which people keep errors.
const ERRORS: [&str; 10] =
    ["ret", "rc", "err", "error", "res", "result", "retval", "status", "rv", "r"];

impl Code {
    /// The functions that `module_init` or `module_exit` names, or those with the traditional names.
    pub(super) fn hooks(&self, macros: &[&str], plain: &str) -> Vec<Function<'_>> {
        let calls = calls_of(&self.tokens, macros);
        let names = calls.iter().filter_map(|hook| word(hook.arguments.first()?));
        let named = names.filter_map(|name| self.function(&name.text, name.file));
        named.chain(self.function(plain, 0)).collect()
    }

    /// What surely happens when the modules are loaded.
    pub(super) fn loading(&self) -> Vec<&[Token]> {
        let hooks = self.hooks(&["module_init", "late_initcall", "subsys_initcall"], "init_module");
        hooks.into_iter().flat_map(|function| of(self, function).statements).collect()
    }
}

/// What `function` surely does.
pub(super) fn of<'c>(code: &'c Code, function: Function<'c>) -> Flow<'c> {
    let mut flow = Flow::default();
    match walk(code, &statements(function.body), &mut flow.statements, DEEPEST) {
        Next::On => flow.is_whole = true,
        Next::Ended(value) => (flow.returns, flow.is_whole) = (value, true),
        Next::Lost => {}
    }
    flow
}

fn walk<'c>(
    code: &'c Code,
    list: &[Statement<'c>],
    done: &mut Vec<&'c [Token]>,
    deepest: usize,
) -> Next<'c> {
    for statement in list {
        let next = match statement {
            Statement::Plain(tokens) => plain(code, tokens, done, deepest),
            Statement::Return(value) => match plain(code, value, done, deepest) {
                Next::On => Next::Ended(Some(*value).filter(|it| !it.is_empty())),
                other => other,
            },
            Statement::If { condition, then, otherwise } => {
                match plain(code, condition, done, deepest) {
                    Next::On => branch(code, condition, [then, otherwise], done, deepest),
                    other => other,
                }
            }
            Statement::Unknown(false) => Next::On,
            Statement::Unknown(true) => Next::Lost,
        };
        match next {
            Next::On => {}
            other => return other,
        }
    }
    Next::On
}

fn branch<'c>(
    code: &'c Code,
    condition: &[Token],
    [then, otherwise]: [&Vec<Statement<'c>>; 2],
    done: &mut Vec<&'c [Token]>,
    deepest: usize,
) -> Next<'c> {
    // Whether the object of a request exists depends on what was made before.
    if looks_up(done, condition) && (leaves(then) || leaves(otherwise)) {
        return Next::Lost;
    }
    match fails(condition) {
        Some(true) => walk(code, otherwise, done, deepest),
        // `if (debug)` does not ask whether something succeeded.
        Some(false) if is_name(condition) && !is_set(done, condition) && leaves(then) => Next::Lost,
        Some(false) if is_name(condition) && !is_set(done, condition) => Next::On,
        Some(false) => walk(code, then, done, deepest),
        // A function that is left if a call returns non-zero is left because of its failure.
        None if is_result(condition) && leaves(then) => walk(code, otherwise, done, deepest),
        None if leaves(then) || leaves(otherwise) => Next::Lost,
        None => Next::On,
    }
}

/// A statement without branches, and what the functions do that it calls.
fn plain<'c>(
    code: &'c Code,
    tokens: &'c [Token],
    done: &mut Vec<&'c [Token]>,
    deepest: usize,
) -> Next<'c> {
    done.push(tokens);
    if tokens.first().is_some_and(|it| it.is("goto")) {
        return Next::Lost;
    }
    let deepest = deepest.checked_sub(1).filter(|_| done.len() < MOST);
    let Some(deepest) = deepest else { return Next::On };
    // However it ends, its return value decides nothing: `clear(list);`.
    let is_unasked = is_call(tokens);
    for call in calls(tokens) {
        let Some(function) = code.function(&call.name.text, call.name.file) else { continue };
        if let Next::Lost = walk(code, &statements(function.body), done, deepest)
            && !is_unasked
        {
            return Next::Lost;
        }
    }
    Next::On
}

fn leaves(list: &[Statement<'_>]) -> bool {
    list.iter().any(|statement| match statement {
        Statement::Return(_) => true,
        Statement::Plain(tokens) => tokens.first().is_some_and(|it| it.is("goto")),
        Statement::If { condition, then, otherwise } => match fails(condition) {
            Some(true) => leaves(otherwise),
            Some(false) => leaves(then),
            None => leaves(then) && !is_result(condition) || leaves(otherwise),
        },
        Statement::Unknown(leaves) => *leaves,
    })
}

/// Does a condition ask whether something failed (`Some(true)`), or whether it succeeded?
fn fails(condition: &[Token]) -> Option<bool> {
    let condition = bare(condition);
    let alternatives = parts(condition, "||");
    if alternatives.len() > 1 {
        let all = alternatives.iter().all(|it| fails(it) == Some(true));
        return all.then_some(true);
    }
    let both = parts(condition, "&&");
    if both.len() > 1 {
        let all = both.iter().all(|it| fails(it) == Some(false));
        return all.then_some(false);
    }
    let words: Vec<&str> = condition.iter().map(|it| it.text.as_str()).collect();
    match words[..] {
        ["!", _, "(", ..] if is_result(&condition[1..]) => Some(true),
        ["!", _, "(", ..] if is_call(&condition[1..]) => None,
        ["!", ..] => fails(&condition[1..]).map(|it| !it),
        [name] if ERRORS.contains(&name) => Some(true),
        [name] if condition[0].is_word() && !name.starts_with("is_") => Some(false),
        [name, "(", ..] if is_call(condition) && FAIL.iter().any(|it| name.contains(it)) => {
            Some(true)
        }
        [.., "<", "0"] => Some(true),
        [.., ">=", "0"] => Some(false),
        [.., "==", "NULL"] => Some(true),
        [.., "!=", "NULL"] => Some(false),
        [name, "!=", "0"] if ERRORS.contains(&name) => Some(true),
        [name, "==", "0"] if ERRORS.contains(&name) => Some(false),
        [_, "->", "len" | "nlmsg_len", "<", ..] => Some(true),
        [_, "->", "len" | "nlmsg_len", ">=", ..] => Some(false),
        [.., "]"] if words.contains(&"attrs") && !words.contains(&"==") => Some(false),
        _ => None,
    }
}

/// Parts of the names of functions that look for something which need not exist.
const LOOK_UP: [&str; 5] = ["find", "lookup", "search", "_by_", "xa_load"];

/// Does a condition ask whether something was found: by a call in it, or by the last call that set one of its
/// variables?
fn looks_up(done: &[&[Token]], condition: &[Token]) -> bool {
    let calls_one = |tokens: &[Token]| {
        calls(tokens).iter().any(|call| LOOK_UP.iter().any(|it| call.name.text.contains(it)))
    };
    let was_found = |name: &Token| {
        let mut setting = done.iter().rev().filter(|it| is_set(&[*it], std::slice::from_ref(name)));
        name.is_word() && setting.next().is_some_and(|it| calls_one(it))
    };
    calls_one(condition) || condition.iter().any(was_found)
}

fn is_name(condition: &[Token]) -> bool {
    bare(condition).len() == 1
}

/// Was the name set by one of these statements?
fn is_set(done: &[&[Token]], name: &[Token]) -> bool {
    let name = &bare(name)[0];
    let sets = |pair: &[Token]| pair[0].is_word() && pair[0].text == name.text && pair[1].is("=");
    done.iter().any(|statement| statement.windows(2).any(sets))
}

/// Parts of the names of functions that return 0 on success.
const FAIL: [&str; 10] = [
    "IS_ERR",
    "_register",
    "register_",
    "nla_put",
    "_unicast",
    "genlmsg_reply",
    "_and_add",
    "sysfs_create",
    "cdev_add",
    "create_file",
];

/// Is the whole a single call?
fn is_call(tokens: &[Token]) -> bool {
    let opens = tokens.len() > 2 && tokens[0].is_word() && tokens[1].is("(");
    opens && closing(tokens, 1).is_some_and(|end| end + 1 == tokens.len())
}

/// Is it the result of a call, `f(…)`, `f(…) != 0` or `ret = f(…)`, whose meaning is not known?
fn is_result(condition: &[Token]) -> bool {
    const ASK: [&str; 8] = ["is_", "has_", "str", "mem", "test_", "list_", "nla_str", "nla_mem"];
    let condition = bare(condition);
    let compared = parts(condition, "!=");
    let condition = match compared[..] {
        [call, [zero]] if zero.text == "0" => bare(call),
        _ => condition,
    };
    let condition = match condition {
        [name, equals, rest @ ..] if name.is_word() && equals.is("=") => rest,
        _ => condition,
    };
    is_call(condition) && !ASK.iter().any(|ask| condition[0].text.starts_with(ask))
}

/// Without surrounding parentheses, and without `likely` and `unlikely`.
fn bare(tokens: &[Token]) -> &[Token] {
    let wrapped = match tokens {
        [first, ..] if first.is("(") => 0,
        [first, second, ..] if (first.is("unlikely") || first.is("likely")) && second.is("(") => 1,
        _ => return tokens,
    };
    match closing(tokens, wrapped) {
        Some(end) if end + 1 == tokens.len() => bare(&tokens[wrapped + 1..end]),
        _ => tokens,
    }
}

fn statements(mut tokens: &[Token]) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    while !tokens.is_empty() {
        let (statement, rest) = statement(tokens);
        found.extend(statement);
        tokens = rest;
    }
    found
}

/// The first statement of `tokens` (several, if it is a block), and what follows it.
fn statement(tokens: &[Token]) -> (Vec<Statement<'_>>, &[Token]) {
    let nothing: (Vec<Statement<'_>>, &[Token]) = (Vec::new(), &[]);
    match tokens[0].text.as_str() {
        ";" => (Vec::new(), &tokens[1..]),
        "{" => match closing(tokens, 0) {
            Some(end) => (statements(&tokens[1..end]), &tokens[end + 1..]),
            None => nothing,
        },
        "if" => conditional(tokens).unwrap_or(nothing),
        "for" | "while" | "switch" => {
            let Some(end) = tokens.get(1).and_then(|_| closing(tokens, 1)) else { return nothing };
            let rest = &tokens[end + 1..];
            if rest.is_empty() {
                return nothing;
            }
            let (body, rest) = statement(rest);
            (vec![Statement::Unknown(leaves(&body))], rest)
        }
        "do" if tokens.len() > 1 => {
            let (body, rest) = statement(&tokens[1..]);
            let (_, rest) = simple(rest);
            (vec![Statement::Unknown(leaves(&body))], rest)
        }
        "return" => {
            let (value, rest) = simple(&tokens[1..]);
            (vec![Statement::Return(value)], rest)
        }
        // A label.
        _ if tokens[0].is_word() && tokens.get(1).is_some_and(|it| it.is(":")) => {
            (Vec::new(), &tokens[2..])
        }
        "case" => {
            let end = tokens.iter().position(|it| it.is(":")).unwrap_or(tokens.len() - 1);
            (Vec::new(), &tokens[end + 1..])
        }
        _ => {
            let (expression, rest) = simple(tokens);
            (vec![Statement::Plain(expression)], rest)
        }
    }
}

fn conditional(tokens: &[Token]) -> Option<(Vec<Statement<'_>>, &[Token])> {
    tokens.get(1).filter(|it| it.is("("))?;
    let end = closing(tokens, 1)?;
    let condition = &tokens[2..end];
    let rest = &tokens[end + 1..];
    if rest.is_empty() {
        return None;
    }
    let (then, mut rest) = statement(rest);
    let mut otherwise = Vec::new();
    if rest.len() > 1 && rest[0].is("else") {
        (otherwise, rest) = statement(&rest[1..]);
    }
    Some((vec![Statement::If { condition, then, otherwise }], rest))
}

/// Up to the next semicolon outside of brackets.
fn simple(tokens: &[Token]) -> (&[Token], &[Token]) {
    let first = parts(tokens, ";").first().map_or(0, |it| it.len());
    (&tokens[..first], tokens.get(first + 1..).unwrap_or_default())
}
