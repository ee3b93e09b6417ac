//! What tools of today do not take in old trees, as data. All of it is done to the scratch copy, is
//! done by matching text and not by version alone, and changes nothing when it is done again.

use camino::Utf8Path;

use super::KernelBuildError;

/// One change of one or more files.
#[derive(Debug)]
pub struct Fixup {
    /// The files, relative to the tree; a folder means the files of the name `Makefile` below it.
    pub path: &'static str,
    /// A regular expression over single lines.
    pub old: &'static str,
    /// Its replacement.
    pub new: &'static str,
    /// The kernels where it was seen.
    pub versions: &'static str,
    /// What goes wrong without.
    pub why: &'static str,
}

/// Every fixup.
pub const FIXUPS: &[Fixup] = &[
    Fixup {
        path: "Makefile",
        old: r"(?m)^config %config:",
        new: "%config:",
        versions: "2.6.12 to 2.6.29",
        why: "GNU make 4: *** mixed implicit and normal rules",
    },
    Fixup {
        path: "Makefile",
        old: r"(?m)^/ %/:",
        new: "%/:",
        versions: "2.6.15 to 2.6.29",
        why: "GNU make 4: *** mixed implicit and normal rules",
    },
    Fixup {
        path: "kernel/timeconst.pl",
        old: r"!defined\(@val\)",
        new: "!@val",
        versions: "2.6.25 to 3.8",
        why: "perl 5.22: Can't use 'defined(@array)' (Maybe you should just omit the defined()?)",
    },
    Fixup {
        path: "drivers",
        old: r"(?m)^(obj-\S+) \+ = ",
        new: "$1 += ",
        versions: "2.6.11",
        why: "GNU make 4 takes `+ =` for a rule without a target: *** missing separator",
    },
    Fixup {
        path: "arch/x86/kernel/cpu/perf_event_p6.c",
        old: r"(?m)^static __initconst u64 p6_hw_cache_event_ids",
        new: "static __initconst const u64 p6_hw_cache_event_ids",
        versions: "3.7",
        why: "gcc 14 puts nothing but constants where constants are: `p6_pmu` causes a section type \
              conflict; 3.10 has the const itself",
    },
];

/// Does them all in `work`; gives the files that were changed, for the log.
pub(super) fn apply(work: &Utf8Path) -> Result<Vec<String>, KernelBuildError> {
    let mut changed = Vec::new();
    for fixup in FIXUPS {
        let path = work.join(fixup.path);
        if path.is_dir() {
            makefiles(&path, fixup, &mut changed)?;
        } else if path.is_file() {
            file(&path, fixup, &mut changed)?;
        }
    }
    Ok(changed)
}

fn makefiles(
    folder: &Utf8Path,
    fixup: &Fixup,
    changed: &mut Vec<String>,
) -> Result<(), KernelBuildError> {
    for entry in folder.read_dir_utf8().map_err(KernelBuildError::io(folder))?.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            makefiles(entry.path(), fixup, changed)?;
        } else if entry.file_name() == "Makefile" {
            file(entry.path(), fixup, changed)?;
        }
    }
    Ok(())
}

fn file(path: &Utf8Path, fixup: &Fixup, changed: &mut Vec<String>) -> Result<(), KernelBuildError> {
    let bytes = fs_err::read(path).map_err(KernelBuildError::io(path))?;
    let old = regex::bytes::Regex::new(fixup.old).expect("the table's patterns are tested");
    if !old.is_match(&bytes) {
        return Ok(());
    }
    let new = old.replace_all(&bytes, fixup.new.as_bytes());
    fs_err::write(path, new).map_err(KernelBuildError::io(path))?;
    changed.push(format!("{}: {}", path.file_name().unwrap_or_default(), fixup.why));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Makefile", "config %config: scripts FORCE\n", "%config: scripts FORCE\n")]
    #[case("Makefile", "/ %/: prepare scripts FORCE\n", "%/: prepare scripts FORCE\n")]
    #[case("kernel/timeconst.pl", "if (!defined(@val)) {\n", "if (!@val) {\n")]
    #[case(
        "arch/x86/kernel/cpu/perf_event_p6.c",
        "static __initconst u64 p6_hw_cache_event_ids\n",
        "static __initconst const u64 p6_hw_cache_event_ids\n"
    )]
    #[case("drivers/media/Makefile", "obj-$(CONFIG_X) + = x.o\n", "obj-$(CONFIG_X) += x.o\n")]
    fn each_is_done_once(#[case] path: &str, #[case] old: &str, #[case] new: &str) {
        let folder = tempfile::tempdir().unwrap();
        let work = Utf8Path::from_path(folder.path()).unwrap();
        let path = work.join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(&path, old).unwrap();
        assert_eq!(apply(work).unwrap().len(), 1);
        assert_eq!(fs_err::read_to_string(&path).unwrap(), new);
        assert!(apply(work).unwrap().is_empty());
    }
}
