//! When the digests of a product were last compared, so that each run need not read 300 MB for each kernel.
//!
//! A change by any program shows in a file's change time (ctime), which no program can set. Changes by the disk
//! itself only show in the digests, so these are compared again after a day.

use std::os::unix::fs::MetadataExt as _;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

/// How long a comparison is valid.
const COUNTS: Duration = Duration::from_secs(24 * 3600);
const ENDING: &str = "looked";

/// Which files were read, and their state at that time.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Looked {
    at: u64,
    files: Vec<State>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    path: Utf8PathBuf,
    inode: u64,
    /// Seconds and nanoseconds.
    ctime: (i64, i64),
}

impl Looked {
    /// The files of `paths` in `folder` as they are now; `None` if one cannot be read.
    pub fn now<'a>(
        folder: &Utf8Path,
        paths: impl Iterator<Item = &'a Utf8PathBuf>,
    ) -> Option<Self> {
        let state = |path: &'a Utf8PathBuf| {
            let meta = fs_err::symlink_metadata(folder.join(path)).ok()?;
            let ctime = (meta.ctime(), meta.ctime_nsec());
            Some(State { path: path.clone(), inode: meta.ino(), ctime })
        };
        Some(Self { at: seconds()?, files: paths.map(state).collect::<Option<_>>()? })
    }

    /// Was the product at `base` compared a short time ago, and is it unchanged since?
    pub fn is_known(&self, base: &Utf8Path) -> bool {
        let Ok(text) = fs_err::read(base.with_extension(ENDING)) else { return false };
        let Ok(before) = serde_json::from_slice::<Self>(&text) else { return false };
        let age = self.at.checked_sub(before.at);
        before.files == self.files && age.is_some_and(|age| age < COUNTS.as_secs())
    }

    /// Records this for the product at `base`. If that fails, the next run compares again.
    pub fn keep(&self, base: &Utf8Path) {
        let text = serde_json::to_vec(self).expect("plain JSON");
        fs_err::write(base.with_extension(ENDING), text).ok();
    }
}

fn seconds() -> Option<u64> {
    Some(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_written_to_is_looked_at_again_whatever_its_time_says() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let (base, path) = (folder.join("base"), Utf8PathBuf::from("memory"));
        let file = folder.join(&path);
        fs_err::write(&file, "whole").unwrap();
        let now = || Looked::now(folder, [&path].into_iter()).unwrap();
        assert!(!now().is_known(&base));
        now().keep(&base);
        assert!(now().is_known(&base));
        let later = Looked { at: now().at + COUNTS.as_secs(), ..now() };
        assert!(!later.is_known(&base));
        let earlier = Looked { at: now().at - 60, ..now() };
        assert!(!earlier.is_known(&base), "a clock that was put back");
        let written = fs_err::metadata(&file).unwrap().modified().unwrap();
        std::thread::sleep(Duration::from_millis(20));
        fs_err::write(&file, "wrong").unwrap();
        fs_err::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .file()
            .set_modified(written)
            .unwrap();
        assert!(!now().is_known(&base));
    }
}
