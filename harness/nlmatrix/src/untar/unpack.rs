//! The entries of an archive, one after the other.

use std::borrow::Cow;
use std::io::Read;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use tar::{Archive, Entry, EntryType};

use super::names::{Names, Problem};
use crate::decompress::bounded;

/// No archive may unpack to more than this, in bytes: five times the largest kernel source tree.
const LARGEST: u64 = 8 << 30;

/// Unpacks those files of the tar archive `data` that `wanted` accepts (by path) to `folder`.
pub(crate) fn unpack_tar(
    data: impl Read,
    folder: &Utf8Path,
    wanted: impl Fn(&Utf8Path) -> bool,
) -> Result<(), Problem> {
    let mut archive = Archive::new(bounded(data, LARGEST));
    let mut names = Names::default();
    // Raw, because otherwise names of any length would be read into memory.
    for entry in archive.entries().map_err(|error| error.to_string())?.raw(true) {
        let mut entry = entry.map_err(|error| error.to_string())?;
        if names.take_from(&mut entry)? {
            continue;
        }
        let its = std::mem::take(&mut names);
        let path = clean(&text(its.path(&entry))?)?;
        if !path.as_str().is_empty() && wanted(&path) {
            unpack_entry(&mut entry, &its, &path, folder)
                .map_err(|problem| format!("{path}: {problem}"))?;
        }
    }
    Ok(())
}

fn unpack_entry(
    entry: &mut Entry<impl Read>,
    names: &Names,
    path: &Utf8Path,
    folder: &Utf8Path,
) -> Result<(), Problem> {
    let target = folder.join(path);
    refuse_links(path, folder)?;
    let parent = target.parent().expect("a joined path has a parent");
    let made = match entry.header().entry_type() {
        EntryType::Directory => fs_err::create_dir_all(&target),
        EntryType::Regular => fs_err::create_dir_all(parent).and_then(|()| {
            entry.set_preserve_mtime(false);
            entry.unpack(&target).map(drop)
        }),
        EntryType::Symlink => {
            let link = inside(path, &text(names.link(entry)?)?)?;
            fs_err::create_dir_all(parent)
                .and_then(|()| fs_err::os::unix::fs::symlink(link, &target))
        }
        EntryType::Link => {
            let source = clean(&text(names.link(entry)?)?)?;
            refuse_links(&source, folder)?;
            fs_err::create_dir_all(parent)
                .and_then(|()| fs_err::copy(folder.join(source), &target).map(drop))
        }
        other => {
            return Err(format!("is of a kind ({other:?}) that no kernel needs"));
        }
    };
    made.map_err(|error| error.to_string())
}

fn text(bytes: Cow<[u8]>) -> Result<String, Problem> {
    String::from_utf8(bytes.into_owned()).map_err(|_| "a path that is not UTF-8".to_owned())
}

/// The path without `.` parts; rejected if it is absolute or leads upwards.
fn clean(path: &str) -> Result<Utf8PathBuf, Problem> {
    let mut clean = Utf8PathBuf::new();
    for part in Utf8Path::new(path).components() {
        match part {
            Utf8Component::Normal(name) => clean.push(name),
            Utf8Component::CurDir => {}
            _ => return Err(format!("`{path}` leaves its folder")),
        }
    }
    Ok(clean)
}

/// Refuses to write through a symbolic link that an earlier entry made.
fn refuse_links(path: &Utf8Path, folder: &Utf8Path) -> Result<(), Problem> {
    let linked = path
        .ancestors()
        .filter(|part| !part.as_str().is_empty())
        .find(|part| folder.join(part).is_symlink());
    linked.map_or(Ok(()), |part| Err(format!("lies at or behind the symbolic link {part}")))
}

