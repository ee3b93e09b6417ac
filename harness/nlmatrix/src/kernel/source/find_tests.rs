use super::*;

/// A folder with an empty store, and a search path of one folder.
struct Place {
    _folder: tempfile::TempDir,
    root: Utf8PathBuf,
    store: Store,
    search: SearchPath,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap().to_owned();
    let (store, search) = (Store::at(root.join("store")), SearchPath::new([root.join("src")]));
    Place { _folder: folder, root, store, search }
}

fn tree(path: &Utf8Path, major: u32, minor: u32) {
    fs_err::create_dir_all(path).unwrap();
    let text = format!("VERSION = {major}\nPATCHLEVEL = {minor}\nSUBLEVEL = 0\n");
    fs_err::write(path.join("Makefile"), text).unwrap();
}

fn tarball(path: &Utf8Path, makefile: &str) {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(makefile.len() as u64);
    header.set_mode(0o644);
    builder.append_data(&mut header, "linux/Makefile", makefile.as_bytes()).unwrap();
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    fs_err::write(path, builder.into_inner().unwrap()).unwrap();
}

fn spec() -> SourceSpec {
    SourceSpec::of("3.10".parse().unwrap())
}

fn find_in(place: &Place, spec: &SourceSpec) -> Result<Found, SourceError> {
    find(&place.store, spec, &place.search, &MatrixLock::default())
}

#[test]
fn what_is_not_here_says_how_to_get_it() {
    let place = place();
    let url = Tarball::Url("https://host/linux-3.10.tar.xz".to_owned());
    let named = SourceSpec { tree: Some("/no/tree".into()), tarball: Some(url), ..spec() };
    let text = find_in(&place, &named).unwrap_err().to_string();
    assert!(text.contains("/no/tree") && text.contains("kernels get 3.10"), "{text}");
    let text = find_in(&place, &spec()).unwrap_err().to_string();
    assert!(text.contains("NLMATRIX_KERNEL_SRC") && !text.contains("kernels get"), "{text}");
}

#[test]
fn the_named_tree_comes_first_then_the_search_path_then_the_tarball() {
    let place = place();
    let (mine, file) = (place.root.join("mine"), place.root.join("linux-3.10.tar"));
    let found = |spec: &SourceSpec| find_in(&place, spec).unwrap().to_string();
    let mut spec = SourceSpec { tarball: Some(Tarball::File(file.clone())), ..spec() };
    tarball(&file, "VERSION = 3\nPATCHLEVEL = 10\n");
    assert_eq!(found(&spec), file.as_str());
    tree(&place.root.join("src/3.10"), 3, 10);
    assert_eq!(found(&spec), place.root.join("src/3.10").as_str());
    tree(&mine, 3, 10);
    spec.tree = Some(mine.clone());
    assert_eq!(found(&spec), mine.as_str());
}

/// A repository with one commit, tagged v3.10.
fn repository(path: &Utf8Path) -> Utf8PathBuf {
    tree(path, 3, 10);
    let git = |arguments: &[&str]| {
        let author = ["-c", "user.name=n", "-c", "user.email=n@host"];
        let job = crate::process::Job::new("git").args(["-C", path.as_str()]).args(author);
        job.args(arguments).run().unwrap();
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "x"]);
    git(&["tag", "v3.10"]);
    path.to_owned()
}

#[test]
fn each_source_stands_behind_those_that_are_nearer() {
    let Place { _folder, root, store, search } = place();
    let file = root.join("linux-3.10.tar");
    tarball(&file, "VERSION = 3\nPATCHLEVEL = 10\n");
    let [named, first, last] = ["named", "first", "last"].map(|name| root.join(name));
    let mut spec = SourceSpec { tarball: Some(Tarball::File(file.clone())), ..spec() };
    let found = |spec: &SourceSpec, search: &SearchPath| {
        find(&store, spec, search, &MatrixLock::default()).unwrap().to_string()
    };
    assert_eq!(found(&spec, &search), file.as_str(), "the tarball that is here comes last");
    let of = |path: &Utf8Path| format!("v3.10 of {path}");
    let search = search.then_repositories(&[repository(&last)]);
    assert_eq!(found(&spec, &search), of(&last), "a repository of the matrix file");
    let search = search.with_repositories([repository(&first)]);
    assert_eq!(found(&spec, &search), of(&first), "one of the command line");
    tree(&root.join("src/3.10"), 3, 10);
    assert_eq!(found(&spec, &search), root.join("src/3.10").as_str(), "the search path");
    tree(&named, 3, 10);
    spec.tree = Some(named.clone());
    assert_eq!(found(&spec, &search), named.as_str(), "the entry's own tree");
}

#[test]
fn a_folder_named_wrongly_is_an_error_and_not_absent() {
    let place = place();
    tree(&place.root.join("src/3.10"), 3, 9);
    let error = find_in(&place, &spec()).unwrap_err();
    assert!(matches!(error, SourceError::OtherVersion { .. }), "{error}");
}

#[test]
fn a_tarball_has_to_be_of_the_version_and_of_the_digest() {
    let place = place();
    let file = place.root.join("src/linux-3.10.tar");
    let lock = MatrixLock::default();
    let identified =
        |spec: &SourceSpec| identify(&place.store, spec, &lock, Found::File(file.clone()));
    tarball(&file, "VERSION = 3\nPATCHLEVEL = 10\nSUBLEVEL = 3\n");
    let source = identified(&spec()).unwrap();
    assert_eq!(
        (source.version.to_string().as_str(), source.digest),
        ("3.10.3", Digest::of_file(&file).unwrap())
    );
    let pinned = SourceSpec {
        tarball: Some(Tarball::File(file.clone())),
        sha256: Some(Digest::of(b"other")),
        ..spec()
    };
    let error = identified(&pinned).unwrap_err();
    assert!(matches!(error, SourceError::WrongDigest { .. }), "{error}");
    tarball(&file, "VERSION = 3\nPATCHLEVEL = 11\n");
    let error = identified(&spec()).unwrap_err();
    assert!(matches!(error, SourceError::OtherVersion { .. }), "{error}");
}
