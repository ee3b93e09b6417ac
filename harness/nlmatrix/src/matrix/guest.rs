//! `[[file]]` tables and `sysctls`: what else guests have.

use std::collections::BTreeSet;
use std::io;
use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::{FileEntry, Sysctls};
use super::raw::{RawFile, RawSysctls, RawValue};

/// Permissions of a file unless its entry gives some, and of the files in a folder that are executable.
const MODE: u32 = 0o644;
const OF_PROGRAMS: u32 = 0o755;
/// All of it takes up memory of every guest, which has 256 MiB unless more is asked for.
const LARGEST: u64 = 64 << 20;

impl Checker<'_> {
    /// Files on a disk, of any size.
    pub(super) fn files(&self, raw: &[RawFile]) -> Result<Vec<FileEntry>, MatrixError> {
        self.files_within(raw, u64::MAX)
    }

    /// Files in the memory of guests.
    pub(super) fn files_in_memory(&self, raw: &[RawFile]) -> Result<Vec<FileEntry>, MatrixError> {
        self.files_within(raw, LARGEST)
    }

    fn files_within(&self, raw: &[RawFile], most: u64) -> Result<Vec<FileEntry>, MatrixError> {
        let mut files: Vec<FileEntry> = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in raw {
            for file in self.file(entry, most)? {
                if !seen.insert(file.path.clone()) {
                    let message = format!("{} is listed twice: remove one", file.path);
                    return Err(self.wrong(entry.path.span(), &message));
                }
                files.push(file);
            }
        }
        Ok(files)
    }

    /// A file, or all files of a folder, of at most `most` bytes in all.
    fn file(&self, raw: &RawFile, most: u64) -> Result<Vec<FileEntry>, MatrixError> {
        let source = self.existing(&raw.source)?;
        if !is_for_users(raw.path.get_ref()) {
            let message = "a path in the guest is absolute, has no `.` or `..`, and is not in /dev, /proc, \
                           /sys, /modules or /clients, nor /init";
            return Err(self.wrong(raw.path.span(), message));
        }
        let mode = raw.mode.as_ref().map(|text| self.mode(text)).transpose()?;
        let found = taken(&source, most)
            .map_err(|problem| self.wrong(raw.source.span(), &problem.to_string()))?;
        let file = |(file, default): (Utf8PathBuf, u32)| {
            let path = match file.strip_prefix(&source) {
                Ok(name) if file != source => format!("{}/{name}", raw.path.get_ref()),
                _ => raw.path.get_ref().clone(),
            };
            FileEntry { source: file, within: source.clone(), path, mode: mode.unwrap_or(default) }
        };
        Ok(found.into_iter().map(file).collect())
    }

    fn mode(&self, text: &Spanned<String>) -> Result<u32, MatrixError> {
        let octal = u32::from_str_radix(text.get_ref(), 8).ok().filter(|mode| *mode <= 0o7777);
        octal.ok_or_else(|| {
            let message = format!("`{}` is not a mode: write \"0644\" or \"0755\"", text.get_ref());
            self.wrong(text.span(), &message)
        })
    }

    pub(super) fn sysctls(&self, raw: Option<&RawSysctls>) -> Result<Sysctls, MatrixError> {
        let Some(raw) = raw else { return Ok(Sysctls::default()) };
        let mut all = Sysctls::default();
        for (name, value) in raw.get_ref() {
            let value = match value {
                RawValue::Number(number) => number.to_string(),
                RawValue::Text(text) => text.clone(),
            };
            if !all.add(name, &value) {
                let message = format!("`{name}` is not a sysctl: write \"net.core.rmem_max\"");
                return Err(self.wrong(raw.span(), &message));
            }
        }
        Ok(all)
    }
}

/// The file `source`, or all files of that folder, with their permissions, by name.
fn taken(source: &Utf8Path, most: u64) -> io::Result<Vec<(Utf8PathBuf, u32)>> {
    if source.is_file() {
        return Ok(vec![(source.to_owned(), MODE)]);
    }
    let mut found = Vec::new();
    let size = take(source, &mut Vec::new(), &mut found)?;
    if found.is_empty() {
        return Err(io::Error::other(format!("{source} contains no file")));
    }
    if size > most {
        return Err(io::Error::other(format!(
            "{source} has {} MiB, which would take up memory of every guest; the limit is {} MiB: put it into a \
             [[root]], which is a disk",
            size >> 20,
            most >> 20
        )));
    }
    Ok(found)
}

/// Adds the file at `path`, or all files in and below that folder, and returns their size in bytes. Links are
/// followed, but not back to a folder that contains them (`above`).
fn take(
    path: &Utf8Path,
    above: &mut Vec<Utf8PathBuf>,
    found: &mut Vec<(Utf8PathBuf, u32)>,
) -> io::Result<u64> {
    let about = fs_err::metadata(path)?;
    if about.is_file() {
        let mode = if about.permissions().mode() & 0o100 == 0 { MODE } else { OF_PROGRAMS };
        found.push((path.to_owned(), mode));
        return Ok(about.len());
    }
    let real = path.canonicalize_utf8()?;
    if !about.is_dir() || above.contains(&real) {
        let what = if about.is_dir() { "a link back" } else { "neither a file nor a folder" };
        return Err(io::Error::other(format!("{path} is {what}")));
    }
    above.push(real);
    let mut paths: Vec<Utf8PathBuf> =
        path.read_dir_utf8()?.map(|it| Ok(it?.into_path())).collect::<io::Result<_>>()?;
    paths.sort();
    let size = paths.iter().map(|path| take(path, above, found)).sum();
    above.pop();
    size
}

