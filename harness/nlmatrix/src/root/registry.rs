//! Sources as published in registries, fetched by the registries' own clients. Each is one archive, whose digest is
//! in the matrix file: nothing is unpacked before the digest was compared.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};

use camino::{Utf8Path, Utf8PathBuf};

use super::RootError;
use crate::debian::{Archive, Mirrors, download};
use crate::decompress::xz;
use crate::digest::Digest;
use crate::environment;
use crate::matrix::{Published, Registry};
use crate::process::{Job, find_program};
use crate::store::Store;
use crate::untar::unpack_tar;

const KIND: &str = "published";
/// The archive in its folder of the store.
const FILE: &str = "archive.tar.gz";
/// The magic number of xz archives.
const XZ: &[u8] = b"\xfd7zXZ\0";

/// Unpacks `source` to `folder`, as a folder `NAME-VERSION`.
pub(super) fn unpack(
    store: &Store,
    source: &Published,
    folder: &Utf8Path,
) -> Result<(), RootError> {
    let make = |scratch: &Utf8Path| bring(source, scratch);
    let path = store.get_or_make(KIND, &source.sha256, make)?.join(FILE);
    let data = decompress(&path).map_err(RootError::io(&path))?;
    unpack_tar(data, folder, |_| true).map_err(|problem| wrong(source, problem))
}

/// Decompresses `path`, which is compressed by xz or else by gzip.
fn decompress(path: &Utf8Path) -> io::Result<Box<dyn Read>> {
    let mut file = BufReader::new(File::open(path)?);
    Ok(match file.fill_buf()?.starts_with(XZ) {
        true => Box::new(xz(file)?),
        false => Box::new(flate2::read::GzDecoder::new(file)),
    })
}

fn told(source: &Published) -> String {
    let registry = match source.registry {
        Registry::Pypi => "PyPI",
        Registry::Crates => "crates.io",
        Registry::Debian => "Debian's archive",
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
        Registry::Debian => by_apt(source, &work)?,
    };
    let archive = archive.ok_or_else(|| wrong(source, "no archive was downloaded".to_owned()))?;
    let found = Digest::of_file(&archive).map_err(RootError::io(&archive))?;
    if found != source.sha256 {
        let problem =
            format!("the archive's sha256 is {found}, not {}, so it was not used", source.sha256);
        return Err(wrong(source, problem));
    }
    fs_err::rename(&archive, scratch.join(FILE)).map_err(RootError::io(&archive))?;
    fs_err::remove_dir_all(&work).map_err(RootError::io(&work))
}

fn run(source: &Published, job: Job) -> Result<(), RootError> {
    let failed = |error| RootError::Download { what: told(source), source: error };
    job.run().map(drop).map_err(failed)
}

/// The client `program`, which has to exist.
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

/// pip runs a source distribution's build script to read its metadata, so it is given the digest, too.
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

/// cargo keeps the archives of a package's dependencies: this package depends on nothing else.
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

/// The path of the upstream archive follows from its name and version, whichever suite has the package; only its
/// compression has to be tried.
fn by_apt(source: &Published, work: &Utf8Path) -> Result<Option<Utf8PathBuf>, RootError> {
    let failed = |error| RootError::Archive { what: told(source), source: error };
    let mirrors = Mirrors::of_host().map_err(failed)?;
    let place = in_pool(&source.name, &source.version);
    let path = work.join("archive");
    let bring =
        |packed| download(&format!("{}/{place}.{packed}", mirrors.uri(Archive::Main)), &path, None);
    bring("xz").or_else(|_| bring("gz")).map_err(failed)?;
    Ok(Some(path))
}

/// Its path in Debian's archive, without the suffix for the compression.
fn in_pool(name: &str, version: &str) -> String {
    let letters = if name.starts_with("lib") { 4 } else { 1 };
    let folder = name.get(..letters).unwrap_or(name);
    format!("pool/main/{folder}/{name}/{name}_{version}.orig.tar")
}

fn only_file(folder: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut files = folder.read_dir_utf8().ok()?.flatten();
    let first = files.next()?.into_path();
    files.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("pyroute2", "0.8.1", "pool/main/p/pyroute2/pyroute2_0.8.1.orig.tar")]
    #[case("libnl3", "3.7.0", "pool/main/libn/libnl3/libnl3_3.7.0.orig.tar")]
    #[case("lib", "1", "pool/main/lib/lib/lib_1.orig.tar")]
    fn sources_lie_where_their_names_tell(
        #[case] name: &str,
        #[case] version: &str,
        #[case] place: &str,
    ) {
        assert_eq!(in_pool(name, version), place);
    }

    #[test]
    fn archives_are_unpacked_whichever_way_they_are_packed() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("archive");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"text").unwrap();
        let mut xz = Vec::new();
        liblzma::read::XzEncoder::new(&b"text"[..], 1).read_to_end(&mut xz).unwrap();
        for packed in [gz.finish().unwrap(), xz] {
            fs_err::write(&path, packed).unwrap();
            let mut text = String::new();
            decompress(&path).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "text");
        }
    }
}
