//! Which module a folder makes, according to those who know: make for a Kbuild or Makefile, bash for a `dkms.conf`.
//! Both files are programs in all but name, so their text alone does not say it.
//!
//! Both may also do something: make builds the files that a makefile includes, for the kernel that the question
//! names, and the next build would find them. So the question is asked in a copy.

use camino::{Utf8Path, Utf8PathBuf};

use super::error::InitError;
use crate::matrix::Method;
use crate::module::Sources;
use crate::process::Job;

/// The files that kbuild reads, in its order.
pub(super) const MAKEFILES: [&str; 2] = ["Kbuild", "Makefile"];
/// How many levels of folders that `obj-m` names are followed.
const DEEPEST: usize = 4;

/// Reads a makefile as kbuild does, and prints its objects: first modules, then objects whose options are not set,
/// then the folders that are entered for modules alone.
const PROBE: &str = "\
override KERNELRELEASE := 6.12.0
override KERNELVERSION := 6.12.0
VERSION := 6
PATCHLEVEL := 12
override src := $(NLMATRIX_FOLDER)
override obj := $(NLMATRIX_FOLDER)
override M := $(NLMATRIX_FOLDER)
KBUILD_EXTMOD := $(NLMATRIX_FOLDER)
KBUILD_MODULES := 1
include $(NLMATRIX_FOLDER)/$(NLMATRIX_FILE)
override nlmatrix-all = $(obj-m) $(obj-) $(filter %/,$(obj-y)) $(addsuffix /,$(patsubst %/,%,$(subdir-y) $(subdir-m)))
.PHONY: nlmatrix-probe
nlmatrix-probe: ; @echo 'nlmatrix-objects: $(nlmatrix-all)'; \\
	echo 'nlmatrix-sources: $(foreach o,$(nlmatrix-all),$(or $(strip $($(o:.o=-objs)) $($(o:.o=-y)) $($(o:.o=-m))),$(o)))'
";

/// Reads a `dkms.conf`, and prints the names of the package and of its first module, and the options it asks for.
const DKMS: &str = r#"
kernelver=6.12.0 kernel_source_dir=/lib/modules/6.12.0/build arch=x86_64
dkms_tree=/var/lib/dkms source_tree=/usr/src
. ./dkms.conf > /dev/null
echo "nlmatrix-package: $PACKAGE_NAME ${BUILT_MODULE_NAME[0]:-$PACKAGE_NAME} $BUILD_EXCLUSIVE_CONFIG"
"#;

/// A copy of a folder, including what it refers to outside, as builds have it: it may be written to.
pub(super) struct Copy {
    _scratch: tempfile::TempDir,
    /// The folder in the copy.
    pub folder: Utf8PathBuf,
}

impl Copy {
    /// A copy of `folder`.
    pub fn of(folder: &Utf8Path) -> Result<Self, InitError> {
        let scratch = tempfile::tempdir()?;
        let out =
            Utf8Path::from_path(scratch.path()).expect("temporary folders are named in ASCII");
        let folder =
            Sources::of_folder("copy", folder, None, Method::Kbuild(Vec::new()))?.write(out)?;
        Ok(Self { _scratch: scratch, folder })
    }
}

/// The package and the first module that the `dkms.conf` in `folder` names, and the kernel options that it asks for.
pub(super) fn dkms(folder: &Utf8Path) -> Result<Option<(String, String, Vec<String>)>, InitError> {
    let job = Job::new("bash").args(["-c", DKMS]).dir(folder).env("LC_ALL", "C.UTF-8");
    let said = job.finish()?.output;
    let mut words = answer(&said, "nlmatrix-package:").into_iter();
    Ok(words.next().zip(words.next()).map(|(package, module)| (package, module, words.collect())))
}

/// The name of the first module that kbuild makes from `file` in `folder`.
pub(super) fn kbuild(folder: &Utf8Path, file: &str) -> Result<Option<String>, InitError> {
    objects(folder, file, DEEPEST)
}

