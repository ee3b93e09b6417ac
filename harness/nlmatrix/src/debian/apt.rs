//! An apt of our own: its state, lists, cache and sources are in the store, in one folder for each suite and
//! architecture. It writes nothing to the host's; the host's proxy settings still apply.

use camino::{Utf8Path, Utf8PathBuf};

use super::index::{self, Package};
use super::{DebianError, Suite, blame};
use crate::arch::Arch;
use crate::environment;
use crate::process::{Job, ProcessError};
use crate::store::Store;

/// apt's own downloader: it knows the host's proxies and checks digests.
const HELPER: &str = "/usr/lib/apt/apt-helper";

/// A mirror that is silent for so long is considered absent, and is asked once more, so that the user is told within
/// a minute.
pub(crate) const PATIENCE: [(&str, &str); 3] = [
    ("Acquire::http::Timeout", "10"),
    ("Acquire::https::Timeout", "10"),
    ("Acquire::Retries", "1"),
];

/// apt, restricted to one suite.
#[derive(Debug)]
struct Apt<'a> {
    folder: Utf8PathBuf,
    suite: Suite<'a>,
    arch: Arch,
}

/// The packages of `suite` whose names have one of these prefixes, as the mirror has them now.
pub(crate) fn packages(
    store: &Store,
    suite: Suite,
    arch: Arch,
    beginning: &str,
) -> Result<Vec<Package>, DebianError> {
    let name = format!("{}-{arch}", suite.folder());
    // apt's own lock would make the second of two runs fail; ours makes it wait.
    let _lock = store.lock::<DebianError>(&format!("apt-{name}"))?;
    let apt = Apt::new(store.root().join("apt").join(name), suite, arch)?;
    apt.update()?;
    apt.packages(beginning)
}

impl<'a> Apt<'a> {
    /// Prepares `folder` for `suite`.
    fn new(folder: Utf8PathBuf, suite: Suite<'a>, arch: Arch) -> Result<Self, DebianError> {
        for name in ["lists/partial", "cache/archives/partial", "etc/preferences.d"] {
            let path = folder.join(name);
            fs_err::create_dir_all(&path).map_err(DebianError::io(&path))?;
        }
        let (keyring, line) = (suite.keyring()?, suite.line()?);
        let source = format!("deb [arch={arch} signed-by={keyring}] {line}\n");
        for (name, text) in [("etc/sources.list", source.as_str()), ("status", "")] {
            let path = folder.join(name);
            fs_err::write(&path, text).map_err(DebianError::io(&path))?;
        }
        Ok(Self { folder, suite, arch })
    }

    /// Fetches the suite's index again.
    fn update(&self) -> Result<(), DebianError> {
        online(&format!("the package index of {}", self.suite.name))?;
        let update = || self.job("apt-get").args(["-o", "APT::Update::Error-Mode=any"]);
        let strict = update().arg("update").run();
        let result = match strict {
            Err(ProcessError::Failed { output, .. }) if is_expired(&output) => {
                tracing::warn!(
                    suite = self.suite.name,
                    "its index is past its Valid-Until date, and is used all the same"
                );
                update().args(["-o", "Acquire::Check-Valid-Until=false", "update"]).run()
            }
            other => other,
        };
        result.map(drop).map_err(|source| blame::index(&self.suite, source))
    }

    /// The suite's packages whose names have one of these prefixes.
    fn packages(&self, beginning: &str) -> Result<Vec<Package>, DebianError> {
        let what = || format!("read the package index of {}", self.suite.name);
        let dump = self.job("apt-cache").arg("dumpavail").run();
        let dump = dump.map_err(|source| DebianError::Child { what: what(), source })?;
        Ok(index::parse(&dump.output, beginning))
    }

    fn job(&self, program: &str) -> Job {
        let options = [
            ("Dir::State", self.folder.clone()),
            ("Dir::State::status", self.folder.join("status")),
            ("Dir::State::lists", self.folder.join("lists")),
            ("Dir::Cache", self.folder.join("cache")),
            ("Dir::Etc::sourcelist", self.folder.join("etc/sources.list")),
            ("Dir::Etc::sourceparts", "-".into()),
            ("Dir::Etc::preferences", "-".into()),
            ("Dir::Etc::preferencesparts", self.folder.join("etc/preferences.d")),
            ("APT::Architecture", self.arch.name().into()),
            ("APT::Sandbox::User", "root".into()),
            ("Acquire::Languages", "none".into()),
        ];
        let options = options.map(|(name, value)| ["-o".to_owned(), format!("{name}={value}")]);
        Job::new(program)
            .args(options.into_iter().flatten())
            .args(patience())
            .env("LC_ALL", "C.UTF-8")
    }
}

/// Downloads `uri` to `path`; apt checks the digest in the process, if there is one.
pub(crate) fn download(
    uri: &str,
    path: &Utf8Path,
    sha256: Option<&str>,
) -> Result<(), DebianError> {
    if !Utf8Path::new(HELPER).is_file() {
        return Err(DebianError::HostLacks { name: HELPER.to_owned(), package: "apt" });
    }
    online(uri)?;
    let job = Job::new(HELPER).args(["-o", "APT::Sandbox::User=root"]).args(patience());
    let job = job.args(["download-file", uri]);
    let digest = sha256.map(|sha256| format!("SHA256:{sha256}"));
    let result = job.arg(path.as_str()).args(digest).run();
    let what = || format!("download {uri}");
    result.map(drop).map_err(|source| DebianError::Child { what: what(), source })
}

/// Fails if `what` may not be downloaded.
fn online(what: &str) -> Result<(), DebianError> {
    match environment::offline().unwrap_or_default() {
        true => Err(DebianError::Offline { what: what.to_owned() }),
        false => Ok(()),
    }
}

/// [`PATIENCE`] as arguments.
fn patience() -> impl Iterator<Item = String> {
    let options = PATIENCE.into_iter().map(|(name, value)| format!("{name}={value}"));
    options.flat_map(|option| ["-o".to_owned(), option])
}

/// On slow mirrors, the indexes of forky, sid and experimental are sometimes past their Valid-Until.
fn is_expired(output: &str) -> bool {
    output.contains("is expired")
}
