//! Sources as registries publish them, by the registries' own clients. Each is one archive, whose digest stands in
//! the matrix file: nothing of it is unpacked before that was compared.

use std::fs::File;

use camino::{Utf8Path, Utf8PathBuf};

use super::RootError;
use crate::digest::Digest;
use crate::environment;
use crate::matrix::{Published, Registry};
use crate::process::{Job, find_program};
use crate::store::Store;
use crate::untar::unpack_tar;

const KIND: &str = "published";
/// The archive, in its folder of the store.
const FILE: &str = "archive.tar.gz";

/// Unpacks `source` into `folder`, in a folder `NAME-VERSION`.
pub(super) fn unpack(
    store: &Store,
    source: &Published,
    folder: &Utf8Path,
) -> Result<(), RootError> {
    let make = |scratch: &Utf8Path| bring(source, scratch);
    let path = store.get_or_make(KIND, &source.sha256, make)?.join(FILE);
    let file = File::open(&path).map_err(RootError::io(&path))?;
    let unpacked = unpack_tar(flate2::read::GzDecoder::new(file), folder, |_| true);
    unpacked.map_err(|error| wrong(source, error.to_string()))
}

fn told(source: &Published) -> String {
    let registry = match source.registry {
        Registry::Pypi => "PyPI",
        Registry::Crates => "crates.io",
    };
    format!("{} {} of {registry}", source.name, source.version)
}

fn wrong(source: &Published, problem: String) -> RootError {
    RootError::WrongSource { what: told(source), problem }
}

/// Downloads the archive to `scratch`.
fn bring(source: &Published, scratch: &Utf8Path) -> Result<(), RootError> {
    let what = told(source);
    if environment::offline().unwrap_or_default() {
        return Err(RootError::Offline { what });
    }
    let work = scratch.join("work");
    fs_err::create_dir(&work).map_err(RootError::io(&work))?;
    tracing::info!("downloading {what}");
    let archive = match source.registry {
        Registry::Pypi => by_pip(source, &work)?,
        Registry::Crates => by_cargo(source, &work)?,
    };
    let archive = archive.ok_or_else(|| wrong(source, "no archive came".to_owned()))?;
    let found = Digest::of_file(&archive).map_err(RootError::io(&archive))?;
    if found != source.sha256 {
        let problem = format!(
            "the archive's sha256 is {found}, not {}: nothing of it was used",
            source.sha256
        );
        return Err(wrong(source, problem));
    }
    fs_err::rename(&archive, scratch.join(FILE)).map_err(RootError::io(&archive))?;
    fs_err::remove_dir_all(&work).map_err(RootError::io(&work))
}

fn run(source: &Published, job: Job) -> Result<(), RootError> {
    let failed = |error| RootError::Download { what: told(source), source: error };
    job.run().map(drop).map_err(failed)
}

/// The client `program`, which has to be there.
fn client(
    source: &Published,
    program: &'static str,
    remedy: &'static str,
) -> Result<Job, RootError> {
    match find_program(program) {
        Some(_) => Ok(Job::new(program)),
        None => Err(RootError::HostLacks { program, what: told(source), remedy }),
    }
}

/// pip reads what a source distribution says of itself by its own build script, so it is given the digest, too.
fn by_pip(source: &Published, work: &Utf8Path) -> Result<Option<Utf8PathBuf>, RootError> {
    let Published { name, version, sha256, .. } = source;
    let (list, to) = (work.join("requirements"), work.join("files"));
    let text = format!("{name}=={version} --hash=sha256:{sha256}\n");
    fs_err::write(&list, text).map_err(RootError::io(&list))?;
    let job = client(source, "python3", "python3 and python3-pip")?;
    let job = job.args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]);
    let job =
        job.args(["--no-binary", name, "--requirement", list.as_str(), "--dest", to.as_str()]);
    run(source, job)?;
    Ok(only_file(&to))
}

/// cargo keeps the archives of what a package depends on: this one depends on nothing else.
fn by_cargo(source: &Published, work: &Utf8Path) -> Result<Option<Utf8PathBuf>, RootError> {
    let Published { name, version, .. } = source;
    let manifest = format!(
        "[package]\nname = \"nobody\"\nedition = \"2021\"\n[lib]\npath = \"lib.rs\"\n\
         [dependencies]\n{name} = \"={version}\"\n"
    );
    for (path, text) in [("Cargo.toml", manifest.as_str()), ("lib.rs", "")] {
        let path = work.join(path);
        fs_err::write(&path, text).map_err(RootError::io(&path))?;
    }
    let home = work.join("home");
    let job = client(source, "cargo", "a Rust toolchain")?.args(["fetch", "--quiet"]);
    run(source, job.dir(work).env("CARGO_HOME", home.as_str()))?;
    let cache = home.join("registry/cache");
    let registries = cache.read_dir_utf8().map_err(RootError::io(&cache))?.flatten();
    let file = format!("{name}-{version}.crate");
    Ok(registries.map(|registry| registry.path().join(&file)).find(|path| path.is_file()))
}

fn only_file(folder: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut files = folder.read_dir_utf8().ok()?.flatten();
    let first = files.next()?.into_path();
    files.next().is_none().then_some(first)
}
