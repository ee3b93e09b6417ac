//! One C file, one static binary, linked with musl: small, and it starts on 2.6 and 7.x alike.

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use crate::digest::{Digest, Recipe};
use crate::store::Store;
use crate::toolchain::Toolchain;

const KIND: &str = "clients";

/// musl has no `linux/` and `asm/`: the libc's are looked at, after musl's own headers.
const KERNEL_HEADERS: [&str; 4] =
    ["-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu"];

/// Builds the client whose only C file is `source`; headers come from beside it and from
/// `kmods`, where the wire contracts lie (`#include "nlecho/nlecho.h"`).
///
/// The product's name is the source's without `.c`.
pub fn build(
    store: &Store,
    toolchain: &Toolchain,
    source: &Utf8Path,
    kmods: &Utf8Path,
) -> Result<Utf8PathBuf, ClientError> {
    let source = camino::absolute_utf8(source).map_err(io(source))?;
    let kmods = camino::absolute_utf8(kmods).map_err(io(kmods))?;
    let folder = source.parent().unwrap_or(Utf8Path::new("/"));
    let key = recipe(&source, folder, &kmods)?.with("toolchain", toolchain.digest().as_str()).key();
    let name = source.file_stem().unwrap_or("client");
    let make = |scratch: &Utf8Path| {
        let (include, binary) = (format!("-I{kmods}"), scratch.join(name));
        let argv =
            [toolchain.client_compiler(), "-static", "-Os", "-s", "-Wall", "-Werror", &include];
        let argv = [&argv[..], &KERNEL_HEADERS, &["-o", binary.as_str(), source.as_str()]].concat();
        let job = toolchain.job(scratch, &[folder, &kmods], &argv).run();
        let refused = |error| ClientError::Compile { path: source.clone(), source: error };
        job.map(drop).map_err(refused)
    };
    Ok(store.get_or_make(KIND, &key, make)?.join(name))
}

/// The source and every header that it could include.
fn recipe(source: &Utf8Path, folder: &Utf8Path, kmods: &Utf8Path) -> Result<Recipe, ClientError> {
    let mut headers = headers_in(folder)?;
    headers.extend(headers_in(kmods)?);
    for entry in kmods.read_dir_utf8().map_err(io(kmods))?.flatten() {
        if entry.path().is_dir() {
            headers.extend(headers_in(entry.path())?);
        }
    }
    headers.push(source.to_owned());
    headers.sort();
    let add = |recipe: Recipe, path: &Utf8PathBuf| {
        let digest = Digest::of_file(path).map_err(io(path))?;
        Ok(recipe.with(path.as_str(), digest.as_str()))
    };
    headers.iter().try_fold(Recipe::new(KIND, 1), add)
}

fn headers_in(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ClientError> {
    let entries = folder.read_dir_utf8().map_err(io(folder))?.flatten();
    let paths = entries.map(|entry| entry.into_path());
    Ok(paths.filter(|path| path.extension() == Some("h")).collect())
}

fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> ClientError {
    let path = path.into();
    move |source| ClientError::Io { path, source }
}
