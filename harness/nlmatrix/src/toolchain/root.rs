//! The toolchain root: packages of one Debian suite, unpacked together by mmdebstrap.
//!
//! `--variant=extract` runs no maintainer scripts, so it needs no root rights and takes seconds. The links that such
//! scripts would have made are made here.

use camino::{Utf8Path, Utf8PathBuf};

use super::ToolchainError;
use super::links::{COMPILER, complete, name_alternatives};
use crate::arch::Arch;
use crate::debian::{Archive, DebianError, Mirrors, PATIENCE};
use crate::digest::{Digest, Recipe};
use crate::environment;
use crate::process::{Job, find_program};
use crate::store::Store;

/// The suite of the root: its gcc is the oldest that knows every flag of 7.x kernels, and its libc the oldest that
/// runs their prebuilt objtool and modpost (GLIBC_2.38).
pub(crate) const SUITE: &str = "trixie";

/// What builds of modules, clients and kernels run; mmdebstrap adds what these depend on.
pub(super) const PACKAGES: &[&str] = &[
    "base-files",
    "bash",
    "bc",
    "binutils",
    "bison",
    "cpio",
    "coreutils",
    "dash",
    "diffutils",
    "findutils",
    "flex",
    "gcc-14",
    "grep",
    "gzip",
    // `genl`, for guests.
    "iproute2",
    "libc6-dev",
    "libelf-dev",
    "libelf1t64",
    "libmnl-dev",
    "libnl-3-dev",
    "libnl-genl-3-dev",
    "libssl-dev",
    "make",
    "mawk",
    "musl-tools",
    "perl-base",
    "sed",
    "xz-utils",
];

/// What builds of users' own modules run in addition: what `dkms` depends on or its packages take for granted, and
/// the compiler of Debian 12's kernels, as gcc-14 refuses what older ones only warn about.
pub(crate) const PEOPLES: &[&str] = &[
    "bzip2",
    "debianutils",
    "dpkg-dev",
    "gcc-12",
    "hostname",
    "iptables",
    "kmod",
    "libc-bin",
    "libxtables-dev",
    "patch",
    "perl",
    "pkgconf",
    "procps",
    "python3-minimal",
    "tar",
    "util-linux",
    "xtables-addons-common",
    "zlib1g-dev",
];

/// What is needed to build for processors other than the host's: compilers with their C libraries, and rustc for the
/// guest agent.
pub(crate) const FOREIGN: &[&str] = &[
    "cargo",
    "gcc-14-aarch64-linux-gnu",
    "gcc-14-i686-linux-gnu",
    "gcc-14-s390x-linux-gnu",
    "libc6-dev-arm64-cross",
    "libc6-dev-i386-cross",
    "libc6-dev-s390x-cross",
    "libstd-rust-dev",
    "rustc",
];

/// What compiles 32-bit programs for 64-bit kernels: like the 64-bit ones, they are linked with musl, which starts on
/// every kernel. It does not include compilers for other processors, to stay small.
const OF_32_BITS: &[&str] = &[
    "base-files",
    "dash",
    "gcc-14-i686-linux-gnu",
    "libc6-dev-i386-cross",
    "libmnl-dev:i386",
    "libnl-3-dev:i386",
    "libnl-genl-3-dev:i386",
    "musl-dev:i386",
];

/// Tools for the guest of a cell that a user looks into.
const TOOLS: &[&str] = &["busybox-static", "strace"];

/// What makes file system images, and what runs it.
const PACKER: &[&str] = &["base-files", "coreutils", "dash", "squashfs-tools"];

/// What keeps results of compilers.
const CCACHE: &str = "ccache";

/// Major versions of gcc with which kernels are built, under whose names their makefiles look for it.
const COMPILERS: std::ops::RangeInclusive<u32> = 8..=16;

pub(super) const KIND: &str = "toolchains";

/// The recipe of the root with the packages `more`; it does not include the mirror, as every mirror has the same
/// suite.
pub(super) fn key(more: &[&str]) -> Digest {
    let recipe = Recipe::new(KIND, 1).with("suite", SUITE).with("packages", PACKAGES.join(","));
    match more {
        [] => recipe.key(),
        more => recipe.with("more", more.join(",")).with("alternatives", "named").key(),
    }
}

/// The folder of the root with the packages `more`, unpacked if the store does not have it yet.
pub(super) fn provide(store: &Store, more: &[&str]) -> Result<Utf8PathBuf, ToolchainError> {
    Ok(store.get_or_make(KIND, &key(more), |scratch| make(scratch, more))?.join("root"))
}

/// The folder of the root with programs for guests of `arch`, and its recipe.
pub(super) fn tools(store: &Store, arch: Arch) -> Result<(Utf8PathBuf, Digest), ToolchainError> {
    let recipe = Recipe::new(KIND, 1).with("suite", SUITE).with("tools", TOOLS.join(","));
    let key = recipe.with("arch", arch.name()).key();
    let folder = store.get_or_make(KIND, &key, |scratch| {
        unpack(scratch, TOOLS, &[&format!("--architectures={arch}")]).map(drop)
    })?;
    Ok((folder.join("root"), key))
}

/// The folder of the root that makes images, and its recipe.
pub(super) fn packer(store: &Store) -> Result<(Utf8PathBuf, Digest), ToolchainError> {
    of_its_own(store, ("packer", PACKER), &[])
}

/// The folder of the root that compiles for 32 bits, and its recipe.
pub(super) fn of_32_bits(store: &Store) -> Result<(Utf8PathBuf, Digest), ToolchainError> {
    of_its_own(store, ("of 32 bits", OF_32_BITS), &["--architectures=amd64,i386"])
}

