//! Generations built by one `make`.
//!
//! Before it builds anything, kbuild asks the compiler about twenty questions; that, and compiling the file that
//! every module shares, takes longer than a small module does. Only successful builds are kept, under the same keys
//! as if each had been built by itself.

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use super::against::Against;
use super::against::KIND;
use super::build::write;
use super::diagnose::diagnose;
use super::named::Built;
use super::sources::Sources;
use crate::kernel::Kernel;
use crate::run::ModuleId;
use crate::store::Store;
use crate::toolchain::Toolchain;

/// How many are built by one `make`: the more there are, the fewer can be built in parallel.
const TOGETHER: usize = 8;

/// Groups generations that can be built by one `make`: kbuild refuses two modules with the same name.
pub fn groups(generations: Vec<Sources>) -> Vec<Vec<Sources>> {
    let mut groups: Vec<Vec<Sources>> = Vec::new();
    for sources in generations {
        let has_room = |group: &&mut Vec<Sources>| {
            group.len() < TOGETHER && !group.iter().any(|it| it.is_same_module(&sources))
        };
        match groups.iter_mut().find(has_room) {
            Some(group) => group.push(sources),
            None => groups.push(vec![sources]),
        }
    }
    groups
}

/// Builds those of a group for `kernel` that are not in the store yet.
///
/// They are expected to build. If anything is wrong with one, it is left out, and the others continue:
/// [`build`](super::build()) builds it by itself and says what it is.
pub fn build_together(
    store: &Store,
    toolchain: &Toolchain,
    kernel: &Kernel,
    group: &[Sources],
) -> Result<(), ModuleError> {
    let against = Against::new(store, toolchain, kernel)?;
    let missing = || -> Vec<&Sources> {
        let is_missing = |it: &&Sources| store.find(KIND, &against.key(it)).is_none();
        group.iter().filter(is_missing).collect()
    };
    if missing().len() < 2 {
        return Ok(());
    }
    let _lock =
        store.lock::<ModuleError>(&format!("together-{}", against.key(&group[0]).short()))?;
    match &*missing() {
        several @ [_, _, ..] => make(&against, several),
        _ => Ok(()),
    }
}

fn make(against: &Against<'_>, group: &[&Sources]) -> Result<(), ModuleError> {
    let started = Instant::now();
    let scratch = against.store.scratch::<ModuleError>(KIND)?;
    let work = scratch.path();
    for sources in group {
        sources.write(work)?;
    }
    let mut group = group.to_vec();
    while let [first, _, ..] = group[..] {
        list(&group, work)?;
        let (status, text) = against.compile(first, work, work)?;
        let is_wrong = |it: &&Sources| {
            diagnose(&share_of(&text, it, &group), &against.kernel.version).is_some()
        };
        let wrong: Vec<ModuleId> =
            group.iter().filter(|it| is_wrong(it)).map(|it| it.id.clone()).collect();
        if wrong.is_empty() {
            return match status {
                Some(0) => keep(against, work, (&group, &text), started),
                _ => Ok(()),
            };
        }
        tracing::debug!("{}: not built together: {text}", against.kernel.id);
        // What has been compiled of the others stays.
        group.retain(|it| !wrong.contains(&it.id));
    }
    Ok(())
}

/// Keeps all of a group, if each is complete.
fn keep(
    against: &Against<'_>,
    work: &Utf8Path,
    (group, text): (&[&Sources], &str),
    started: Instant,
) -> Result<(), ModuleError> {
    let folders: Vec<Utf8PathBuf> = group.iter().map(|it| it.place_in(work)).collect();
    let built = folders.iter().map(|folder| Built::of(folder)).collect::<Result<Vec<_>, _>>()?;
    if !built.iter().all(Built::is_whole) {
        return Ok(());
    }
    let share = started.elapsed() / group.len() as u32;
    for ((sources, folder), built) in group.iter().zip(&folders).zip(&built) {
        let log = share_of(text, sources, group);
        against.store.get_or_make(KIND, &against.key(sources), |kept| {
            against.keep(sources, folder, built, kept)?;
            write(kept, &log, &against.record(sources, None, &log, share))
        })?;
    }
    Ok(())
}

/// Tells kbuild of all folders.
fn list(group: &[&Sources], work: &Utf8Path) -> Result<(), ModuleError> {
    let folders: Vec<String> = group.iter().map(|it| folder_of(it)).collect();
    let text = format!("obj-m := {}\n", folders.join(" "));
    for name in ["Kbuild", "Makefile"] {
        let path = work.join(name);
        fs_err::write(&path, &text).map_err(ModuleError::io(&path))?;
    }
    Ok(())
}

fn folder_of(sources: &Sources) -> String {
    format!("{}/{}/", sources.id.system, sources.id.generation_or_empty())
}

/// The lines of a common log that are about one of the group: those that name its folder, and what follows them until
/// another is named.
fn share_of(log: &str, own: &Sources, group: &[&Sources]) -> String {
    let mut is_own = true;
    let mut share = String::new();
    for line in log.lines() {
        let is_named = |it: &Sources| line.split(' ').any(|word| word.starts_with(&folder_of(it)));
        if group.iter().any(|it| is_named(it)) {
            is_own = is_named(own);
        }
        if is_own {
            share.push_str(line);
            share.push('\n');
        }
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generation(folder: &Utf8Path, name: &str, module: &str) -> Sources {
        let system = folder.join("faulty");
        let generation: Utf8PathBuf = system.join(name);
        fs_err::create_dir_all(&generation).unwrap();
        fs_err::write(generation.join("Kbuild"), format!("# x\nobj-m := {module}.o\n")).unwrap();
        Sources::of_generation(&system, &generation).unwrap()
    }

    #[test]
    fn two_modules_of_one_name_are_not_built_by_one_make() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let all = [("g1", "a"), ("g2", "a"), ("g3", "b"), ("g4", "a"), ("g5", "b")];
        let all = all.map(|(name, module)| generation(folder, name, module));
        let groups = groups(all.into());
        let names =
            groups.iter().map(|group| group.iter().map(|it| it.id.generation_or_empty()).collect());
        let names: Vec<Vec<&str>> = names.collect();
        assert_eq!(names, [vec!["g1", "g3"], vec!["g2", "g5"], vec!["g4"]]);
    }

    #[test]
    fn each_has_its_own_lines_of_the_log_and_those_of_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let [panic, load] = ["panic", "panic-on-load"].map(|name| generation(folder, name, "a"));
        let log = "make: Entering\n  CC [M]  faulty/panic/a.o\nfaulty/panic/a.c:3:1: warning: w\n    3 | x\n  \
                   CC [M]  faulty/panic-on-load/a.o\n";
        let group = [&panic, &load];
        let own = "make: Entering\n  CC [M]  faulty/panic/a.o\nfaulty/panic/a.c:3:1: warning: w\n    3 | x\n";
        assert_eq!(share_of(log, &panic, &group), own);
        let own = "make: Entering\n  CC [M]  faulty/panic-on-load/a.o\n";
        assert_eq!(share_of(log, &load, &group), own);
    }
}
