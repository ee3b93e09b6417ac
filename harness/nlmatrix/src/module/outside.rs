//! Whether a module's files refer to others outside its folder, as `#include "../x.h"` does.

use camino::{Utf8Path, Utf8PathBuf};

use super::tree::File;

/// Variables of kbuild and make that stand for the module's own folder, however deep a makefile lies.
const OWN_FOLDER: [&str; 5] = ["$(M)", "$(PWD)", "$(CURDIR)", "$(KBUILD_EXTMOD)", "${PWD}"];

/// The tree that the module in `folder` belongs to, where one of its `files` leads out of it: that of
/// its version control.
pub(super) fn tree_of(folder: &Utf8Path, files: &[File]) -> Option<Utf8PathBuf> {
    let tree = folder.ancestors().skip(1).find(|above| above.join(".git").exists())?;
    let is_own = folder.join(".git").exists();
    (!is_own && files.iter().any(leads_out)).then(|| tree.to_owned())
}

fn leads_out(file: &File) -> bool {
    let depth = file.path.components().count().saturating_sub(1);
    let name = file.path.file_name().unwrap_or_default();
    if matches!(file.path.extension(), Some("c" | "h" | "S")) {
        return file.text().lines().filter_map(included).any(|path| climbs(path, depth));
    }
    is_makefile(name) && {
        let text = file.text();
        text.contains("--show-toplevel") || words(text).any(|word| climbs(word, depth))
    }
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

/// Does `path` lead out of the folder that is `depth` folders above where it is written?
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
            part if index == 0 && (OWN_FOLDER.contains(&part) || part.ends_with("pwd)")) => {
                level = 0;
            }
            _ => level += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::tree;
    use rstest::rstest;

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
