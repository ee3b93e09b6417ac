//! The toolchain root: packages of one Debian suite, unpacked side by side by mmdebstrap.
//!
//! `--variant=extract` runs no maintainer script, so it needs no root and takes seconds. The links
//! that such scripts would have made are made here.

use camino::{Utf8Path, Utf8PathBuf};

use super::ToolchainError;
use super::links::complete;
use crate::digest::{Digest, Recipe};
use crate::environment;
use crate::kernel::KernelError;
use crate::kernel::debian::{Archive, Mirrors, PATIENCE};
use crate::process::{Job, find_program};
use crate::store::Store;

/// The suite of the root: its gcc is the oldest that knows every flag of 7.x kernels, and its libc
/// the oldest that runs their prebuilt objtool and modpost (GLIBC_2.38).
pub(super) const SUITE: &str = "trixie";

/// The compiler of that suite.
pub(super) const COMPILER: &str = "gcc-14";

/// What builds of modules, clients and kernels call; mmdebstrap adds what these depend on.
const PACKAGES: &[&str] = &[
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

pub(super) const KIND: &str = "toolchains";

/// The root's recipe, without the mirror: every mirror has the same suite.
pub(super) fn key() -> Digest {
    Recipe::new(KIND, 1).with("suite", SUITE).with("packages", PACKAGES.join(",")).key()
}

/// The root's folder, unpacked when the store does not have it yet.
pub(super) fn provide(store: &Store) -> Result<Utf8PathBuf, ToolchainError> {
    Ok(store.get_or_make(KIND, &key(), make)?.join("root"))
}

fn make(scratch: &Utf8Path) -> Result<(), ToolchainError> {
    for (program, package) in [("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")] {
        if find_program(program).is_none() {
            return Err(ToolchainError::HostLacks { program, package });
        }
    }
    if environment::offline().unwrap_or_default() {
        let what = "the toolchain root".to_owned();
        return Err(ToolchainError::Mirror(KernelError::Offline { what }));
    }
    let mirrors = Mirrors::of_host().map_err(ToolchainError::Mirror)?;
    let root = scratch.join("root");
    let include = format!("--include={}", PACKAGES.join(","));
    let job = Job::new("unshare");
    // Chrootless mode in a user namespace is what works for everyone; root needs neither.
    let job = match rustix::process::geteuid().is_root() {
        true => Job::new("mmdebstrap"),
        false => job.args(["--user", "--map-root-user", "mmdebstrap", "--mode=chrootless"]),
    };
    let job = job.args(["--variant=extract", "--format=directory", &include, SUITE]);
    let job = job.args([root.as_str(), mirrors.uri(Archive::Main)]);
    let patience = PATIENCE.map(|(name, value)| format!("--aptopt={name} \"{value}\""));
    let job = job.args(patience);
    tracing::info!(suite = SUITE, "unpacking the toolchain root");
    job.output(scratch.join("mmdebstrap.log")).run().map_err(ToolchainError::Unpack)?;
    complete(&root)
}
