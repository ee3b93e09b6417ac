//! Which file uses what from which: every path is followed to the file that defines what it names, through
//! re-exports.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::File;

/// For each file, the files from which it uses something, and what.
pub type Arrows = BTreeMap<usize, BTreeMap<usize, BTreeSet<String>>>;

/// The arrows between `files`.
pub fn between(files: &[File]) -> Arrows {
    let mut arrows = Arrows::new();
    for (from, file) in files.iter().enumerate() {
        let named = file.paths.iter().filter_map(|path| find(files, from, path, 0));
        let all = file.globs.iter().flat_map(|module| everything(files, from, module));
        for found in named.chain(all) {
            match found {
                Found::Item(to, name) if to != from => {
                    arrows.entry(from).or_default().entry(to).or_default().insert(name);
                }
                _ => {}
            }
        }
    }
    arrows
}

/// What a path resolves to.
enum Found {
    Module(usize),
    Item(usize, String),
}

/// The maximum number of re-exports to follow: an import that names itself ends there.
const HANDS: usize = 8;

/// Resolves `path` as seen from `from`; paths into other crates are not resolved.
fn find(files: &[File], from: usize, path: &[String], hands: usize) -> Option<Found> {
    let mut at = from;
    let known = |name: &String| {
        let file = &files[from];
        file.children.contains_key(name) || file.imports.contains_key(name)
    };
    let first = match path.first()?.as_str() {
        "crate" => {
            at = 0;
            1
        }
        "self" => 1,
        "super" => 0,
        _ if known(&path[0]) && (hands < HANDS) => 0,
        _ => return None,
    };
    for name in &path[first..] {
        if name == "super" {
            at = files[at].parent;
            continue;
        }
        match inside(files, at, name, hands)? {
            Found::Module(module) => at = module,
            item => return Some(item),
        }
    }
    Some(Found::Module(at))
}

/// Everything that the module at `path` defines or re-exports.
fn everything(files: &[File], from: usize, path: &[String]) -> Vec<Found> {
    let Some(Found::Module(module)) = find(files, from, path, 0) else { return Vec::new() };
    let names = files[module].items.iter().chain(files[module].imports.keys());
    names.filter_map(|name| inside(files, module, name, 0)).collect()
}

/// What `name` is in the module `at`.
fn inside(files: &[File], at: usize, name: &String, hands: usize) -> Option<Found> {
    let file = &files[at];
    if let Some(child) = file.children.get(name) {
        return Some(Found::Module(*child));
    }
    if let Some(path) = file.imports.get(name).filter(|_| hands < HANDS) {
        return find(files, at, path, hands + 1);
    }
    let globbed = file.globs.iter().filter_map(|path| find(files, at, path, hands + 1));
    let mut globbed = globbed.filter_map(|it| match it {
        Found::Module(module) if files[module].items.contains(name) => Some(module),
        _ => None,
    });
    let of = if file.items.contains(name) { at } else { globbed.next().unwrap_or(at) };
    Some(Found::Item(of, name.clone()))
}

/// Files that use each other in a circle: each set that leads back to itself.
pub fn circles(arrows: &Arrows) -> Vec<BTreeSet<usize>> {
    let reached: BTreeMap<usize, BTreeSet<usize>> =
        arrows.keys().map(|from| (*from, reachable(arrows, *from))).collect();
    let mutual = |a: &usize, b: &usize| reached.get(b).is_some_and(|it| it.contains(a));
    let circle = |(a, them): (&usize, &BTreeSet<usize>)| {
        let circle: BTreeSet<usize> = them.iter().filter(|b| mutual(a, b)).copied().collect();
        (circle.len() > 1).then_some(circle)
    };
    let circles: BTreeSet<BTreeSet<usize>> = reached.iter().filter_map(circle).collect();
    circles.into_iter().collect()
}

fn reachable(arrows: &Arrows, from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(at) = next.pop() {
        for to in arrows.get(&at).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(*to) {
                next.push(*to);
            }
        }
    }
    reached
}
