//! The files of a crate: their modules, what each defines and imports, and the paths that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::tokens;

/// A file that is a module.
#[derive(Debug, Default)]
pub struct File {
    /// Its path relative to `src`.
    pub name: String,
    /// Its modules in files of their own, as indices.
    pub children: BTreeMap<String, usize>,
    /// The module that it belongs to.
    pub parent: usize,
    /// Everything that it defines.
    pub items: BTreeSet<String>,
    /// What it imports, by the name that it has here.
    pub imports: BTreeMap<String, Vec<String>>,
    /// The modules from which it imports everything.
    pub globs: Vec<Vec<String>>,
    /// Every path of more than one part in its code.
    pub paths: Vec<Vec<String>>,
}

/// All files of the crate whose root is `root`, which comes first.
pub fn read(root: &Path) -> Vec<File> {
    let mut files = Vec::new();
    add(&mut files, root.parent().expect("a file lies in a folder"), root, 0);
    files
}

fn add(files: &mut Vec<File>, source: &Path, path: &Path, parent: usize) -> usize {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|it| panic!("{}: {it}", path.display()));
    let tokens = tokens::of(&text);
    let this = files.len();
    let mut file = File { parent, ..parse(&tokens) };
    file.name = path.strip_prefix(source).expect("it was found there").display().to_string();
    files.push(file);
    for pair in tokens.windows(3).filter(|it| it[0] == "mod" && it[2] == ";") {
        // A file of another crate, included by `#[path]`, does not belong to this crate.
        if let Some(child) = file_of(path, &pair[1]) {
            let child = add(files, source, &child, this);
            files[this].children.insert(pair[1].clone(), child);
        }
    }
    this
}

/// The file of the module `name` that `path` declares.
fn file_of(path: &Path, name: &str) -> Option<PathBuf> {
    let folder = match path.file_stem()?.to_str()? {
        "lib" | "main" | "mod" => path.parent()?.to_owned(),
        _ => path.with_extension(""),
    };
    let places = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
    places.into_iter().find(|it| it.exists())
}

fn parse(tokens: &[String]) -> File {
    const KINDS: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"];
    let mut file = File::default();
    let mut at = 0;
    while at < tokens.len() {
        let next = tokens.get(at + 1).map_or("", String::as_str);
        if tokens[at] == "use" {
            at = file.import(tokens, at + 1, &[]);
        } else if next == "::" && is_word(&tokens[at]) {
            let path: Vec<String> = path_at(&tokens[at..]);
            at += 2 * path.len() - 1;
            file.paths.push(path);
        } else {
            if KINDS.contains(&tokens[at].as_str()) && is_word(next) {
                file.items.insert(next.to_owned());
            }
            at += 1;
        }
    }
    file
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The path with which `tokens` begin.
fn path_at(tokens: &[String]) -> Vec<String> {
    let rest = tokens[1..].chunks_exact(2).take_while(|it| it[0] == "::" && is_word(&it[1]));
    tokens[..1].iter().chain(rest.map(|it| &it[1])).cloned().collect()
}

impl File {
    /// The folder or file directly below `src` to which it belongs.
    pub fn room(&self) -> &str {
        let room = self.name.split('/').next().unwrap_or_default();
        room.trim_end_matches(".rs")
    }

    /// Parses one branch of an import after `before`; returns the position of what follows.
    fn import(&mut self, tokens: &[String], mut at: usize, before: &[String]) -> usize {
        let mut path = before.to_vec();
        loop {
            let token = tokens[at].as_str();
            at += 1;
            match token {
                "::" => continue,
                "{" => {
                    while tokens[at] != "}" {
                        at = self.import(tokens, at, &path);
                        at += usize::from(tokens[at] == ",");
                    }
                    return at + 1;
                }
                "*" => {
                    self.globs.push(path);
                    return at;
                }
                word => path.push(word.to_owned()),
            }
            if tokens[at] != "::" {
                break;
            }
        }
        path.pop_if(|it| it == "self");
        let renamed = tokens[at] == "as";
        let name = if renamed { &tokens[at + 1] } else { &path[path.len() - 1] };
        self.imports.insert(name.clone(), path.clone());
        self.paths.push(path);
        at + if renamed { 2 } else { 0 }
    }
}
