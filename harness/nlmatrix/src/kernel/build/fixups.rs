//! What today's tools do not accept in old trees, as data. All fixups are made in the scratch copy, by matching text
//! rather than by version alone, and are idempotent.

use camino::Utf8Path;

use super::KernelBuildError;
use crate::version::{KernelVersion, VersionRange};

/// One change of one or more files.
#[derive(Debug)]
pub struct Fixup {
    /// The files, relative to the tree; a folder stands for the files called `Makefile` below it.
    pub path: &'static str,
    /// A regular expression over single lines.
    pub old: &'static str,
    /// Its replacement.
    pub new: &'static str,
    /// The kernels on which it was found to be needed.
    pub versions: &'static str,
    /// What goes wrong without it.
    pub why: &'static str,
    /// The kernels that also build without it but do not work, in the notation of `matrix.toml`; earlier builds of
    /// these have another key. Empty if nothing builds without it.
    pub rebuilds: &'static str,
}

/// Every fixup.
pub const FIXUPS: &[Fixup] = &[
    Fixup {
        path: "Makefile",
        old: r"(?m)^config %config:",
        new: "%config:",
        versions: "2.6.12 to 2.6.29",
        why: "GNU make 4: *** mixed implicit and normal rules",
        rebuilds: "",
    },
    Fixup {
        path: "Makefile",
        old: r"(?m)^/ %/:",
        new: "%/:",
        versions: "2.6.15 to 2.6.29",
        why: "GNU make 4: *** mixed implicit and normal rules",
        rebuilds: "",
    },
    Fixup {
        path: "kernel/timeconst.pl",
        old: r"!defined\(@val\)",
        new: "!@val",
        versions: "2.6.25 to 3.8",
        why: "perl 5.22: Can't use 'defined(@array)' (Maybe you should just omit the defined()?)",
        rebuilds: "",
    },
    Fixup {
        path: "drivers",
        old: r"(?m)^(obj-\S+) \+ = ",
        new: "$1 += ",
        versions: "2.6.11",
        why: "GNU make 4 takes `+ =` for a rule without a target: *** missing separator",
        rebuilds: "",
    },
    Fixup {
        path: "arch/x86/kernel/cpu/perf_event_p6.c",
        old: r"(?m)^static __initconst u64 p6_hw_cache_event_ids",
        new: "static __initconst const u64 p6_hw_cache_event_ids",
        versions: "3.7",
        why: "gcc 14 puts nothing but constants where constants are: `p6_pmu` causes a section type \
              conflict; 3.10 has the const itself",
        rebuilds: "",
    },
    Fixup {
        path: "include/linux/cpumask.h",
        old: r"(?s)(#define cpumask_of_cpu\(cpu\))\s*\\\n\(\*\(\{.*?\}\)\)",
        new: "$1 ((cpumask_t) { { 1UL << (cpu) } })",
        versions: "2.6.26",
        why: "it points to a variable of a block that has ended, and gcc has used that place again since \
              4.7: the clock gets an empty mask, and the first tick calls NULL. A literal lives as long \
              as the block around it; one word is enough, as with more processors there is a map",
        rebuilds: "=2.6.26",
    },
    Fixup {
        path: "arch/x86_64/vdso/vdso.lds.S",
        old: r"(?m)^(\s*\. = VDSO_PRELINK \+ )0x900;",
        new: "${1}0xb00;",
        versions: "2.6.23",
        why: "gcc 14 needs 0x49c bytes where the script leaves 0x300: section .data overlaps section \
              .text; later scripts leave no fixed room",
        rebuilds: "",
    },
];

/// The fixups in the key of a kernel of `version`.
pub(super) fn key(version: &KernelVersion) -> impl Iterator<Item = &'static str> {
    let rebuilds = |fixup: &&Fixup| {
        let range = fixup.rebuilds;
        !range.is_empty()
            && range
                .parse::<VersionRange>()
                .expect("the table's ranges are tested")
                .contains(version)
    };
    FIXUPS.iter().filter(rebuilds).map(|fixup| fixup.new)
}

/// Applies them all in `work`; returns the files that were changed, for the log.
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
    #[case(
        "include/linux/cpumask.h",
        "#define cpumask_of_cpu(cpu)\t\\\n(*({\t\\\n\ttypeof(a) m;\t\\\n\t&m;\t\\\n}))\n",
        "#define cpumask_of_cpu(cpu) ((cpumask_t) { { 1UL << (cpu) } })\n"
    )]
    #[case(
        "arch/x86_64/vdso/vdso.lds.S",
        "  . = VDSO_PRELINK + 0x900;\n",
        "  . = VDSO_PRELINK + 0xb00;\n"
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

    #[rstest]
    #[case("2.6.25", 0)]
    #[case("2.6.26", 1)]
    #[case("2.6.26.8", 1)]
    #[case("2.6.27", 0)]
    fn what_was_built_and_did_not_work_has_another_key(
        #[case] version: KernelVersion,
        #[case] changes: usize,
    ) {
        assert_eq!(key(&version).count(), changes);
    }
}
