//! Kernels from a git repository: each tag is a release, and any commit can be built. The `git` program reads it, in
//! whatever form (bare, worktree, partial clone), and nothing is written to it.

use camino::{Utf8Path, Utf8PathBuf};

use super::tree::version_in;
use super::{SourceError, tarball};
use crate::digest::{Digest, Recipe};
use crate::fault::chain;
use crate::kernel::build;
use crate::matrix::Revision;
use crate::process::{Job, ProcessError};
use crate::store::{Scratch, Store};
use crate::untar::unpack_tar;
use crate::version::KernelVersion;

/// Variables that a shell inside a repository may have set (a git hook sets all of them), and that would direct git
/// to a repository other than the one that is meant.
const LEADING_AWAY: [&str; 4] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];

/// A git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its folder, or that of a worktree of it.
    pub path: Utf8PathBuf,
}

impl Repository {
    /// The repository at `path`.
    pub fn open(path: &Utf8Path) -> Result<Self, SourceError> {
        let path = camino::absolute_utf8(path).map_err(SourceError::io(path))?;
        let repository = Self { path };
        repository.git(&["rev-parse", "--git-dir"])?;
        Ok(repository)
    }

    /// The release `wanted`, else its latest stable release, else its latest candidate.
    pub fn release(&self, wanted: &KernelVersion) -> Result<Option<Revision>, SourceError> {
        let tags = self.releases()?;
        let fitting = tags.iter().filter(|tag| tag.is_of(wanted));
        let best = fitting.max_by_key(|tag| (tag.cmp(&wanted).is_eq(), **tag));
        best.map(|tag| self.revision(&format!("v{tag}"))).transpose()
    }

    /// The versions of all tags that are named after one (`v2.6.20`, `v4.1-rc6`), ascending.
    pub fn releases(&self) -> Result<Vec<KernelVersion>, SourceError> {
        let listed = self.git(&["tag", "--list", "v[0-9]*"])?;
        let mut versions: Vec<KernelVersion> = listed.lines().filter_map(version_of).collect();
        versions.sort();
        Ok(versions)
    }

    /// Is `old` an ancestor of `new`, or `new` itself?
    pub(crate) fn is_ancestor(&self, old: &Revision, new: &Revision) -> Result<bool, SourceError> {
        let base = self.git(&["merge-base", &old.object, &new.object])?;
        Ok(base.trim() == old.object)
    }

    /// The first release that contains the commit `object`; `None` if no tag does.
    pub(crate) fn first_release(&self, object: &str) -> Result<Option<KernelVersion>, SourceError> {
        let tags = self.git(&["tag", "--list", "v[0-9]*", "--contains", object])?;
        let releases = tags.lines().filter_map(version_of).filter(|tag| !tag.is_candidate());
        Ok(releases.min())
    }

    /// Its object folder, for repositories that borrow the objects.
    pub(crate) fn objects(&self) -> Result<Utf8PathBuf, SourceError> {
        let folder = self.git(&["rev-parse", "--git-common-dir"])?;
        Ok(self.path.join(folder.trim()).join("objects"))
    }

    /// The revision for `name`: a tag, a branch, a commit.
    pub fn revision(&self, name: &str) -> Result<Revision, SourceError> {
        let peeled = format!("{name}^{{}}");
        let object = self.git(&["rev-parse", "--verify", "--end-of-options", &peeled]);
        let object = object.map_err(|_| SourceError::NoRevision {
            repository: self.path.clone(),
            name: name.to_owned(),
        })?;
        let object = object.trim().to_owned();
        let makefile = self.git(&["cat-file", "blob", &format!("{object}:Makefile")]);
        let version = makefile.ok().and_then(|text| version_in(&text));
        let not_kernel =
            || SourceError::NotATree { path: format!("{name} of {}", self.path).into() };
        let version = version.ok_or_else(not_kernel)?;
        Ok(Revision {
            repository: self.path.clone(),
            name: self.describe(name, &object),
            object,
            version,
        })
    }

