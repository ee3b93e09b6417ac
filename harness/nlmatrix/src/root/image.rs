//! From a tree to an image in the store.

use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::{RootError, tree};
use crate::arch::Arch;
use crate::digest::{Digest, Recipe};
use crate::matrix::RootEntry;
use crate::store::Store;
use crate::toolchain::{SUITE, Toolchain};

const KIND: &str = "roots";
/// The image in its folder of the store.
const FILE: &str = "image";
/// Nothing is compressed, as an emulated processor would decompress it again in each guest. Blocks are small, as one
/// is read as a whole. All dates are the same, so that one tree always gives the same image.
const OPTIONS: &str = "-noappend -no-progress -quiet -all-root -no-xattrs -noI -noD -noF -noX -no-fragments \
                       -b 65536 -mkfs-time 0 -all-time 0";

/// The image of `entry` for guests of `arch`, which is made if the store does not have it yet.
///
/// squashfs is in kernels from 2.6.29 on, and is the only read-only file system that every flavour of Debian's
/// kernels has.
pub fn image(store: &Store, entry: &RootEntry, arch: Arch) -> Result<Utf8PathBuf, RootError> {
    let key = key(entry, arch)?;
    let folder = store.get_or_make(KIND, &key, |scratch| make(store, entry, arch, scratch))?;
    Ok(folder.join(FILE))
}

fn key(entry: &RootEntry, arch: Arch) -> Result<Digest, RootError> {
    let RootEntry { name: _, packages, files, sources, command, build_packages } = entry;
    let mut recipe = Recipe::new(KIND, 2)
        .with("suite", SUITE)
        .with("arch", arch.name())
        .with("options", OPTIONS)
        .with("packages", packages.join(","))
        .with("command", command.as_deref().unwrap_or_default())
        .with("build-packages", build_packages.join(","));
    for source in sources {
        recipe = recipe.with("source", source.sha256.as_str());
    }
    for file in files {
        let bytes = fs_err::read(&file.source).map_err(RootError::io(&file.source))?;
        recipe = recipe.with("file", format!("{} {:o}", file.path, file.mode)).with("bytes", bytes);
    }
    Ok(recipe.key())
}

fn make(store: &Store, entry: &RootEntry, arch: Arch, scratch: &Utf8Path) -> Result<(), RootError> {
    let work = scratch.join("work");
    fs_err::create_dir(&work).map_err(RootError::io(&work))?;
    let tree = tree::make(store, entry, arch, &work)?;
    let image = scratch.join(FILE);
    let words = ["mksquashfs", tree.as_str(), image.as_str()];
    let words: Vec<&str> =
        words.into_iter().chain(OPTIONS.split(' ')).filter(|it| !it.is_empty()).collect();
    let made = Toolchain::packer(store)?.job(scratch, &[], &words).run();
    made.map_err(|source| RootError::Image { root: entry.name.clone(), source })?;
    // QEMU opens it as a user of its own, whatever the umask is here.
    let open = std::fs::Permissions::from_mode(0o644);
    fs_err::set_permissions(&image, open).map_err(RootError::io(&image))?;
    fs_err::remove_dir_all(&work).map_err(RootError::io(&work))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{FileEntry, Published, Registry};

    #[test]
    fn all_that_goes_in_is_in_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("file");
        fs_err::write(&path, "a").unwrap();
        let file = |mode| FileEntry {
            source: path.clone(),
            within: path.clone(),
            path: "/etc/a".to_owned(),
            mode,
        };
        let source = |text: &[u8]| Published {
            registry: Registry::Pypi,
            name: "p".to_owned(),
            version: "1".to_owned(),
            sha256: Digest::of(text),
        };
        let plain = RootEntry {
            name: "r".to_owned(),
            packages: vec!["python3".to_owned()],
            files: vec![file(0o644)],
            sources: vec![source(b"a")],
            command: Some("true".to_owned()),
            build_packages: vec!["check".to_owned()],
        };
        let key = |entry: &RootEntry| key(entry, Arch::default()).unwrap();
        let others = [
            RootEntry { packages: vec!["python3".to_owned(), "bash".to_owned()], ..plain.clone() },
            RootEntry { files: vec![file(0o755)], ..plain.clone() },
            RootEntry { sources: vec![source(b"b")], ..plain.clone() },
            RootEntry { command: None, ..plain.clone() },
            RootEntry { build_packages: Vec::new(), ..plain.clone() },
        ];
        for other in &others {
            assert_ne!(key(other), key(&plain), "{other:?}");
        }
        assert_eq!(key(&RootEntry { name: "other".to_owned(), ..plain.clone() }), key(&plain));
        let before = key(&plain);
        fs_err::write(&path, "b").unwrap();
        assert_ne!(key(&plain), before, "the file's content");
        assert_ne!(super::key(&plain, Arch::Arm64).unwrap(), key(&plain));
    }
}
