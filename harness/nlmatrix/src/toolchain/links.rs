//! The few links that the maintainer scripts of the root's packages would have made.

use camino::Utf8Path;

use super::ToolchainError;

/// The compiler for `gcc` and `cc` in the root: that of its suite.
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

/// Gives programs with a version in their names (`automake-1.17`) a name without it, unless that exists: Debian's
/// alternatives are made by package scripts, which are not run here.
pub(super) fn name_alternatives(root: &Utf8Path) -> Result<(), ToolchainError> {
    let folder = root.join("usr/bin");
    let failed = |source| ToolchainError::Io { path: folder.clone(), source };
    let mut names = Vec::new();
    for entry in folder.read_dir_utf8().map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_owned());
    }
    // The newest comes first.
    names.sort_by_key(|name| std::cmp::Reverse(version_of(name).map(|(_, version)| version)));
    for name in &names {
        let Some((bare, _)) = version_of(name) else { continue };
        let path = folder.join(bare);
        if !path.exists() && !path.is_symlink() {
            fs_err::os::unix::fs::symlink(name, &path).map_err(failed)?;
        }
    }
    Ok(())
}

/// The name without its version, and the version.
fn version_of(name: &str) -> Option<(&str, Vec<u32>)> {
    let (bare, version) = name.rsplit_once('-')?;
    let numbers = version.split('.').map(|it| it.parse().ok()).collect::<Option<Vec<u32>>>()?;
    (!bare.is_empty()).then_some((bare, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_have_their_names_without_a_version() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(root.join("usr/bin")).unwrap();
        for name in ["aclocal-1.16", "aclocal-1.17", "gcc", "gcc-12", "x-ray", "7-z"] {
            fs_err::write(root.join("usr/bin").join(name), name).unwrap();
        }
        name_alternatives(root).unwrap();
        let said = |name: &str| fs_err::read_to_string(root.join("usr/bin").join(name)).ok();
        assert_eq!(said("aclocal").as_deref(), Some("aclocal-1.17"));
        assert_eq!(said("gcc").as_deref(), Some("gcc"), "what is there stays");
        assert_eq!((said("x"), said("7")), (None, None));
    }
}
