//! Earlier results of a compiler, kept by ccache: only what has not been compiled for a kernel before is compiled,
//! wherever its folder was. It does not change what is built, so it is part of no key.

use camino::{Utf8Path, Utf8PathBuf};

use super::{ToolchainError, links, root};
use crate::digest::{Digest, Recipe};
use crate::store::Store;

/// The store's kind for the results.
const KIND: &str = "compiled";

/// Comes before the compiler in `PATH`, under its name. ccache brings its own libraries.
///
/// What a source includes verbatim (`.incbin`, like the compressed kernel in the image) is in no list of what the
/// result depends on: such sources are always compiled, and so is all assembly, to which most of them belong.
/// Questions to the compiler have no result that could be kept.
const COMPILER: &str = r#"#!/bin/sh
compiler=/usr/bin/${0##*/} source=
for word do
    case $word in
    *.S | /dev/null) exec "$compiler" "$@" ;;
    *.c) source=$word ;;
    esac
done
if [ -z "$source" ] || grep -qF .incbin "$source"; then
    exec "$compiler" "$@"
fi
libraries=$NLMATRIX_CCACHE/usr/lib/x86_64-linux-gnu
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$NLMATRIX_CCACHE/usr/bin/ccache" "$compiler" "$@"
"#;

/// The toolchain's digest says which compiler it is, and the content of files says what each result depends on: their
/// times are those of a fresh copy, which is in another place each time. kbuild has the compiler list those files
/// anyway, so nothing is preprocessed a second time (`depend_mode`).
const SETTINGS: &str = "\
max_size = 2G
hash_dir = false
depend_mode = true
sloppiness = include_file_mtime,include_file_ctime,locale
";

/// Sets `PATH`, where ccache and its results are, and the folder whose path does not count.
const ENTER: &str = r#"export PATH="$1/names:$PATH" NLMATRIX_CCACHE="$0" CCACHE_DIR="$1" CCACHE_BASEDIR="$2"
shift 2; exec "$@""#;

/// The results of one toolchain's compiler.
#[derive(Clone, Debug)]
pub struct CompilerCache {
    /// The root with ccache.
    root: Utf8PathBuf,
    /// What was compiled, and a folder with the name of the compiler.
    results: Utf8PathBuf,
}

impl CompilerCache {
    /// The results in `store` for the toolchain with the digest `of`; ccache is fetched if the store does not have it
    /// yet.
    pub(super) fn open(store: &Store, of: &Digest) -> Result<Self, ToolchainError> {
        let root = root::ccache(store)?;
        let key = Recipe::new(KIND, 1).with("toolchain", of.as_str()).with("settings", SETTINGS);
        let key = key.with("called by", COMPILER).key();
        let results = store.get_or_make(KIND, &key, |folder| {
            let path = folder.join("ccache.conf");
            let settings = format!("{SETTINGS}compiler_check = string:{of}\n");
            let written = fs_err::write(&path, settings).and_then(|()| write_names(folder));
            written.map_err(|source| ToolchainError::Io { path, source })
        })?;
        store.grows(KIND, &key);
        Ok(Self { root, results })
    }

    /// What precedes a command so that it compiles with this cache; the path of `folder` does not count.
    pub fn before(&self, folder: &Utf8Path) -> [String; 6] {
        let words = ["sh", "-ec", ENTER, self.root.as_str(), self.results.as_str()];
        let [sh, option, enter, root, results] = words.map(str::to_owned);
        [sh, option, enter, root, results, folder.to_string()]
    }
}

fn write_names(results: &Utf8Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = results.join("names");
    let path = folder.join(links::COMPILER);
    fs_err::create_dir_all(folder)?;
    fs_err::write(&path, COMPILER)?;
    fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Job;
    use rstest::rstest;

    fn cache(folder: &Utf8Path) -> CompilerCache {
        let cache = CompilerCache { root: folder.join("root"), results: folder.join("results") };
        write_names(&cache.results).unwrap();
        cache
    }

    #[test]
    fn a_command_compiles_by_the_cache_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let words = cache(folder).before(&folder.join("work"));
        let ask = "command -v gcc-14; echo $NLMATRIX_CCACHE $CCACHE_DIR $CCACHE_BASEDIR";
        let job = Job::new(&words[0]).args(&words[1..]).args(["sh", "-c", ask]);
        let expected = format!(
            "{folder}/results/names/{}\n{folder}/root {folder}/results {folder}/work\n",
            links::COMPILER
        );
        assert_eq!(job.read().unwrap(), expected);
    }

    #[rstest]
    #[case::code("int a;", "-c a.c", true)]
    #[case::something_put_in("asm(\".incbin \\\"b\\\"\");", "-c a.c", false)]
    #[case::assembly("", "-c a.S", false)]
    #[case::a_question("int a;", "-c -xc /dev/null -o a.o", false)]
    #[case::a_link("", "a.o -o a", false)]
    fn what_a_source_puts_in_unseen_is_never_kept(
        #[case] source: &str,
        #[case] arguments: &str,
        #[case] by_ccache: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        // Stands for the compiler and, in place of the loader that starts it, for ccache.
        let says = |path: &Utf8Path, word: &str| {
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, format!("#!/bin/sh\necho {word}\n")).unwrap();
            let run = Job::new("chmod").args(["755", path.as_str()]).run();
            run.unwrap();
        };
        let cache = cache(folder);
        says(&cache.root.join("usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"), "kept");
        says(&folder.join("gcc"), "compiled");
        fs_err::write(folder.join("a.c"), source).unwrap();
        let name = cache.results.join("names").join(links::COMPILER);
        let script = fs_err::read_to_string(&name).unwrap();
        fs_err::write(&name, script.replace("/usr/bin/${0##*/}", "./gcc")).unwrap();
        let job = Job::new(name.as_str()).args(arguments.split(' ')).dir(folder);
        let said = job.env("NLMATRIX_CCACHE", cache.root.as_str()).read().unwrap();
        assert_eq!(said.trim(), if by_ccache { "kept" } else { "compiled" });
    }
}
