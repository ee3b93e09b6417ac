//! What is kept of a built tree: the image, and what is needed to build out-of-tree modules.

use camino::Utf8Path;

use super::KernelBuildError;
use crate::version::KernelVersion;

/// The bootable image's name in the store.
pub(super) const IMAGE: &str = "bzImage";
/// The folder for `make -C`.
pub(super) const TREE: &str = "build";
/// Where the image can be: arch/x86 has a link only since 2.6.24.
const IMAGES: [&str; 2] = ["arch/x86/boot/bzImage", "arch/x86_64/boot/bzImage"];

/// Top-level files that builds of modules read.
const FILES: [&str; 7] = [
    "Makefile",
    "Kbuild",
    ".config",
    "Module.symvers",
    ".kernelrelease",
    "localversion",
    "System.map",
];
/// The part of `include/config` that is kept; the rest is one empty file for each symbol.
const CONFIGS: [&str; 5] =
    ["auto.conf", "auto.conf.cmd", "kernel.release", "tristate.conf", "MARKER"];

/// Programs outside of `scripts` that a module's build runs: objtool looks at every object if CONFIG_STACK_VALIDATION
/// or CONFIG_OBJTOOL is set, and kbuild makes each object depend on it (4.6, commit b9ab5ebb14ec). From 5.10 on,
/// x86-64 always sets it, for static calls (1e7e47883830).
const PROGRAMS: [&str; 1] = ["tools/objtool/objtool"];
const FIRST_WITH_OBJTOOL: &str = "4.6";

/// What is kept of a kernel of `version` in addition to what has always been kept, for its key. `own` configurations
/// can have CONFIG_MODVERSIONS, for which modules need genksyms.
pub(super) fn kept_besides(version: &KernelVersion, own: bool) -> Vec<&'static str> {
    let first: KernelVersion = FIRST_WITH_OBJTOOL.parse().expect("a version");
    let programs = PROGRAMS.iter().copied().filter(|_| *version >= first);
    programs.chain(own.then_some("scripts/genksyms")).collect()
}

/// Copies the image from `work` to `scratch`.
pub(super) fn image(work: &Utf8Path, scratch: &Utf8Path) -> Result<(), KernelBuildError> {
    let image = IMAGES.iter().map(|path| work.join(path)).find(|path| path.is_file());
    let image = image.unwrap_or_else(|| work.join(IMAGES[0]));
    fs_err::copy(&image, scratch.join(IMAGE)).map(drop).map_err(KernelBuildError::io(&image))
}

/// Moves what is needed to build modules from `work` to `scratch`; timestamps stay, for make.
pub(super) fn tree(work: &Utf8Path, scratch: &Utf8Path) -> Result<(), KernelBuildError> {
    let tree = scratch.join(TREE);
    fs_err::create_dir_all(&tree).map_err(KernelBuildError::io(&tree))?;
    move_matching(work, &tree, Utf8Path::new(""), &is_kept)
}

/// Is this file read when a module is built?
fn is_kept(inner: &Utf8Path) -> bool {
    let name = inner.file_name().unwrap_or_default();
    let mut parts = inner.components().map(|part| part.as_str());
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if name.ends_with(".o") || name.ends_with(".cmd") && first != "include" {
        return false;
    }
    match first {
        "include" if second == "config" => {
            CONFIGS.contains(&name) || inner.ends_with("kernel.release")
        }
        "include" => !is_foreign_header(second),
        "scripts" => !["kconfig", "dtc", "gdb", "coccinelle", "selinux"].contains(&second),
        "arch" => {
            ["x86", "x86_64", "i386"].contains(&second) && inner.as_str().contains("/include/")
                || name.starts_with("Makefile")
                || name.starts_with("Kbuild")
                || inner.parent().is_some_and(|folder| folder.ends_with("scripts"))
                || ["macros.s", "module.lds"].contains(&name)
        }
        "tools" => PROGRAMS.iter().any(|program| inner == *program),
        _ => second.is_empty() && FILES.contains(&name),
    }
}

