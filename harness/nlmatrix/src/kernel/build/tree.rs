//! The user's tree: a check that it is complete, and a copy to work in.

use camino::Utf8Path;

use super::KernelBuildError;

/// Files that every tree from 2.6.9 on has, with alternatives if they moved. Trees that went through filters (no
/// `*.S`, no `lib` in a name) lack some of them.
const NEEDED: &[&[&str]] = &[
    &["Makefile"],
    &["init/main.c"],
    &["net/netlink/af_netlink.c"],
    &["scripts/Makefile.build"],
    &["scripts/Makefile.lib"],
    &["scripts/Makefile.modpost"],
    &["scripts/mod/modpost.c"],
    &["scripts/kconfig/conf.c"],
    &["include/asm-generic/vmlinux.lds.h"],
    &["arch/x86/kernel/head_64.S", "arch/x86_64/kernel/head.S"],
    &["arch/x86/kernel/vmlinux.lds.S", "arch/x86_64/kernel/vmlinux.lds.S"],
    // There was one file before 2.6.24 merged the architectures.
    &["arch/x86/kernel/vmlinux_64.lds.S", "arch/x86/kernel/vmlinux.lds.S", "arch/x86_64/Makefile"],
    &["arch/x86/lib/memcpy_64.S", "arch/x86_64/lib/memcpy.S"],
    &["arch/x86/boot/compressed/head_64.S", "arch/x86_64/boot/compressed/head.S"],
    &["arch/x86/boot/setup.ld", "arch/x86_64/boot/setup.S", "arch/i386/boot/setup.ld"],
];

/// Folders of which the default fragment needs only the files of the build system.
const HOLLOW: &[&str] = &[
    "Documentation",
    "drivers/gpu/drm",
    "drivers/infiniband",
    "drivers/isdn",
    "drivers/media",
    "drivers/scsi",
    "drivers/staging",
    "fs/btrfs",
    "fs/ext4",
    "fs/ocfs2",
    "fs/xfs",
    "samples",
    "sound",
    "tools/perf",
    "tools/testing",
];

/// What a build leaves behind: it must not be copied from a tree that was built in.
const PRODUCTS: &[&str] = &[
    ".config",
    ".config.old",
    ".git",
    ".kernelrelease",
    ".version",
    "System.map",
    "Module.symvers",
    "arch/x86/include/generated",
    "include/asm",
    "include/config",
    "include/generated",
    "include/linux/autoconf.h",
    "include/linux/compile.h",
    "include/linux/utsrelease.h",
    "include/linux/version.h",
    "vmlinux",
];

/// Rejects a tree that lacks files which every build needs.
pub(super) fn check(tree: &Utf8Path) -> Result<(), KernelBuildError> {
    let is_there = |file: &&str| tree.join(file).is_file();
    let missing = NEEDED.iter().filter(|alternatives| !alternatives.iter().any(&is_there));
    let missing: Vec<String> = missing.map(|alternatives| alternatives.join(" or ")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(KernelBuildError::Incomplete { tree: tree.to_owned(), missing: missing.join(", ") })
}

/// Copies what a build needs of `tree` to `work`; `tree` itself is only read. `whole` includes what only a user's own
/// fragment can ask for. If `is_ours`, nobody else reads the tree, so files are not copied but linked.
pub(super) fn copy(
    tree: &Utf8Path,
    work: &Utf8Path,
    whole: bool,
    is_ours: bool,
) -> Result<(), KernelBuildError> {
    Copier { tree, work, whole, is_ours }.folder(Utf8Path::new(""))
}

/// What the default fragment never reads, as git pathspecs: most of a tree, and in some public ones files that are
/// not there. `architectures` are folders, like `arch/arm`.
pub(crate) fn unread(architectures: &[String]) -> Vec<String> {
    let foreign = architectures
        .iter()
        .map(String::as_str)
        .filter(|path| is_foreign(Utf8Path::new(path)) && *path != "arch/ia64");
    let folders = foreign.chain(HOLLOW.iter().copied());
    let endings = |folder: &str| {
        ["c", "S", "dts", "dtsi", "rst", "txt", "json"]
            .map(|ending| format!(":(exclude,glob){folder}/**/*.{ending}"))
    };
    let graphics = ":(exclude,glob)drivers/gpu/drm/**/*.h".to_owned();
    folders.flat_map(endings).chain([graphics]).collect()
}

struct Copier<'a> {
    tree: &'a Utf8Path,
    work: &'a Utf8Path,
    whole: bool,
    is_ours: bool,
}

