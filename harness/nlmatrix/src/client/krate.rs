//! A client that is a Rust crate: built by the host's cargo, static, so that it needs no library.
//!
//! Only a build shows which files it reads: cargo's dep-info names them, whether they are modules, files of path
//! dependencies or arguments of `include_str!`. So the store keeps two things for a crate: the list of what its last
//! build read, and the program, whose key is the contents of all of that.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use super::error::io;
use super::inputs::Inputs;
use crate::digest::Recipe;
use crate::process::Job;
use crate::store::Store;

const KIND: &str = "clients";
const LISTS: &str = "client-inputs";
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// Static with glibc, so that no other target has to be installed.
const FLAGS: &str = "-C target-feature=+crt-static";
/// The name under which a program is kept.
const PROGRAM: &str = "program";
/// How often to build a crate that is edited during the build, or that writes into its own sources.
const MOST_BUILDS: u32 = 3;

/// Builds the crate in `folder`; its single program has the name of its package.
pub(super) fn build(store: &Store, folder: &Utf8Path) -> Result<Utf8PathBuf, ClientError> {
    let recipe = || -> Result<Recipe, ClientError> {
        let recipe = Recipe::new(KIND, 2).with("crate", FLAGS).with("folder", folder.as_str());
        let recipe = recipe.with("compiler", compiler(folder)?);
        Inputs::around(folder).add_to(recipe)
    };
    let list_key = recipe()?.key();
    let known = || -> Result<Option<Utf8PathBuf>, ClientError> {
        let Some(list) = store.find(LISTS, &list_key) else { return Ok(None) };
        let Ok(inputs) = Inputs::read(&list) else { return Ok(None) };
        let key = inputs.add_to(recipe()?)?.key();
        Ok(store.find(KIND, &key).map(|found| found.join(PROGRAM)))
    };
    if let Some(program) = known()? {
        return Ok(program);
    }
    let _lock = store.lock::<ClientError>(&format!("{LISTS}-build-{}", list_key.short()))?;
    if let Some(program) = known()? {
        return Ok(program);
    }
    let scratch = store.scratch::<ClientError>(KIND)?;
    let (program, inputs) = compile(folder, &scratch.path().join("target"))?;
    store.discard::<ClientError>(LISTS, &list_key)?;
    store.get_or_make(LISTS, &list_key, |list| inputs.write(list))?;
    let key = inputs.add_to(recipe()?)?.key();
    let keep = |kept: &Utf8Path| fs_err::rename(&program, kept.join(PROGRAM)).map_err(io(&program));
    Ok(store.get_or_make(KIND, &key, keep)?.join(PROGRAM))
}

/// Which compiler cargo uses for the crate in `folder`, in the compiler's own words.
fn compiler(folder: &Utf8Path) -> Result<String, ClientError> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let refused = |source| ClientError::Compile { path: folder.to_owned(), source };
    Ok(Job::new(rustc).arg("-vV").dir(folder).run().map_err(refused)?.output)
}

/// Builds until nothing that the build read was changed while it ran; returns the program and what it read.
fn compile(folder: &Utf8Path, target: &Utf8Path) -> Result<(Utf8PathBuf, Inputs), ClientError> {
    let job = Job::new("cargo")
        .args(["build", "--release", "--locked", "--target", TARGET])
        .dir(folder)
        .env("CARGO_TARGET_DIR", target.as_str())
        .env("RUSTFLAGS", FLAGS);
    let refused = |source| ClientError::Compile { path: folder.to_owned(), source };
    let built = target.join(TARGET).join("release");
    for build in 1.. {
        let started = SystemTime::now();
        job.run().map_err(refused)?;
        let inputs = Inputs::of_build(&built, target)?;
        if build == MOST_BUILDS || !inputs.changed_since(started) {
            let program = programs(&built)?.into_iter().next();
            let program = program.ok_or_else(|| ClientError::NoElf { path: built.clone() })?;
            return Ok((program, inputs));
        }
    }
    unreachable!("the last build returns")
}

