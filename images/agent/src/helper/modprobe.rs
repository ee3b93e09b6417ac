//! modprobe: loads a module with its dependencies, by its name or an alias.

use core::fmt::Write as _;

use nlmatrix_wire::modprobe::{Call, name_of};

use super::index::Index;
use crate::called::Called;
use crate::ops::with_file;
use crate::sys::fs;
use crate::text::{Path, Text};

/// Where the host finds what was loaded this way.
const LOADED: &str = "/modules/requested";
/// Soft dependencies may be circular.
const DEEPEST: u32 = 16;
/// `EEXIST`: it is already loaded.
const EXISTS: isize = -17;
/// `ENOENT`.
const ABSENT: isize = -2;
/// `O_NONBLOCK`: do not wait until nobody uses it.
const AT_ONCE: u32 = 0o4000;

/// Does what the command line says; returns the exit status.
pub fn run(called: Called) -> i32 {
    let Some(call) = Call::read(called.arguments().skip(1)) else {
        say(format_args!("modprobe: name a module\n"));
        return 1;
    };
    let index = Index::open(called.room());
    let mut parameters = Path::default();
    for word in called.arguments().skip(1 + call.words) {
        let _ = write!(parameters, "{word} ");
    }
    let result = match call.remove {
        true => remove(&index, call.name),
        false => request(&index, call.name, parameters.text(), DEEPEST),
    };
    match result {
        0 => 0,
        ABSENT if index.is_built_in(call.name) => 0,
        _ if call.quiet => 1,
        ABSENT => {
            let (name, folder) = (call.name, index.folder);
            say(format_args!("modprobe: FATAL: Module {name} not found in directory {folder}\n"));
            1
        }
        error => {
            say(format_args!("modprobe: ERROR: {}: errno {}\n", call.name, -error));
            1
        }
    }
}

fn say(text: core::fmt::Arguments) {
    fs::write(2, Text::<512>::format(text).bytes());
}

/// Loads what `name` names: a module, or all that have it as an alias.
fn request(index: &Index, name: &str, parameters: &str, depth: u32) -> isize {
    if index.find(name).is_some() {
        return load(index, name, parameters, depth);
    }
    index.by_alias(name).fold(ABSENT, |result, module| {
        let loaded = load(index, module, parameters, depth);
        if result == 0 { result } else { loaded }
    })
}

/// Loads a module after its dependencies.
fn load(index: &Index, name: &str, parameters: &str, depth: u32) -> isize {
    let (Some((path, needs)), true) = (index.find(name), depth > 0) else { return ABSENT };
    // It does not matter whether a soft dependency can be loaded.
    index.soft(name, false).for_each(|module| {
        request(index, module, "", depth - 1);
    });
    for needed in needs.rsplit(' ').filter(|path| !path.is_empty()) {
        let loaded = load(index, name_of(needed), "", depth - 1);
        if loaded < 0 {
            return loaded;
        }
    }
    let result = insert(index, name, path, parameters);
    if result == 0 {
        index.soft(name, true).for_each(|module| {
            request(index, module, "", depth - 1);
        });
    }
    result
}

fn insert(index: &Index, name: &str, path: &str, parameters: &str) -> isize {
    let file = Path::format(format_args!("{}/{path}", index.folder));
    let parameters = Path::format(format_args!("{} {parameters}", index.options(name)));
    let parameters = Path::new(parameters.text().trim_ascii());
    let result = with_file(file.text(), fs::READ, |fd| fs::init_module(fd, parameters.c()));
    if result == 0 {
        let line = Text::<128>::format(format_args!("{name}\n"));
        with_file(LOADED, fs::WRITE | fs::APPEND, |fd| fs::write(fd, line.bytes()));
    }
    if result == EXISTS { 0 } else { result }
}

/// Unloads a module, and its dependencies that nothing else needs.
fn remove(index: &Index, name: &str) -> isize {
    let module = index.by_alias(name).next().filter(|_| index.find(name).is_none()).unwrap_or(name);
    let result = unload(module);
    if let (0, Some((_, needs))) = (result, index.find(module)) {
        needs.split(' ').filter(|path| !path.is_empty()).for_each(|path| {
            unload(name_of(path));
        });
    }
    result
}

fn unload(name: &str) -> isize {
    let mut plain = Text::<64>::default();
    name.chars().for_each(|c| {
        let _ = plain.write_char(if c == '-' { '_' } else { c });
    });
    fs::delete_module(plain.c(), AT_ONCE)
}