/// The allowed target of a link at `path`: relative, and inside the folder.
///
/// Any `..` has to come first: `name/..` is not what it seems if `name` is a link.
fn inside(path: &Utf8Path, target: &str) -> Result<String, Problem> {
    let depth = path.components().count() - 1;
    if let Some(absolute) = target.strip_prefix('/') {
        return Ok(format!("{}{}", "../".repeat(depth), clean(absolute)?));
    }
    let parts: Vec<_> = Utf8Path::new(target).components().collect();
    let climbs = |part: &&Utf8Component| matches!(part, Utf8Component::ParentDir);
    let steps = parts.iter().take_while(climbs).count();
    if steps > depth || parts[steps..].iter().any(|part| climbs(&part)) {
        return Err(format!("links to `{target}`, which may leave its folder"));
    }
    Ok(target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn tarball(entries: &[(&str, EntryType, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, kind, content) in entries {
            let mut header = tar::Header::new_gnu();
            // Written by hand, as the builder's own checks would refuse what is tested here.
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(*kind);
            header.set_mode(0o644);
            let is_file = *kind == EntryType::Regular;
            if !is_file {
                header.as_mut_bytes()[157..157 + content.len()].copy_from_slice(content.as_bytes());
            }
            let body = if is_file { content.as_bytes() } else { b"" };
            header.set_size(body.len() as u64);
            header.set_cksum();
            builder.append(&header, body).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn unpacked(entries: &[(&str, EntryType, &str)]) -> (tempfile::TempDir, Result<(), Problem>) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("in");
        let result = unpack_tar(&tarball(entries)[..], &path, |_| true);
        (folder, result)
    }

    #[test]
    fn files_and_links_come_out() {
        let (folder, result) = unpacked(&[
            ("./usr/src/h/Makefile", EntryType::Regular, "all:"),
            ("./usr/src/h/scripts", EntryType::Symlink, "../../lib/kbuild"),
            ("./usr/src/h/tools", EntryType::Symlink, "/usr/lib/kbuild"),
        ]);
        result.unwrap();
        let folder = folder.path().join("in/usr/src/h");
        assert_eq!(fs_err::read_to_string(folder.join("Makefile")).unwrap(), "all:");
        let link = fs_err::read_link(folder.join("tools")).unwrap();
        assert_eq!(link.to_str().unwrap(), "../../../usr/lib/kbuild");
    }

    /// A file after an entry of `kind` that gives it a path.
    fn with_long_name(kind: EntryType, name: &[u8]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (kind, data) in [(kind, name), (EntryType::Regular, b"x")] {
            let mut header = tar::Header::new_gnu();
            header.set_path("short").unwrap();
            header.set_entry_type(kind);
            header.set_mode(0o644);
            header.set_size(data.len() as u64);
            header.set_cksum();
            builder.append(&header, data).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[rstest]
    #[case::gnu(EntryType::GNULongName, b"a/long\0")]
    #[case::pax(EntryType::XHeader, b"15 path=a/long\n")]
    fn names_may_stand_before(#[case] kind: EntryType, #[case] name: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        unpack_tar(&with_long_name(kind, name)[..], path, |_| true).unwrap();
        assert_eq!(fs_err::read_to_string(path.join("a/long")).unwrap(), "x");
    }

    #[rstest]
    #[case::gnu(EntryType::GNULongName)]
    #[case::link(EntryType::GNULongLink)]
    #[case::pax(EntryType::XHeader)]
    fn a_name_without_end_is_refused(#[case] kind: EntryType) {
        let archive = with_long_name(kind, &[b'a'; (64 << 10) + 1]);
        let problem = unpack_tar(&archive[..], Utf8Path::new("/nowhere"), |_| true).unwrap_err();
        assert_eq!(problem, "a name of 65537 bytes");
    }

    #[rstest]
    #[case(&[("../out", EntryType::Regular, "x")])]
    #[case(&[("/etc/out", EntryType::Regular, "x")])]
    #[case(&[("a/../../out", EntryType::Regular, "x")])]
    #[case(&[("link", EntryType::Symlink, "../out")])]
    #[case(&[("a/link", EntryType::Symlink, "b/../../../out")])]
    #[case(&[("link", EntryType::Symlink, "/../out")])]
    #[case(&[("a/up", EntryType::Symlink, ".."), ("b/l", EntryType::Symlink, "../a/up/..")])]
    #[case(&[("here", EntryType::Symlink, "."), ("here/out", EntryType::Regular, "x")])]
    #[case(&[("hard", EntryType::Link, "../../etc/passwd")])]
    #[case(&[("pipe", EntryType::Fifo, "")])]
    fn nothing_leaves_the_folder(#[case] entries: &[(&str, EntryType, &str)]) {
        let (folder, result) = unpacked(entries);
        assert!(result.is_err());
        assert!(!folder.path().join("out").exists());
    }
}
