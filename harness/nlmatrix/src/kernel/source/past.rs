//! What a clone of the kernel knows about its history: commits, and the days of releases.

use std::collections::BTreeMap;

use super::git::version_of;
use super::{Repository, SourceError};
use crate::version::KernelVersion;

/// A commit of a clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The first line of its message.
    pub subject: String,
    /// The first release that contains it; `None` if no tag does.
    pub release: Option<KernelVersion>,
}

impl Repository {
    /// The commit `name`, which may be abbreviated; `None` if the clone does not have it.
    pub fn commit(&self, name: &str) -> Result<Option<Commit>, SourceError> {
        let peeled = format!("{name}^{{commit}}");
        let found = self.git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled]);
        // The repository could be read before: what git cannot find now is not in it.
        let Ok(object) = found else { return Ok(None) };
        let object = object.trim();
        let subject = self.git(&["show", "--no-patch", "--format=%s", object])?;
        let release = self.first_release(object)?;
        Ok(Some(Commit { subject: subject.trim().to_owned(), release }))
    }

    /// The day, in UTC, on which the tag of each release was made; other tags and those of candidates are left out.
    pub fn days(&self) -> Result<BTreeMap<KernelVersion, String>, SourceError> {
        let format = "--format=%(refname:short) %(taggerdate:format-local:%Y-%m-%d)";
        let listed = self.git(&["for-each-ref", format, "refs/tags/v*"])?;
        let day = |line: &str| {
            let (tag, day) = line.split_once(' ').filter(|(_, day)| !day.is_empty())?;
            Some((version_of(tag).filter(|it| !it.is_candidate())?, day.to_owned()))
        };
        Ok(listed.lines().filter_map(day).collect())
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::process::Job;

    /// A repository with v3.9, tagged at a time when it is already the next day in UTC, a commit after it, and
    /// v3.10-rc1.
    fn repository() -> (tempfile::TempDir, Repository) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().to_owned();
        let git = |arguments: &[&str]| {
            let who = ["-c", "user.name=n", "-c", "user.email=n@host"];
            let job = Job::new("git").args(["-C", path.as_str()]).args(who).args(arguments);
            let job = job.env("GIT_COMMITTER_DATE", "2013-04-28T17:36:01-0700");
            Repository::quiet(job).run().unwrap();
        };
        git(&["init", "--quiet"]);
        for (subject, tag) in [("begin: all", "v3.9"), ("netlink: more", ""), ("x", "v3.10-rc1")] {
            git(&["commit", "--quiet", "--allow-empty", "-m", &format!("{subject}\n\nwhy")]);
            if !tag.is_empty() {
                git(&["tag", "-a", "-m", tag, tag]);
            }
        }
        git(&["tag", "v3.8"]);
        (folder, Repository { path })
    }

    #[test]
    fn commits_have_a_subject_and_their_first_release() {
        let (_folder, repository) = repository();
        let named = |name| repository.commit(name).unwrap();
        let first = named("v3.9~0").unwrap();
        assert_eq!(first.subject, "begin: all");
        // A lightweight tag is also a release, but has no day.
        assert_eq!(first.release.map(|it| it.to_string()), Some("3.8".to_owned()));
        let second = named("v3.10-rc1~1").unwrap();
        assert_eq!((second.subject.as_str(), second.release.is_some()), ("netlink: more", true));
        assert_eq!(named("066286071d3"), None);
    }

    #[test]
    fn days_are_those_of_tags_in_utc() {
        let (_folder, repository) = repository();
        let days = repository.days().unwrap();
        let days: Vec<_> = days.iter().map(|(it, day)| (it.to_string(), day.as_str())).collect();
        assert_eq!(days, [("3.9".to_owned(), "2013-04-29")]);
    }
}
