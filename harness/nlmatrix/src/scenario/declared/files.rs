//! Steps about files in the guest.

use regex::Regex;

use super::names;
use super::programs::shown;
use crate::guest::{Errno, Proc};
use crate::scenario::test::errno_of;
use crate::scenario::{Stop, Test};

/// Reads a file, which has to match some patterns and must not match others.
pub(super) fn read(
    test: &mut Test,
    reader: Proc,
    path: &str,
    pattern: Option<&Regex>,
    without: &[Regex],
) -> Result<(), Stop> {
    let text = test.guest.on(reader).read_text(path)?;
    if let Some(pattern) = pattern {
        let observed = match &text {
            Ok(text) if pattern.is_match(text) => "matches".to_owned(),
            Ok(text) => format!("`{}`", text.trim()),
            Err(errno) => errno.to_string(),
        };
        test.check(&names::contents(path, pattern), "matches", observed);
    }
    for pattern in without {
        let name = names::without(path, pattern);
        match &text {
            Ok(text) => test.check_in(&name, true, !pattern.is_match(text), shown(text)),
            Err(errno) => test.check(&name, true, errno),
        }
    }
    Ok(())
}

/// Looks for a file in its folder, since opening a device might do something, or block.
pub(super) fn exists(test: &mut Test, reader: Proc, path: &str, errno: &str) -> Result<(), Stop> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if folder.is_empty() { "/" } else { folder };
    let listed = test.guest.on(reader).list_dir(folder)?;
    let found = listed.and_then(|names| match names.iter().any(|it| it == name) {
        true => Ok(()),
        false => Err(Errno::named("ENOENT").expect("it is a name")),
    });
    test.check(&names::exists(path), errno, errno_of(&found));
    Ok(())
}
