use super::*;
use crate::matrix;
use crate::process::Job;
use camino::Utf8Path;
use rstest::rstest;

const MATRIX: &str = r#"
    schema = 1
    [[kernel]]
    id = "3.9"
    source = { version = "3.9" }
    [[kernel]]
    id = "6.1-deb12"
    debian = { suite = "bookworm", series = "6.1" }
"#;

/// A repository with tags from v3.8 to v3.12, including candidates and stable releases.
fn sources() -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap().to_owned();
    let git = |arguments: &[&str]| {
        let author = ["-c", "user.name=n", "-c", "user.email=n@host"];
        Job::new("git").args(["-C", path.as_str()]).args(author).args(arguments).run().unwrap();
    };
    git(&["init", "--quiet"]);
    for tag in ["8", "9", "10-rc1", "10", "10.1", "10.2", "11", "12"] {
        let minor = tag.split(['.', '-']).next().unwrap();
        let text = format!("VERSION = 3\nPATCHLEVEL = {minor}\n# {tag}\n");
        fs_err::write(path.join("Makefile"), text).unwrap();
        git(&["add", "."]);
        git(&["commit", "--quiet", "-m", tag]);
        git(&["tag", &format!("v3.{tag}")]);
    }
    let sources = Sources::of_command_line(&[], &[path]).unwrap();
    (folder, sources)
}

#[rstest]
#[case::entry("3.9", "3.9", &[])]
#[case::pattern("6.*", "6.*", &[])]
#[case::tag("v3.11", "3.11", &["3.11"])]
#[case::version("3.11", "3.11", &["3.11"])]
#[case::candidate("3.10-rc1", "3.10-rc1", &["3.10-rc1"])]
#[case::tag_of_an_entry("v3.9", "3.9", &[])]
#[case::releases("3.8..3.11", "{3.8,3.9,3.10,3.11}", &["3.8", "3.10", "3.11"])]
#[case::stable_ones("3.10..v3.10.2", "{3.10,3.10.1,3.10.2}", &["3.10", "3.10.1", "3.10.2"])]
#[case::of_the_matrix("6.0..6.5", "{6.1-deb12}", &[])]
fn kernels_are_named(#[case] text: &str, #[case] pattern: &str, #[case] new: &[&str]) {
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    let (_folder, sources) = sources();
    let asked = ask(matrix, sources, Some(text)).unwrap();
    assert_eq!(asked.pattern.as_deref(), Some(pattern));
    let ids: Vec<&str> = asked.sources.revisions.iter().map(Revision::id).collect();
    assert_eq!(ids, new);
    assert!(new.iter().all(|id| asked.matrix.kernel(id).is_some()));
    // A cell's process reads the same from the run's file.
    let plain =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    assert_eq!(asked.sources.extend(plain).kernels.len(), asked.matrix.kernels.len());
}

#[test]
fn a_repository_of_the_matrix_file_will_do() {
    let (folder, _sources) = sources();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    let text = format!("{MATRIX}\n[sources]\ngit = \"{path}\"\n");
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), &text, crate::scenario::shipped()).unwrap();
    let asked = ask(matrix, Sources::default(), Some("3.10..3.11")).unwrap();
    assert_eq!(asked.pattern.as_deref(), Some("{3.10,3.11}"));
}

