//! Variables that kbuild stopped reading: a makefile that sets one builds without what it says.

use camino::Utf8PathBuf;

use super::rules::UNKNOWN;
use super::sources::Sources;
use crate::matrix::Method;
use crate::run::Diagnosis;
use crate::version::KernelVersion;

/// The kind of such a failure.
pub(super) const KIND: &str = "unread-variable";

/// A variable that kbuild used to read.
struct Unread {
    name: &'static str,
    /// The first kernel that does not read it.
    until: &'static str,
    instead: &'static str,
}

/// `EXTRA_*FLAGS` disappeared in 6.15 (scripts/Makefile.lib), `SUBDIRS` in 5.3 (the top Makefile).
const VARIABLES: [Unread; 4] = [
    Unread { name: "EXTRA_CFLAGS", until: "6.15", instead: "ccflags-y" },
    Unread { name: "EXTRA_AFLAGS", until: "6.15", instead: "asflags-y" },
    Unread { name: "EXTRA_LDFLAGS", until: "6.15", instead: "ldflags-y" },
    Unread { name: "SUBDIRS", until: "5.3", instead: "M" },
];
/// Their names, what to write instead, and the first kernel that does not read them.
pub(crate) fn unread_variables() -> impl Iterator<Item = (&'static str, &'static str, KernelVersion)>
{
    let of = |it: &'static Unread| Some((it.name, it.instead, it.until.parse().ok()?));
    VARIABLES.iter().filter_map(of)
}

/// Failures that a missing `-I` or `-D` causes; if something is known about a symbol, that comes first.
const BY_FLAGS: [&str; 5] = [
    "missing-header",
    "missing-own-header",
    "missing-symbol",
    "incomplete-type",
    "error-directive",
];

/// The diagnosis `found`, replaced if `sources` depend on a variable that `version` does not read.
pub(super) fn explain(
    sources: &Sources,
    version: &KernelVersion,
    found: Diagnosis,
    is_known: bool,
) -> Diagnosis {
    let explains = |(variable, value): &(&Unread, String)| match variable.name {
        // Then the kernel's own modules are built, whose sources are missing; if anything was compiled, kbuild read
        // it, or `M`.
        "SUBDIRS" => {
            let kind = [UNKNOWN, "missing-module"].contains(&&*found.kind);
            kind && !found.line.to_lowercase().contains(": error: ") && calls_make(sources)
        }
        _ => {
            let flags = ["-I", "-D", "-include"].iter().any(|flag| value.contains(flag));
            let may_be = !is_header(&found) || leads_to(value, sources, &found.symbol);
            flags && !is_known && may_be && BY_FLAGS.contains(&found.kind.as_str())
        }
    };
    let Some((variable, _)) = set(sources, version).into_iter().find(explains) else {
        return found;
    };
    let Unread { name, until, instead } = variable;
    Diagnosis {
        kind: KIND.to_owned(),
        symbol: (*name).to_owned(),
        meaning: format!("kbuild does not read {name} from {until} on, so what it says is missing"),
        remedy: format!("write {instead} instead of {name}: every kernel since 2.6.24 reads it"),
        ..found
    }
}

fn is_header(found: &Diagnosis) -> bool {
    matches!(&*found.kind, "missing-header" | "missing-own-header")
}

/// Would the header be found if `value` were read? It belongs to the project, or the flags name folders elsewhere:
/// those of the kernel's tree. A header that exists nowhere is missing in any case.
fn leads_to(value: &str, sources: &Sources, header: &str) -> bool {
    let elsewhere = ["srctree", "objtree", "KDIR", "KERNEL", "KSRC", "/usr/src", "/lib/modules"];
    let parts = header.split('/').filter(|part| !matches!(*part, "." | ".."));
    let header: Utf8PathBuf = parts.collect();
    elsewhere.iter().any(|it| value.contains(it)) || sources.paths().any(|it| it.ends_with(&header))
}

/// The variables that the makefiles set and `version` does not read, with their values.
fn set(sources: &Sources, version: &KernelVersion) -> Vec<(&'static Unread, String)> {
    let mut all: Vec<String> = sources.makefiles().map(|(_, text)| joined(&text)).collect();
    if let Method::Command(command) = &sources.method {
        all.push(command.clone());
    }
    let is_unread = |it: &&Unread| {
        it.until.parse::<KernelVersion>().is_ok_and(|it| version.numbers() >= it.numbers())
    };
    let set = |it: &'static Unread| {
        // A makefile may use the name for its own folders.
        let is_read =
            |line: &&str| it.name != "SUBDIRS" || line.contains("make") || line.contains("MAKE");
        let lines = all.iter().flat_map(|text| text.lines()).filter(is_read);
        let values: String = lines.filter_map(|line| value(line, it.name)).collect();
        (!values.is_empty()).then_some((it, values))
    };
    VARIABLES.iter().filter(is_unread).filter_map(set).collect()
}