impl Copier<'_> {
    fn folder(&self, inner: &Utf8Path) -> Result<(), KernelBuildError> {
        let (from, to) = (self.tree.join(inner), self.work.join(inner));
        fs_err::create_dir_all(&to).map_err(KernelBuildError::io(&to))?;
        for entry in from.read_dir_utf8().map_err(KernelBuildError::io(&from))? {
            let entry = entry.map_err(KernelBuildError::io(&from))?;
            let inner = inner.join(entry.file_name());
            let kind = entry.file_type().map_err(KernelBuildError::io(&from))?;
            if is_product(&inner) {
                continue;
            } else if kind.is_dir() {
                self.folder(&inner)?;
            } else if kind.is_symlink() || kind.is_file() && self.takes(&inner) {
                self.file(&inner, kind.is_symlink())?;
            }
        }
        Ok(())
    }

    /// Files of other architectures that are used from outside of them: Kconfig files, headers (kernel/sysctl_check.c
    /// of 2.6.24 includes one of s390), ia64's swiotlb.c, which x86_64 builds until 2.6.15, and what
    /// fs/hostfs/Makefile includes, into which 6.12 descends on any architecture.
    fn takes(&self, inner: &Utf8Path) -> bool {
        match is_foreign(inner) {
            true => {
                name_of(inner).starts_with("Kconfig")
                    || inner.extension() == Some("h")
                    || inner.starts_with("arch/ia64/lib")
                    || inner.starts_with("arch/um/scripts")
            }
            false => self.whole || is_wanted(inner),
        }
    }

    fn file(&self, inner: &Utf8Path, is_link: bool) -> Result<(), KernelBuildError> {
        let (from, to) = (self.tree.join(inner), self.work.join(inner));
        let io = KernelBuildError::io(&from);
        if is_link {
            let target = from.read_link_utf8().map_err(KernelBuildError::io(&from))?;
            return fs_err::os::unix::fs::symlink(target, to).map_err(io);
        }
        if !self.is_ours || fs_err::hard_link(&from, &to).is_err() {
            fs_err::copy(&from, &to).map_err(io)?;
        }
        if inner.starts_with("scripts") || name_of(inner).ends_with(".sh") {
            make_runnable(&to)?;
        }
        Ok(())
    }
}

/// Scripts lose their executable bits in archives of some systems.
fn make_runnable(path: &Utf8Path) -> Result<(), KernelBuildError> {
    use std::os::unix::fs::PermissionsExt as _;
    let io = |error| KernelBuildError::io(path)(error);
    if fs_err::read(path).map_err(io)?.starts_with(b"#!") {
        fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755)).map_err(io)?;
    }
    Ok(())
}

fn name_of(inner: &Utf8Path) -> &str {
    inner.file_name().unwrap_or_default()
}

/// It belongs to another architecture. i386 shares files with x86_64 before 2.6.24; others share none.
pub(super) fn is_foreign(inner: &Utf8Path) -> bool {
    let mut parts = inner.components().map(|part| part.as_str());
    let (Some("arch"), Some(arch)) = (parts.next(), parts.next()) else { return false };
    !["x86", "x86_64", "i386"].contains(&arch) && !arch.starts_with("Kconfig")
}

fn is_product(inner: &Utf8Path) -> bool {
    let name = name_of(inner);
    PRODUCTS.iter().any(|product| inner == *product)
        || [".o", ".a", ".ko", ".cmd"].iter().any(|end| name.ends_with(end))
}

/// Everything, but only the Makefiles and Kconfigs in hollow folders.
fn is_wanted(inner: &Utf8Path) -> bool {
    let is_hollow = HOLLOW.iter().any(|folder| inner.starts_with(folder));
    let name = name_of(inner);
    let is_build_file = ["Makefile", "Kconfig", "Kbuild"].iter().any(|it| name.starts_with(it));
    !is_hollow || is_build_file || name.ends_with(".h")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("sound/pci/intel8x0.c", false)]
    #[case("sound/pci/Kconfig", true)]
    #[case("drivers/net/loopback.c", true)]
    #[case("net/netlink/af_netlink.c", true)]
    fn hollow_folders_keep_what_make_reads(#[case] path: &str, #[case] wanted: bool) {
        assert_eq!(is_wanted(Utf8Path::new(path)), wanted);
    }

    #[rstest]
    #[case("arch/arm", true)]
    #[case("arch/s390/crypto/aes.c", true)]
    #[case("arch/Kconfig", false)]
    #[case("arch/x86", false)]
    #[case("arch/i386", false)]
    #[case("arch/x86/boot", false)]
    #[case("kernel", false)]
    fn other_architectures_stay_out(#[case] path: &str, #[case] foreign: bool) {
        assert_eq!(is_foreign(Utf8Path::new(path)), foreign);
    }

    #[test]
    fn what_is_included_from_other_architectures_is_copied() {
        let copier = Copier { tree: "/t".into(), work: "/w".into(), whole: false, is_ours: false };
        let takes = |path: &str| copier.takes(Utf8Path::new(path));
        assert!(takes("arch/um/scripts/Makefile.rules") && takes("arch/arm/Kconfig"));
        assert!(!takes("arch/um/kernel/exec.c") && !takes("arch/arm/Makefile"));
    }

    #[test]
    fn a_built_tree_is_copied_as_if_it_was_not() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Utf8Path::from_path(folder.path()).unwrap().join("tree");
        let work = tree.with_file_name("work");
        for file in
            ["Makefile", ".config", "kernel/fork.c", "kernel/fork.o", "include/config/net.h"]
        {
            fs_err::create_dir_all(tree.join(file).parent().unwrap()).unwrap();
            fs_err::write(tree.join(file), file).unwrap();
        }
        copy(&tree, &work, false, false).unwrap();
        let is_there = |file| work.join(file).exists();
        assert!(is_there("Makefile") && is_there("kernel/fork.c"));
        assert!(!is_there(".config") && !is_there("kernel/fork.o") && !is_there("include/config"));
    }

    #[test]
    fn an_incomplete_tree_is_named_with_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(tree.join("Makefile"), "").unwrap();
        let text = check(tree).unwrap_err().to_string();
        assert!(
            text.contains("scripts/Makefile.lib, ") && !text.contains("no Makefile,"),
            "{text}"
        );
    }
}
