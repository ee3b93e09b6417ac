//! Variables of makefiles that kbuild stopped reading.

use std::sync::LazyLock;

use regex::{NoExpand, Regex};

use super::{PortedFile, Target, folder};
use crate::module;
use crate::version::KernelVersion;

/// From here on kbuild's own flags are no affair of a module's (scripts/Makefile.build: not in 2.6.23, in 2.6.24).
const CFLAGS_UNTIL: &str = "2.6.24";
/// A line that gives compilers flags that a source may need.
static GIVEN: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"(?m)^[ \t]*CFLAGS[ \t]*(?:\+|:)?=(?P<flags>.*[ \t=]-[ID].*)$"));
/// A recipe that has kbuild read this file, with what it gives to it.
static MAKES: LazyLock<Regex> = LazyLock::new(|| fixed(r"(?m)^\t.*[ \t]-C[ \t].*$"));
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"[ \t](?P<name>[A-Z][A-Z0-9_]*)=(?P<value>\$\([^)]*\)/\S+)"));
/// The folder of the makefile, as recipes call it.
static HERE: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"\$\((?:PWD|CURDIR|shell pwd)\)|`pwd`|\$\$PWD"));

fn fixed(expression: &str) -> Regex {
    Regex::new(expression).expect("a fixed expression")
}

/// Ports the makefiles among `files`.
pub(super) fn port_all(files: &mut [PortedFile], target: &Target) {
    let makefiles = files.iter_mut().filter(|file| folder::is_makefile(&file.path));
    makefiles.for_each(|file| port(file, target));
}

/// Writes what the target's kbuild reads instead.
fn port(file: &mut PortedFile, target: &Target) {
    let is_step = |since| target.from.is_none_or(|from| since > from) && since <= target.version;
    let until: KernelVersion = CFLAGS_UNTIL.parse().expect("a version");
    if is_step(until)
        && let Some(text) = with_flags(&file.text)
    {
        let reason = "kbuild reads EXTRA_CFLAGS, and a module's CFLAGS no longer";
        file.change("CFLAGS", until, reason, text);
    }
    for (name, instead, until) in module::unread_variables() {
        if !is_step(until) {
            continue;
        }
        // `SUBDIRS` is passed to make, and may also be the name of something else.
        let end = if name == "SUBDIRS" { "=" } else { r"\b" };
        let word =
            Regex::new(&format!(r"\b{name}{end}")).expect("a name has no special characters");
        let new = if name == "SUBDIRS" { format!("{instead}=") } else { instead.to_owned() };
        let text = if name == "SUBDIRS" { once(&file.text, instead) } else { file.text.clone() };
        let text = word.replace_all(&text, NoExpand(&new)).into_owned();
        if text != file.text {
            file.change(name, until, &format!("kbuild reads {instead}, and this no longer"), text);
        }
    }
}

/// `text` with the flags of its CFLAGS where kbuild reads them, if it has some for kbuild alone.
fn with_flags(text: &str) -> Option<String> {
    let has = |word: &str| text.contains(word);
    // A program of the same makefile has flags of its own.
    let is_of_programs = has("EXTRA_CFLAGS") || has("ccflags-y") || has("/usr/include");
    if !has("obj-m") || is_of_programs || !GIVEN.is_match(text) {
        return None;
    }
    let text = GIVEN.replace_all(text, "$0\nEXTRA_CFLAGS +=$flags").into_owned();
    Some(with_variables(&text))
}

/// `text` with the paths that its recipes give to kbuild, which other ways of building do not give.
fn with_variables(text: &str) -> String {
    let lines = MAKES.find_iter(text).map(|line| line.as_str());
    let given = lines.flat_map(|line| VARIABLE.captures_iter(line)).filter(|found| {
        let name = &found["name"];
        let is_set = fixed(&format!(r"(?m)^[ \t]*{name}[ \t]*[:?+]?="));
        !matches!(name, "M" | "SUBDIRS" | "PWD" | "O")
            && text.contains(&format!("$({name})"))
            && !is_set.is_match(text)
    });
    let given: Vec<String> = given
        .map(|found| {
            let value = HERE.replace_all(&found["value"], NoExpand("$(src)")).into_owned();
            format!("{} ?= {value}\n", &found["name"])
        })
        .collect();
    format!("{}{text}", given.concat())
}

/// `text` without `SUBDIRS=` in lines that already say the same with `instead`, for older and newer kernels at once.
fn once(text: &str, instead: &str) -> String {
    let other = Regex::new(&format!(r"\b{instead}=")).expect("a name has no special characters");
    let given = Regex::new(r"[ \t]+SUBDIRS=(?:\$\([^)]*\)|\S)+").expect("a fixed expression");
    let line = |line: &str| match other.is_match(line) {
        true => given.replace_all(line, "").into_owned(),
        false => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Both sides of each boundary.
    #[rstest]
    #[case("6.14", "EXTRA_CFLAGS += -DX", "EXTRA_CFLAGS += -DX")]
    #[case("6.15", "EXTRA_CFLAGS += -DX", "ccflags-y += -DX")]
    #[case("5.2", "\tmake -C $(K) SUBDIRS=$(PWD)", "\tmake -C $(K) SUBDIRS=$(PWD)")]
    #[case("5.3", "\tmake -C $(K) SUBDIRS=$(PWD)", "\tmake -C $(K) M=$(PWD)")]
    #[case(
        "7.3",
        "\tmake -C $(K) M=$(PWD) SUBDIRS=$(shell pwd) all\n",
        "\tmake -C $(K) M=$(PWD) all\n"
    )]
    #[case("7.3", "SUBDIRS := a b\n$(SUBDIRS):", "SUBDIRS := a b\n$(SUBDIRS):")]
    #[case("2.6.23", "obj-m := m.o\nCFLAGS += -I../inc\n", "obj-m := m.o\nCFLAGS += -I../inc\n")]
    #[case(
        "2.6.24",
        "obj-m := m.o\nCFLAGS += -I../inc\n",
        "obj-m := m.o\nCFLAGS += -I../inc\nEXTRA_CFLAGS += -I../inc\n"
    )]
    #[case(
        "7.2",
        "CFLAGS += -O2 -I$(INC)\nobj-m := m.o\na:\n\tmake -C $(K) M=$(PWD) INC=$(PWD)/../inc modules\n",
        "INC ?= $(src)/../inc\nCFLAGS += -O2 -I$(INC)\nccflags-y += -O2 -I$(INC)\nobj-m := m.o\na:\n\tmake -C $(K) M=$(PWD) INC=$(PWD)/../inc modules\n"
    )]
    #[case("7.2", "obj-m := m.o\nCFLAGS = -Wall\n", "obj-m := m.o\nCFLAGS = -Wall\n")]
    #[case("7.2", "CFLAGS = -DX\nprog: prog.c\n", "CFLAGS = -DX\nprog: prog.c\n")]
    fn what_kbuild_reads_is_written(#[case] to: &str, #[case] text: &str, #[case] ported: &str) {
        let mut file = PortedFile::new("Makefile".into(), text.to_owned());
        let target = Target { name: to.to_owned(), version: to.parse().unwrap(), from: None };
        port(&mut file, &target);
        assert_eq!(file.text, ported);
    }
}
