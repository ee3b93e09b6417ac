//! Whether a module's files refer to files outside its folder, as `#include "../x.h"` does.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use super::tree::{self, File};

/// Marks the root of a tree that was copied for a module without its version control.
const MARK: &str = ".nlmatrix-tree";

/// Variables of kbuild and make that stand for the module's own folder, however deep a makefile is.
const OWN_FOLDER: [&str; 5] = ["$(M)", "$(PWD)", "$(CURDIR)", "$(KBUILD_EXTMOD)", "${PWD}"];

/// The tree to which the module in `folder` belongs, if one of its `files` leads out of the folder: that of its
/// version control.
pub(super) fn tree_of(folder: &Utf8Path, files: &[File]) -> Option<Utf8PathBuf> {
    let is_root = |above: &&Utf8Path| [".git", MARK].iter().any(|mark| above.join(mark).exists());
    let tree = folder.ancestors().skip(1).find(is_root)?;
    let is_own = folder.join(".git").exists();
    (!is_own && files.iter().any(leads_out)).then(|| tree.to_owned())
}

/// For a project that is no longer under version control: where the module in `folder` is in a tree with just it and
/// what its `files` name outside of it, and the files of that tree. `None` if nothing outside is named.
pub(super) fn with_named(
    folder: &Utf8Path,
    files: &[File],
) -> Result<Option<(Utf8PathBuf, Vec<File>)>, ModuleError> {
    let named = headers_outside(folder, files)?;
    let holds_all = |above: &&Utf8Path| named.iter().all(|path| path.starts_with(above));
    let root = folder.ancestors().find(holds_all).filter(|root| *root != folder);
    let Some(root) = root else { return Ok(None) };
    let below = |path: &Utf8Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let place = below(folder);
    let own = files.iter().map(|file| File { path: place.join(&file.path), ..file.clone() });
    let others = named.iter().map(|path| File::read(path, below(path)));
    let mut all: Vec<File> = own.map(Ok).chain(others).collect::<Result<_, _>>()?;
    all.sort();
    Ok(Some((place, all)))
}

/// Copies the module in `folder` to `out`, with the headers outside of it that its files refer to, keeping their
/// relative paths; returns where the copy of the module is.
pub fn copy_with_headers(folder: &Utf8Path, out: &Utf8Path) -> Result<Utf8PathBuf, ModuleError> {
    let folder = folder.canonicalize_utf8().map_err(ModuleError::io(folder))?;
    let headers = headers_outside(&folder, &tree::read(&folder)?)?;
    let holds_all = |above: &&Utf8Path| headers.iter().all(|header| header.starts_with(above));
    let root = folder.ancestors().find(holds_all).unwrap_or(&folder);
    let place = |path: &Utf8Path| out.join(path.strip_prefix(root).unwrap_or(path));
    let placed = place(&folder);
    tree::copy(&folder, &placed)?;
    for header in &headers {
        let bytes = File::read(header, header.strip_prefix(root).unwrap_or(header).to_owned())?;
        bytes.write(out)?;
    }
    if !headers.is_empty() {
        let mark = out.join(MARK);
        fs_err::write(&mark, "").map_err(ModuleError::io(&mark))?;
    }
    Ok(placed)
}

/// The headers that `files` of `folder` name outside of it, and those in folders that makefiles name.
fn headers_outside(
    folder: &Utf8Path,
    files: &[File],
) -> Result<BTreeSet<Utf8PathBuf>, ModuleError> {
    let mut found = BTreeSet::new();
    let named = |file| climbing(file).into_iter().map(move |path| (file, path));
    for (file, path) in files.iter().flat_map(named) {
        let near = folder.join(file.path.parent().unwrap_or(Utf8Path::new("")));
        let Some(path) = seen_from(&path, folder, &near) else { continue };
        let Ok(path) = path.canonicalize_utf8() else { continue };
        if path.is_file() {
            found.insert(path);
        } else if !folder.starts_with(&path) {
            let list = tree::list(&path)?;
            found.extend(list.into_iter().filter(|it| it.extension() == Some("h")));
        }
    }
    Ok(with_included(found, folder))
}

/// `headers`, with those outside of `folder` that they include by a relative path.
fn with_included(headers: BTreeSet<Utf8PathBuf>, folder: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
    let mut waiting: Vec<Utf8PathBuf> = headers.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(header) = waiting.pop() {
        if header.starts_with(folder) || found.contains(&header) {
            continue;
        }
        let near = header.parent().unwrap_or(folder);
        let text = fs_err::read(&header).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let named = text.lines().filter_map(included).map(|name| near.join(name));
        let there =
            named.filter(|path| path.is_file()).filter_map(|it| it.canonicalize_utf8().ok());
        waiting.extend(there);
        found.insert(header);
    }
    found
}

/// `path`, written relative to the folder `near`.
fn seen_from(path: &str, folder: &Utf8Path, near: &Utf8Path) -> Option<Utf8PathBuf> {
    let (first, rest) = path.split_once('/')?;
    match first {
        ".." | "." => Some(near.join(path)),
        "$(src)" | "$(obj)" | "${src}" | "${obj}" => Some(near.join(rest)),
        _ if is_own_folder(first) => Some(folder.join(rest)),
        _ => None,
    }
}

