//! Does every file exist that the configured build will need? A tree that was filtered is thus rejected within a
//! second, with the names of the missing files, rather than after minutes of compiling.
//!
//! Makefiles are read, not run: only lines outside of conditionals count, with the configuration substituted, and
//! only files that no rule of the same file could make. So a complete tree is never rejected.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

/// Where the build starts to descend, in every version.
const TOP: [&str; 11] =
    ["init", "usr", "kernel", "mm", "fs", "ipc", "security", "crypto", "drivers", "net", "lib"];

/// Folders that only some versions have. Architectures add further ones in their own Makefile.
const SOMETIMES: [&str; 3] = ["block", "arch/x86", "arch/x86_64"];

/// The files from which the object `x.o` can be made.
const SOURCES: [&str; 6] = ["c", "S", "s", "rs", "c_shipped", "o_shipped"];

/// How many missing files an error lists.
const NAMED: usize = 4;

/// The sources and folders that are missing from the tree in `work` for what `config` asks for.
pub(super) fn missing(work: &Utf8Path, config: &str) -> Vec<Utf8PathBuf> {
    let mut search =
        Search { work, set: symbols(config), seen: BTreeSet::new(), missing: BTreeSet::new() };
    let architectures =
        ["arch/x86", "arch/x86_64"].map(|folder| work.join(folder).join("Makefile"));
    let named = architectures.iter().flat_map(|path| search.folders_of(path)).collect::<Vec<_>>();
    let sometimes = SOMETIMES.iter().filter(|folder| work.join(folder).is_dir());
    let top = TOP.iter().chain(sometimes).map(Utf8PathBuf::from);
    top.chain(named).for_each(|folder| search.folder(&folder));
    search.missing.into_iter().collect()
}

/// The first few of them, for an error.
pub(super) fn named(missing: &[Utf8PathBuf]) -> String {
    let names: Vec<&str> = missing.iter().take(NAMED).map(|path| path.as_str()).collect();
    match missing.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// The symbols in a `.config` that are `y` or `m`.
fn symbols(config: &str) -> BTreeSet<String> {
    let set = config.lines().filter_map(|line| line.strip_suffix("=y").or(line.strip_suffix("=m")));
    set.map(str::to_owned).collect()
}

struct Search<'a> {
    work: &'a Utf8Path,
    set: BTreeSet<String>,
    seen: BTreeSet<Utf8PathBuf>,
    missing: BTreeSet<Utf8PathBuf>,
}

impl Search<'_> {
    /// The folders that an architecture's Makefile adds to the kernel.
    fn folders_of(&self, makefile: &Utf8Path) -> Vec<Utf8PathBuf> {
        let text = read(makefile).unwrap_or_default();
        let makefile = Makefile::parse(&text);
        let lists = ["core-", "libs-", "drivers-"].into_iter();
        let words = lists.flat_map(|list| makefile.words(list, &self.set));
        words.filter(|word| word.ends_with('/')).map(Utf8PathBuf::from).collect()
    }

    fn folder(&mut self, folder: &Utf8Path) {
        let folder = Utf8Path::new(folder.as_str().trim_end_matches('/'));
        if !self.seen.insert(folder.to_owned()) {
            return;
        }
        let files = ["Kbuild", "Makefile"].map(|name| self.work.join(folder).join(name));
        let Some(text) = files.iter().find_map(|path| read(path)) else {
            self.missing.insert(folder.join("Makefile"));
            return;
        };
        let makefile = Makefile::parse(&text);
        let words = ["obj-", "lib-"].map(|list| makefile.words(list, &self.set));
        for word in words.concat() {
            if let Some(inner) = word.strip_suffix('/') {
                self.folder(&folder.join(inner));
            } else if let Some(object) = word.strip_suffix(".o") {
                self.object(folder, &makefile, object);
            }
        }
    }

    /// `object` consists of several parts, or has a source of its own.
    fn object(&mut self, folder: &Utf8Path, makefile: &Makefile<'_>, object: &str) {
        let list = format!("{object}-");
        if !makefile.has(&list) {
            return self.source(folder, makefile, object);
        }
        for part in makefile.words(&list, &self.set) {
            if let Some(part) = part.strip_suffix(".o").filter(|part| *part != object) {
                self.source(folder, makefile, part);
            }
        }
    }

    fn source(&mut self, folder: &Utf8Path, makefile: &Makefile<'_>, object: &str) {
        let path = folder.join(object);
        let is_there = |ending: &str| self.work.join(format!("{path}.{ending}")).exists();
        if !SOURCES.iter().any(|ending| is_there(ending)) && !makefile.makes(object) {
            self.missing.insert(format!("{path}.c").into());
        }
    }
}

/// What follows the name of a list (`y`, `objs`, `$(CONFIG_X)`), whether the line is outside of conditionals, and the
/// words.
type Said<'a> = (&'a str, bool, Vec<String>);

/// The lists of a Makefile: `obj-$(CONFIG_X) += a.o b/`.
struct Makefile<'a> {
    text: &'a str,
    /// By their names with the hyphen, as `obj-`.
    lists: BTreeMap<&'a str, Vec<Said<'a>>>,
}

