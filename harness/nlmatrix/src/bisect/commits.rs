//! Searches among commits: `git bisect` chooses them, in a repository of its own that borrows the objects of the
//! user's, so that nothing is written to that one.

use camino::Utf8Path;

use super::between::{Between, Look};
use super::named::{self, LIKELY};
use super::{BisectError, Mark, Seen};
use crate::kernel::source::Repository;
use crate::matrix::Revision;
use crate::process::Job;
use crate::run::CellRecord;
use crate::runner::WorkshopError;
use crate::store::Store;

/// What git prints when only untestable commits are left.
const ONLY_SKIPPED: &str = "There are only 'skip'ped commits left to test.";

/// Narrows `between` to a commit and the one right before it; returns the commit with which the behaviour changes.
///
/// It first searches the commits that mention the subject, then those that touch files in which the change probably
/// is: a handful instead of thousands. A commit that is found there is the right one if all is well right before it,
/// whatever other commits there are between the ends.
pub(super) fn narrow(
    look: Look,
    store: &Store,
    repository: &Repository,
    mark: &Mark,
    between: &mut Between,
) -> Result<Revision, BisectError> {
    let good = between.good.clone();
    let paths = likely(repository, between);
    for named in named::commits(repository, mark, between) {
        let bad = between.bad.revision.object.clone();
        between.halve(look, mark, "commits that mention it", named)?;
        let object = between.bad.revision.object.clone();
        if object != bad && is_first(look, repository, mark, between, &object)? {
            return Ok(between.bad.revision.clone());
        }
        // What was good there need not be an ancestor of what is bad.
        between.good = good.clone();
    }
    if let Some(Next::Found(object)) = search(look, store, repository, mark, between, &paths)?
        && is_first(look, repository, mark, between, &object)?
    {
        return Ok(repository.revision(&object)?);
    }
    between.good = good;
    match search(look, store, repository, mark, between, &[])? {
        Some(Next::Found(object)) => Ok(repository.revision(&object)?),
        Some(Next::OnlySkipped(objects)) => {
            Err(BisectError::OnlySkipped { listed: listed(repository, &objects)? })
        }
        Some(Next::Try(_)) | None => Err(BisectError::Stuck(between.bad.revision.name.clone())),
    }
}

/// Files in which the change probably is: those of [`LIKELY`], and the headers that mention the symbol because of
/// which a module was refused.
fn likely(repository: &Repository, between: &Between) -> Vec<String> {
    let ends = [&between.good, &between.bad];
    let mut paths = LIKELY.map(str::to_owned).to_vec();
    for symbol in ends.iter().filter_map(|end| refused_for(&end.record)) {
        if symbol.ends_with(".h") {
            paths.push(format!("include/{symbol}"));
            continue;
        }
        let name = symbol.split(['.', ' ']).next_back().unwrap_or(symbol);
        for end in ends {
            let asked = ["grep", "-lwF", "-e", name, &end.revision.object, "--", "include"];
            // If no header does, git says so with its status.
            let found = repository.git(&asked).unwrap_or_default();
            paths.extend(found.lines().filter_map(|line| Some(line.split_once(':')?.1.to_owned())));
        }
    }
    paths.sort();
    paths.dedup();
    paths
}

/// The symbol because of which the module was refused, like `genl_ops.policy`: its reason begins with the kind,
/// followed by the symbol.
fn refused_for(record: &CellRecord) -> Option<&str> {
    let about = record.reason.split_once(": ").filter(|_| record.is_unbuilt())?.0;
    about.split_once(' ').map(|(_, symbol)| symbol)
}

/// Is all well right before `object`, while it is not at `object`?
fn is_first(
    look: Look,
    repository: &Repository,
    mark: &Mark,
    between: &mut Between,
    object: &str,
) -> Result<bool, BisectError> {
    let parents = repository.git(&["rev-parse", &format!("{object}^@")])?;
    for parent in parents.lines() {
        if between.good.revision.object == parent {
            continue;
        }
        let revision = repository.revision(parent)?;
        let Seen::Cell(record) = look(&revision)? else { return Ok(false) };
        if mark.of(&record) != mark.of(&between.good.record) {
            tracing::info!("it is elsewhere: {} already shows it", revision.name);
            return Ok(false);
        }
        between.narrow(mark, revision, *record);
    }
    Ok(true)
}

/// Has git choose among the commits between the ends that touch `paths`, or among all; `None` if there are none.
fn search(
    look: Look,
    store: &Store,
    repository: &Repository,
    mark: &Mark,
    between: &mut Between,
    paths: &[String],
) -> Result<Option<Next>, BisectError> {
    let folder = store.scratch::<WorkshopError>("bisect").map_err(WorkshopError::from)?;
    let search = Search::begin(folder.path(), repository, between)?;
    let (bad, good) = (&between.bad.revision.object, &between.good.revision.object);
    let mut begin = vec!["bisect", "start", "--no-checkout", bad, good, "--"];
    begin.extend(paths.iter().map(String::as_str));
    let mut said = search.git(&begin);
    loop {
        // If none that touches them is left, git reports a failure.
        let text = match said {
            Err(BisectError::Stuck(_)) if !paths.is_empty() => return Ok(None),
            said => said?,
        };
        match next(&text) {
            Next::Try(left) => tracing::info!("{left}"),
            found => return Ok(Some(found)),
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
        said = search.git(&["bisect", word]);
    }
}

/// What git's output means.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// It is this commit.
    Found(String),
    /// It is one of these; all but the last cannot be tested.
    OnlySkipped(Vec<String>),
    /// `BISECT_HEAD` is to be tested next; so many are left.
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

/// A line for each of `objects`, up to as many as anybody would read.
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

/// A repository for git's own records.
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

    /// git's output. It exits with 2 if only skipped commits are left.
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