/// Joins lines that continue after a `\`.
fn joined(text: &str) -> String {
    text.replace("\\\n", " ")
}

/// The value that `line` assigns to the variable `name`, in a makefile or on a command line.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let line = line.split('#').next()?;
    let at = line.find(name)?;
    let is_word = !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let rest = line[at + name.len()..].trim_start();
    let rest = rest.trim_start_matches([':', '+', '?']);
    is_word.then(|| rest.strip_prefix('=')).flatten()
}

/// Is the module built by its own command line? Plain kbuild is run with `M`.
fn calls_make(sources: &Sources) -> bool {
    !matches!(sources.method, Method::Kbuild(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8Path;
    use rstest::rstest;

    const HEADER: &str = "missing-own-header";

    #[rstest]
    #[case::flags("6.15", "EXTRA_CFLAGS += -I$(src)/inc", HEADER, Some("ccflags-y"))]
    #[case::lines("7.2", "EXTRA_CFLAGS := -Wall \\\n  -DX", "missing-symbol", Some("ccflags-y"))]
    #[case::is_read("6.14", "EXTRA_CFLAGS += -I$(src)/inc", HEADER, None)]
    #[case::harmless("6.15", "EXTRA_CFLAGS += -Wall", HEADER, None)]
    #[case::another("6.15", "MY_EXTRA_CFLAGS = -Ix", HEADER, None)]
    #[case::remark("6.15", "# EXTRA_CFLAGS = -Ix", HEADER, None)]
    #[case::of_another_kind("6.15", "EXTRA_CFLAGS = -Ix", "argument-count", None)]
    #[case::subdirs("5.3", "MAKE=\"make -C $kernel_source_dir SUBDIRS=.\"", "unknown", Some("M"))]
    #[case::subdirs_of_its_own("5.3", "SUBDIRS := src", "unknown", None)]
    #[case::subdirs_read("5.2", "MAKE=\"make SUBDIRS=.\"", "unknown", None)]
    fn what_is_not_read_is_named(
        #[case] version: &str,
        #[case] line: &str,
        #[case] kind: &str,
        #[case] instead: Option<&str>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Makefile"), format!("obj-m := m.o\n{line}\n")).unwrap();
        fs_err::create_dir(folder.join("inc")).unwrap();
        fs_err::write(folder.join("inc/own.h"), "").unwrap();
        let sources = Sources::of_folder("m", folder, None, Method::Dkms).unwrap();
        let symbol = "own.h".to_owned();
        let found = Diagnosis { kind: kind.to_owned(), symbol, ..Diagnosis::default() };
        let explained = explain(&sources, &version.parse().unwrap(), found, false);
        let remedy = explained.remedy.split(' ').nth(1);
        assert_eq!((remedy, explained.kind == "unread-variable"), (instead, instead.is_some()));
    }

    #[rstest]
    #[case::there("own.h", "-I$(src)/inc", true)]
    #[case::below_a_folder("../inc/own.h", "-I$(src)/x", true)]
    #[case::nowhere("gone.h", "-I$(src)/inc", false)]
    #[case::a_folder_that_is_not_there("gone/own.h", "-I$(src)/gone", false)]
    #[case::of_the_kernels_tree("dm.h", "-I$(srctree)/drivers/md", true)]
    fn a_header_that_is_nowhere_is_missing_whatever_is_read(
        #[case] header: &str,
        #[case] flags: &str,
        #[case] blamed: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir(folder.join("inc")).unwrap();
        fs_err::write(folder.join("inc/own.h"), "").unwrap();
        let text = format!("obj-m := m.o\nEXTRA_CFLAGS += {flags}\n");
        fs_err::write(folder.join("Makefile"), text).unwrap();
        let sources = Sources::of_folder("m", folder, None, Method::Dkms).unwrap();
        let (kind, symbol) = (HEADER.to_owned(), header.to_owned());
        let found = Diagnosis { kind, symbol, ..Diagnosis::default() };
        let explained = explain(&sources, &"6.15".parse().unwrap(), found, false);
        assert_eq!(explained.kind == "unread-variable", blamed);
    }
}
