use super::*;
use rstest::rstest;
use std::io::Write as _;

const MAKEFILE: &str = "VERSION = 3\nPATCHLEVEL = 10\nSUBLEVEL = 4\nEXTRAVERSION =\n";

/// A tar archive with these files.
fn tar_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        // Written by hand, as the builder's own checks would refuse what is tested here.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_mode(0o755);
        header.set_size(text.len() as u64);
        header.set_cksum();
        builder.append(&header, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A store, and a file in a folder next to it.
fn file(content: &[u8]) -> (tempfile::TempDir, Store, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap();
    fs_err::write(path.join("linux.tar"), content).unwrap();
    let (store, path) = (Store::at(path.join("store")), path.join("linux.tar"));
    (folder, store, path)
}

fn plain(data: &[u8]) -> Vec<u8> {
    data.to_vec()
}

fn gz(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Two streams, one after the other, as parallel compressors write.
fn bz2(data: &[u8]) -> Vec<u8> {
    let part = |data: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let (front, back) = data.split_at(700);
    [part(front), part(back)].concat()
}

fn xz(data: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zst(data: &[u8]) -> Vec<u8> {
    zstd::encode_all(data, 1).unwrap()
}

#[rstest]
#[case::plain(plain)]
#[case::gz(gz)]
#[case::bz2(bz2)]
#[case::xz(xz)]
#[case::zst(zst)]
fn every_compression_is_unpacked(#[case] compress: fn(&[u8]) -> Vec<u8>) {
    let tar = tar_of(&[("linux-3.10.4/Makefile", MAKEFILE), ("linux-3.10.4/net/x.c", "int x;")]);
    let (_folder, store, path) = file(&compress(&tar));
    let verified = verify("linux.tar", &path, None).unwrap();
    let tree = unpack(&store, &verified).unwrap();
    assert_eq!(tree.version.to_string(), "3.10.4");
    assert!(tree.path.starts_with(store.root()));
    assert_eq!(fs_err::read_to_string(tree.path.join("net/x.c")).unwrap(), "int x;");
    discard(&store, &verified).unwrap();
    assert!(!tree.path.exists());
}

#[rstest]
#[case::climbs(&[("linux/Makefile", MAKEFILE), ("linux/../../../out", "x")], "leaves its folder")]
#[case::absolute(&[("/tmp/out", "x")], "leaves its folder")]
#[case::no_tree(&[("notes/README", "x")], "no kernel source tree")]
fn bad_tarballs_are_refused(#[case] files: &[(&str, &str)], #[case] says: &str) {
    let (folder, store, path) = file(&tar_of(files));
    let verified = verify("linux.tar", &path, None).unwrap();
    let error = unpack(&store, &verified).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_damaged_archive_is_an_error() {
    let mut data = xz(&tar_of(&[("linux/Makefile", MAKEFILE)]));
    let middle = data.len() / 2;
    data.truncate(middle);
    let (_folder, store, path) = file(&data);
    let verified = verify("linux.tar", &path, None).unwrap();
    assert!(matches!(unpack(&store, &verified), Err(SourceError::BadTarball { .. })));
}

#[test]
fn nothing_is_unpacked_that_is_not_what_was_pinned() {
    let (_folder, store, path) = file(&tar_of(&[("linux/Makefile", MAKEFILE)]));
    let other = Digest::of(b"other");
    let error = verify("linux.tar", &path, Some((&other, "matrix.toml"))).unwrap_err().to_string();
    assert!(error.contains("matrix.toml pins") && error.contains(other.as_str()), "{error}");
    // It was changed between check and unpacking.
    let verified = verify("linux.tar", &path, None).unwrap();
    fs_err::write(&path, tar_of(&[("linux/Makefile", "VERSION = 9\n")])).unwrap();
    assert!(matches!(unpack(&store, &verified), Err(SourceError::WrongDigest { .. })));
}

#[test]
fn the_matrix_pins_before_the_lock_and_only_its_own_tarball() {
    let mut spec = SourceSpec::of("3.10".parse().unwrap());
    spec.tarball = Some(Tarball::Url("https://host/pub/linux-3.10.tar.xz?x=1".to_owned()));
    let mut lock = MatrixLock::default();
    let (written, locked) = (Digest::of(b"written"), Digest::of(b"locked"));
    let pinned = LockedTarball { size: 1, sha256: locked.clone() };
    for name in ["linux-3.10.tar.xz", "linux-3.10.9.tar.xz"] {
        lock.insert_tarball(name, pinned.clone());
    }
    assert_eq!(pin(&spec, &lock, "linux-3.10.tar.xz"), Some((&locked, "matrix.lock")));
    spec.sha256 = Some(written.clone());
    assert_eq!(pin(&spec, &lock, "linux-3.10.tar.xz"), Some((&written, "matrix.toml")));
    assert_eq!(pin(&spec, &lock, "linux-3.10.9.tar.xz"), Some((&locked, "matrix.lock")));
    assert_eq!(pin(&spec, &lock, "linux-3.11.tar.xz"), None);
}
