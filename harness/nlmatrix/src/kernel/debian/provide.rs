//! From a pin to a kernel that can be booted and for which modules can be built.

use camino::{Utf8Path, Utf8PathBuf};

use super::fetch::fetch;
use super::relocate::relocate;
use super::resolve::there_now;
use super::{AptSpec, Locked, LockedPackage};
use crate::debian::{DebianError, unpack_deb};
use crate::digest::{Digest, Recipe};
use crate::kernel::{Kernel, KernelError};
use crate::matrix::Profile;
use crate::run::KernelProvider;
use crate::store::Store;

const MODULES: &str = "debian-modules";
const IMAGE: &str = "vmlinuz";

/// The kernel of the pin `locked`: fetched, checked, unpacked and relocated, once.
///
/// The store and the pin suffice: no network is used if the store has the packages.
pub fn provide(
    store: &Store,
    id: &str,
    spec: &AptSpec,
    locked: &Locked,
) -> Result<Kernel, KernelError> {
    let (digest, key) = (locked.digest(), key(store, locked));
    let home = store.root().join(locked.kind()).join(key.as_str());
    let folder = store
        .get_or_make(locked.kind(), &key, |scratch| make(store, spec, locked, scratch, &home))?;
    let build = headers(&folder, &locked.release);
    let reason = if build.is_some() { String::new() } else { boot_only(spec) };
    Ok(Kernel {
        id: id.to_owned(),
        arch: spec.arch,
        version: locked.version,
        release: locked.release.clone(),
        provider: if spec.archive.is_none() { KernelProvider::Debian } else { KernelProvider::Apt },
        image: folder.join(IMAGE),
        build,
        reason,
        profile: Profile::Root,
        debug: false,
        origin: locked.packages.iter().map(LockedPackage::artefact).collect(),
        digest,
    })
}

/// The folder with the kernel's own modules, which is only unpacked when it is needed: most runs load none of them.
pub fn modules(store: &Store, spec: &AptSpec, locked: &Locked) -> Result<Utf8PathBuf, KernelError> {
    let packages = locked.modules();
    if packages.is_empty() {
        return Err(KernelError::ModulesNotPinned { kernel: locked.id.clone() });
    }
    let with = |recipe: Recipe, it: &LockedPackage| recipe.with("package", it.sha256.as_str());
    let key = packages.iter().fold(Recipe::new(MODULES, 2), with).key();
    Ok(store.get_or_make(MODULES, &key, |scratch| {
        for package in packages {
            let deb = fetch(store, package, spec.mirror(), &|| there_now(store, spec))?;
            unpack_deb(&deb, scratch, |path| path.as_str().contains("lib/modules/"))?;
        }
        Ok::<_, KernelError>(())
    })?)
}

/// The folder for `make -C`, under the name that Debian, Ubuntu and self-made packages use, or under Proxmox's.
fn headers(folder: &Utf8Path, release: &str) -> Option<Utf8PathBuf> {
    let named = |first: &&str| folder.join("usr/src").join(format!("{first}-headers-{release}"));
    ["linux", "proxmox", "pve"].iter().map(named).find(|path| path.is_dir())
}

/// The folder of the kernel of the pin `locked`, if the store has it.
pub fn stored(store: &Store, locked: &Locked) -> Option<Utf8PathBuf> {
    store.find(locked.kind(), &key(store, locked))
}

/// Does the store have the kernel of the pin `locked`, or all of its packages?
pub fn is_here(store: &Store, locked: &Locked) -> bool {
    let has = |package: &LockedPackage| store.find(package.kind(), &package.sha256).is_some();
    stored(store, locked).is_some() || locked.packages.iter().all(has)
}

/// The key of its product.
pub(in crate::kernel) fn key(store: &Store, locked: &Locked) -> Digest {
    let key = Recipe::new(locked.kind(), 1).with("packages", locked.digest().as_str());
    // The relocated Makefiles contain their own path, so they have to be made again if the store is moved.
    key.with("store", store.root().as_str()).key()
}

fn boot_only(spec: &AptSpec) -> String {
    format!("boot only: {} has the image, its headers and kbuild are gone", spec.suite)
}

fn make(
    store: &Store,
    spec: &AptSpec,
    locked: &Locked,
    scratch: &Utf8Path,
    home: &Utf8Path,
) -> Result<(), KernelError> {
    let image = image_paths(&locked.release);
    for package in &locked.packages {
        let deb = fetch(store, package, spec.mirror(), &|| there_now(store, spec))?;
        let is_headers = |path: &Utf8Path| {
            path.starts_with("usr/src") || path.as_str().starts_with("usr/lib/linux-kbuild")
        };
        unpack_deb(&deb, scratch, |path| {
            image.iter().any(|image| image == path) || is_headers(path)
        })?;
    }
    let found = image.iter().map(|image| scratch.join(image)).find(|path| path.is_file());
    let found = found.ok_or_else(|| DebianError::BadPackage {
        deb: locked.packages.first().map(|package| package.path.clone().into()).unwrap_or_default(),
        problem: format!(
            "it has none of {}",
            image.each_ref().map(|path| path.as_str()).join(", ")
        ),
    })?;
    fs_err::rename(&found, scratch.join(IMAGE)).map_err(KernelError::io(&found))?;
    if scratch.join("usr/src").is_dir() { relocate(scratch, home) } else { Ok(()) }
}

/// Where the image is: in `/boot` or, since 6.19, next to its modules, with the suffix `.unsigned` in packages
/// without Debian's signature.
fn image_paths(release: &str) -> [Utf8PathBuf; 3] {
    let modules = format!("usr/lib/modules/{release}/vmlinuz");
    [format!("boot/vmlinuz-{release}").into(), format!("{modules}.unsigned").into(), modules.into()]
}
