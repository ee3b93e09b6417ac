//! Looks through all of the store.

use camino::{Utf8Path, Utf8PathBuf};

use super::Store;
use super::manifest::{Care, Manifest};

/// Where manifests are.
pub(super) const MANIFESTS: &str = "manifests";

/// A product that is not as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The product's folder.
    pub product: Utf8PathBuf,
    /// What is wrong, in words.
    pub what: String,
}

impl Store {
    /// Looks at every product that has a manifest, and removes what is damaged.
    pub fn audit(&self) -> Vec<Damage> {
        let kinds = folders(&self.root().join(MANIFESTS)).into_iter();
        kinds.flat_map(|kind| self.audit_kind(&kind)).collect()
    }

    fn audit_kind(&self, manifests: &Utf8Path) -> Vec<Damage> {
        let kind = manifests.file_name().unwrap_or_default();
        let files = manifests.read_dir_utf8().into_iter().flatten().flatten();
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

fn folders(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    entries.map(|entry| entry.into_path()).filter(|path| path.is_dir()).collect()
}
