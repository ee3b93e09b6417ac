//! Other things that a module exposes: device nodes, files in /proc and /sys, parameters, and log messages.

use std::collections::BTreeSet;

use super::calls::{Call, calls_of};
use super::code::{Code, has_word};
use super::flow;
use super::handler::quoted;
use super::items::{fields, of, word};
use super::step::{Step, UNNAMED};
use super::tokens::{Kind, Token, parts, words};

/// A file that exists while the module is loaded.
struct Shown {
    path: String,
    /// Where its source says so.
    says: String,
    /// Reading it ends, without waiting for anything.
    is_readable: bool,
    /// Does it surely exist after loading? What a driver makes for its devices comes with these.
    is_sure: bool,
}

/// Calls, and whether they are surely made during loading.
fn made<'c>(code: &'c Code, names: &[&str]) -> Vec<(Call<'c>, bool)> {
    let sure: Vec<_> =
        code.loading().iter().flat_map(|it| calls_of(it, names)).map(|it| it.name).collect();
    let is_sure =
        |call: &Call<'_>| !call.name.assumed && sure.iter().any(|it| std::ptr::eq(*it, call.name));
    let all = calls_of(&code.tokens, names).into_iter();
    all.map(|call| (is_sure(&call), call)).map(|(is_sure, call)| (call, is_sure)).collect()
}

/// The steps about files: those while it is loaded, and those after.
pub(super) fn steps(code: &Code, module: &str) -> (Vec<Step>, Vec<Step>) {
    let (mut loaded, mut unloaded) = (Vec::new(), Vec::new());
    let mut seen = Vec::new();
    let all = devices(code).into_iter().chain(proc(code)).chain(kobjects(code));
    for shown in all {
        if seen.contains(&shown.path) {
            continue;
        }
        seen.push(shown.path.clone());
        let path = quoted(&shown.path);
        let exists = vec![format!("exists = {path}")];
        if !shown.is_sure {
            let says = format!("{} It need not be there once the module is loaded.", shown.says);
            loaded.push(Step::unsure(vec![says], exists));
            continue;
        }
        loaded.push(Step::sure(vec![shown.says.clone()], exists));
        let read = vec![format!("read = {path}"), "matches = \"\"".to_owned()];
        loaded.push(match shown.is_readable {
            true => Step::sure(vec!["Say what is in it.".to_owned()], read),
            false => Step::unsure(
                vec![
                    "What reading gives, and whether it ends, its source does not say.".to_owned(),
                ],
                read,
            ),
        });
        let gone = vec![format!("exists = {path}"), "errno = \"ENOENT\"".to_owned()];
        unloaded.push(Step::sure(Vec::new(), gone));
    }
    loaded.extend(parameters(code, module));
    (loaded, unloaded)
}

/// The lines that the functions of `module_init` and `module_exit` surely write to the log.
pub(super) fn log(code: &Code, hook: &str, plain: &str) -> Vec<Step> {
    // If a folder has several modules, it is not known which is loaded when.
    let [function] = code.hooks(&[hook], plain)[..] else { return Vec::new() };
    let name = function.name;
    let flow = flow::of(code, function);
    if !flow.is_whole {
        return Vec::new();
    }
    // What other functions print depends on their arguments.
    let is_own = |call: &Call<'_>| {
        !call.name.assumed && function.body.as_ptr_range().contains(&std::ptr::from_ref(call.name))
    };
    let lines = flow
        .statements
        .iter()
        .flat_map(|it| calls_of(it, &PRINTS))
        .filter(is_own)
        .filter_map(|call| line(code, &call));
    let mut lines: Vec<(String, String)> = lines.collect();
    lines.dedup();
    lines.truncate(MOST_LINES);
    let step = |(text, place): (String, String)| {
        Step::sure(
            vec![format!("{} ({place}) says so.", name.text)],
            vec![format!("log = {}", quoted(&regex::escape(&text)))],
        )
    };
    lines.into_iter().map(step).collect()
}

