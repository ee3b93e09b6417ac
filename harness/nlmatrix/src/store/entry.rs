//! The store itself.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::Lock;
use super::looked::Looked;
use super::manifest::{Care, Manifest};
use super::scratch::{self, Scratch};
use super::session::{self, Session};
use crate::digest::Digest;

/// The environment variable that moves the store elsewhere.
pub const CACHE_VARIABLE: &str = "NLMATRIX_CACHE";

/// The prefix of scratch folders, which are next to the products made in them.
const MAKING: &str = ".making-";

/// A folder of products, shared by any number of concurrent runs.
#[derive(Clone, Debug)]
pub struct Store {
    root: Utf8PathBuf,
    care: Care,
    /// Products that were checked with this care: once is enough.
    seen: Arc<Mutex<HashSet<Utf8PathBuf>>>,
    /// What keeps others from removing what is used here; `None` if nothing can be written.
    session: Arc<OnceLock<Option<Session>>>,
}

/// Why a product is not available.
#[derive(Debug, thiserror::Error)]
pub enum StoreError<E: std::error::Error + 'static> {
    /// The store's own files could not be used.
    #[error("failed to use the store at {path} (set {CACHE_VARIABLE} to move it)")]
    Io {
        /// The file or folder concerned.
        path: Utf8PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The stage that makes the product failed.
    #[error(transparent)]
    Make(E),
}

/// Where manifests are.
pub(super) const MANIFESTS: &str = "manifests";
/// According to the Cache Directory Tagging Specification.
const TAG: &str = "CACHEDIR.TAG";
const TAG_TEXT: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# The store of nlmatrix.\n";

impl Store {
    /// The store of this user: `$NLMATRIX_CACHE`, or `nlmatrix` in the user's cache folder.
    pub fn of_user() -> Self {
        let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let root = named(CACHE_VARIABLE).map(Utf8PathBuf::from);
        let root =
            root.or_else(|| Some(Utf8PathBuf::from(named("XDG_CACHE_HOME")?).join("nlmatrix")));
        let home = || Utf8PathBuf::from(named("HOME").unwrap_or_else(|| "/root".to_owned()));
        Self::at(root.unwrap_or_else(|| home().join(".cache/nlmatrix")))
    }

    /// The store in `root`, which need not exist yet.
    pub fn at(root: impl Into<Utf8PathBuf>) -> Self {
        let root = root.into();
        let root = camino::absolute_utf8(&root).unwrap_or(root);
        Self { root, care: Care::Glance, seen: Arc::default(), session: Arc::default() }
    }

    /// The same store, whose products are checked with `care` before they are used.
    #[must_use]
    pub fn with_care(&self, care: Care) -> Self {
        Self { care, seen: Arc::default(), ..self.clone() }
    }

    /// Its folder.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The folder of a product that exists already, and is intact as far as it was checked.
    pub fn find(&self, kind: &str, key: &Digest) -> Option<Utf8PathBuf> {
        let folder = self.folder(kind, key);
        let is_there = folder.is_dir() && self.take_up(&folder);
        (is_there && self.damage(kind, key, &folder).is_none()).then_some(folder)
    }

    /// Marks the product in `folder` as used, so that it stays as long as this process lives; false if it has just
    /// been removed.
    fn take_up(&self, folder: &Utf8Path) -> bool {
        self.begin();
        let _gate = session::pass(&self.root).ok();
        session::mark(folder);
        folder.is_dir()
    }

    /// From now on, this process uses the store.
    fn begin(&self) {
        self.session.get_or_init(|| Session::begin(&self.root).ok());
    }

