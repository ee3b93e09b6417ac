//! The few links that the root's maintainer scripts would have made.

use camino::Utf8Path;

use super::ToolchainError;

/// The compiler that `gcc` and `cc` are in the root: that of its suite.
pub(super) const COMPILER: &str = "gcc-14";

/// Completes the freshly unpacked `root`.
pub(crate) fn complete(root: &Utf8Path) -> Result<(), ToolchainError> {
    let links = [
        ("bin", "usr/bin"),
        ("sbin", "usr/sbin"),
        ("lib", "usr/lib"),
        ("lib64", "usr/lib64"),
        ("usr/bin/sh", "dash"),
        ("usr/bin/awk", "mawk"),
        ("usr/bin/gcc", COMPILER),
        ("usr/bin/cc", COMPILER),
    ];
    let folders = ["proc", "dev", "tmp"];
    let made = folders.iter().map(|name| root.join(name)).try_for_each(fs_err::create_dir_all);
    let linked = |(name, target): &(&str, &str)| {
        let path = root.join(name);
        let there = path.exists() || path.is_symlink();
        if there { Ok(()) } else { fs_err::os::unix::fs::symlink(target, path) }
    };
    let done = made.and_then(|()| links.iter().try_for_each(linked));
    done.map_err(|source| ToolchainError::Io { path: root.to_owned(), source })
}