/// The folder of a root that has only these packages; its recipe has their list under that `name`.
fn of_its_own(
    store: &Store,
    (name, packages): (&str, &[&str]),
    options: &[&str],
) -> Result<(Utf8PathBuf, Digest), ToolchainError> {
    let key = Recipe::new(KIND, 1).with("suite", SUITE).with(name, packages.join(",")).key();
    let make = |scratch: &Utf8Path| complete(&unpack(scratch, packages, options)?);
    Ok((store.get_or_make(KIND, &key, make)?.join("root"), key))
}

/// The folder of a root with only ccache.
pub(super) fn ccache(store: &Store) -> Result<Utf8PathBuf, ToolchainError> {
    let key = Recipe::new(KIND, 1).with("suite", SUITE).with("tools", CCACHE).key();
    let make = |scratch: &Utf8Path| unpack(scratch, &[CCACHE], &[]).map(drop);
    Ok(store.get_or_make(KIND, &key, make)?.join("root"))
}

/// The folder of the root with the programs of `packages`, and its recipe.
pub(super) fn programs(
    store: &Store,
    packages: &[&str],
) -> Result<(Utf8PathBuf, Digest), ToolchainError> {
    let recipe = Recipe::new(KIND, 1).with("suite", SUITE);
    let key = recipe.with("programs", packages.join(",")).key();
    let folder = store.get_or_make(KIND, &key, |scratch| {
        unpack(scratch, packages, &[]).and_then(|root| complete(&root))
    })?;
    Ok((folder.join("root"), key))
}

/// The compiler in `root` that is closest to gcc `major`: the next newer one, as it knows all of its flags; else the
/// newest.
pub(super) fn compiler(root: &Utf8Path, major: u32) -> String {
    let name = |major: u32| format!("gcc-{major}");
    // A link may be one of ours, to another compiler.
    let is_there = |major: &u32| {
        let real = root.join("usr/bin").join(name(*major)).canonicalize_utf8();
        real.is_ok_and(|real| real.as_str().ends_with(&name(*major)))
    };
    let newer = COMPILERS.filter(|it| *it >= major).find(is_there);
    let newest = || COMPILERS.rev().find(is_there);
    newer.or_else(newest).map_or(COMPILER.to_owned(), name)
}

fn make(scratch: &Utf8Path, more: &[&str]) -> Result<(), ToolchainError> {
    let root = unpack(scratch, &[PACKAGES, more].concat(), &[])?;
    complete(&root)?;
    if more.is_empty() {
        return Ok(());
    }
    name_compilers(&root)?;
    name_alternatives(&root)
}

/// Unpacks `packages`, and what they depend on, to the folder that is returned.
pub(crate) fn unpack(
    scratch: &Utf8Path,
    packages: &[&str],
    options: &[&str],
) -> Result<Utf8PathBuf, ToolchainError> {
    for (program, package) in [("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")] {
        if find_program(program).is_none() {
            return Err(ToolchainError::HostLacks { program, package });
        }
    }
    if environment::offline().unwrap_or_default() {
        let what = "the toolchain root".to_owned();
        return Err(ToolchainError::Mirror(DebianError::Offline { what }));
    }
    let mirrors = Mirrors::of_host().map_err(ToolchainError::Mirror)?;
    let root = scratch.join("root");
    let include = format!("--include={}", packages.join(","));
    let job = Job::new("unshare");
    // Chrootless mode in a user namespace works for everyone; root needs neither.
    let job = match rustix::process::geteuid().is_root() {
        true => Job::new("mmdebstrap"),
        false => job.args(["--user", "--map-root-user", "mmdebstrap", "--mode=chrootless"]),
    };
    let job = job.args(options);
    let job = job.args(["--variant=extract", "--format=directory", &include, SUITE]);
    let job = job.args([root.as_str(), mirrors.uri(Archive::Main)]);
    let patience = PATIENCE.map(|(name, value)| format!("--aptopt={name} \"{value}\""));
    let job = job.args(patience);
    tracing::info!(suite = SUITE, packages = packages.len(), "unpacking Debian's programs");
    job.output(scratch.join("mmdebstrap.log")).run().map_err(ToolchainError::Unpack)?;
    Ok(root)
}

/// Lets the closest compiler stand in for missing ones: Debian's kernels ask for theirs by name, and not every build
/// passes `CC` on.
fn name_compilers(root: &Utf8Path) -> Result<(), ToolchainError> {
    let missing: Vec<(u32, String)> = COMPILERS
        .map(|major| (major, compiler(root, major)))
        .filter(|(major, nearest)| *nearest != format!("gcc-{major}"))
        .collect();
    for (major, nearest) in missing {
        for prefix in ["", "x86_64-linux-gnu-"] {
            let path = root.join(format!("usr/bin/{prefix}gcc-{major}"));
            let linked = fs_err::os::unix::fs::symlink(&nearest, &path);
            linked.map_err(|source| ToolchainError::Io { path: path.clone(), source })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::its_own(12, "gcc-12")]
    #[case::next_newer(10, "gcc-12")]
    #[case::between(13, "gcc-14")]
    #[case::newest(16, "gcc-14")]
    fn a_kernel_gets_its_compiler_or_the_nearest(#[case] major: u32, #[case] name: &str) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(root.join("usr/bin")).unwrap();
        for name in ["gcc-12", "gcc-14"] {
            fs_err::write(root.join("usr/bin").join(name), "").unwrap();
        }
        assert_eq!(compiler(root, major), name);
        name_compilers(root).unwrap();
        assert_eq!(compiler(root, major), name, "what we name is none");
        let linked = root.join(format!("usr/bin/x86_64-linux-gnu-gcc-{major}"));
        assert_eq!(linked.exists(), major != 12, "{name} has it");
    }
}
