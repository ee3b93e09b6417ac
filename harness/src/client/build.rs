//! Clients for guests. One C file is one static binary, linked with musl: small, and it starts on
//! 2.6 and 7.x alike. What users have is linked as they have it, with glibc and its libraries.

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use crate::digest::{Digest, Recipe};
use crate::matrix::ClientForm;
use crate::store::Store;
use crate::toolchain::Toolchain;

const KIND: &str = "clients";

/// musl has no `linux/` and `asm/`: the libc's are looked at, after musl's own headers.
const KERNEL_HEADERS: [&str; 4] =
    ["-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu"];

/// A client, ready for a guest.
#[derive(Clone, Debug)]
pub struct Built {
    /// The program.
    pub binary: Utf8PathBuf,
    /// Its loader and shared libraries: path in the guest → file.
    pub libraries: Vec<(String, Utf8PathBuf)>,
}

/// Builds a client, or takes it from the toolchain root. `None` where there is no such root and
/// nothing else can give it.
pub fn build(
    store: &Store,
    toolchain: &Toolchain,
    form: &ClientForm,
    kmods: &Utf8Path,
) -> Result<Option<Built>, ClientError> {
    let (binary, root) = match (form, toolchain.sysroot()) {
        (ClientForm::Source { path, libs }, _) if libs.is_empty() => {
            (compile(store, toolchain, path, &[], kmods)?, None)
        }
        (ClientForm::Crate { path }, _) => (super::krate::build(store, path)?, None),
        (_, None) => return Ok(None),
        (ClientForm::Source { path, libs }, Some(root)) => {
            (compile(store, toolchain, path, libs, kmods)?, Some(root))
        }
        (ClientForm::Packaged { program, .. }, Some(root)) => {
            (root.join(program.trim_start_matches('/')), Some(root))
        }
    };
    let libraries = root.map_or(Ok(Vec::new()), |root| super::libraries::of(&binary, root))?;
    Ok(Some(Built { binary, libraries }))
}

/// Builds the client whose only C file is `source`, static without `libs`; headers come from beside it and from
/// `kmods`, where the wire contracts lie (`#include "nlecho/nlecho.h"`).
///
/// The product's name is the source's without `.c`.
fn compile(
    store: &Store,
    toolchain: &Toolchain,
    source: &Utf8Path,
    libs: &[String],
    kmods: &Utf8Path,
) -> Result<Utf8PathBuf, ClientError> {
    let source = camino::absolute_utf8(source).map_err(io(source))?;
    let kmods = camino::absolute_utf8(kmods).map_err(io(kmods))?;
    let folder = source.parent().unwrap_or(Utf8Path::new("/"));
    let recipe = recipe(&source, folder, &kmods)?.with("libs", libs.join(" "));
    let key = recipe.with("toolchain", toolchain.digest().as_str()).key();
    let name = source.file_stem().unwrap_or("client");
    let make = |scratch: &Utf8Path| {
        let (include, binary) = (format!("-I{kmods}"), scratch.join(name));
        let compiler = match libs {
            [] => vec![toolchain.client_compiler(), "-static"],
            _ => vec![toolchain.compiler(), "-I/usr/include/libnl3"],
        };
        let common = ["-Os", "-s", "-Wall", "-Werror", &include];
        let headers: &[&str] = if libs.is_empty() { &KERNEL_HEADERS } else { &[] };
        let output = ["-o", binary.as_str(), source.as_str()];
        let libs: Vec<String> = libs.iter().map(|name| format!("-l{name}")).collect();
        let libs: Vec<&str> = libs.iter().map(String::as_str).collect();
        let argv = [&compiler, &common[..], headers, &output, &libs].concat();
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

pub(super) fn io(path: impl Into<Utf8PathBuf>) -> impl FnOnce(std::io::Error) -> ClientError {
    let path = path.into();
    move |source| ClientError::Io { path, source }
}