impl<'a> Makefile<'a> {
    fn parse(text: &'a str) -> Self {
        let (mut lists, mut depth) = (BTreeMap::<_, Vec<_>>::new(), 0_usize);
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            match line.split_whitespace().next().unwrap_or_default() {
                "ifeq" | "ifneq" | "ifdef" | "ifndef" => depth += 1,
                "endif" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let Some((key, value)) = line.split_once('=') else { continue };
            let key = key.trim_end_matches(['+', ':', '?']).trim();
            let mut value = value.to_owned();
            while let Some(begun) = value.strip_suffix('\\') {
                value = format!("{begun} {}", lines.next().unwrap_or_default().trim_end());
            }
            let Some((name, which)) = split(key) else { continue };
            let value = value.split('#').next().unwrap_or_default();
            let words = value.split_whitespace().map(str::to_owned).collect();
            lists.entry(name).or_default().push((which, depth == 0, words));
        }
        Self { text, lists }
    }

    /// Is there any list of that name?
    fn has(&self, list: &str) -> bool {
        self.lists.contains_key(list)
    }

    /// The words of `list` that are certainly needed if these symbols are set.
    fn words(&self, list: &str, set: &BTreeSet<String>) -> Vec<&str> {
        let said = self.lists.get(list).into_iter().flatten();
        let is_set = |which: &str| {
            let symbol = which.strip_prefix("$(").and_then(|it| it.strip_suffix(')'));
            ["y", "objs"].contains(&which) || symbol.is_some_and(|symbol| set.contains(symbol))
        };
        let sure = said.filter(|(which, always, _)| *always && is_set(which));
        sure.flat_map(|(.., words)| words)
            .map(String::as_str)
            .filter(|it| !it.contains('$'))
            .collect()
    }

    /// Can one of its rules make the source or the object?
    fn makes(&self, object: &str) -> bool {
        let own = [".c", ".S", ".s"].map(|ending| format!("{object}{ending}"));
        let rule = format!("{object}.o");
        let is_rule = |line: &str| {
            let targets = line.split(':').next().filter(|_| line.contains(':')).unwrap_or_default();
            !line.starts_with('\t')
                && !targets.contains('=')
                && (targets.contains('%') || targets.contains(&rule))
        };
        own.iter().any(|source| self.text.contains(source)) || self.text.lines().any(is_rule)
    }
}

/// `obj-$(CONFIG_X)` split after the hyphen.
fn split(key: &str) -> Option<(&str, &str)> {
    let before = key.find("$(").unwrap_or(key.len());
    let at = key[..before].rfind('-')?;
    (!key.contains(char::is_whitespace)).then(|| key.split_at(at + 1))
}

fn read(path: &Utf8Path) -> Option<String> {
    fs_err::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const KERNEL: &str = "obj-y = fork.o \\\n\ttime/ # clocks\nobj-$(CONFIG_NET) += sock.o\n\
                          obj-$(CONFIG_SMP) += smp.o\nifdef X\nobj-y += never.o\nendif\n\
                          obj-y += both.o made.o vdso.o\nboth-y := one.o two.o\n\
                          both-$(CONFIG_NET) += three.o\n$(obj)/made.c: made.pl\n$(obj)/vdso.o: x\n";

    /// A tree with these files and with that Makefile in `kernel`.
    fn tree(files: &[&str]) -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().to_owned();
        let top = TOP.map(|folder| format!("{folder}/Makefile"));
        for file in files.iter().copied().chain(top.iter().map(String::as_str)) {
            fs_err::create_dir_all(path.join(file).parent().unwrap()).unwrap();
            fs_err::write(path.join(file), "").unwrap();
        }
        fs_err::write(path.join("kernel/Makefile"), KERNEL).unwrap();
        fs_err::create_dir_all(path.join("arch/x86")).unwrap();
        fs_err::write(path.join("arch/x86/Makefile"), "core-y += arch/x86/entry/\n").unwrap();
        fs_err::write(path.join("arch/x86/Kbuild"), "obj-y += lib/\n").unwrap();
        (folder, path)
    }

    const WHOLE: [&str; 9] = [
        "kernel/fork.c",
        "kernel/time/Makefile",
        "kernel/sock.S",
        "kernel/one.c",
        "kernel/two.c",
        "kernel/three.c",
        "arch/x86/entry/Makefile",
        "arch/x86/lib/Makefile",
        "kernel/unused.c",
    ];

    #[rstest]
    #[case::whole("kernel/unused.c", "")]
    #[case::object("kernel/fork.c", "kernel/fork.c")]
    #[case::of_a_symbol("kernel/sock.S", "kernel/sock.c")]
    #[case::part("kernel/two.c", "kernel/two.c")]
    #[case::part_of_a_symbol("kernel/three.c", "kernel/three.c")]
    #[case::folder_of_every_version("lib/Makefile", "lib/Makefile")]
    #[case::folder("kernel/time/Makefile", "kernel/time/Makefile")]
    #[case::folder_of_the_architecture("arch/x86/entry/Makefile", "arch/x86/entry/Makefile")]
    #[case::folder_in_it("arch/x86/lib/Makefile", "arch/x86/lib/Makefile")]
    fn what_is_gone_is_named(#[case] gone: &str, #[case] told: &str) {
        let (_folder, path) = tree(&WHOLE);
        fs_err::remove_file(path.join(gone)).unwrap();
        let found = missing(&path, "CONFIG_NET=y\n# CONFIG_SMP is not set\n");
        assert_eq!(named(&found), told);
    }

    #[test]
    fn many_are_counted() {
        let many: Vec<Utf8PathBuf> = (0..6).map(|number| format!("{number}.c").into()).collect();
        assert_eq!(named(&many), "0.c, 1.c, 2.c, 3.c and 2 more");
    }
}
