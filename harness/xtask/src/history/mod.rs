//! `cargo xtask history`: compares what our files say about mainline's history with a clone of it.
//!
//! A clone often ends long before the newest release. What it cannot know is reported as unknown, and is not a
//! failure; a contradiction is.

mod named;
mod table;

use std::collections::BTreeMap;

use anyhow::Context as _;
use camino::Utf8Path;
use nlmatrix::facts;
use nlmatrix::kernel::source::{Commit, Repository, SearchPath};
use nlmatrix::version::KernelVersion;
use nlmatrix_cli::exit::Exit;
use nlmatrix_cli::format::FormatArgs;
use serde::Serialize;

use self::named::Named;
use crate::cargo::workspace;

/// What a clone says about something in our files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Standing {
    /// The same.
    Right,
    /// Something different.
    Wrong,
    /// Nothing, or our files say nothing.
    Unknown,
}

/// A commit or the day of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Finding {
    standing: Standing,
    /// The commit, or the release.
    what: String,
    /// What our files say: releases, or a day; empty if nothing.
    says: Vec<String>,
    /// What the clone says; empty if nothing.
    there: String,
    /// The first line of the commit's message; empty for a release and for what does not exist.
    subject: String,
    place: String,
}

/// All of them.
#[derive(Debug, Serialize)]
struct Findings {
    /// The last release in the clone.
    newest: KernelVersion,
    findings: Vec<Finding>,
}

/// Compares, and prints the result; exits with 1 if something is wrong.
pub fn run(git: Option<&Utf8Path>, format: FormatArgs) -> anyhow::Result<Exit> {
    let path = git.map(|path| vec![path.to_owned()]).unwrap_or_default();
    let repository = SearchPath::of_user().with_repositories(path).repositories()?;
    let repository = repository.into_iter().next().context(
        "no git repository of the kernel is known: name one, as an argument or in NLMATRIX_KERNEL_GIT",
    )?;
    let findings = of(&repository, &named::all(&workspace())?)?;
    format.print(&findings, &findings)?;
    let is_wrong = findings.findings.iter().any(|it| it.standing == Standing::Wrong);
    Ok(if is_wrong { Exit::Unexpected } else { Exit::Ok })
}

fn of(repository: &Repository, named: &[Named]) -> anyhow::Result<Findings> {
    let releases = repository.releases()?.into_iter().filter(|it| !it.is_candidate());
    let newest = releases.max().with_context(|| {
        format!(
            "{} has no tag of a release (v2.6.32, v6.12): its history says nothing",
            repository.path
        )
    })?;
    // Several places name the same commit, and looking one up is slow.
    let mut known: BTreeMap<&str, Option<Commit>> = BTreeMap::new();
    for commit in named.iter().map(|it| it.commit.as_str()) {
        if !known.contains_key(commit) {
            known.insert(commit, repository.commit(commit)?);
        }
    }
    let of = |it: &Named| finding(&newest, it, known[it.commit.as_str()].as_ref());
    let mut findings: Vec<Finding> = named.iter().map(of).collect();
    findings.extend(days(repository)?);
    Ok(Findings { newest, findings })
}

/// What our files say about a commit, and what the clone says, if it has it.
fn finding(newest: &KernelVersion, named: &Named, found: Option<&Commit>) -> Finding {
    let release = found.and_then(|it| it.release);
    let standing = match (found, release) {
        // It would have to be there: the clone has every release with which it can have come.
        (None, _) if !named.since.is_empty() && named.since.iter().all(|it| it <= newest) => {
            Standing::Wrong
        }
        (Some(_), Some(release)) if named.since.contains(&release) => Standing::Right,
        (Some(_), Some(_)) if !named.since.is_empty() => Standing::Wrong,
        _ => Standing::Unknown,
    };
    Finding {
        standing,
        what: named.commit.clone(),
        says: named.since.iter().map(ToString::to_string).collect(),
        there: release.map_or_else(String::new, |it| it.to_string()),
        subject: found.map_or_else(String::new, |it| it.subject.clone()),
        place: named.place.clone(),
    }
}