    /// A release's own tag; for other commits, how far they are after which tag.
    fn describe(&self, name: &str, object: &str) -> String {
        if version_of(name).is_some() {
            return name.to_owned();
        }
        let described =
            self.git(&["describe", "--tags", "--match", "v[0-9]*", "--abbrev=12", object]);
        let short = || format!("g{}", &object[..object.len().min(12)]);
        described.map_or_else(|_| short(), |text| text.trim().to_owned())
    }

    /// What `git` prints. Objects that a partial clone lacks are not fetched, as that would write to it.
    pub(crate) fn git(&self, arguments: &[&str]) -> Result<String, SourceError> {
        let job = Job::new("git").args(["-C", self.path.as_str()]).args(arguments);
        Self::quiet(job).read().map_err(|source| self.failed(source))
    }

    /// What git could not do, in our words if its message is known; [`Self::quiet`] makes it speak English.
    fn failed(&self, source: ProcessError) -> SourceError {
        let (said, repository) = (chain(&source), self.path.clone());
        let says = |words: &str| said.contains(words);
        if says("not a git repository") || says("cannot change to") {
            return SourceError::NoRepository { path: repository };
        }
        let source = Box::new(source);
        if says("promisor remote") || says("lazy fetching") {
            return SourceError::PartialClone { repository, source };
        }
        SourceError::Git { repository, source }
    }
}

impl Repository {
    /// `git`, controlled by its arguments alone, and without network access.
    pub(crate) fn quiet(git: Job) -> Job {
        let git = git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_ALLOW_PROTOCOL", "none");
        let git = git.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        LEADING_AWAY.iter().fold(git, |job, name| job.without(name))
    }
}

impl Revision {
    /// The id of its kernel: the version of a release, else what `git describe` says.
    pub fn id(&self) -> &str {
        self.name.strip_prefix('v').unwrap_or(&self.name)
    }

    /// The digest in the keys of its kernels: two commits with the same files share it.
    pub(super) fn digest(&self) -> Result<Digest, SourceError> {
        let tree = format!("{}^{{tree}}", self.object);
        let tree = self.repository().git(&["rev-parse", "--verify", &tree])?;
        Ok(Recipe::new("git-tree", 1).with("tree", tree.trim()).key())
    }

    /// Its files, until they are dropped: half a gigabyte that nobody needs once the kernel is built. Without
    /// `whole`, only what the default configuration reads.
    pub(super) fn unpack(&self, store: &Store, whole: bool) -> Result<Scratch, SourceError> {
        let scratch = store.scratch::<SourceError>(tarball::TREES)?;
        self.write(scratch.path(), whole)?;
        Ok(scratch)
    }

    fn write(&self, folder: &Utf8Path, whole: bool) -> Result<(), SourceError> {
        tracing::info!("unpacking {} of {}", self.name, self.repository);
        let (repository, archive) = (self.repository(), folder.join("source.tar"));
        let unread = if whole { Vec::new() } else { build::unread(&self.architectures()?) };
        let mut arguments = vec!["archive", "--format=tar", "-o", archive.as_str(), &self.object];
        arguments.extend(["--", "."]);
        arguments.extend(unread.iter().map(String::as_str));
        repository.git(&arguments)?;
        let file = std::fs::File::open(&archive).map_err(SourceError::io(&archive))?;
        let bad = |problem| SourceError::BadTarball { tarball: archive.clone(), problem };
        unpack_tar(std::io::BufReader::new(file), folder, |_| true).map_err(bad)?;
        fs_err::remove_file(&archive).map_err(SourceError::io(&archive))
    }

    fn architectures(&self) -> Result<Vec<String>, SourceError> {
        let listed = self.repository().git(&["ls-tree", "--name-only", &self.object, "arch/"])?;
        Ok(listed.lines().map(str::to_owned).collect())
    }

    fn repository(&self) -> Repository {
        Repository { path: self.repository.clone() }
    }
}

/// The version after which the tag `name` is named, if it is just that.
pub(super) fn version_of(name: &str) -> Option<KernelVersion> {
    let text = name.strip_prefix('v')?;
    let version: KernelVersion = text.parse().ok()?;
    (version.to_string() == text).then_some(version)
}

#[cfg(test)]
#[path = "git_tests.rs"]
mod tests;