/// Not pr_debug, which is compiled out.
const PRINTS: [&str; 9] = [
    "printk",
    "pr_info",
    "pr_err",
    "pr_alert",
    "pr_notice",
    "pr_warn",
    "pr_warning",
    "pr_emerg",
    "pr_crit",
];
const MOST_LINES: usize = 3;
/// A shorter text could be part of any line.
const SHORTEST: usize = 5;

/// What a call surely prints: the constant beginning of a whole line, and its position.
fn line(code: &Code, call: &Call<'_>) -> Option<(String, String)> {
    let format = call.arguments.first()?;
    // KERN_INFO and similar constants of the kernel.
    let format = format
        .iter()
        .position(|it| it.kind == Kind::Text || !it.text.starts_with("KERN_"))
        .map(|at| &format[at..])?;
    let text = code.names.text(format)?;
    let text = text
        .strip_prefix('<')
        .and_then(|it| it.split_once('>'))
        .map_or(text.as_str(), |(_, it)| it)
        .to_owned();
    // Without a line end, a line is not shown before the next one comes.
    let whole = text.strip_suffix('\n')?;
    let sure = whole.split(['%', '\n', '\t']).next().unwrap_or_default().trim();
    (sure.len() >= SHORTEST && sure.is_ascii()).then(|| (sure.to_owned(), code.place(call.name)))
}

fn devices(code: &Code) -> Vec<Shown> {
    let mut found = Vec::new();
    for variable in code.variables("miscdevice") {
        let fields = fields(variable.body);
        let Some(name) = of(&fields, "name").and_then(|it| code.names.text(it)) else { continue };
        let is_it = |call: &Call<'_>| {
            call.arguments
                .first()
                .and_then(|it| word(it))
                .is_some_and(|it| it.text == variable.name.text)
        };
        let registers = made(code, &["misc_register", "module_misc_device"]);
        if let Some((call, is_sure)) = registers.iter().find(|(call, _)| is_it(call)) {
            let name = of(&fields, "nodename").and_then(|it| code.names.text(it)).unwrap_or(name);
            found.push(node(
                code,
                &name,
                variable.name,
                *is_sure || call.name.is("module_misc_device"),
            ));
        }
    }
    for (call, is_sure) in made(code, &["device_create"]) {
        // device_create(class, parent, number, data, format, …).
        let name = call.arguments.get(4).and_then(|it| code.names.text(it));
        if let Some(name) = name.filter(|it| !it.contains('%') && call.arguments.len() == 5) {
            found.push(node(code, &name, call.name, is_sure));
        }
    }
    found
}

fn node(code: &Code, name: &str, at: &Token, is_sure: bool) -> Shown {
    let path = format!("/dev/{}", name.replace('!', "/"));
    Shown {
        says: format!("The device {name} ({}).", code.place(at)),
        path,
        is_readable: false,
        is_sure,
    }
}

/// Calls that make a file in /proc, with a name, a mode and a folder.
const PROC: [&str; 7] = [
    "proc_create",
    "proc_create_data",
    "proc_create_single",
    "proc_create_single_data",
    "proc_create_seq",
    "proc_create_seq_data",
    "create_proc_entry",
];

fn proc(code: &Code) -> Vec<Shown> {
    let shown = |(call, is_sure): (Call<'_>, bool)| {
        let name = call.arguments.first().and_then(|it| code.names.text(it))?;
        let folder = call.arguments.get(2).and_then(|it| folder_of(code, it))?;
        Some(Shown {
            path: format!("/proc{folder}/{name}"),
            says: format!("{} ({}).", call.name.text, code.place(call.name)),
            is_readable: seq(code, &call),
            is_sure,
        })
    };
    made(code, &PROC).into_iter().filter_map(shown).collect()
}