fn leads_out(file: &File) -> bool {
    let name = file.path.file_name().unwrap_or_default();
    !climbing(file).is_empty() || is_makefile(name) && file.text().contains("--show-toplevel")
}

/// The paths that `file` names outside the module's folder.
fn climbing(file: &File) -> Vec<String> {
    let depth = file.path.components().count().saturating_sub(1);
    let text = || file.text().into_owned();
    let mut paths: Vec<String> = match file.path.extension() {
        Some("c" | "h" | "S") => text().lines().filter_map(included).map(str::to_owned).collect(),
        _ if is_makefile(file.path.file_name().unwrap_or_default()) => {
            words(&text()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    paths.retain(|path| climbs(path, depth));
    paths
}

/// The path of an `#include "path"`.
fn included(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?;
    rest.trim_start().strip_prefix('"')?.split('"').next()
}

/// Is `name` one that make, kbuild or dkms reads?
pub(super) fn is_makefile(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    matches!(first, "Makefile" | "makefile" | "GNUmakefile" | "Kbuild")
        || name.ends_with(".mk")
        || name == "dkms.conf"
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let words = lines.flat_map(|line| {
        line.split(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | ':' | ',' | ';'))
    });
    words.map(|word| word.strip_prefix("-I").unwrap_or(word))
}

/// Does `path` lead out of the folder that is `depth` levels above the file that contains it?
fn climbs(path: &str, depth: usize) -> bool {
    if path.starts_with('/') {
        return false;
    }
    let mut level = depth;
    for (index, part) in path.split('/').enumerate() {
        match part {
            ".." if level == 0 => return true,
            ".." => level -= 1,
            "" | "." | "$(src)" | "$(obj)" | "${src}" | "${obj}" => {}
            part if index == 0 && is_own_folder(part) => level = 0,
            _ => level += 1,
        }
    }
    false
}

fn is_own_folder(word: &str) -> bool {
    OWN_FOLDER.contains(&word) || word.ends_with("pwd)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_copy_has_the_headers_that_it_refers_to_and_knows_its_tree() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        for (name, text) in [
            ("p/kmod/m.c", "#include \"../own.h\"\n"),
            ("p/kmod/Makefile", "obj-m := m.o\nEXTRA_CFLAGS=-I$(PWD)/../include/\n"),
            ("p/own.h", "#include \"near.h\"\n"),
            ("p/near.h", "#include \"own.h\"\n"),
            ("p/other.h", ""),
            ("p/include/sub/a.h", ""),
            ("p/include/tool.c", ""),
        ] {
            fs_err::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs_err::write(root.join(name), text).unwrap();
        }
        let kmod = root.join("p/kmod");
        let (place, files) = with_named(&kmod, &tree::read(&kmod).unwrap()).unwrap().unwrap();
        let wanted = ["include/sub/a.h", "kmod/Makefile", "kmod/m.c", "near.h", "own.h"];
        assert_eq!(place, "kmod");
        assert!(files.iter().map(|it| it.path.as_str()).eq(wanted));
        let out = root.join("out");
        let placed = copy_with_headers(&root.join("p/kmod"), &out).unwrap();
        assert_eq!(placed, out.join("kmod"));
        let mut names = tree::list(&out).unwrap();
        names.sort();
        let wanted = [MARK, "include/sub/a.h", "kmod/Makefile", "kmod/m.c", "near.h", "own.h"];
        assert_eq!(names, wanted.map(|name| out.join(name)));
        assert_eq!(tree_of(&placed, &tree::read(&placed).unwrap()), Some(out));
    }

    #[rstest]
    #[case::include("m.c", "#include \"../inc/a.h\"\n", true)]
    #[case::within("sub/m.c", "# include \"../a.h\"\n", false)]
    #[case::kernels("m.c", "#include <linux/../x.h>\n", false)]
    #[case::flags("Makefile", "ccflags-y += -I$(src)/../inc\n", true)]
    #[case::working_folder("Makefile", "EXTRA_CFLAGS=-I$(shell pwd)/../include\n", true)]
    #[case::flags_within("sub/Makefile", "ccflags-y += -I$(src)/../inc\n", false)]
    #[case::of_the_module("sub/Makefile", "ccflags-y += -I$(M)/../inc\n", true)]
    #[case::git("Kbuild", "TOP := $(shell git rev-parse --show-toplevel)\n", true)]
    #[case::remark("Makefile", "obj-m := m.o # not ../x\n", false)]
    #[case::other("README", "see ../inc\n", false)]
    fn what_lies_outside_is_seen(#[case] name: &str, #[case] text: &str, #[case] outside: bool) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let module = root.join("project/kmod");
        let file = module.join(name);
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        fs_err::write(file, text).unwrap();
        let files = tree::read(&module).unwrap();
        assert_eq!(tree_of(&module, &files), None, "no version control says where it ends");
        fs_err::create_dir(root.join("project/.git")).unwrap();
        assert_eq!(tree_of(&module, &files), outside.then(|| root.join("project")));
    }
}
