//! Variables of makefiles that kbuild stopped reading.

use regex::{NoExpand, Regex};

use super::{PortedFile, Target, folder};
use crate::module;

/// Ports the makefiles among `files`.
pub(super) fn port_all(files: &mut [PortedFile], target: &Target) {
    let makefiles = files.iter_mut().filter(|file| folder::is_makefile(&file.path));
    makefiles.for_each(|file| port(file, target));
}

/// Writes what the target's kbuild reads instead.
fn port(file: &mut PortedFile, target: &Target) {
    let is_step = |since| target.from.is_none_or(|from| since > from) && since <= target.version;
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
    fn what_kbuild_reads_is_written(#[case] to: &str, #[case] text: &str, #[case] ported: &str) {
        let mut file = PortedFile::new("Makefile".into(), text.to_owned());
        let target = Target { name: to.to_owned(), version: to.parse().unwrap(), from: None };
        port(&mut file, &target);
        assert_eq!(file.text, ported);
    }
}