/// The folder in /proc that an expression stands for: the root, that of the network, or one that the sources make.
fn folder_of(code: &Code, parent: &[Token]) -> Option<String> {
    match words(parent).as_str() {
        "NULL" => return Some(String::new()),
        "init_net.proc_net" => return Some("/net".to_owned()),
        _ => {}
    }
    let name = word(parent)?;
    let tokens = &code.tokens;
    let made = tokens.windows(4).position(|it| {
        it[0].text == name.text
            && it[0].file == name.file
            && it[1].is("=")
            && it[2].is("proc_mkdir")
            && it[3].is("(")
    })?;
    let call = calls_of(&tokens[made..], &["proc_mkdir"]).into_iter().next()?;
    let above =
        folder_of(code, call.arguments.get(1)?).filter(|_| words(call.arguments[1]) == "NULL")?;
    Some(format!("{above}/{}", code.names.text(call.arguments.first()?)?))
}

/// Does reading a /proc file end without an error? Files of seq_file do; others may do anything.
fn seq(code: &Code, call: &Call<'_>) -> bool {
    let Some(operations) = call.arguments.get(3).and_then(|it| word(it)) else { return false };
    if call.name.text.starts_with("proc_create_single") {
        return shows(code, operations);
    }
    if call.name.text.starts_with("proc_create_seq") {
        return true;
    }
    let kinds = ["proc_ops", "file_operations"];
    let variable = kinds.iter().find_map(|kind| code.variable(kind, &operations.text));
    let Some(variable) = variable.filter(|it| has_word(it.body, "seq_read")) else { return false };
    let fields = fields(variable.body);
    let opens = of(&fields, "proc_open").or_else(|| of(&fields, "open")).and_then(|it| word(it));
    let opens = opens.and_then(|it| code.function(&it.text, it.file));
    let calls = opens.map(|it| calls_of(it.body, &["single_open"])).unwrap_or_default();
    calls.iter().filter_map(|it| word(it.arguments.get(1)?)).all(|show| shows(code, show))
}

/// Does the function that prints a file's content only return 0, as far as it is in the sources?
fn shows(code: &Code, name: &Token) -> bool {
    let Some(function) = code.function(&name.text, name.file) else { return true };
    let returns = function.body.windows(3).filter(|it| it[0].is("return"));
    returns.into_iter().all(|it| it[1].is("0") && it[2].is(";") || it[1].is(";"))
}

/// Folders in /sys, and the attributes in them.
fn kobjects(code: &Code) -> Vec<Shown> {
    let mut found = Vec::new();
    for (call, is_sure) in made(code, &["kobject_create_and_add"]) {
        let name = call.arguments.first().and_then(|it| code.names.text(it));
        let above = match call.arguments.get(1).map(|it| words(it)).as_deref() {
            Some("kernel_kobj") => "/sys/kernel",
            Some("NULL") => "/sys",
            Some("fs_kobj") => "/sys/fs",
            Some("firmware_kobj") => "/sys/firmware",
            _ => continue,
        };
        let Some(name) = name else { continue };
        for (attribute, at) in attributes(code) {
            found.push(Shown {
                path: format!("{above}/{name}/{attribute}"),
                says: format!(
                    "The attribute {attribute} ({}) of {name} ({}).",
                    code.place(at),
                    code.place(call.name)
                ),
                is_readable: true,
                is_sure,
            });
        }
    }
    // With several folders, it is not known which attribute is in which.
    let is_one =
        calls_of(&code.tokens, &["kobject_create_and_add", "kobject_init_and_add"]).len() == 1;
    if is_one { found } else { Vec::new() }
}

