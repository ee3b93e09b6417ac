//! Keeps the store within its limit.

use std::time::SystemTime;

use super::Lock;
use super::entry::Store;
use super::limit::Limit;
use super::session;
use super::size::Product;

/// What it costs to get a product back, the cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// Seconds of the host's own work.
    Seconds,
    /// A download of something that may no longer be published.
    Download,
    /// Minutes of compiling.
    Minutes,
}

/// The kinds whose products take more than seconds to get back.
pub(super) const DEAR: &[(&str, Cost)] = &[
    ("debs", Cost::Download),
    ("debian-kernels", Cost::Download),
    ("debian-modules", Cost::Download),
    ("rpms", Cost::Download),
    ("rpm-kernels", Cost::Download),
    ("rpm-modules", Cost::Download),
    ("tarballs", Cost::Download),
    ("toolchains", Cost::Download),
    ("published", Cost::Download),
    ("roots", Cost::Minutes),
    ("compiled", Cost::Minutes),
    ("source-kernels", Cost::Minutes),
];

/// The result of trimming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Trimmed {
    /// How many products were removed.
    pub products: usize,
    /// What they took up, in bytes.
    pub bytes: u64,
    /// What the store takes up now, in bytes.
    pub left: u64,
    /// What it may take up, in bytes.
    pub limit: u64,
}

impl Store {
    /// Removes products until the others are within `limit`: those that are cheapest to get back first, and among
    /// these those that have been unused longest. What any live process has used stays.
    pub fn trim(&self, limit: Limit) -> Trimmed {
        let (products, other) = self.products();
        let other: u64 = other.iter().map(|(_, bytes)| bytes).sum();
        let taken = other + products.iter().map(|product| product.bytes).sum::<u64>();
        let limit = limit.bytes(self.root(), taken);
        let mut trimmed = Trimmed { products: 0, bytes: 0, left: taken, limit };
        if taken <= limit {
            return trimmed;
        }
        let mut products: Vec<(Cost, Option<SystemTime>, Product)> = products
            .into_iter()
            .map(|product| (cost(&product.kind), session::used(&product.folder), product))
            .collect();
        products.sort_by_key(|(cost, used, _)| (*cost, *used));
        for (_, _, product) in products {
            if trimmed.left <= limit {
                break;
            }
            if self.remove_unused(&product) {
                trimmed.products += 1;
                trimmed.bytes += product.bytes;
                trimmed.left -= product.bytes.min(trimmed.left);
            }
        }
        trimmed
    }

    /// Removes `product`, unless somebody is using or making it.
    fn remove_unused(&self, product: &Product) -> bool {
        let Product { kind, key, folder, .. } = product;
        let lock = self.root().join("locks").join(format!("{kind}-{}", key.short()));
        let Ok(Some(_lock)) = Lock::try_take(&lock) else { return false };
        let Ok(scratch) = self.scratch::<std::io::Error>(kind) else { return false };
        {
            let Ok(_gate) = session::close(self.root()) else { return false };
            let (first, used) = (session::first_began(self.root()), session::used(folder));
            let in_use = first.is_some_and(|first| used.is_none_or(|used| used >= first));
            if in_use || fs_err::rename(folder, scratch.path().join("doomed")).is_err() {
                return false;
            }
        }
        self.forget(kind, key);
        true
    }
}

fn cost(kind: &str) -> Cost {
    DEAR.iter().find(|(dear, _)| *dear == kind).map_or(Cost::Seconds, |(_, cost)| *cost)
}