#[rstest]
#[case::exactly("3.8.3", "3.8.3", &["3.8.3"])]
#[case::as_a_tag("v3.11", "3.11", &["3.11"])]
#[case::by_its_stable_release("3.8", "3.8", &["3.8"])]
#[case::an_entry_has_it("3.9", "3.9", &[])]
#[case::all_of_a_range("3.8..3.12", "{3.8.3,3.8.7,3.9,3.11}", &["3.8.3", "3.8.7", "3.11"])]
#[case::of_a_series("3.8..3.8.9", "{3.8.3,3.8.7}", &["3.8.3", "3.8.7"])]
fn a_folder_of_sources_will_do(#[case] text: &str, #[case] pattern: &str, #[case] new: &[&str]) {
    let matrix = || {
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    for name in ["linux-3.8.3", "3.8.7", "linux-3.9.4"] {
        fs_err::create_dir(path.join(name)).unwrap();
    }
    fs_err::write(path.join("linux-3.11.tar.xz"), "").unwrap();
    let asked =
        ask_in(&SearchPath::new([path.to_owned()]), matrix(), Sources::default(), Some(text));
    let asked = asked.unwrap();
    assert_eq!(asked.pattern.as_deref(), Some(pattern));
    let named: Vec<String> = asked.sources.named.iter().map(ToString::to_string).collect();
    assert_eq!(named, new);
    assert!(new.iter().all(|id| asked.matrix.kernel(id).is_some()));
    assert_eq!(asked.sources.extend(matrix()).kernels.len(), asked.matrix.kernels.len());
}

#[test]
fn a_tree_of_the_command_line_is_asked_for_by_its_own_version() {
    let plain =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    let trees = vec![("3.9.6".parse().unwrap(), "/tree".into())];
    let mut sources = Sources { trees, ..Sources::default() };
    let matrix = sources.extend(plain.clone());
    sources.look(&matrix).unwrap();
    let matrix = sources.extend(plain);
    let asked = ask_in(&SearchPath::default(), matrix, sources, Some("3.9.6")).unwrap();
    assert_eq!(asked.pattern.as_deref(), Some("3.9"));
}

#[test]
fn a_vendor_s_tree_that_is_found_makes_a_kernel_of_the_vendor_s() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::create_dir(path.join("3.8.3")).unwrap();
    let makefile = "VERSION = 3\nPATCHLEVEL = 8\nSUBLEVEL = 3\nRHEL_MAJOR = 7\n";
    fs_err::write(path.join("3.8.3/Makefile"), makefile).unwrap();
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    let search = SearchPath::new([path.to_owned()]);
    let asked = ask_in(&search, matrix, Sources::default(), Some("3.8.3")).unwrap();
    assert_eq!(asked.matrix.kernel("3.8.3").unwrap().vendor, Some("el7"));
}

#[test]
fn a_folder_of_sources_comes_before_a_repository() {
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    let (_folder, sources) = sources();
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::create_dir(path.join("3.11")).unwrap();
    let search = SearchPath::new([path.to_owned()]).then_repositories(&sources.repositories);
    let asked = ask_in(&search, matrix, sources, Some("3.10..3.12")).unwrap();
    assert_eq!(asked.pattern.as_deref(), Some("{3.10,3.11,3.12}"));
    let tags: Vec<&str> = asked.sources.revisions.iter().map(Revision::id).collect();
    assert_eq!((asked.sources.named.len(), tags), (1, vec!["3.10", "3.12"]));
}

#[test]
fn a_commit_is_named_by_how_far_it_is_behind_a_tag() {
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    let (folder, sources) = sources();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::write(path.join("new"), "").unwrap();
    let job =
        Job::new("git").args(["-C", path.as_str(), "-c", "user.name=n", "-c", "user.email=n@host"]);
    job.clone().args(["add", "."]).run().unwrap();
    job.args(["commit", "--quiet", "-m", "new"]).run().unwrap();
    let asked = ask(matrix, sources, Some("HEAD")).unwrap();
    let id = asked.pattern.unwrap();
    assert!(id.starts_with("3.12-1-g") && asked.matrix.kernel(&id).is_some(), "{id}");
}

#[test]
fn a_range_without_kernels_is_an_error() {
    let matrix =
        matrix::parse(Utf8Path::new("/m/matrix.toml"), MATRIX, crate::scenario::shipped()).unwrap();
    let (_folder, sources) = sources();
    let error = ask(matrix, sources, Some("4.1..4.5")).unwrap_err().to_string();
    assert!(error.contains("is within 4.1..4.5"), "{error}");
}