/// Files without an extension: the executables that cargo leaves.
fn programs(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ClientError> {
    let entries = folder.read_dir_utf8().map_err(io(folder))?.flatten();
    let paths = entries.map(|entry| entry.into_path());
    let plain = |path: &Utf8PathBuf| {
        let hidden = path.file_name().is_none_or(|name| name.starts_with('.'));
        path.is_file() && path.extension().is_none() && !hidden
    };
    let mut programs: Vec<Utf8PathBuf> = paths.filter(plain).collect();
    programs.sort();
    Ok(programs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"talk\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n\n\
         [dependencies]\nbeside = { path = \"../beside\" }\n";
    const BESIDE: &str = "[package]\nname = \"beside\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    const LOCK: &str = "version = 3\n\n[[package]]\nname = \"beside\"\nversion = \"0.1.0\"\n\n[[package]]\n\
         name = \"talk\"\nversion = \"0.1.0\"\ndependencies = [\n \"beside\",\n]\n";
    const MAIN: &str = "mod part;\nfn main() {\n    print!(\"{} {} {} {}\", talk::LIB, part::PART, \
                        beside::BESIDE, include_str!(\"../word.txt\"));\n    \
                        print!(\" {}\", env!(\"BUILT\"));\n}\n";
    const BUILD: &str = "fn main() {\n    let text = std::fs::read_to_string(\"made-from\").unwrap();\n    \
                         println!(\"cargo:rustc-env=BUILT={}\", text.trim());\n}\n";

    fn write(root: &Utf8Path, file: &str, text: &str) {
        let path = root.join(file);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }

    /// A crate with a library, a module, a path dependency, a text that it includes, and a build script that does not
    /// say what it reads.
    fn project(root: &Utf8Path) {
        for (file, text) in [
            ("talk/Cargo.toml", MANIFEST),
            ("talk/Cargo.lock", LOCK),
            ("talk/src/main.rs", MAIN),
            ("talk/src/lib.rs", "pub const LIB: &str = \"lib\";\n"),
            ("talk/src/part.rs", "pub const PART: &str = \"part\";\n"),
            ("talk/word.txt", "word"),
            ("talk/build.rs", BUILD),
            ("talk/made-from", "made"),
            ("beside/Cargo.toml", BESIDE),
            ("beside/src/lib.rs", "pub const BESIDE: &str = \"beside\";\n"),
        ] {
            write(root, file, text);
        }
    }

    #[test]
    fn an_edit_of_any_file_that_cargo_reads_makes_another_program() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        project(root);
        let (store, talk) = (Store::at(root.join("store")), root.join("talk"));
        let said = || {
            let program = build(&store, &talk).unwrap();
            (Job::new(program.as_str()).run().unwrap().output, program)
        };
        let (first, program) = said();
        assert_eq!(first, "lib part beside word made");
        assert_eq!(said().1, program);
        for (file, text, wanted) in [
            ("talk/src/lib.rs", "pub const LIB: &str = \"LIB\";\n", "LIB part beside word made"),
            ("talk/src/part.rs", "pub const PART: &str = \"PART\";\n", "LIB PART beside word made"),
            ("talk/word.txt", "WORD", "LIB PART beside WORD made"),
            ("talk/made-from", "MADE", "LIB PART beside WORD MADE"),
            (
                "beside/src/lib.rs",
                "pub const BESIDE: &str = \"BESIDE\";\n",
                "LIB PART BESIDE WORD MADE",
            ),
        ] {
            write(root, file, text);
            assert_eq!(said().0, wanted, "{file}");
        }
        write(root, "talk/.cargo/config.toml", "[profile.release]\nopt-level = 0\n");
        let unoptimised = said().1;
        fs_err::remove_file(talk.join(".cargo/config.toml")).unwrap();
        let (again, optimised) = said();
        assert_eq!(again, "LIB PART BESIDE WORD MADE");
        assert_ne!(unoptimised, optimised);
    }
}