/// The days in our file, and those of the clone's releases that are not in it.
fn days(repository: &Repository) -> anyhow::Result<Vec<Finding>> {
    let (mut theirs, mut findings) = (repository.days()?, Vec::new());
    let finding =
        |standing, version: KernelVersion, says: Option<&str>, there: Option<String>| Finding {
            standing,
            what: version.to_string(),
            says: says.map(str::to_owned).into_iter().collect(),
            there: there.unwrap_or_default(),
            subject: String::new(),
            place: "kmods/releases.toml".to_owned(),
        };
    for (version, day) in facts::releases() {
        let there = theirs.remove(&version);
        let standing = match &there {
            Some(there) if there == day => Standing::Right,
            Some(_) => Standing::Wrong,
            None => Standing::Unknown,
        };
        findings.push(finding(standing, version, Some(day), there));
    }
    theirs.retain(|version, _| version.series() == version.to_string());
    findings
        .extend(theirs.into_iter().map(|(it, day)| finding(Standing::Wrong, it, None, Some(day))));
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use camino::Utf8PathBuf;
    use nlmatrix::process::Job;

    use super::*;

    /// A clone with 2.6.13, tagged a day late, 2.6.14 with two commits, and the unknown release 3.99. Returns the
    /// second commit.
    fn clone() -> (tempfile::TempDir, Repository, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        let git = |day: &str, arguments: &[&str]| {
            let who = ["-c", "user.name=n", "-c", "user.email=n@host"];
            let job = Job::new("git").args(["-C", path.as_str()]).args(who).args(arguments);
            let job = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"]
                .into_iter()
                .fold(job, Job::without);
            job.env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z")).read().unwrap()
        };
        git("2005-08-29", &["init", "--quiet"]);
        for (day, tag) in
            [("2005-08-29", "v2.6.13"), ("2005-10-28", "v2.6.14"), ("2012-01-01", "v3.99")]
        {
            git(day, &["commit", "--quiet", "--allow-empty", "-m", &format!("all of {tag}")]);
            git(day, &["tag", "-a", "-m", tag, tag]);
        }
        let second = git("2005-10-28", &["rev-parse", "v2.6.14^{commit}"]).trim()[..12].to_owned();
        (folder, Repository::open(&path).unwrap(), second)
    }

    fn named(commit: &str, since: &[&str]) -> Named {
        let since = since.iter().map(|it| it.parse().unwrap()).collect();
        Named { commit: commit.to_owned(), since, place: "f.toml".to_owned() }
    }

    #[test]
    fn a_clone_confirms_contradicts_or_does_not_know() {
        let (_folder, repository, second) = clone();
        let all = [
            named(&second, &["2.6.14"]),
            named(&second, &["2.6.9", "2.6.14"]),
            named(&second, &["2.6.24"]),
            named(&second, &[]),
            named("066286071d3", &["2.6.14"]),
            named("85cb0757d7e1", &["6.19"]),
        ];
        let findings = of(&repository, &all).unwrap();
        let standings: Vec<_> = findings.findings[..6].iter().map(|it| it.standing).collect();
        use Standing::{Right, Unknown, Wrong};
        assert_eq!(standings, [Right, Right, Wrong, Unknown, Wrong, Unknown]);
        assert_eq!(findings.findings[3].there, "2.6.14");
        let of_days = findings.findings[6..].iter().filter(|it| it.standing != Unknown);
        let of_days: Vec<_> = of_days.map(|it| (it.what.as_str(), it.standing)).collect();
        assert_eq!(of_days, [("2.6.13", Wrong), ("2.6.14", Right), ("3.99", Wrong)]);
    }

    #[test]
    fn the_table_names_what_is_wrong_and_counts_the_rest() {
        let (_folder, repository, second) = clone();
        let findings =
            of(&repository, &[named(&second, &["2.6.24"]), named("85cb0757d7e1", &["6.19"])]);
        let text = findings.unwrap().to_string();
        let line = format!("wrong    {second}  2.6.14, not 2.6.24");
        assert!(text.contains(&line) && text.contains("all of v2.6.14  (f.toml)"), "{text}");
        assert!(text.contains("wrong    2.6.13        2005-08-29, not 2005-08-28"), "{text}");
        assert!(text.contains("wrong    3.99          2012-01-01, not in our files"), "{text}");
        assert!(text.contains("whose last release is 3.99"), "{text}");
    }

    #[test]
    fn a_folder_without_releases_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        let error = run(Some(path), FormatArgs::default()).unwrap_err();
        assert!(format!("{error:#}").contains("git repository"), "{error:#}");
        Job::new("git").args(["init", "--quiet", path.as_str()]).run().unwrap();
        let error = run(Some(path), FormatArgs::default()).unwrap_err();
        assert!(format!("{error:#}").contains("no tag of a release"), "{error:#}");
    }
}
