//! What kbuild asks the compiler before it compiles anything is the same in every build, so it is asked once for a
//! kernel and a toolchain, and answered from then on. The commands of a build, and so its objects, stay the same.

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;
use crate::digest::{Digest, Recipe};
use crate::store::Store;

const KIND: &str = "answers";
/// Asks, answers, or records answers.
const ASKING: &str = include_str!("answers.mk");
const ASKING_FILE: &str = "asking.mk";
const ANSWERS: &str = "answers.mk";

/// Environment variables for a build with which earlier questions for this `kernel` and `toolchain` are answered.
/// `build` runs kbuild in a folder, with variables of its own, whatever the result.
pub(super) fn variables(
    store: &Store,
    (kernel, toolchain): (&Digest, &Digest),
    build: impl FnOnce(&Utf8Path, &[String]) -> Result<(), ModuleError>,
) -> Result<String, ModuleError> {
    let recipe = Recipe::new(KIND, 1).with("kernel", kernel.as_str());
    let key = recipe.with("toolchain", toolchain.as_str()).with("asking", ASKING).key();
    let folder = store.get_or_make(KIND, &key, |scratch| ask(scratch, build))?;
    Ok(format!("MAKEFILES={} {}", folder.join(ASKING_FILE), folder.join(ANSWERS)))
}

/// Has a build without modules ask everything. If it fails, it has asked less, which only costs later builds time.
fn ask(
    scratch: &Utf8Path,
    build: impl FnOnce(&Utf8Path, &[String]) -> Result<(), ModuleError>,
) -> Result<(), ModuleError> {
    let write =
        |path: Utf8PathBuf, text: &str| fs_err::write(&path, text).map_err(ModuleError::io(path));
    let (asking, work, notes) =
        (scratch.join(ASKING_FILE), scratch.join("work"), scratch.join("notes"));
    fs_err::create_dir(&work).map_err(ModuleError::io(&work))?;
    write(asking.clone(), ASKING)?;
    write(work.join("Kbuild"), "obj-m :=\n")?;
    write(notes.clone(), "")?;
    build(&work, &[format!("MAKEFILES={asking}"), format!("NLMATRIX_NOTES={notes}")])?;
    let noted = fs_err::read_to_string(&notes).map_err(ModuleError::io(&notes))?;
    write(scratch.join(ANSWERS), &whole(&noted))?;
    fs_err::remove_file(&notes).map_err(ModuleError::io(&notes))?;
    fs_err::remove_dir_all(&work).map_err(ModuleError::io(&work))
}

/// The lines that are answers: a full disk cuts lines off.
fn whole(noted: &str) -> String {
    let is_answer = |line: &&str| {
        let value =
            line.strip_prefix("override nlmatrix-answer-").and_then(|it| it.split_once(" := "));
        value.is_some_and(|(_, value)| matches!(value, "y" | "n"))
    };
    noted.lines().filter(is_answer).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Job, find_program};

    /// As in kbuild: a question from two callers, each with a mark for the answer.
    const KERNEL: &str = "\
try-run = $(shell exit 1)
cc-option = $(call try-run,./cc -Werror -D'A=\"b c\"' $(1) -c -x c /dev/null -o \"$$TMP\",$(1),$(2))
flags := $(call cc-option,-known=1,-other) $(call cc-option,-unknown:2) $(call cc-option,-known\t3)
all:
\t@echo '$(flags)'
";
    /// A compiler that records each question.
    const COMPILER: &str =
        "#!/bin/sh\necho asked >>log\ncase \"$*\" in *-unknown*) exit 1;; esac\n";

    #[test]
    fn what_was_asked_is_answered_and_all_else_is_asked() {
        use std::os::unix::fs::PermissionsExt as _;
        if find_program("make").is_none() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("Makefile"), KERNEL.replace("\\t", "\t")).unwrap();
        fs_err::write(folder.join("cc"), COMPILER).unwrap();
        let runs = std::fs::Permissions::from_mode(0o755);
        fs_err::set_permissions(folder.join("cc"), runs).unwrap();
        fs_err::write(folder.join(ASKING_FILE), ASKING).unwrap();
        let make = |makefiles: &str, more: &[&str]| {
            let job = Job::new("env").arg(format!("MAKEFILES={makefiles}")).args(more);
            let job = job.args(["make", "-s", "KBUILD_EXTMOD=."]).dir(folder.to_owned());
            let flags = job.read().unwrap();
            let asked = fs_err::read_to_string(folder.join("log")).unwrap_or_default();
            (flags.split_whitespace().collect::<Vec<_>>().join(" "), asked.lines().count())
        };
        let (flags, asked) = make(ASKING_FILE, &["NLMATRIX_NOTES=notes"]);
        assert_eq!((flags.as_str(), asked), ("-known=1 -known 3", 3));
        let noted = fs_err::read_to_string(folder.join("notes")).unwrap();
        assert_eq!(whole(&noted).lines().count(), 3, "{noted}");
        let both = format!("{ASKING_FILE} notes");
        assert_eq!(make(&both, &[]), (flags.clone(), 3));
        let cut = &noted[..noted.len() - 3];
        fs_err::write(folder.join("notes"), whole(cut)).unwrap();
        assert_eq!(make(&both, &[]), (flags, 4), "one answer was cut off");
    }
}
