use super::*;
use rstest::rstest;

/// A repository with the tags v3.9, v3.10-rc1, v3.10, v3.10.4, a distribution's tag, and a commit after them; each
/// has a Makefile and a file that says which one it is.
fn repository() -> (tempfile::TempDir, Repository) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap().to_owned();
    let repository = Repository { path: path.clone() };
    let git = |arguments: &[&str]| {
        let author = ["-c", "user.name=n", "-c", "user.email=n@host"];
        let job = Job::new("git").args(["-C", path.as_str()]).args(author).args(arguments);
        LEADING_AWAY.iter().fold(job, |job, name| job.without(name)).run().unwrap();
    };
    git(&["init", "--quiet"]);
    let all =
        [(9, "", "v3.9"), (10, "-rc1", "v3.10-rc1"), (10, "", "v3.10"), (10, ".4", "v3.10.4")];
    for (minor, extra, tag) in
        all.into_iter().chain([(10, ".4", "Ubuntu-3.10.4-1"), (10, ".4", "")])
    {
        fs_err::create_dir_all(path.join("arch/arm/kernel")).unwrap();
        fs_err::write(path.join("arch/arm/kernel/setup.c"), "").unwrap();
        let text =
            format!("VERSION = 3\nPATCHLEVEL = {minor}\nSUBLEVEL = 0\nEXTRAVERSION = {extra}\n");
        fs_err::write(path.join("Makefile"), text.replace("= 0\nEXTRAVERSION = .", "= ")).unwrap();
        fs_err::write(path.join("which"), format!("{tag}\n")).unwrap();
        git(&["add", "."]);
        git(&["commit", "--quiet", "-m", "x"]);
        if !tag.is_empty() {
            git(&["tag", "-a", "-m", tag, tag]);
        }
    }
    (folder, repository)
}

#[rstest]
#[case::exact("3.9", "v3.9")]
#[case::release_before_stable_and_candidate("3.10", "v3.10")]
#[case::candidate("3.10-rc1", "v3.10-rc1")]
#[case::stable("3.10.4", "v3.10.4")]
fn entries_find_their_release(#[case] wanted: &str, #[case] tag: &str) {
    let (_folder, repository) = repository();
    let found = repository.release(&wanted.parse().unwrap()).unwrap().unwrap();
    assert_eq!(found.name, tag);
    assert_eq!(found.id(), tag.trim_start_matches('v'));
}

#[test]
fn every_name_of_a_commit_will_do() {
    let (_folder, repository) = repository();
    let last = repository.revision("HEAD").unwrap();
    assert!(
        last.name.starts_with("Ubuntu") || last.name.starts_with("v3.10.4-2-g"),
        "{}",
        last.name
    );
    assert_eq!(last.version.to_string(), "3.10.4");
    assert_eq!(repository.revision(&last.object[..9]).unwrap(), last);
    let error = repository.revision("v9.9").unwrap_err().to_string();
    assert!(error.contains("`v9.9` is not a tag, branch or commit"), "{error}");
    assert!(repository.release(&"9.9".parse().unwrap()).unwrap().is_none());
}

#[test]
fn what_is_no_repository_is_called_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    for path in [path, &path.join("gone")] {
        let error = chain(&Repository::open(path).unwrap_err());
        let expected = format!(
            "{path} is not a git repository: name the folder of a clone of the kernel repository"
        );
        assert_eq!(error, expected);
    }
}

/// A clone without files, of a repository that is gone.
#[test]
fn a_partial_clone_is_told_how_to_get_what_it_lacks() {
    let (folder, repository) = repository();
    let clone = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(clone.path()).unwrap().join("clone");
    let from = format!("file://{}", repository.path);
    let allow = ["-c", "uploadpack.allowFilter=true"];
    let how = ["clone", "--quiet", "--no-checkout", "--filter=blob:none", &from, path.as_str()];
    repository.git(&["config", "uploadpack.allowFilter", "true"]).unwrap();
    Job::new("git").args(allow).args(how).run().unwrap();
    drop(folder);
    let error = Repository { path }.git(&["cat-file", "blob", "v3.9:which"]).unwrap_err();
    assert!(matches!(error, SourceError::PartialClone { .. }), "{}", chain(&error));
}

#[test]
fn a_revision_is_unpacked_without_what_nothing_reads_and_the_repository_stays_as_it_was() {
    let (folder, repository) = repository();
    let before = files(&repository.path);
    let store = Store::at(Utf8Path::from_path(folder.path()).unwrap().with_extension("store"));
    let revision = repository.revision("v3.9").unwrap();
    let unpacked = revision.unpack(&store, false).unwrap();
    assert_eq!(fs_err::read_to_string(unpacked.path().join("which")).unwrap(), "v3.9\n");
    assert!(!unpacked.path().join("arch/arm/kernel/setup.c").exists());
    let whole = revision.unpack(&store, true).unwrap();
    assert!(whole.path().join("arch/arm/kernel/setup.c").exists());
    assert_eq!(files(&repository.path), before);
    fs_err::remove_dir_all(store.root()).unwrap();
}

#[test]
fn the_same_files_have_the_same_digest_whatever_the_commit() {
    let (_folder, repository) = repository();
    let digest = |name: &str| repository.revision(name).unwrap().digest().unwrap();
    assert_ne!(digest("v3.9"), digest("v3.10"));
    assert_eq!(digest("HEAD"), digest("HEAD^{tree}"));
}

/// Every file of the repository, including git's own.
fn files(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut all = Vec::new();
    for entry in folder.read_dir_utf8().unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => all.extend(files(entry.path())),
            false => all.push(entry.into_path()),
        }
    }
    all.sort();
    all
}
