//! Clients for guests. A single C file becomes a static binary, linked with musl, which is small and starts on any
//! kernel from 2.6 to 7.x; for other processors it is linked with glibc. Other clients are linked as their authors
//! do, with glibc and its libraries.

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use super::error::{built, io};
use crate::arch::Arch;
use crate::digest::{Digest, Recipe};
use crate::matrix::ClientForm;
use crate::store::Store;
use crate::toolchain::Toolchain;

const KIND: &str = "clients";

/// musl has no `linux/` and `asm/`: those of the libc are used, after musl's own headers.
const KERNEL_HEADERS: [&str; 4] =
    ["-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu"];

/// The same for 32 bits, for which there is no wrapper.
const MUSL_OF_32_BITS: [&str; 4] = [
    "-specs",
    "/usr/lib/i386-linux-musl/musl-gcc.specs",
    "-idirafter",
    "/usr/i686-linux-gnu/include",
];

/// What a client is compiled for.
#[derive(Clone, Copy)]
enum Target {
    /// Programs with as many bits as the kernels of this processor.
    Own(Arch),
    /// 32-bit programs on amd64 kernels.
    Of32Bits,
}

/// A client, ready for a guest.
#[derive(Clone, Debug)]
pub struct Built {
    /// The program.
    pub binary: Utf8PathBuf,
    /// Its loader and shared libraries: path in the guest → file.
    pub libraries: Vec<(String, Utf8PathBuf)>,
}

/// Builds a client, or takes it from the toolchain root. `None` if there is no such root and nothing else provides
/// the client.
pub fn build(
    store: &Store,
    toolchain: &Toolchain,
    arch: Arch,
    form: &ClientForm,
    kmods: &Utf8Path,
) -> Result<Option<Built>, ClientError> {
    let (host, root) = (Some(Utf8Path::new("/")), toolchain.sysroot());
    let (binary, places) = match (form, root) {
        (ClientForm::Source { path, libs, flags }, _) if libs.is_empty() => {
            (compile(store, (toolchain, Target::Own(arch)), path, &[], flags, kmods)?, [None, None])
        }
        (ClientForm::Crate { path }, _) => (super::krate::build(store, path)?, [None, None]),
        (ClientForm::Binary { path }, _) => (path.clone(), [root, host]),
        (ClientForm::Command { path, command, program }, _) => {
            (super::command::build(store, toolchain, path, command, program)?, [root, host])
        }
        (_, None) => return Ok(None),
        (ClientForm::Source { path, libs, flags }, Some(_)) => (
            compile(store, (toolchain, Target::Own(arch)), path, libs, flags, kmods)?,
            [root, None],
        ),
        (ClientForm::Packaged { program, .. }, Some(root)) => {
            (root.join(program.trim_start_matches('/')), [Some(root), None])
        }
    };
    let places: Vec<&Utf8Path> = places.into_iter().flatten().collect();
    let libraries = match places[..] {
        [] => Vec::new(),
        _ => super::libraries::of(&binary, &places)?,
    };
    Ok(Some(Built { binary, libraries }))
}

/// Builds a 32-bit client for 64-bit kernels, with the toolchain for that. It is static, and contains its `libs`;
/// `None` for a client that is not compiled from a C file.
pub fn build_of_32_bits(
    store: &Store,
    toolchain: &Toolchain,
    form: &ClientForm,
    kmods: &Utf8Path,
) -> Result<Option<Built>, ClientError> {
    let ClientForm::Source { path, libs, flags } = form else { return Ok(None) };
    let binary = compile(store, (toolchain, Target::Of32Bits), path, libs, flags, kmods)?;
    Ok(Some(Built { binary, libraries: Vec::new() }))
}