    /// What is wrong with the product in `folder`, in words. A product from before manifests were kept is accepted as
    /// it is, unless it is empty.
    fn damage(&self, kind: &str, key: &Digest, folder: &Utf8Path) -> Option<String> {
        if self.seen().contains(folder) {
            return None;
        }
        let base = self.manifest(kind, key);
        let Some(manifest) = Manifest::read(&base, self.care) else {
            let empty = folder.read_dir_utf8().is_ok_and(|mut entries| entries.next().is_none());
            return empty.then(|| "it is empty".to_owned());
        };
        let read = (self.care == Care::Digests).then(|| Looked::now(folder, manifest.paths()));
        let read = read.flatten();
        let is_known = read.as_ref().is_some_and(|read| read.is_known(&base));
        let damage = manifest.damage(folder, if is_known { Care::Glance } else { self.care });
        if damage.is_none() {
            if let Some(read) = read.filter(|_| !is_known) {
                read.keep(&base);
            }
            self.seen().insert(folder.to_owned());
        }
        damage
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, HashSet<Utf8PathBuf>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn manifest(&self, kind: &str, key: &Digest) -> Utf8PathBuf {
        self.root.join(MANIFESTS).join(kind).join(key.as_str())
    }

    /// The folder of a product: found, or made by `make` in a scratch folder.
    ///
    /// If `make` fails, its scratch folder is removed and nothing stays in the store.
    pub fn get_or_make<E: std::error::Error + 'static>(
        &self,
        kind: &str,
        key: &Digest,
        make: impl FnOnce(&Utf8Path) -> Result<(), E>,
    ) -> Result<Utf8PathBuf, StoreError<E>> {
        if let Some(folder) = self.find(kind, key) {
            return Ok(folder);
        }
        self.begin();
        let _lock = self.lock(&format!("{kind}-{}", key.short()))?;
        if let Some(folder) = self.find(kind, key) {
            return Ok(folder);
        }
        self.remove_damaged(kind, key)?;
        let scratch = self.scratch(kind)?;
        let product = scratch.path().join("product");
        self.io(&product, fs_err::create_dir(&product))?;
        make(&product).map_err(StoreError::Make)?;
        let folder = self.folder(kind, key);
        let written =
            Manifest::of(&product).and_then(|manifest| manifest.write(&self.manifest(kind, key)));
        self.io(&folder, written)?;
        self.io(&folder, fs_err::rename(&product, &folder))?;
        Ok(folder)
    }

