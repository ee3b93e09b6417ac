//! The tree of a root: unpacked packages, what their scripts would have made, files, and what a command adds.

use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::{RootError, registry};
use crate::arch::Arch;
use crate::matrix::RootEntry;
use crate::store::Store;
use crate::toolchain::{Toolchain, complete, unpack};

/// Where guests mount something, whatever packages contain.
const FOLDERS: [&str; 6] = ["proc", "sys", "dev", "tmp", "run", "root"];
/// Links that a package's scripts would have made: programs look for runtime files under old names.
const LINKS: [(&str, &str); 2] = [("var/run", "/run"), ("var/lock", "/run/lock")];
/// What unpacking leaves, but nobody uses.
const LEFT: [&str; 4] = ["var/cache", "var/log", "var/lib/apt", "boot"];
/// What maintainer scripts would have written, in the shortest form that libraries accept.
const WRITTEN: [(&str, &str); 4] = [
    (
        "etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    ),
    ("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
    ("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"),
    ("etc/hostname", "guest\n"),
];

/// Makes the tree of `entry` in `work`.
pub(super) fn make(
    store: &Store,
    entry: &RootEntry,
    arch: Arch,
    work: &Utf8Path,
) -> Result<Utf8PathBuf, RootError> {
    if entry.command.is_some() && arch.is_foreign() {
        return Err(RootError::OtherArch { root: entry.name.clone(), arch });
    }
    // /bin and others become links to folders in this one.
    let packages = entry.packages.iter().map(String::as_str).chain(["base-files"]);
    let packages: Vec<&str> = packages.collect();
    let root = unpack(work, &packages, &[&format!("--architectures={arch}")]);
    let root = root
        .and_then(|root| complete(&root).map(|()| root))
        .map_err(|source| RootError::Packages { root: entry.name.clone(), source })?;
    furnish(&root).map_err(RootError::io(&root))?;
    for file in &entry.files {
        let to = root.join(file.path.trim_start_matches('/'));
        put(&file.source, &to, file.mode).map_err(RootError::io(&to))?;
    }
    if let Some(command) = &entry.command {
        let sources = work.join("sources");
        fs_err::create_dir(&sources).map_err(RootError::io(&sources))?;
        for source in &entry.sources {
            registry::unpack(store, source, &sources)?;
        }
        run(store, entry, command, &sources, &root)?;
    }
    Ok(root)
}

fn furnish(root: &Utf8Path) -> std::io::Result<()> {
    for name in LEFT.map(|name| root.join(name)) {
        if name.is_dir() {
            fs_err::remove_dir_all(&name)?;
        }
    }
    for name in FOLDERS.map(|name| root.join(name)) {
        fs_err::create_dir_all(name)?;
    }
    for (name, to) in LINKS.map(|(name, to)| (root.join(name), to)) {
        // An empty folder with which the package holds the place.
        if name.is_symlink() || (name.exists() && fs_err::remove_dir(&name).is_err()) {
            continue;
        }
        fs_err::os::unix::fs::symlink(to, name)?;
    }
    for (name, text) in WRITTEN {
        let path = root.join(name);
        if !path.exists() {
            fs_err::create_dir_all(root.join("etc"))?;
            fs_err::write(path, text)?;
        }
    }
    Ok(())
}

fn put(from: &Utf8Path, to: &Utf8Path, mode: u32) -> std::io::Result<()> {
    fs_err::create_dir_all(to.parent().unwrap_or(to))?;
    fs_err::copy(from, to)?;
    fs_err::set_permissions(to, std::fs::Permissions::from_mode(mode))
}

/// Runs the command in the toolchain root, in the folder with the sources; `$root` is the tree.
fn run(
    store: &Store,
    entry: &RootEntry,
    command: &str,
    sources: &Utf8Path,
    root: &Utf8Path,
) -> Result<(), RootError> {
    let more: Vec<&str> = entry.build_packages.iter().map(String::as_str).collect();
    let toolchain = Toolchain::root_with(store, &more)?;
    let told = format!("root={root}");
    let words = ["env", &told, "bash", "-euc", command];
    let done = toolchain.job(sources, &[], &words).run();
    done.map(drop).map_err(|source| RootError::Command { root: entry.name.clone(), source })
}
