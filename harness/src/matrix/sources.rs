//! `[sources]`: kernels from source by their versions alone.

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{KernelEntry, Provider};
use super::raw::RawSources;
use crate::kernel::source::SourceSpec;
use crate::version::KernelVersion;

/// What an address has in place of a version, and of the folder that kernel.org keeps it in.
const VERSION: &str = "{version}";
const FOLDER: &str = "{folder}";

impl Checker<'_> {
    /// One kernel for each version, which is its id.
    pub(super) fn sources(
        &self,
        raw: Option<&RawSources>,
    ) -> Result<Vec<KernelEntry>, MatrixError> {
        let Some(RawSources { versions, address, optional }) = raw else { return Ok(Vec::new()) };
        let rest = address.get_ref().replace(FOLDER, "");
        if !rest.contains(VERSION) || rest.replace(VERSION, "").contains(['{', '}']) {
            let message = "the `address` of a tarball has `{version}` in it, and perhaps `{folder}` \
                           (v2.6, v3.x): https://cdn.kernel.org/pub/linux/kernel/{folder}/\
                           linux-{version}.tar.xz";
            return Err(self.wrong(address.span(), message));
        }
        each(versions, |id| {
            let version = self.whole_version(id)?;
            let tarball = address.get_ref().replace(VERSION, id.get_ref());
            let tarball = tarball.replace(FOLDER, &folder(&version));
            let tarball = Some(self.tarball(&tarball, address.span())?);
            let spec = SourceSpec { tarball, ..SourceSpec::of(version) };
            let (id, provider) = (id.get_ref().clone(), Provider::Source(spec));
            Ok(KernelEntry { id, series: version, provider, optional: *optional })
        })
    }
}

/// `v2.6`, and `v3.x` and so on from 3.0 on.
fn folder(version: &KernelVersion) -> String {
    match version.numbers() {
        [2, minor, ..] => format!("v2.{minor}"),
        [major, ..] => format!("v{major}.x"),
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::source::Tarball;
    use crate::matrix::{Provider, parse};

    #[test]
    fn an_address_has_the_version_and_its_folder_put_in() {
        let text = "schema = 1\n[sources]\nversions = [\"2.6.9\", \"4.14.5\"]\n\
                    address = \"https://x/{folder}/linux-{version}.tar.xz\"\n";
        let matrix = parse("/m/matrix.toml".into(), text).unwrap();
        let tarball = |id: &str| match &matrix.kernel(id).unwrap().provider {
            Provider::Source(spec) => spec.tarball.clone(),
            _ => None,
        };
        let url = |text: &str| Some(Tarball::Url(text.to_owned()));
        assert_eq!(tarball("2.6.9"), url("https://x/v2.6/linux-2.6.9.tar.xz"));
        assert_eq!(tarball("4.14.5"), url("https://x/v4.x/linux-4.14.5.tar.xz"));
    }
}
