//! What a product consisted of when it was made, so that damage to it is found.
//!
//! A product's manifest is next to it, not in it: `<root>/manifests/<kind>/<key>.json`, or `.tree` for products of
//! many files (headers, toolchains), which are too many to be checked in each cell. The disk space that these take up
//! is recorded in `.size`.

use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// Products of more files than this are only checked when asked to be thorough.
pub(super) const FEW: usize = 64;

/// Every file of a product.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: Vec<Entry>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    path: Utf8PathBuf,
    size: u64,
    /// Seconds and nanoseconds: a file that was written to later is suspect.
    mtime: (i64, i64),
    /// Digest of the content, or of a symbolic link's target.
    sha256: Digest,
}

/// How thoroughly a product is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Names, sizes and times for products of few files; digests of suspect files. Takes microseconds.
    Glance,
    /// The digest of every file for products of few files, once a day while nobody touches them. About 0.3 s for a
    /// template.
    Digests,
    /// The digest of every file of every product.
    Everything,
}

impl Manifest {
    /// Reads the product in `folder`.
    pub fn of(folder: &Utf8Path) -> std::io::Result<Self> {
        let mut files = Vec::new();
        collect(folder, Utf8Path::new(""), &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// The manifest at `base` with one of the two extensions; `None` if there is none, or if this level of care
    /// ignores it. A damaged manifest counts as none.
    pub fn read(base: &Utf8Path, care: Care) -> Option<Self> {
        let few = fs_err::read(base.with_extension("json"));
        let many = || match care {
            Care::Everything => fs_err::read(base.with_extension("tree")),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        };
        serde_json::from_slice(&few.or_else(|_| many()).ok()?).ok()
    }

    /// Writes it at `base`.
    pub fn write(&self, base: &Utf8Path) -> std::io::Result<()> {
        if let Some(folder) = base.parent() {
            fs_err::create_dir_all(folder)?;
        }
        let ending = if self.files.len() > FEW { "tree" } else { "json" };
        fs_err::write(base.with_extension(ending), serde_json::to_vec(self)?)
    }

    /// Removes whichever of them exists at `base`.
    pub fn remove(base: &Utf8Path) {
        for ending in ["json", "tree", "size", "looked"] {
            // It is fine if it does not exist.
            fs_err::remove_file(base.with_extension(ending)).ok();
        }
    }

    /// Its files.
    pub fn paths(&self) -> impl Iterator<Item = &Utf8PathBuf> {
        self.files.iter().map(|entry| &entry.path)
    }

    /// What is wrong with the product in `folder`, in words.
    pub fn damage(&self, folder: &Utf8Path, care: Care) -> Option<String> {
        self.files.iter().find_map(|entry| {
            let what = entry.damage(&folder.join(&entry.path), care)?;
            Some(format!("{}: {what}", entry.path))
        })
    }
}

impl Entry {
    fn of(path: &Utf8Path, name: Utf8PathBuf) -> std::io::Result<Self> {
        let meta = fs_err::symlink_metadata(path)?;
        let mtime = (meta.mtime(), meta.mtime_nsec());
        Ok(Self { path: name, size: meta.len(), mtime, sha256: digest(path)? })
    }

    fn damage(&self, path: &Utf8Path, care: Care) -> Option<String> {
        let meta = match fs_err::symlink_metadata(path) {
            Ok(meta) => meta,
            Err(error) => return Some(error.to_string()),
        };
        if meta.len() != self.size {
            return Some(format!("{} bytes instead of {}", meta.len(), self.size));
        }
        let untouched = (meta.mtime(), meta.mtime_nsec()) == self.mtime;
        if care == Care::Glance && untouched {
            return None;
        }
        match digest(path) {
            Ok(found) if found == self.sha256 => None,
            Ok(found) => Some(format!("sha256 {found} instead of {}", self.sha256)),
            Err(error) => Some(error.to_string()),
        }
    }
}

fn digest(path: &Utf8Path) -> std::io::Result<Digest> {
    if path.is_symlink() {
        return Ok(Digest::of(path.read_link_utf8()?.as_str().as_bytes()));
    }
    Digest::of_file(path)
}

/// Files and symbolic links below `folder`; sockets and the like do not belong to a product.
fn collect(folder: &Utf8Path, below: &Utf8Path, files: &mut Vec<Entry>) -> std::io::Result<()> {
    for entry in folder.join(below).read_dir_utf8()? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(folder, &name, files)?;
        } else if kind.is_file() || kind.is_symlink() {
            files.push(Entry::of(entry.path(), name)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_is_found_by_its_time_or_its_digest() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let file = folder.join("file");
        fs_err::write(&file, [0u8; 100]).unwrap();
        let manifest = Manifest::of(folder).unwrap();
        assert_eq!(manifest.damage(folder, Care::Digests), None);

        let times = fs_err::metadata(&file).unwrap().modified().unwrap();
        fs_err::write(&file, [[0u8; 99].as_slice(), &[1]].concat()).unwrap();
        assert!(manifest.damage(folder, Care::Glance).unwrap().contains("sha256"));

        // As a faulty disk would: behind the file system's back.
        fs_err::File::options().write(true).open(&file).unwrap().set_modified(times).unwrap();
        assert_eq!(manifest.damage(folder, Care::Glance), None);
        assert!(manifest.damage(folder, Care::Digests).is_some());
    }

    #[test]
    fn a_product_of_many_files_is_left_alone_unless_everything_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let product = folder.join("product");
        fs_err::create_dir_all(product.join("below")).unwrap();
        for number in 0..=FEW {
            fs_err::write(product.join(format!("below/{number}")), "x").unwrap();
        }
        let base = folder.join("manifest");
        Manifest::of(&product).unwrap().write(&base).unwrap();
        assert!(Manifest::read(&base, Care::Digests).is_none());
        fs_err::remove_file(product.join("below/7")).unwrap();
        let manifest = Manifest::read(&base, Care::Everything).unwrap();
        assert!(manifest.damage(&product, Care::Everything).unwrap().starts_with("below/7"));
    }
}
