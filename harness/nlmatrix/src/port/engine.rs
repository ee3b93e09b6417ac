//! Coccinelle's `spatch` from Debian, in a toolchain root of its own, so that only users who port need it.

use std::cell::RefCell;
use std::collections::HashMap;

use camino::Utf8PathBuf;

use super::branches::{self, Masked};
use super::leftover::{Leftover, Place};
use super::{PortError, PortedFile, SemanticPatch, Target, ends, folder, includes, tidy, words};
use crate::store::{Scratch, Store};
use crate::toolchain::{Toolchain, ToolchainError};

/// Its package, which depends on python3 and the OCaml runtime.
const PACKAGE: &str = "coccinelle";
/// More than a patch needs for a file of thousands of lines; what it has not finished by then, it never will.
const TIMEOUT: &str = "60";
/// File names that no source has.
const RULE: &str = ".nlmatrix.cocci";
const GROUP: &str = ".nlmatrix.files";
/// The command, in the folder of the files.
const ARGV: [&str; 10] = [
    "spatch",
    "--very-quiet",
    "--no-show-diff",
    "--in-place",
    "--timeout",
    TIMEOUT,
    "--file-groups",
    GROUP,
    "--sp-file",
    RULE,
];
/// Up to this total size, in bytes, a patch sees all files of a module together; beyond it only those that it is
/// about, so that it takes seconds at most.
const TOGETHER: usize = 400_000;

/// Applies semantic patches.
pub(super) struct Engine {
    toolchain: Toolchain,
    scratch: Scratch,
    /// Coccinelle's results by input: sources for several kernels have most of their steps in common.
    made: RefCell<HashMap<Given, Option<Vec<String>>>>,
}

/// A patch, and the paths and texts that it sees.
type Given = (&'static str, Vec<(Utf8PathBuf, String)>);

impl Engine {
    /// Installs it, if the store does not have it yet.
    pub(super) fn provide(store: &Store) -> Result<Self, PortError> {
        let toolchain = Toolchain::root_with(store, &[PACKAGE])?;
        let scratch = store.scratch::<ToolchainError>("ports").map_err(ToolchainError::from)?;
        Ok(Self { toolchain, scratch, made: RefCell::default() })
    }

    /// Applies `patch` to `files`, if it can apply at all. The files are seen together, since what is defined in one
    /// may be declared or registered in another.
    pub(super) fn apply(
        &self,
        patch: &'static SemanticPatch,
        target: &Target,
        files: &mut [PortedFile],
    ) -> Result<(), PortError> {
        if patch.is_of_headers() {
            includes::add_where_used(patch, target, files);
            return Ok(());
        }
        let mut group = group(patch, target, files);
        if !group.iter().any(|member| patch.may_change(&member.masked.text)) {
            return Ok(());
        }
        // One that Coccinelle cannot parse does not keep it from the others.
        if patch.alone || !self.change(patch.text, &mut group)? {
            group.retain(|member| patch.may_change(&member.masked.text));
            for member in &mut group {
                if !self.change(patch.text, std::slice::from_mut(member))? {
                    let refused = Leftover::refused(patch, Place::Whole);
                    files[member.file].leftovers.push(refused);
                }
            }
        }
        group.iter().for_each(|member| take(member, patch, &mut files[member.file]));
        Ok(())
    }

    /// Applies Coccinelle's result to the group; `false` if it gives up, in which case nothing is changed.
    fn change(&self, patch: &'static str, group: &mut [Member]) -> Result<bool, PortError> {
        let text = |member: &Member| (member.path.clone(), member.masked.text.clone());
        let given: Given = (patch, group.iter().map(text).collect());
        let known = self.made.borrow().get(&given).cloned();
        let made = match known {
            Some(made) => made,
            None => self.run(patch, &given.1)?,
        };
        if let Some(texts) = &made {
            group.iter_mut().zip(texts).for_each(|(member, text)| member.changed.clone_from(text));
        }
        let is_made = made.is_some();
        self.made.borrow_mut().insert(given, made);
        Ok(is_made)
    }

    /// Coccinelle's result for `files`; `None` if it gives up.
    fn run(
        &self,
        patch: &str,
        files: &[(Utf8PathBuf, String)],
    ) -> Result<Option<Vec<String>>, PortError> {
        let folder = self.scratch.path();
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs_err::create_dir_all(path.parent().unwrap_or(folder))
                .and_then(|()| fs_err::write(&path, text))
                .map_err(PortError::io(&path))
        };
        let names: String = files.iter().map(|(path, _)| format!("{path}\n")).collect();
        write(RULE, patch)?;
        write(GROUP, &names)?;
        files.iter().try_for_each(|(path, text)| write(path.as_str(), text))?;
        let finished = self.toolchain.job(folder, &[folder], &ARGV).finish()?;
        if finished.status != Some(0) {
            tracing::debug!("spatch: {}", finished.output);
            return Ok(None);
        }
        let read = |(path, _): &(Utf8PathBuf, String)| {
            let path = folder.join(path);
            fs_err::read_to_string(&path).map_err(PortError::io(&path))
        };
        files.iter().map(read).collect::<Result<_, _>>().map(Some)
    }
}