    /// Removes a product that turned out to be damaged, so that it is made again.
    pub fn discard<E: std::error::Error + 'static>(
        &self,
        kind: &str,
        key: &Digest,
    ) -> Result<(), StoreError<E>> {
        let _lock = self.lock(&format!("{kind}-{}", key.short()))?;
        self.remove(kind, key)
    }

    /// Makes room for an intact product where a damaged one is.
    fn remove_damaged<E: std::error::Error + 'static>(
        &self,
        kind: &str,
        key: &Digest,
    ) -> Result<(), StoreError<E>> {
        let folder = self.folder(kind, key);
        if let Some(what) = folder.is_dir().then(|| self.damage(kind, key, &folder)).flatten() {
            tracing::warn!("discarded from the store: {folder} was damaged: {what}");
        }
        self.remove(kind, key)
    }

    fn remove<E: std::error::Error + 'static>(
        &self,
        kind: &str,
        key: &Digest,
    ) -> Result<(), StoreError<E>> {
        let folder = self.folder(kind, key);
        self.forget(kind, key);
        if !folder.exists() {
            return Ok(());
        }
        // Renamed first: other processes see either an intact product or none.
        let scratch = self.scratch(kind)?;
        self.io(&folder, fs_err::rename(&folder, scratch.path().join("doomed")))
    }

    /// Forgets the recorded size of a product, because it grows.
    pub fn grows(&self, kind: &str, key: &Digest) {
        fs_err::remove_file(self.manifest(kind, key).with_extension("size")).ok();
    }

    /// Forgets what was recorded about a product that has been or will be removed.
    pub(super) fn forget(&self, kind: &str, key: &Digest) {
        self.seen().remove(&self.folder(kind, key));
        Manifest::remove(&self.manifest(kind, key));
    }

    /// Removes what killed processes left half made; returns how many folders there were.
    pub fn sweep(&self) -> usize {
        self.tag();
        session::sweep(&self.root);
        let kinds = self.root.read_dir_utf8().into_iter().flatten().flatten();
        kinds.map(|kind| scratch::sweep(kind.path(), MAKING)).sum()
    }

    /// Marks the folder for programs that look through folders: backups, and nlmatrix itself if the store is in the
    /// folder of a module. If the store cannot be written to, that is reported where it matters.
    fn tag(&self) {
        let path = self.root.join(TAG);
        if !path.exists() {
            fs_err::create_dir_all(&self.root).and_then(|()| fs_err::write(path, TAG_TEXT)).ok();
        }
    }

    /// Takes the store-wide lock `name`.
    pub fn lock<E: std::error::Error + 'static>(&self, name: &str) -> Result<Lock, StoreError<E>> {
        let path = self.root.join("locks").join(name);
        self.io(&path, Lock::take(&path))
    }

    /// The same for `purpose`, which takes some time: processes that have to wait are told about it.
    pub fn lock_for<E: std::error::Error + 'static>(
        &self,
        name: &str,
        purpose: &str,
    ) -> Result<Lock, StoreError<E>> {
        let path = self.root.join("locks").join(name);
        self.io(&path, Lock::take_for(&path, purpose))
    }

    fn folder(&self, kind: &str, key: &Digest) -> Utf8PathBuf {
        self.root.join(kind).join(key.as_str())
    }

    /// A scratch folder in which products of this kind are made.
    pub fn scratch<E: std::error::Error + 'static>(
        &self,
        kind: &str,
    ) -> Result<Scratch, StoreError<E>> {
        let folder = self.root.join(kind);
        let made = fs_err::create_dir_all(&folder);
        self.io(&folder, made.and_then(|()| Scratch::new(&folder, MAKING)))
    }

    fn io<T, E: std::error::Error + 'static>(
        &self,
        path: &Utf8Path,
        result: std::io::Result<T>,
    ) -> Result<T, StoreError<E>> {
        result.map_err(|source| StoreError::Io { path: path.to_owned(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Recipe;
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(Utf8Path::from_path(folder.path()).unwrap());
        (folder, store)
    }

    #[test]
    fn a_store_says_what_it_is() {
        let (_folder, store) = store();
        assert_eq!(store.sweep(), 0);
        assert_eq!(fs_err::read_to_string(store.root().join(TAG)).unwrap(), TAG_TEXT);
        assert_eq!(store.sweep(), 0);
    }

    #[test]
    fn many_askers_make_a_product_once() {
        let (_folder, store) = store();
        let key = Recipe::new("thing", 1).key();
        let made = AtomicUsize::new(0);
        let make = |scratch: &Utf8Path| {
            made.fetch_add(1, Ordering::SeqCst);
            fs_err::write(scratch.join("file"), "whole")
        };
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| store.get_or_make("thing", &key, make).unwrap());
            }
        });
        assert_eq!(made.load(Ordering::SeqCst), 1);
        let folder = store.find("thing", &key).unwrap();
        assert_eq!(fs_err::read_to_string(folder.join("file")).unwrap(), "whole");
    }

    #[test]
    fn a_failed_making_leaves_nothing() {
        let (_folder, store) = store();
        let key = Recipe::new("thing", 1).key();
        let fail = |scratch: &Utf8Path| {
            fs_err::write(scratch.join("half"), "")?;
            Err(io::Error::other("broken"))
        };
        assert!(store.get_or_make("thing", &key, fail).is_err());
        assert!(store.find("thing", &key).is_none());
        assert_eq!(fs_err::read_dir(store.root().join("thing")).unwrap().count(), 0);
    }

    #[test]
    fn a_discarded_product_is_made_anew() {
        let (_folder, store) = store();
        let key = Recipe::new("thing", 1).key();
        let make = |_: &Utf8Path| io::Result::Ok(());
        store.get_or_make("thing", &key, make).unwrap();
        store.discard::<io::Error>("thing", &key).unwrap();
        assert!(store.find("thing", &key).is_none());
        store.get_or_make("thing", &key, make).unwrap();
    }
}