/// Readable attributes of type `struct kobj_attribute`.
fn attributes(code: &Code) -> Vec<(String, &Token)> {
    let mut found = Vec::new();
    for variable in initialised_by_macro(code, "kobj_attribute") {
        let (call, name) = variable;
        let attribute = call.arguments.first().and_then(|it| word(it)).map(|it| it.text.clone());
        let is_readable = match call.name.text.as_str() {
            "__ATTR_RO" | "__ATTR_RW" => true,
            "__ATTR" => {
                call.arguments.get(2).is_some_and(|it| words(it) != "NULL")
                    && call
                        .arguments
                        .get(1)
                        .and_then(|it| code.names.number(it))
                        .is_none_or(|it| it & 0o444 != 0)
            }
            _ => false,
        };
        // Only what is really added: by a group, or individually.
        let is_added =
            code.tokens.iter().filter(|it| it.is_word() && it.text == name.text).count() > 1;
        found.extend(attribute.filter(|_| is_readable && is_added).map(|it| (it, name)));
    }
    found
}

/// `struct kind name = MACRO(…)`: the macro call, and the name.
fn initialised_by_macro<'c>(code: &'c Code, kind: &str) -> Vec<(Call<'c>, &'c Token)> {
    let tokens = &code.tokens;
    let is_it = |at: &usize| {
        tokens[*at].is(kind)
            && tokens.get(*at + 3).is_some_and(Token::is_word)
            && tokens.get(*at + 2).is_some_and(|it| it.is("="))
    };
    let call = |at: usize| {
        let statement =
            parts(&tokens[at + 3..(at + 64).min(tokens.len())], ";").into_iter().next()?;
        Some((super::calls::calls(statement).into_iter().next()?, &tokens[at + 1]))
    };
    (0..tokens.len()).filter(is_it).filter_map(call).collect()
}

/// Readable parameters.
fn parameters(code: &Code, module: &str) -> Vec<Step> {
    let modules: BTreeSet<usize> =
        calls_of(&code.tokens, &["MODULE_LICENSE"]).iter().map(|it| it.name.file).collect();
    let mut steps = Vec::new();
    for call in
        calls_of(&code.tokens, &["module_param", "module_param_named", "module_param_array"])
    {
        let (name, mode) = match (call.name.text.as_str(), &call.arguments[..]) {
            ("module_param", [name, _, mode])
            | ("module_param_named", [name, _, _, mode])
            | ("module_param_array", [name, _, _, mode]) => (name, mode),
            _ => continue,
        };
        let Some(mode) = mode_of(code, mode).filter(|it| it & 0o400 != 0) else { continue };
        // Of several modules, it is the one named like the file, if that is the first file of a module.
        let own = code.stem(call.name);
        let (module, is_its) = match modules.len() {
            0 | 1 => (module, module != UNNAMED),
            _ => (own.as_str(), own == module && modules.contains(&call.name.file)),
        };
        let name = words(name);
        let step = Step::sure(
            vec![format!("The parameter {name} ({}), of mode {mode:04o}.", code.place(call.name))],
            vec![
                format!("read = {}", quoted(&format!("/sys/module/{module}/parameters/{name}"))),
                "matches = \"\"".to_owned(),
            ],
        );
        steps.push(step.if_sure(is_its && !call.name.assumed));
    }
    steps
}

/// `0644`, `S_IRUGO | S_IWUSR`.
fn mode_of(code: &Code, mode: &[Token]) -> Option<i64> {
    const MODES: [(&str, i64); 9] = [
        ("S_IRUGO", 0o444),
        ("S_IWUGO", 0o222),
        ("S_IRUSR", 0o400),
        ("S_IWUSR", 0o200),
        ("S_IRGRP", 0o040),
        ("S_IWGRP", 0o020),
        ("S_IROTH", 0o004),
        ("S_IRWXU", 0o700),
        ("S_IRWXUGO", 0o777),
    ];
    let of = |part: &[Token]| {
        let named = word(part).and_then(|word| MODES.iter().find(|(name, _)| word.is(name)));
        named.map(|(_, mode)| *mode).or_else(|| code.names.number(part))
    };
    parts(mode, "|").into_iter().map(of).try_fold(0, |all, one| Some(all | one?))
}
