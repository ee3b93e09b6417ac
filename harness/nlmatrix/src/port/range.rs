//! One source for a range of kernels: that of the oldest of them, with what newer ones need behind questions that are
//! answered when it is built.

use camino::Utf8Path;

use super::change::{Change, Ported};
use super::engine::Engine;
use super::merge::Merged;
use super::questions::{Questions, RULES, SCRIPT};
use super::steps::Target;
use super::{PortError, PortedFile, SemanticPatch, folder, makefile, mark, shipped, steps};
use crate::facts::Facts;
use crate::store::Store;

/// The folder's sources for all kernels from `oldest` to `newest`. Nothing is written.
pub fn port_range(
    store: &Store,
    facts: &Facts,
    folder: &Utf8Path,
    oldest: &Target,
    newest: &Target,
) -> Result<Ported, PortError> {
    let engine = Engine::provide(store)?;
    let mut files = folder::files(folder)?;
    let place =
        folder::kbuild_file(&files).ok_or_else(|| PortError::NoKbuild(folder.to_owned()))?;
    makefile::port_all(&mut files, newest);
    let of_oldest = steps::of(shipped(), facts, oldest);
    let is_of_all =
        |patch: &&SemanticPatch| !patch.probed || of_oldest.iter().any(|it| it.path == patch.path);
    let (all, some): (Vec<_>, Vec<_>) =
        steps::of(shipped(), facts, newest).into_iter().partition(is_of_all);
    all.iter().try_for_each(|patch| engine.apply(patch, newest, &mut files))?;
    let mut questions = Questions::default();
    let mut merged: Vec<Merged> = files.iter().map(|file| Merged::of(&file.text)).collect();
    for patch in some {
        let before: Vec<usize> = files.iter().map(|file| file.changes.len()).collect();
        engine.apply(patch, newest, &mut files)?;
        let changed = |number: &usize| files[*number].changes.len() > before[*number];
        for number in (0..files.len()).filter(changed) {
            let question = questions.ask(patch, facts).expect("a probe asks for it");
            merged[number].step(&question, &files[number].text);
        }
    }
    finish(facts, newest, &mut files, &merged);
    if !questions.is_empty() {
        ask_at_build(&mut files, place, &questions);
    }
    files.iter_mut().for_each(|file| as_one_change(file, newest));
    Ok(Ported { files })
}

/// What is left to do is listed as for the newest kernel, with the line numbers of the common source.
fn finish(facts: &Facts, newest: &Target, files: &mut [PortedFile], merged: &[Merged]) {
    let own = mark::own(files, newest);
    for (file, merged) in files.iter_mut().zip(merged) {
        if folder::is_makefile(&file.path) {
            continue;
        }
        mark::name_gone(file, &own, facts, newest);
        file.text = merged.text();
        mark::list_comments(file);
    }
}

/// A patch with several steps makes no sense if each is behind a condition: one change for all reasons.
fn as_one_change(file: &mut PortedFile, newest: &Target) {
    let reason = |it: &Change| format!("{}, {}: {}", it.symbol, it.since, it.reason);
    let mut reasons: Vec<String> = file.changes.iter().map(reason).collect();
    if reasons.is_empty() {
        reasons.push("a kernel is asked for what it has when the module is built".to_owned());
    }
    let (before, after) = (file.original.clone(), file.text.clone());
    if before != after {
        let (symbol, since) = ("one source for all".to_owned(), newest.version);
        file.changes = vec![Change { symbol, since, reason: reasons.join("; "), before, after }];
    }
}

/// Adds the script that asks, and makes kbuild run it before it compiles.
fn ask_at_build(files: &mut Vec<PortedFile>, kbuild: usize, questions: &Questions) {
    let newline = if files[kbuild].text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{}{newline}{RULES}", files[kbuild].text);
    files[kbuild].text = text;
    let parent = files[kbuild].path.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let mut script = PortedFile::new(parent.join(SCRIPT), String::new());
    script.text = questions.script();
    files.push(script);
}
