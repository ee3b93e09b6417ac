//! From a pin to a kernel that can be booted and for which modules can be built.

use camino::{Utf8Path, Utf8PathBuf};

use super::fetch::fetch;
use super::programs::Programs;
use super::resolve::there_now;
use super::{RpmError, RpmSpec};
use crate::arch::Arch;
use crate::digest::Recipe;
use crate::kernel::debian::{Locked, LockedPackage, key, relocate_tree};
use crate::kernel::{Kernel, KernelError};
use crate::matrix::Profile;
use crate::run::KernelProvider;
use crate::store::Store;
use crate::untar::unpack_tar;

const MODULES: &str = "rpm-modules";
const IMAGE: &str = "vmlinuz";

/// The kernel of the pin `locked`: fetched, verified, unpacked and relocated, once.
///
/// The store and the pin suffice: no network is used if the store has the packages.
pub fn provide(
    store: &Store,
    id: &str,
    spec: &RpmSpec,
    locked: &Locked,
) -> Result<Kernel, KernelError> {
    let (kind, key) = (locked.kind(), key(store, locked));
    let home = store.root().join(kind).join(key.as_str());
    let folder =
        store.get_or_make(kind, &key, |scratch| make(store, spec, locked, scratch, &home))?;
    let build = trees(&folder).into_iter().find(|tree| tree.join("Makefile").is_file());
    let boot_only = || format!("boot only: the matrix asks for no headers of {}", locked.release);
    Ok(Kernel {
        id: id.to_owned(),
        arch: Arch::default(),
        version: locked.version,
        release: locked.release.clone(),
        provider: KernelProvider::Rpm,
        image: folder.join(IMAGE),
        reason: if build.is_some() { String::new() } else { boot_only() },
        build,
        profile: Profile::Root,
        debug: false,
        origin: locked.packages.iter().map(LockedPackage::artefact).collect(),
        digest: locked.digest(),
    })
}

/// The folder with the kernel's own modules, which is only unpacked when it is needed.
pub fn modules(store: &Store, spec: &RpmSpec, locked: &Locked) -> Result<Utf8PathBuf, KernelError> {
    let with = |recipe: Recipe, it: &LockedPackage| recipe.with("package", it.sha256.as_str());
    let key = locked.modules().iter().fold(Recipe::new(MODULES, 1), with).key();
    Ok(store.get_or_make(MODULES, &key, |scratch| {
        unpack(store, spec, locked.modules(), scratch, |path| {
            path.as_str().contains("lib/modules/")
        })
    })?)
}

fn make(
    store: &Store,
    spec: &RpmSpec,
    locked: &Locked,
    scratch: &Utf8Path,
    home: &Utf8Path,
) -> Result<(), KernelError> {
    let images = image_paths(&locked.release);
    unpack(store, spec, &locked.packages, scratch, |path| {
        images.iter().any(|image| image == path) || path.starts_with("usr/src")
    })?;
    let found = images.iter().map(|image| scratch.join(image)).find(|path| path.is_file());
    let found = found.ok_or_else(|| RpmError::NoImage {
        package: spec.entry.package.clone(),
        paths: images.each_ref().map(|path| path.as_str()).join(", "),
    })?;
    fs_err::rename(&found, scratch.join(IMAGE)).map_err(KernelError::io(&found))?;
    trees(scratch).iter().try_for_each(|tree| relocate_tree(tree, home))
}

/// Where the image is: next to its modules, or in `/boot`.
fn image_paths(release: &str) -> [Utf8PathBuf; 3] {
    let modules = format!("lib/modules/{release}/vmlinuz");
    [format!("usr/{modules}").into(), modules.into(), format!("boot/vmlinuz-{release}").into()]
}

/// Possible folders for `make -C`: those of most distributions, and those of SUSE, which has the sources that its
/// flavours share in another folder.
fn trees(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let sources = folder.join("usr/src");
    let objects = below(&sources).into_iter().filter(|path| path.as_str().ends_with("-obj"));
    let flavours = objects.flat_map(|path| below(&path)).flat_map(|arch| below(&arch));
    below(&sources.join("kernels")).into_iter().chain(flavours).collect()
}

/// The folders in `folder`, by name.
fn below(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.into_path());
    let mut folders: Vec<_> = paths.filter(|path| path.is_dir() && !path.is_symlink()).collect();
    folders.sort();
    folders
}

/// Unpacks those files of `packages` that `wanted` accepts to `scratch`.
fn unpack(
    store: &Store,
    spec: &RpmSpec,
    packages: &[LockedPackage],
    scratch: &Utf8Path,
    wanted: impl Fn(&Utf8Path) -> bool,
) -> Result<(), KernelError> {
    let programs = Programs::provide(store, &spec.entry.keys)?;
    let tar = programs.folder().join("package.tar");
    for package in packages {
        let rpm = fetch(store, &programs, package, spec, &|| there_now(store, spec))?;
        let what = || format!("open {rpm}");
        programs.to_tar(&rpm, &tar).map_err(|source| RpmError::Child { what: what(), source })?;
        let file = fs_err::File::open(&tar).map_err(KernelError::io(&tar))?;
        let bad = |problem| RpmError::BadPackage { package: package.name.clone(), problem };
        unpack_tar(std::io::BufReader::new(file), scratch, &wanted).map_err(bad)?;
    }
    Ok(())
}
