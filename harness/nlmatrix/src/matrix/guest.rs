//! `[[file]]` tables and `sysctls`: what else guests have.

use camino::{Utf8Component, Utf8Path};
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::{FileEntry, Sysctls};
use super::raw::{RawFile, RawSysctls, RawValue};

/// Permissions of a file when nothing else is said.
const MODE: u32 = 0o644;

impl Checker<'_> {
    pub(super) fn files(&self, raw: &[RawFile]) -> Result<Vec<FileEntry>, MatrixError> {
        let mut files: Vec<FileEntry> = Vec::new();
        for entry in raw {
            let file = self.file(entry)?;
            if files.iter().any(|other| other.path == file.path) {
                let message = format!("{} stands here twice: remove one", file.path);
                return Err(self.wrong(entry.path.span(), &message));
            }
            files.push(file);
        }
        Ok(files)
    }

    fn file(&self, raw: &RawFile) -> Result<FileEntry, MatrixError> {
        let source = self.existing(&raw.source)?;
        if !source.is_file() {
            return Err(self.wrong(raw.source.span(), &format!("{source} is no file")));
        }
        if !is_for_users(raw.path.get_ref()) {
            let message = "a path in the guest is absolute and plain, and not in /dev, /proc, \
                           /sys, /modules or /clients, nor /init";
            return Err(self.wrong(raw.path.span(), message));
        }
        let mode = raw.mode.as_ref().map(|text| self.mode(text)).transpose()?;
        Ok(FileEntry { source, path: raw.path.get_ref().clone(), mode: mode.unwrap_or(MODE) })
    }

    fn mode(&self, text: &Spanned<String>) -> Result<u32, MatrixError> {
        let octal = u32::from_str_radix(text.get_ref(), 8).ok().filter(|mode| *mode <= 0o7777);
        octal.ok_or_else(|| {
            let message = format!("`{}` is no mode: write \"0644\" or \"0755\"", text.get_ref());
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
                let message = format!("`{name}` is no sysctl: write \"net.core.rmem_max\"");
                return Err(self.wrong(raw.span(), &message));
            }
        }
        Ok(all)
    }
}

/// Neither what the kernel mounts there, nor our own.
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
        let expected =
            FileEntry { source: "/bin/sh".into(), path: "/etc/x".to_owned(), mode: 0o755 };
        assert_eq!(matrix.files, [expected]);
        let files: Vec<_> = matrix.sysctls.files().collect();
        let expected =
            [("/proc/sys/net/core/rmem_max", "4096"), ("/proc/sys/net/ipv4/tcp_rmem", "1 2 3")];
        assert_eq!(files, expected.map(|(path, value)| (path.to_owned(), value)));
    }

    #[rstest]
    #[case::folder("source = '/bin'\npath = '/x'", "is no file")]
    #[case::absent("source = 'nowhere'\npath = '/x'", "is not there")]
    #[case::relative("source = '/bin/sh'\npath = 'x'", "is absolute")]
    #[case::ours("source = '/bin/sh'\npath = '/init'", "is absolute")]
    #[case::mounted("source = '/bin/sh'\npath = '/proc/x'", "is absolute")]
    #[case::outside("source = '/bin/sh'\npath = '/x/../init'", "is absolute")]
    #[case::root("source = '/bin/sh'\npath = '/'", "is absolute")]
    #[case::mode("source = '/bin/sh'\npath = '/x'\nmode = 'rw'", "is no mode")]
    fn wrong_files_point_at_their_place(#[case] keys: &str, #[case] says: &str) {
        let error = read(&format!("[[file]]\n{keys}")).unwrap_err();
        assert!(error.starts_with("/m/matrix.toml:") && error.contains(says), "{error}");
    }

    #[rstest]
    fn wrong_sysctls_too(#[values("net..x", "../x", "", "a b")] name: &str) {
        let error = read(&format!("[sysctls]\n'{name}' = 1")).unwrap_err();
        assert!(error.contains("is no sysctl"), "{error}");
    }
}