/// The same from the assignments in `file` alone, whatever their conditions: files that it includes do not exist.
pub(super) fn assigned(folder: &Utf8Path, file: &str) -> Result<Option<String>, InitError> {
    const ASSIGNED: &str = "nlmatrix-assigned.mk";
    let text = fs_err::read_to_string(folder.join(file))?;
    let is_assignment = |line: &&str| {
        let name = line.split(['=', ':', '+', '?']).next().unwrap_or_default().trim();
        line.contains('=') && !name.is_empty() && !name.contains([' ', '\t', '(', '$', '@', '#'])
    };
    let lines = text.lines().map(|line| line.trim().trim_end_matches('\\'));
    let lines: Vec<&str> = lines.filter(is_assignment).collect();
    fs_err::write(folder.join(ASSIGNED), lines.join("\n") + "\n")?;
    kbuild(folder, ASSIGNED)
}

/// The C files that kbuild compiles according to `file` in `folder`, relative to that; none if it does not say.
pub(super) fn compiled(folder: &Utf8Path, file: &str) -> Result<Vec<Utf8PathBuf>, InitError> {
    let file = if MAKEFILES.contains(&file) { Some(file) } else { makefile(folder) };
    let all = file.map(|file| sources(folder, file, DEEPEST)).transpose()?.unwrap_or_default();
    let below = |path: Utf8PathBuf| path.strip_prefix(folder).map(Utf8Path::to_owned).ok();
    Ok(all.into_iter().filter_map(below).collect())
}

pub(super) fn makefile(folder: &Utf8Path) -> Option<&'static str> {
    MAKEFILES.into_iter().find(|file| folder.join(file).is_file())
}

fn sources(folder: &Utf8Path, file: &str, deepest: usize) -> Result<Vec<Utf8PathBuf>, InitError> {
    let mut found = Vec::new();
    for object in answer(&said(folder, file)?, "nlmatrix-sources:") {
        let path = folder.join(&object);
        if object.ends_with('/') {
            let below = makefile(&path).filter(|_| deepest > 0);
            found.extend(
                below
                    .map(|file| sources(&path, file, deepest - 1))
                    .transpose()?
                    .into_iter()
                    .flatten(),
            );
        } else {
            found.push(path.with_extension("c"));
        }
    }
    Ok(found)
}

fn objects(folder: &Utf8Path, file: &str, deepest: usize) -> Result<Option<String>, InitError> {
    for object in answer(&said(folder, file)?, "nlmatrix-objects:") {
        if let Some(name) = object.strip_suffix(".o") {
            return Ok(Some(name.rsplit('/').next().unwrap_or(name).to_owned()));
        }
        let below = object.ends_with('/').then(|| folder.join(&object));
        let within = below.filter(|_| deepest > 0).map(|below| first_of(&below, deepest - 1));
        if let Some(found) = within.transpose()?.flatten() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What make says about `file` in `folder`.
fn said(folder: &Utf8Path, file: &str) -> Result<String, InitError> {
    let job = Job::new("make")
        .args(["--no-print-directory", "-rR", "-f", "-", "nlmatrix-probe"])
        .arg(format!("NLMATRIX_FOLDER={folder}"))
        .arg(format!("NLMATRIX_FILE={file}"))
        .dir(folder)
        .without("MAKEFLAGS")
        // Kbuild runs make recursively, and some makefiles refuse to be read at the top level.
        .env("MAKELEVEL", "1")
        .stdin(PROBE);
    let said = job.finish()?.output;
    tracing::debug!("make of {folder}/{file} said: {said}");
    Ok(said)
}

/// What keeps make from reading `file` in `folder`: its first complaint about the file itself.
pub(super) fn complaint(folder: &Utf8Path, file: &str) -> Result<Option<String>, InitError> {
    let said = said(folder, file)?;
    let path = format!("{folder}/{file}:");
    let found =
        said.lines().find_map(|line| line.strip_prefix(&path).filter(|it| it.contains("***")));
    Ok(found.map(|it| format!("{file}:{it}")))
}

fn first_of(folder: &Utf8Path, deepest: usize) -> Result<Option<String>, InitError> {
    match makefile(folder) {
        Some(file) => objects(folder, file, deepest),
        None => Ok(None),
    }
}

/// The words after `mark` in what was printed.
fn answer(said: &str, mark: &str) -> Vec<String> {
    let line = said.lines().rev().find_map(|line| line.strip_prefix(mark)).unwrap_or_default();
    line.split_whitespace().map(str::to_owned).collect()
}