/// Builds the client whose only C file is `source`, static unless it has `libs`; headers are looked for next to it
/// and in `kmods`, which has the wire contracts (`#include "nlecho/nlecho.h"`).
///
/// The product has the name of the source without `.c`.
fn compile(
    store: &Store,
    (toolchain, target): (&Toolchain, Target),
    source: &Utf8Path,
    libs: &[String],
    flags: &[String],
    kmods: &Utf8Path,
) -> Result<Utf8PathBuf, ClientError> {
    let source = camino::absolute_utf8(source).map_err(io(source))?;
    let kmods = camino::absolute_utf8(kmods).map_err(io(kmods))?;
    let folder = source.parent().unwrap_or(Utf8Path::new("/"));
    let recipe = recipe(&source, folder, &kmods)?.with("libs", libs.join(" "));
    let recipe = if flags.is_empty() { recipe } else { recipe.with("flags", flags.join("\n")) };
    let recipe = match target {
        Target::Own(arch) if arch.is_foreign() => recipe.with("arch", arch.name()),
        _ => recipe,
    };
    let key = recipe.with("toolchain", toolchain.digest().as_str()).key();
    let name = source.file_stem().unwrap_or("client");
    let make = |scratch: &Utf8Path| {
        let (include, binary) = (format!("-I{kmods}"), scratch.join(name));
        let compiler = target.compiler(toolchain, libs);
        let compiler: Vec<&str> = compiler.iter().map(String::as_str).collect();
        let common = ["-Os", "-s", "-Wall", &include];
        let output = ["-o", binary.as_str(), source.as_str()];
        let libs: Vec<String> = libs.iter().map(|name| format!("-l{name}")).collect();
        let libs: Vec<&str> = libs.iter().map(String::as_str).collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let argv = [&compiler, &common[..], &flags, &output, &libs].concat();
        let by = compiler.first().copied().unwrap_or_default();
        built(&source, by, &toolchain.job(folder, &[folder, &kmods], &argv))
    };
    Ok(store.get_or_make(KIND, &key, make)?.join(name))
}

impl Target {
    /// The compiler's command line, as far as it does not depend on the client.
    fn compiler(self, toolchain: &Toolchain, libs: &[String]) -> Vec<String> {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let with_libs = "-I/usr/include/libnl3";
        match self {
            Self::Own(arch) if libs.is_empty() => {
                let headers: &[&str] = if arch.is_foreign() { &[] } else { &KERNEL_HEADERS };
                [vec![toolchain.client_compiler(arch)], own(&["-static"]), own(headers)].concat()
            }
            Self::Own(_) => own(&[toolchain.compiler(), with_libs]),
            Self::Of32Bits => {
                let compiler = vec![toolchain.cross_compiler(Arch::I386), "-static".to_owned()];
                let rest: &[&str] = match libs {
                    [] => &MUSL_OF_32_BITS,
                    _ => &[with_libs, "-L/usr/lib/i386-linux-gnu"],
                };
                [compiler, own(rest)].concat()
            }
        }
    }
}

/// The source and every header that it could include: in these folders and directly below them.
fn recipe(source: &Utf8Path, folder: &Utf8Path, kmods: &Utf8Path) -> Result<Recipe, ClientError> {
    let mut headers = vec![source.to_owned()];
    for place in [folder, kmods] {
        headers.extend(headers_in(place)?);
        for entry in place.read_dir_utf8().map_err(io(place))?.flatten() {
            if entry.path().is_dir() {
                headers.extend(headers_in(entry.path())?);
            }
        }
    }
    headers.sort();
    headers.dedup();
    let add = |recipe: Recipe, path: &Utf8PathBuf| {
        let digest = Digest::of_file(path).map_err(io(path))?;
        Ok(recipe.with(path.as_str(), digest.as_str()))
    };
    headers.iter().try_fold(Recipe::new(KIND, 1), add)
}

fn headers_in(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ClientError> {
    let entries = folder.read_dir_utf8().map_err(io(folder))?.flatten();
    let paths = entries.map(|entry| entry.into_path());
    Ok(paths.filter(|path| path.extension() == Some("h")).collect())
}
