//! What a compiler gave before, by ccache: compiled anew is only what nobody has compiled for a kernel before,
//! wherever it lay. It changes nothing that is built, so no key knows of it.

use camino::{Utf8Path, Utf8PathBuf};

use super::{ToolchainError, links, root};
use crate::digest::{Digest, Recipe};
use crate::store::Store;

/// The store's name for the results.
const KIND: &str = "compiled";

/// Goes before the compiler in `PATH`, and has its name. ccache has its own libraries along.
const COMPILER: &str = r#"#!/bin/sh
root=${0%/names/*}/root
libraries=$root/usr/lib/x86_64-linux-gnu
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$root/usr/bin/ccache" "/usr/bin/${0##*/}" "$@"
"#;

/// Which program compiles is said by the toolchain's digest, and what each result depends on by the content of
/// files: their times are those of a fresh copy, which lies elsewhere each time.
const SETTINGS: &str = "\
max_size = 2G
hash_dir = false
sloppiness = include_file_mtime,include_file_ctime,locale
";

/// Sets `PATH` and where ccache finds its results, and which folder's place does not count.
const ENTER: &str =
    r#"export PATH="$0:$PATH" CCACHE_DIR="$1" CCACHE_BASEDIR="$2"; shift 2; exec "$@""#;

/// The results of one toolchain's compiler.
#[derive(Clone, Debug)]
pub struct CompilerCache {
    /// The folder with the name of the compiler.
    names: Utf8PathBuf,
    /// What was compiled.
    results: Utf8PathBuf,
}

impl CompilerCache {
    /// The results in `store` of the toolchain of the digest `of`; ccache is fetched when the store does not
    /// have it yet.
    pub(super) fn open(store: &Store, of: &Digest) -> Result<Self, ToolchainError> {
        let program = root::ccache(store, |folder| write_names(&folder.join("names")))?;
        let key = Recipe::new(KIND, 1).with("toolchain", of.as_str()).with("settings", SETTINGS);
        let key = key.key();
        let results = store.get_or_make(KIND, &key, |folder| {
            let path = folder.join("ccache.conf");
            let settings = format!("{SETTINGS}compiler_check = string:{of}\n");
            fs_err::write(&path, settings).map_err(|source| ToolchainError::Io { path, source })
        })?;
        store.grows(KIND, &key);
        Ok(Self { names: program.join("names"), results })
    }

    /// What goes before a command, which then compiles by this cache; where `folder` lies is of no account.
    pub fn before(&self, folder: &Utf8Path) -> [String; 6] {
        let words = ["sh", "-ec", ENTER, self.names.as_str(), self.results.as_str()];
        let [sh, option, enter, names, results] = words.map(str::to_owned);
        [sh, option, enter, names, results, folder.to_string()]
    }
}

fn write_names(folder: &Utf8Path) -> Result<(), ToolchainError> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(links::COMPILER);
    let made = fs_err::create_dir_all(folder).and_then(|()| fs_err::write(&path, COMPILER));
    let runnable = || fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o755));
    made.and_then(|()| runnable())
        .map_err(|source| ToolchainError::Io { path: path.clone(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Job;

    #[test]
    fn a_command_compiles_by_the_cache_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let cache = CompilerCache { names: folder.join("names"), results: folder.join("results") };
        write_names(&cache.names).unwrap();
        let words = cache.before(&folder.join("work"));
        let ask = "command -v gcc-14; echo $CCACHE_DIR $CCACHE_BASEDIR";
        let job = Job::new(&words[0]).args(&words[1..]).args(["sh", "-c", ask]);
        let expected =
            format!("{folder}/names/{}\n{folder}/results {folder}/work\n", links::COMPILER);
        assert_eq!(job.read().unwrap(), expected);
    }
}