/// Neither what the kernel mounts there nor nlmatrix's own.
fn is_for_users(path: &str) -> bool {
    const OURS: [&str; 6] = ["dev", "proc", "sys", "modules", "clients", "init"];
    let mut parts = Utf8Path::new(path).components();
    let rooted = parts.next() == Some(Utf8Component::RootDir);
    let names: Vec<&str> = parts.map(|part| part.as_str()).collect();
    rooted
        && names.first().is_some_and(|name| !OURS.contains(name))
        && !names.contains(&"..")
        && !path.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{Matrix, parse};
    use rstest::rstest;

    fn read(text: &str) -> Result<Matrix, String> {
        let text = format!("schema = 1\n{text}\n");
        parse(Utf8Path::new("/m/matrix.toml"), &text, crate::scenario::shipped())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn files_and_sysctls_are_read() {
        let text = "[[file]]\nsource = '/bin/sh'\npath = '/etc/x'\nmode = '0755'\n\
                    [sysctls]\n'net.core.rmem_max' = 4096\n'net/ipv4/tcp_rmem' = '1 2 3'";
        let matrix = read(text).unwrap();
        let (source, within) = ("/bin/sh".into(), "/bin/sh".into());
        let expected = FileEntry { source, within, path: "/etc/x".to_owned(), mode: 0o755 };
        assert_eq!(matrix.files, [expected]);
        let files: Vec<_> = matrix.sysctls.files().collect();
        let expected =
            [("/proc/sys/net/core/rmem_max", "4096"), ("/proc/sys/net/ipv4/tcp_rmem", "1 2 3")];
        assert_eq!(files, expected.map(|(path, value)| (path.to_owned(), value)));
    }

    #[rstest]
    #[case::device("source = '/dev/null'\npath = '/x'", "is neither a file nor a folder")]
    #[case::absent("source = 'nowhere'\npath = '/x'", "does not exist")]
    #[case::relative("source = '/bin/sh'\npath = 'x'", "is absolute")]
    #[case::ours("source = '/bin/sh'\npath = '/init'", "is absolute")]
    #[case::mounted("source = '/bin/sh'\npath = '/proc/x'", "is absolute")]
    #[case::outside("source = '/bin/sh'\npath = '/x/../init'", "is absolute")]
    #[case::root("source = '/bin/sh'\npath = '/'", "is absolute")]
    #[case::mode("source = '/bin/sh'\npath = '/x'\nmode = 'rw'", "is not a mode")]
    fn wrong_files_point_at_their_place(#[case] keys: &str, #[case] says: &str) {
        let error = read(&format!("[[file]]\n{keys}")).unwrap_err();
        assert!(error.starts_with("/m/matrix.toml:") && error.contains(says), "{error}");
    }

    #[test]
    fn all_files_of_a_folder_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let table = format!("[[file]]\nsource = '{folder}'\npath = '/opt/x'\n");
        let error = read(&table).unwrap_err();
        assert!(error.contains("contains no file"), "{error}");
        fs_err::create_dir_all(folder.join("a/b")).unwrap();
        for (name, mode) in [("a/b/run", 0o700), ("conf", 0o600)] {
            let path = folder.join(name);
            fs_err::write(&path, name).unwrap();
            fs_err::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let shown = |text: &str| -> Vec<(String, u32)> {
            read(text).unwrap().files.into_iter().map(|it| (it.path, it.mode)).collect()
        };
        let paths = ["/opt/x/a/b/run", "/opt/x/conf"].map(str::to_owned);
        let [program, file] = paths.clone();
        assert_eq!(shown(&table), [(program, 0o755), (file, 0o644)]);
        assert_eq!(shown(&format!("{table}mode = '0640'")), paths.map(|path| (path, 0o640)));
        let error = read(&format!("{table}{}", table.replace("/opt/x", "/opt"))).map(drop);
        assert_eq!(error, Ok(()), "others beside them");
        let error = read(&format!("{table}{table}")).unwrap_err();
        assert!(error.contains("is listed twice"), "{error}");
        std::os::unix::fs::symlink(folder, folder.join("a/again")).unwrap();
        let error = read(&table).unwrap_err();
        assert!(error.contains("is a link back"), "{error}");
    }

    #[test]
    fn a_folder_that_fills_a_guests_memory_is_told_where_to_go() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let file = fs_err::File::create(folder.join("big")).unwrap();
        file.set_len(LARGEST + 1).unwrap();
        let error = read(&format!("[[file]]\nsource = '{folder}'\npath = '/x'")).unwrap_err();
        assert!(error.contains("has 64 MiB") && error.contains("[[root]]"), "{error}");
    }

    #[rstest]
    fn wrong_sysctls_too(#[values("net..x", "../x", "", "a b")] name: &str) {
        let error = read(&format!("[sysctls]\n'{name}' = 1")).unwrap_err();
        assert!(error.contains("is not a sysctl"), "{error}");
    }
}