/// `include/asm-mips` and the like.
fn is_foreign_header(folder: &str) -> bool {
    let arch = folder.strip_prefix("asm-");
    arch.is_some_and(|arch| !["x86", "x86_64", "i386", "generic"].contains(&arch))
}

fn move_matching(
    from: &Utf8Path,
    to: &Utf8Path,
    inner: &Utf8Path,
    wanted: &dyn Fn(&Utf8Path) -> bool,
) -> Result<(), KernelBuildError> {
    let folder = from.join(inner);
    for entry in folder.read_dir_utf8().map_err(KernelBuildError::io(&folder))?.flatten() {
        let inner = inner.join(entry.file_name());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            move_matching(from, to, &inner, wanted)?;
        } else if wanted(&inner) {
            let target = to.join(&inner);
            let parent = target.parent().unwrap_or(to);
            fs_err::create_dir_all(parent).map_err(KernelBuildError::io(parent))?;
            fs_err::rename(entry.path(), &target).map_err(KernelBuildError::io(&target))?;
        }
    }
    Ok(())
}

/// What `uname -r` will say, from whichever file this version writes it to.
pub(super) fn release(tree: &Utf8Path) -> Option<String> {
    let plain = ["include/config/kernel.release", ".kernelrelease"];
    let read = |path: &str| fs_err::read_to_string(tree.join(path)).ok();
    let plain = plain.into_iter().find_map(read).map(|text| text.trim().to_owned());
    let headers = ["include/generated/utsrelease.h", "include/linux/utsrelease.h"];
    plain.filter(|text| !text.is_empty()).or_else(|| {
        let texts = headers.into_iter().chain(["include/linux/version.h"]).filter_map(read);
        texts.filter_map(|text| quoted(&text)).next()
    })
}

/// The text of `#define UTS_RELEASE "…"`.
fn quoted(header: &str) -> Option<String> {
    let line = header.lines().find(|line| line.contains("UTS_RELEASE"))?;
    line.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Makefile", true)]
    #[case("include/linux/netlink.h", true)]
    #[case("include/asm-mips/page.h", false)]
    #[case("include/asm-x86_64/page.h", true)]
    #[case("include/config/auto.conf", true)]
    #[case("include/config/smp.h", false)]
    #[case("arch/x86/include/asm/page.h", true)]
    #[case("arch/mips/include/asm/page.h", false)]
    #[case("arch/x86/kernel/setup.c", false)]
    #[case("arch/x86/Makefile_64.cpu", true)]
    #[case("scripts/mod/modpost", true)]
    #[case("scripts/mod/modpost.o", false)]
    #[case("scripts/kconfig/conf", false)]
    #[case("scripts/genksyms/genksyms", true)]
    #[case("tools/objtool/objtool", true)]
    #[case("tools/objtool/check.c", false)]
    #[case("tools/perf/perf", false)]
    #[case("kernel/Makefile", false)]
    #[case("vmlinux", false)]
    fn keeps_what_modules_need(#[case] path: &str, #[case] kept: bool) {
        assert_eq!(is_kept(Utf8Path::new(path)), kept);
    }

    #[rstest]
    #[case("4.5", false, &[])]
    #[case("4.6", false, &["tools/objtool/objtool"])]
    #[case("5.15.135", true, &["tools/objtool/objtool", "scripts/genksyms"])]
    fn what_came_to_be_kept_retires_kernels_that_lack_it(
        #[case] version: &str,
        #[case] own: bool,
        #[case] kept: &[&str],
    ) {
        assert_eq!(kept_besides(&version.parse().unwrap(), own), kept);
    }

    #[test]
    fn the_release_is_found_where_the_version_has_it() {
        let header = "#define UTS_RELEASE \"2.6.11\"\n#define LINUX_VERSION_CODE 132619\n";
        assert_eq!(quoted(header).unwrap(), "2.6.11");
    }
}
