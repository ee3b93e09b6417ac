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
        // `SUBDIRS` is said to make, and may be the name of something else.
        let end = if name == "SUBDIRS" { "=" } else { r"\b" };
        let word =
            Regex::new(&format!(r"\b{name}{end}")).expect("a name has no special characters");
        let new = if name == "SUBDIRS" { format!("{instead}=") } else { instead.to_owned() };
        let text = word.replace_all(&file.text, NoExpand(&new)).into_owned();
        if text != file.text {
            file.change(name, until, &format!("kbuild reads {instead}, and this no longer"), text);
        }
    }
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
    #[case("7.3", "SUBDIRS := a b\n$(SUBDIRS):", "SUBDIRS := a b\n$(SUBDIRS):")]
    fn what_kbuild_reads_is_written(#[case] to: &str, #[case] text: &str, #[case] ported: &str) {
        let mut file = PortedFile::new("Makefile".into(), text.to_owned());
        let target = Target { name: to.to_owned(), version: to.parse().unwrap(), from: None };
        port(&mut file, &target);
        assert_eq!(file.text, ported);
    }
}
