//! How much disk space the store takes up, by kind.

use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::entry::{MANIFESTS, Store};
use super::manifest::FEW;
use super::session::USERS;
use crate::digest::Digest;

/// Folders of the store that contain no products, and next to nothing.
const OWN: [&str; 3] = [MANIFESTS, USERS, "locks"];

/// The products of one kind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Usage {
    /// The kind: a folder of the store.
    pub kind: String,
    /// How many products.
    pub products: usize,
    /// What they take up, including what is half made or half downloaded.
    pub bytes: u64,
}

/// A product in the store.
#[derive(Debug)]
pub(super) struct Product {
    pub kind: String,
    pub key: Digest,
    pub folder: Utf8PathBuf,
    pub bytes: u64,
}

impl Store {
    /// The disk space that it takes up by kind, the largest first.
    pub fn usage(&self) -> Vec<Usage> {
        let (products, other) = self.products();
        let mut kinds: Vec<Usage> =
            other.into_iter().map(|(kind, bytes)| Usage { kind, products: 0, bytes }).collect();
        for product in products {
            let kind = kinds.iter_mut().find(|usage| usage.kind == product.kind);
            let kind = kind.expect("each kind has its row");
            (kind.products, kind.bytes) = (kind.products + 1, kind.bytes + product.bytes);
        }
        kinds.retain(|usage| usage.bytes > 0 || usage.products > 0);
        kinds.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.kind.cmp(&b.kind)));
        kinds
    }

    /// All products, and what else there is of each kind, in bytes.
    pub(super) fn products(&self) -> (Vec<Product>, Vec<(String, u64)>) {
        let (mut products, mut other) = (Vec::new(), Vec::new());
        for kind in self.root().read_dir_utf8().into_iter().flatten().flatten() {
            let name = kind.file_name().to_owned();
            // A link leads into another store.
            if OWN.contains(&name.as_str()) || !kind.file_type().is_ok_and(|it| it.is_dir()) {
                continue;
            }
            let mut bytes = 0;
            for entry in kind.path().read_dir_utf8().into_iter().flatten().flatten() {
                let folder = entry.into_path();
                match folder.file_name().and_then(|name| name.parse::<Digest>().ok()) {
                    Some(key) => {
                        let bytes = self.size_of(&name, &key, &folder);
                        products.push(Product { kind: name.clone(), key, folder, bytes });
                    }
                    None => bytes += weigh(&folder).1,
                }
            }
            other.push((name, bytes));
        }
        (products, other)
    }

    fn size_of(&self, kind: &str, key: &Digest, folder: &Utf8Path) -> u64 {
        let path = self.manifest(kind, key).with_extension("size");
        let known = fs_err::read_to_string(&path).ok().and_then(|text| text.parse().ok());
        known.unwrap_or_else(|| {
            let (files, bytes) = weigh(folder);
            if files > FEW {
                // They are too many to be counted each time; if the result cannot be recorded, they are counted
                // again.
                fs_err::write(path, bytes.to_string()).ok();
            }
            bytes
        })
    }
}

/// How many files there are at and below `path`, and the disk space that they take up, in bytes. A file with several
/// names, like those that templates share with images, counts in part for each.
fn weigh(path: &Utf8Path) -> (usize, u64) {
    let Ok(about) = path.symlink_metadata() else { return (0, 0) };
    let own = about.blocks() * 512 / if about.is_dir() { 1 } else { about.nlink().max(1) };
    let entries = about.is_dir().then(|| path.read_dir_utf8().into_iter().flatten().flatten());
    let below = entries.into_iter().flatten().map(|entry| weigh(entry.path()));
    below.fold((1, own), |(files, bytes), (more, further)| (files + more, bytes + further))
}