/// One of the files that a patch sees.
struct Member {
    /// Its index among the module's files.
    file: usize,
    path: Utf8PathBuf,
    masked: Masked,
    changed: String,
}

/// What `patch` should see of `files`.
fn group(patch: &SemanticPatch, target: &Target, files: &[PortedFile]) -> Vec<Member> {
    let is_small = files.iter().map(|file| file.text.len()).sum::<usize>() <= TOGETHER;
    let is_source = |file: &PortedFile| !folder::is_makefile(&file.path);
    let may_be =
        |file: &PortedFile| !patch.only_older || target.from.is_some() || !file.changes.is_empty();
    // Looking for branches in megabytes of data takes seconds, for each patch again.
    let has_word = |file: &PortedFile| {
        is_small || patch.words.iter().any(|word| file.text.contains(word.as_str()))
    };
    let is_seen = |file: &PortedFile| is_source(file) && may_be(file) && has_word(file);
    let seen = files.iter().enumerate().filter(|(_, file)| is_seen(file));
    let members = seen.map(|(number, file)| {
        let masked = branches::mask(&file.text, &target.version);
        let changed = masked.text.clone();
        Member { file: number, path: file.path.clone(), masked, changed }
    });
    members.filter(|member| is_small || patch.may_change(&member.masked.text)).collect()
}

/// Writes the result for `member` into `file`.
fn take(member: &Member, patch: &'static SemanticPatch, file: &mut PortedFile) {
    let strings = patch.strings.iter();
    let changed = strings
        .fold(member.changed.clone(), |text, (name, string)| words::replace(&text, name, string));
    let dropped = patch.dropped.iter();
    let changed = dropped.fold(changed, |text, name| words::remove(&text, name));
    let counted = patch.counted.iter();
    let changed = counted.fold(changed, |text, element| ends::remove(&text, element));
    if changed == member.masked.text {
        return;
    }
    let changed = tidy::tidy(&member.masked.text, &changed);
    match unmasked(&member.masked, changed, patch) {
        Some(after) => file.change(&patch.symbol, patch.since, &patch.reason, after),
        None => file.leftovers.push(Leftover::refused(patch, Place::Whole)),
    }
}

fn unmasked(masked: &Masked, changed: String, patch: &SemanticPatch) -> Option<String> {
    let text = masked.unmask(&changed)?;
    Some(patch.includes.iter().fold(text, |text, header| includes::add(&text, header)))
}

impl SemanticPatch {
    /// Does `text` contain a word of those that it is about?
    pub(super) fn may_change(&self, text: &str) -> bool {
        if self.has.as_ref().is_some_and(|it| !text.contains(it)) {
            return false;
        }
        let (headers, names): (Vec<_>, Vec<_>) =
            self.words.iter().partition(|word| word.ends_with(".h"));
        headers.iter().any(|header| text.contains(&format!("<{header}>")))
            || words::of(text).iter().any(|(_, word)| names.iter().any(|name| name == word))
    }
}
