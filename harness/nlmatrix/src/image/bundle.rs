//! What a guest gets after it has booted or was forked: modules, clients, files. All of it is one file on the host, a
//! *bundle*, consisting of parts that are transferred to the guest when they are needed.
//!
//! So a template does not depend on what is under test, and an edit costs no boot.

use std::io::{self, Read as _, Seek as _, SeekFrom};

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix_wire::cpio::PAGES;
use serde::{Deserialize, Serialize};

use super::cpio::{Archive, GuestFile};
use crate::digest::{Digest, Recipe};

/// The archives of all parts, each at a multiple of [`PAGES`].
const FILE: &str = "bundle";
/// The index: what is where in it.
const INDEX: &str = "index.json";

/// When a part is transferred to the guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At once: anything may ask for it.
    AtOnce,
    /// With the first program that is started: a program may start another.
    ForPrograms,
    /// When one of its files is named.
    Named,
}

/// Files that are transferred together.
#[derive(Clone, Debug)]
pub struct Part {
    /// When they are transferred.
    pub when: When,
    /// What they are.
    pub files: Vec<GuestFile>,
}

impl Part {
    /// Files that are transferred when one of them is named.
    pub fn named(files: Vec<GuestFile>) -> Self {
        Self { when: When::Named, files }
    }
}

/// A part in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// When it is transferred.
    pub when: When,
    /// The paths of its files in the guest.
    pub paths: Vec<String>,
    /// The offset of its archive.
    pub offset: u64,
    /// The length of its archive.
    pub length: u64,
}

impl Placed {
    /// Does it contain the file `path`, or a file in the folder of that name?
    pub fn is_at_or_below(&self, path: &str) -> bool {
        let below = |it: &str| {
            it.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.paths.iter().any(|it| below(it))
    }
}

/// A bundle in the store.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The file.
    pub file: Utf8PathBuf,
    /// Its parts.
    pub parts: Vec<Placed>,
}

impl Bundle {
    /// The key of the bundle of `parts`.
    pub fn key(parts: &[Part]) -> Digest {
        let mut recipe = Recipe::new("bundles", 1);
        for part in parts {
            recipe = recipe.with("part", format!("{:?}", part.when));
            for (path, content, mode) in &part.files {
                recipe = recipe.with(path, content).with("mode", mode.to_le_bytes());
            }
        }
        recipe.key()
    }

    /// Writes the bundle of `parts` to `folder`.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(folder: &Utf8Path, parts: &[Part]) -> io::Result<()> {
        let (mut bytes, mut placed) = (Vec::new(), Vec::new());
        for Part { when, files } in parts.iter().filter(|part| !part.files.is_empty()) {
            let mut archive = Archive::default();
            archive.files(files);
            let archive = archive.finish();
            bytes.resize(bytes.len().next_multiple_of(PAGES as usize), 0);
            let paths = files.iter().map(|(path, ..)| path.clone()).collect();
            let (offset, length) = (bytes.len() as u64, archive.len() as u64);
            placed.push(Placed { when: *when, paths, offset, length });
            bytes.extend(archive);
        }
        fs_err::write(folder.join(FILE), bytes)?;
        fs_err::write(folder.join(INDEX), serde_json::to_vec(&placed)?)
    }

    /// The archive of `part`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, part: &Placed) -> io::Result<Vec<u8>> {
        let mut file = fs_err::File::open(&self.file)?;
        file.seek(SeekFrom::Start(part.offset))?;
        let mut bytes = Vec::new();
        file.take(part.length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The bundle in `folder`.
    ///
    /// # Errors
    /// A file is missing, or is not an index.
    pub fn load(folder: &Utf8Path) -> io::Result<Self> {
        let parts = serde_json::from_slice(&fs_err::read(folder.join(INDEX))?)?;
        Ok(Self { file: folder.join(FILE), parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(path: &str, content: &[u8], mode: u32) -> Part {
        Part::named(vec![(path.to_owned(), content.to_vec(), mode)])
    }

    #[test]
    fn each_part_is_an_archive_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let parts = [
            part("/modules/a.ko", b"a", 0o644),
            Part { when: When::AtOnce, files: Vec::new() },
            part("/clients/b", b"b", 0o755),
        ];
        Bundle::write(folder, &parts).unwrap();
        let bundle = Bundle::load(folder).unwrap();
        let bytes = fs_err::read(&bundle.file).unwrap();
        assert_eq!(bundle.parts.len(), 2);
        for (placed, path) in bundle.parts.iter().zip(["/modules/a.ko", "/clients/b"]) {
            assert_eq!((placed.offset % PAGES, &placed.paths[..]), (0, &[path.to_owned()][..]));
            let archive = &bytes[placed.offset as usize..][..placed.length as usize];
            let (folder, rest) = nlmatrix_wire::cpio::split_first(archive).unwrap().unwrap();
            let (file, _) = nlmatrix_wire::cpio::split_first(rest).unwrap().unwrap();
            assert_eq!(format!("/{}", file.path.to_str().unwrap()), path);
            assert!(path.starts_with(&format!("/{}/", folder.path.to_str().unwrap())));
        }
    }

    #[test]
    fn whatever_a_guest_would_see_is_in_the_key() {
        let key = |part| Bundle::key(&[part]);
        let first = key(part("/a", b"a", 0o644));
        assert_eq!(first, key(part("/a", b"a", 0o644)));
        for other in [part("/b", b"a", 0o644), part("/a", b"b", 0o644), part("/a", b"a", 0o755)] {
            assert_ne!(first, key(other));
        }
        let at_once = Part { when: When::AtOnce, ..part("/a", b"a", 0o644) };
        assert_ne!(first, key(at_once));
    }
}
