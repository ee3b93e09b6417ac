//! Checks the whole store.

use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::entry::{MANIFESTS, Store};
use super::manifest::{Care, Manifest};
use super::session;

/// A product that is not as it was when it was made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Damage {
    /// The product's folder.
    pub product: Utf8PathBuf,
    /// What is wrong, in words.
    pub what: String,
}

impl Store {
    /// Checks every product that has a manifest, and removes what is damaged.
    pub fn audit(&self) -> Vec<Damage> {
        let kinds = folders(&self.root().join(MANIFESTS)).into_iter();
        kinds.flat_map(|kind| self.audit_kind(&kind)).collect()
    }

    fn audit_kind(&self, manifests: &Utf8Path) -> Vec<Damage> {
        let kind = manifests.file_name().unwrap_or_default();
        let files = manifests.read_dir_utf8().into_iter().flatten().flatten();
        let files =
            files.filter(|file| !matches!(file.path().extension(), Some("size" | "looked")));
        let damaged = files.filter_map(|file| {
            let product = self.root().join(kind).join(file.path().file_stem()?);
            let manifest = Manifest::read(file.path(), Care::Everything)?;
            let what = product.is_dir().then(|| manifest.damage(&product, Care::Everything))??;
            Some(Damage { product, what })
        });
        let damaged: Vec<Damage> = damaged.collect();
        for damage in &damaged {
            let key = damage.product.file_name().and_then(|name| name.parse().ok());
            let removed = key.map(|key| self.discard::<std::io::Error>(kind, &key));
            if !matches!(removed, Some(Ok(()))) {
                tracing::warn!("{} could not be removed", damage.product);
            }
        }
        damaged
    }
}

impl Store {
    /// Removes the products of `kind` that nothing has used for so long.
    pub fn prune(&self, kind: &str, unused: Duration) {
        let old = |path: &Utf8PathBuf| {
            let used = session::used(path);
            used.and_then(|used| used.elapsed().ok()).is_some_and(|age| age >= unused)
        };
        for product in folders(&self.root().join(kind)).into_iter().filter(old) {
            let key = product.file_name().and_then(|name| name.parse().ok());
            if key.is_some_and(|key| self.discard::<std::io::Error>(kind, &key).is_ok()) {
                tracing::info!("removed from the store, as nothing uses it: {product}");
            }
        }
    }
}

fn folders(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    entries.map(|entry| entry.into_path()).filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Recipe;

    #[test]
    fn what_nothing_uses_goes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(Utf8Path::from_path(folder.path()).unwrap());
        let [old, used] = ["old", "used"].map(|name| {
            let key = Recipe::new("things", 1).with("name", name).key();
            let make = |scratch: &Utf8Path| fs_err::write(scratch.join("file"), name);
            let product = store.get_or_make("things", &key, make).unwrap();
            let long_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
            let times = std::fs::FileTimes::new().set_modified(long_ago);
            fs_err::File::open(&product).unwrap().file().set_times(times).unwrap();
            product
        });
        session::mark(&used);
        store.prune("things", Duration::from_secs(1800));
        assert_eq!((old.is_dir(), used.is_dir()), (false, true));
    }
}
