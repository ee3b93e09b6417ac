//! `[sources]`: kernels from source, given by their versions alone, and where to get their source.

use camino::Utf8PathBuf;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{KernelEntry, Provider, SourceSpec, Tarball, is_repository};
use super::raw::{RawPaths, RawSources};
use crate::arch::Arch;
use crate::version::KernelVersion;

/// What stands for a version in an address, and for the folder in which kernel.org keeps it.
const VERSION: &str = "{version}";
const FOLDER: &str = "{folder}";

impl Checker<'_> {
    /// One kernel for each version, which is its id.
    pub(super) fn sources(
        &self,
        raw: Option<&RawSources>,
    ) -> Result<Vec<KernelEntry>, MatrixError> {
        let Some(RawSources { versions, address, git, optional }) = raw else {
            return Ok(Vec::new());
        };
        if let (Some(first), None, None) = (versions.first(), address, git) {
            let message = "nothing says where these kernels come from: set `address` to that of their \
                           tarballs, or a repository (`git`)";
            return Err(self.wrong(first.span(), message));
        }
        address.as_ref().map_or(Ok(()), |address| self.address(address))?;
        each(versions, |id| {
            let version = self.whole_version(id)?;
            let tarball =
                address.as_ref().map(|address| self.published(address, id.get_ref(), &version));
            let spec = SourceSpec { tarball: tarball.transpose()?, ..SourceSpec::of(version) };
            let (id, provider) = (id.get_ref().clone(), Provider::Source(spec));
            Ok(KernelEntry {
                id,
                arch: Arch::default(),
                vendor: None,
                series: version,
                provider,
                optional: *optional,
            })
        })
    }

    /// Is it an address that contains a version?
    fn address(&self, address: &Spanned<String>) -> Result<(), MatrixError> {
        let rest = address.get_ref().replace(FOLDER, "");
        if rest.contains(VERSION) && !rest.replace(VERSION, "").contains(['{', '}']) {
            return Ok(());
        }
        let message = "the `address` of a tarball contains `{version}`, and perhaps `{folder}` (v2.6, \
                       v3.x): https://cdn.kernel.org/pub/linux/kernel/{folder}/linux-{version}.tar.xz";
        Err(self.wrong(address.span(), message))
    }

    /// The tarball of a version.
    fn published(
        &self,
        address: &Spanned<String>,
        id: &str,
        version: &KernelVersion,
    ) -> Result<Tarball, MatrixError> {
        let tarball = address.get_ref().replace(VERSION, id);
        self.tarball(&tarball.replace(FOLDER, &folder(version)), address.span())
    }

    /// The git repositories, in the order in which they are tried.
    pub(super) fn repositories(
        &self,
        raw: Option<&RawSources>,
    ) -> Result<Vec<Utf8PathBuf>, MatrixError> {
        let Some(git) = raw.and_then(|raw| raw.git.as_ref()) else { return Ok(Vec::new()) };
        let paths = match git.get_ref() {
            RawPaths::One(path) => std::slice::from_ref(path),
            RawPaths::Many(paths) => paths,
        };
        each(paths, |path| {
            let full = self.beside(path);
            if is_repository(&full) {
                return Ok(full);
            }
            let what = if full.is_dir() { "is not a git repository" } else { "does not exist" };
            let message = format!(
                "{full} {what}: `git` takes a clone of the kernel repository, bare or not (paths are \
                 relative to this file)"
            );
            Err(self.wrong(git.span(), &message))
        })
    }
}

/// `v2.6`; from 3.0 on `v3.x` and so on.
fn folder(version: &KernelVersion) -> String {
    match version.numbers() {
        [2, minor, ..] => format!("v2.{minor}"),
        [major, ..] => format!("v{major}.x"),
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use crate::matrix::Tarball;
    use crate::matrix::{Provider, parse};

    #[test]
    fn repositories_need_no_address_and_no_versions() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        for name in ["bare/objects", "bare/refs", "tree/.git", "plain"] {
            fs_err::create_dir_all(path.join(name)).unwrap();
        }
        fs_err::write(path.join("bare/HEAD"), "ref: refs/heads/master\n").unwrap();
        let of = |sources: &str| {
            parse(
                &path.join("matrix.toml"),
                &format!("schema = 1\n[sources]\n{sources}\n"),
                crate::scenario::shipped(),
            )
        };
        let both = of("git = [\"bare\", \"tree\"]").unwrap();
        assert_eq!(both.repositories, [path.join("bare"), path.join("tree")]);
        assert_eq!(of("git = \"tree\"").unwrap().repositories, [path.join("tree")]);
        let listed = of("git = \"bare\"\nversions = [\"2.6.20\"]").unwrap();
        let Provider::Source(spec) = &listed.kernels[0].provider else { panic!() };
        assert_eq!(spec.tarball, None);
        let error = of("git = \"plain\"").unwrap_err().to_string();
        assert!(error.contains("is not a git repository"), "{error}");
    }

    #[test]
    fn an_address_has_the_version_and_its_folder_put_in() {
        let text = "schema = 1\n[sources]\nversions = [\"2.6.9\", \"4.14.5\"]\n\
                    address = \"https://x/{folder}/linux-{version}.tar.xz\"\n";
        let matrix = parse("/m/matrix.toml".into(), text, crate::scenario::shipped()).unwrap();
        let tarball = |id: &str| match &matrix.kernel(id).unwrap().provider {
            Provider::Source(spec) => spec.tarball.clone(),
            _ => None,
        };
        let url = |text: &str| Some(Tarball::Url(text.to_owned()));
        assert_eq!(tarball("2.6.9"), url("https://x/v2.6/linux-2.6.9.tar.xz"));
        assert_eq!(tarball("4.14.5"), url("https://x/v4.x/linux-4.14.5.tar.xz"));
    }
}
