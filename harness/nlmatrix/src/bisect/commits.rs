//! Among commits: `git bisect` chooses them, in a repository of its own that borrows the objects of the
//! user's, so that nothing is written to that one.

use camino::Utf8Path;

use super::between::{Between, Look};
use super::{BisectError, Mark, Seen};
use crate::kernel::source::Repository;
use crate::matrix::Revision;
use crate::process::Job;
use crate::runner::WorkshopError;
use crate::store::Store;

/// What git says when only commits are left on which nothing was seen.
const ONLY_SKIPPED: &str = "There are only 'skip'ped commits left to test.";

/// Narrows `between` to a commit and one before it; gives the commit after which all is otherwise.
pub(super) fn narrow(
    look: Look,
    store: &Store,
    repository: &Repository,
    mark: &Mark,
    between: &mut Between,
) -> Result<Revision, BisectError> {
    let folder = store.scratch::<WorkshopError>("bisect").map_err(WorkshopError::from)?;
    let search = Search::begin(folder.path(), repository, between)?;
    let mut said = search.git(&[
        "bisect",
        "start",
        "--no-checkout",
        &between.bad.revision.object,
        &between.good.revision.object,
    ])?;
    loop {
        match next(&said) {
            Next::Found(object) => return Ok(repository.revision(&object)?),
            Next::OnlySkipped(objects) => {
                return Err(BisectError::OnlySkipped { listed: listed(repository, &objects)? });
            }
            Next::Try(left) => tracing::info!("{left}"),
        }
        let object = search.git(&["rev-parse", "--verify", "BISECT_HEAD"])?;
        let revision = repository.revision(object.trim())?;
        let word = match look(&revision)? {
            Seen::Nothing(_) => "skip",
            Seen::Cell(record) => match between.narrow(mark, revision, *record) {
                true => "good",
                false => "bad",
            },
        };
        said = search.git(&["bisect", word])?;
    }
}

/// What git's words come to.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// This one is it.
    Found(String),
    /// One of these is, and nothing is seen on any but the last.
    OnlySkipped(Vec<String>),
    /// `BISECT_HEAD` is to be looked at; so much is left.
    Try(String),
}

fn next(said: &str) -> Next {
    let mut lines = said.lines();
    if let Some(object) = said.lines().find_map(|it| it.strip_suffix(" is the first bad commit")) {
        return Next::Found(object.to_owned());
    }
    if lines.any(|line| line == ONLY_SKIPPED) {
        return Next::OnlySkipped(
            lines.filter(|line| is_object(line)).map(str::to_owned).collect(),
        );
    }
    let left = said.lines().find(|line| line.starts_with("Bisecting: "));
    Next::Try(left.unwrap_or("Bisecting").to_owned())
}

/// A line for each of `objects`, as far as anybody reads them.
fn listed(repository: &Repository, objects: &[String]) -> Result<String, BisectError> {
    const MOST: usize = 20;
    let shown: Vec<&str> = objects.iter().map(String::as_str).take(MOST).collect();
    let mut arguments = vec!["show", "--no-patch", "--format=  %h %s"];
    arguments.extend(&shown);
    let mut listed = repository.git(&[&arguments[..], &["--"]].concat())?;
    if let more @ 1.. = objects.len() - shown.len() {
        listed += &format!("  and {more} more");
    }
    Ok(listed.trim_end().to_owned())
}

fn is_object(line: &str) -> bool {
    line.len() >= 40 && line.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A repository for git's notes.
struct Search<'a> {
    folder: &'a Utf8Path,
}

impl<'a> Search<'a> {
    fn begin(
        folder: &'a Utf8Path,
        repository: &Repository,
        between: &Between,
    ) -> Result<Self, BisectError> {
        let search = Self { folder };
        search.git(&["init", "--quiet", "--bare"])?;
        let objects = repository.objects()?;
        fs_err::write(folder.join("objects/info/alternates"), format!("{objects}\n"))?;
        search.git(&["update-ref", "--no-deref", "HEAD", &between.bad.revision.object])?;
        Ok(search)
    }

    /// What git prints. It ends with 2 where only skipped commits are left.
    fn git(&self, arguments: &[&str]) -> Result<String, BisectError> {
        let job =
            Repository::quiet(Job::new("git").args(["-C", self.folder.as_str()]).args(arguments));
        let finished = job.env("LC_ALL", "C").finish()?;
        match finished.status {
            Some(0 | 2) => Ok(finished.output),
            _ => Err(BisectError::Stuck(finished.output.trim().to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const OBJECT: &str = "0123456789012345678901234567890123456789";

    #[rstest]
    #[case::begun(
        "Bisecting: 5 revisions left to test after this (roughly 3 steps)\n[0123] netlink: a change\n",
        Next::Try("Bisecting: 5 revisions left to test after this (roughly 3 steps)".to_owned())
    )]
    #[case::found(
        &format!("{OBJECT} is the first bad commit\ncommit {OBJECT}\nAuthor: …\n"),
        Next::Found(OBJECT.to_owned())
    )]
    #[case::only_skipped(
        &format!("{ONLY_SKIPPED}\nThe first bad commit could be any of:\n{OBJECT}\n{OBJECT}\nWe cannot bisect more!\n"),
        Next::OnlySkipped(vec![OBJECT.to_owned(); 2])
    )]
    fn what_git_says(#[case] said: &str, #[case] next: Next) {
        assert_eq!(super::next(said), next);
    }
}
