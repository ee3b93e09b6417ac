//! The provider of a kernel, checked.

use std::ops::Range;

use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{
    AptArchive, AptEntry, DebianEntry, PrebuiltSpec, Provider, RpmEntry, SourceSpec, Tarball,
    known_vendor,
};
use super::raw::{RawApt, RawDebian, RawKernel, RawPaths, RawPrebuilt, RawRpm, RawSource};
use crate::arch::Arch;
use crate::version::KernelVersion;

/// The first version with the kernel concurrency sanitizer (dfd402a4c4ba).
const KCSAN: &str = "5.8";

impl Checker<'_> {
    /// The series to which version ranges are applied, and the provider.
    pub(super) fn provider(
        &self,
        raw: &RawKernel,
        arch: Arch,
    ) -> Result<(KernelVersion, Provider), MatrixError> {
        match (&raw.debian, &raw.apt, &raw.rpm, &raw.source, &raw.prebuilt) {
            (Some(debian), None, None, None, None) => self.debian(debian, arch),
            (None, Some(apt), None, None, None) => self.apt(apt),
            (None, None, Some(rpm), None, None) => self.rpm(rpm),
            (None, None, None, Some(source), None) => self.source(source),
            (None, None, None, None, Some(prebuilt)) => self.prebuilt(prebuilt),
            _ => {
                let message = format!(
                    "kernel `{}` needs exactly one provider: `debian = {{ … }}`, `apt = {{ … }}`, \
                     `rpm = {{ … }}`, `source = {{ … }}` or `prebuilt = {{ … }}`",
                    raw.id.get_ref()
                );
                Err(self.wrong(raw.id.span(), &message))
            }
        }
    }

    /// The processor of a kernel. Only kernels of apt archives have a choice: those that are built here, or were
    /// built by the user, are for the host's.
    pub(super) fn arch(&self, raw: &RawKernel) -> Result<Arch, MatrixError> {
        let Some(written) = &raw.arch else { return Ok(Arch::default()) };
        let arch: Arch = self.parsed(written)?;
        if arch.is_foreign() && raw.debian.is_none() && raw.apt.is_none() {
            let message = format!(
                "kernels of {arch} come from apt archives only: write `debian = {{ … }}` or \
                 `apt = {{ … }}`"
            );
            return Err(self.wrong(written.span(), &message));
        }
        Ok(arch)
    }

    /// Whose kernel it is: as the file says, else according to the name of its image's package.
    pub(super) fn vendor(
        &self,
        raw: &RawKernel,
        provider: &Provider,
    ) -> Result<Option<&'static str>, MatrixError> {
        match (&raw.vendor, provider) {
            (Some(name), _) => {
                let known = known_vendor(name.get_ref());
                known.map(Some).map_err(|error| self.wrong(name.span(), &error.to_string()))
            }
            (None, Provider::Apt(apt)) => Ok(apt.package.vendor()),
            _ => Ok(None),
        }
    }

    fn debian(
        &self,
        raw: &RawDebian,
        arch: Arch,
    ) -> Result<(KernelVersion, Provider), MatrixError> {
        let RawDebian { suite, series, flavour, version, boot_only } = raw;
        let entry = DebianEntry {
            suite: suite.clone(),
            flavour: flavour.clone().unwrap_or_else(|| arch.flavour().to_owned()),
            pin: version.clone(),
            boot_only: *boot_only,
        };
        Ok((self.parsed(series)?, Provider::Debian(entry)))
    }

    fn apt(&self, raw: &RawApt) -> Result<(KernelVersion, Provider), MatrixError> {
        let components = match raw.components.is_empty() {
            true => vec!["main".to_owned()],
            false => raw.components.clone(),
        };
        let entry = AptEntry {
            archive: AptArchive {
                mirror: self.archive_address(&raw.mirror)?,
                components,
                keyring: self.existing(&raw.keyring)?,
            },
            suite: raw.suite.clone(),
            package: self.parsed(&raw.package)?,
            pin: raw.version.clone(),
            boot_only: raw.boot_only,
        };
        Ok((self.parsed(&raw.series)?, Provider::Apt(entry)))
    }

    fn rpm(&self, raw: &RawRpm) -> Result<(KernelVersion, Provider), MatrixError> {
        let entry = RpmEntry {
            repositories: each(&RawPaths::each(&raw.repo), |repo| self.archive_address(repo))?,
            keys: each(&RawPaths::each(&raw.gpgkey), |key| self.existing(key))?,
            package: raw.package.clone(),
            pin: raw.version.clone(),
            boot_only: raw.boot_only,
        };
        Ok((self.parsed(&raw.series)?, Provider::Rpm(entry)))
    }

    /// The address of an archive, without a trailing slash.
    fn archive_address(&self, raw: &Spanned<String>) -> Result<String, MatrixError> {
        let text = raw.get_ref();
        let is_address = ["https://", "http://"].iter().any(|it| text.starts_with(it));
        if is_address && !text.contains(char::is_whitespace) {
            return Ok(text.trim_end_matches('/').to_owned());
        }
        let message = format!("`{text}` is not the http:// or https:// address of an archive");
        Err(self.wrong(raw.span(), &message))
    }

    fn source(&self, raw: &RawSource) -> Result<(KernelVersion, Provider), MatrixError> {
        let version = self.whole_version(&raw.version)?;
        if let (Some(sha256), None) = (&raw.sha256, &raw.tarball) {
            let message = "`sha256` is the digest of a `tarball`, but there is no `tarball` here";
            return Err(self.wrong(sha256.span(), message));
        }
        if let (Some(other), Some(_)) = (raw.tree.as_ref().or(raw.tarball.as_ref()), &raw.debian) {
            let message = "a source that comes from Debian's package (`debian`) has no `tree` and no \
                           `tarball`";
            return Err(self.wrong(other.span(), message));
        }
        let kcsan = self.kcsan(raw, &version)?;
        if let (Some(config), true) = (&raw.config, raw.debug || kcsan) {
            let message = "`debug` and `kcsan` add to the default configuration, and this kernel has a `config` \
                           of its own: write there what it is to have";
            return Err(self.wrong(config.span(), message));
        }
        let spec = SourceSpec {
            version,
            tree: raw.tree.as_ref().map(|tree| self.beside(tree.get_ref())),
            debian: raw.debian.as_ref().map(|suite| suite.get_ref().clone()),
            revision: None,
            tarball: raw
                .tarball
                .as_ref()
                .map(|tarball| self.tarball(tarball.get_ref(), tarball.span()))
                .transpose()?,
            sha256: raw.sha256.as_ref().map(|digest| self.parsed(digest)).transpose()?,
            config: raw.config.as_ref().map(|config| self.existing(config)).transpose()?,
            debug: raw.debug,
            kcsan,
            toolchain: raw.toolchain.as_ref().map(|profile| self.parsed(profile)).transpose()?,
        };
        Ok((version, Provider::Source(spec)))
    }

    /// Should it watch for data races? It cannot look for everything at once.
    fn kcsan(&self, raw: &RawSource, version: &KernelVersion) -> Result<bool, MatrixError> {
        let Some(kcsan) = raw.kcsan.as_ref().filter(|it| *it.get_ref()) else { return Ok(false) };
        let since: KernelVersion = KCSAN.parse().expect("a version");
        let message = match (raw.debug, *version < since) {
            (true, _) => {
                "a kernel looks either for data races (`kcsan`) or for everything else (`debug`): make it two \
                 [[kernel]] entries"
            }
            (_, true) => "`kcsan` (the kernel concurrency sanitizer) exists from 5.8 on",
            _ => return Ok(true),
        };
        Err(self.wrong(kcsan.span(), message))
    }

    fn prebuilt(&self, raw: &RawPrebuilt) -> Result<(KernelVersion, Provider), MatrixError> {
        let version = self.whole_version(&raw.version)?;
        let spec = PrebuiltSpec {
            version,
            image: self.beside(&raw.image),
            build_dir: raw.build_dir.as_ref().map(|folder| self.beside(folder)),
        };
        Ok((version, Provider::Prebuilt(spec)))
    }

    /// The tarball at `text`, which is at `span` in the file.
    pub(super) fn tarball(&self, text: &str, span: Range<usize>) -> Result<Tarball, MatrixError> {
        if text.starts_with("https://") || text.starts_with("http://") {
            return Ok(Tarball::Url(text.to_owned()));
        }
        if text.contains("://") {
            let message = format!("`{text}` is neither a path nor an http:// or https:// address");
            return Err(self.wrong(span, &message));
        }
        Ok(Tarball::File(self.beside(text)))
    }

    /// A version that names a single release, which takes three numbers before 3.0.
    pub(super) fn whole_version(
        &self,
        raw: &Spanned<String>,
    ) -> Result<KernelVersion, MatrixError> {
        let version: KernelVersion = self.parsed(raw)?;
        let [major, ..] = version.numbers();
        if major < 3 && version.written() < 3 {
            let message =
                format!("`{version}` is a whole series: write three numbers, like 2.6.32");
            return Err(self.wrong(raw.span(), &message));
        }
        Ok(version)
    }

    pub(super) fn parsed<T>(&self, raw: &Spanned<String>) -> Result<T, MatrixError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        raw.get_ref().parse().map_err(|error: T::Err| self.wrong(raw.span(), &error.to_string()))
    }
}
