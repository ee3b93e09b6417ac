//! The guest agent for each processor. That for amd64 is embedded; others are built once from embedded sources, by
//! Debian's rustc in the toolchain root with the core library of their own architecture.

use camino::{Utf8Path, Utf8PathBuf};

use super::AgentError;
use crate::arch::Arch;
use crate::debian::{self, Archive, Mirrors, Package, Suite, unpack_deb};
use crate::digest::{Digest, Recipe};
use crate::store::Store;
use crate::toolchain::{SUITE, Toolchain};

/// The agent for amd64: a static program, built by `build.rs`.
pub static AGENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/nlmatrix-agent"));

/// Its sources and those of its dependencies (paths relative to a folder, and texts), and the flags of its build.
mod sources {
    include!(concat!(env!("OUT_DIR"), "/agent-sources.rs"));
}

const KIND: &str = "agents";
const NAME: &str = "nlmatrix-agent";
/// The Debian package with rustc's libraries for one architecture, and their path in it.
const LIBRARIES: &str = "libstd-rust-dev";
const IN_PACKAGE: &str = "usr/lib/rustlib";

/// The agent for the foreign processor `arch`; `toolchain` is the one for it.
pub fn foreign_agent(
    store: &Store,
    toolchain: &Toolchain,
    arch: Arch,
) -> Result<Vec<u8>, AgentError> {
    let recipe = Recipe::new(KIND, 1).with("arch", arch.name());
    let recipe = recipe.with("toolchain", toolchain.digest().as_str());
    let with = |recipe: Recipe, (path, text): &(&str, &[u8])| recipe.with(path, text);
    let key = sources::FILES.iter().fold(recipe, with).key();
    let make = |scratch: &Utf8Path| build(store, toolchain, arch, scratch);
    let path = store.get_or_make(KIND, &key, make)?.join(NAME);
    fs_err::read(&path).map_err(AgentError::io(path))
}

fn build(
    store: &Store,
    toolchain: &Toolchain,
    arch: Arch,
    scratch: &Utf8Path,
) -> Result<(), AgentError> {
    tracing::info!(%arch, "building the guest agent");
    let work = scratch.join("work");
    lay_out(&work)?;
    let libraries = libraries(store, arch, &work.join("rustlib"))?;
    let argv = arguments(toolchain, arch, &work, &libraries);
    let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
    let built = toolchain.job(&work.join(NAME), &[], &argv).run();
    built.map_err(|source| AgentError::Build { arch, source })?;
    let built = work.join("target").join(arch.of_rustc()).join("release").join(NAME);
    fs_err::rename(&built, scratch.join(NAME)).map_err(AgentError::io(built))?;
    fs_err::remove_dir_all(&work).map_err(AgentError::io(work))
}

/// Writes the sources to `work`; those of other packages go to a directory that cargo uses as its registry.
fn lay_out(work: &Utf8Path) -> Result<(), AgentError> {
    let write = |path: Utf8PathBuf, text: &[u8]| {
        let folder = path.parent().expect("it is below a folder");
        let written = fs_err::create_dir_all(folder).and_then(|()| fs_err::write(&path, text));
        written.map_err(AgentError::io(path))
    };
    for (path, text) in sources::FILES {
        write(work.join(path), text)?;
        if path.starts_with("vendor/") && path.ends_with("/Cargo.toml") {
            // Digests of files would only matter to somebody who edits them.
            let beside = work.join(path).with_file_name(".cargo-checksum.json");
            write(beside, b"{\"files\":{}}")?;
        }
    }
    let config = format!(
        "[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"{work}/vendor\"\n"
    );
    write(work.join(".cargo/config.toml"), config.as_bytes())
}

fn arguments(
    toolchain: &Toolchain,
    arch: Arch,
    work: &Utf8Path,
    libraries: &Utf8Path,
) -> Vec<String> {
    let target = arch.of_rustc();
    let flags = sources::FLAGS.iter().map(|it| (*it).to_owned()).chain([format!("-L{libraries}")]);
    let flags: Vec<String> = flags.map(|flag| format!("{flag:?}")).collect();
    let linker = toolchain.cross_compiler(arch);
    let configs = sources::PROFILE.iter().map(|it| format!("profile.release.{it}")).chain([
        format!("target.{target}.linker=\"{linker}\""),
        format!("target.{target}.rustflags=[{}]", flags.join(",")),
    ]);
    let home = format!("CARGO_HOME={work}/home");
    let words = ["env", &home, "cargo", "build", "--quiet", "--release", "--offline"];
    let target_dir = format!("{work}/target");
    let ours = ["--target", target, "--target-dir", &target_dir, "--bin", NAME];
    let words = words.into_iter().chain(ours).map(str::to_owned);
    words.chain(configs.flat_map(|it| ["--config".to_owned(), it])).collect()
}

/// The folder with the core library for `arch`, unpacked to `folder`. The root's rustc rejects one of another
/// version.
fn libraries(store: &Store, arch: Arch, folder: &Utf8Path) -> Result<Utf8PathBuf, AgentError> {
    let there = debian::packages(store, Suite::of_debian(SUITE), arch, LIBRARIES)?;
    let named = there.iter().filter(|it| it.name == LIBRARIES);
    let newest = named.max_by(|a, b| debian::compare(&a.version, &b.version));
    let package = newest.ok_or(AgentError::NoLibraries { arch, name: LIBRARIES })?;
    let deb = store.get_or_make("debs", &package.sha256, |scratch| fetch(package, scratch))?;
    let wanted = format!("{IN_PACKAGE}/{}/lib", arch.of_rustc());
    unpack_deb(&deb.join(FILE), folder, |path| path.starts_with(&wanted))?;
    Ok(folder.join(wanted))
}

/// The name of a package's file in the store.
const FILE: &str = "package.deb";

fn fetch(package: &Package, scratch: &Utf8Path) -> Result<(), AgentError> {
    let path = scratch.join(FILE);
    let uri = format!("{}/{}", Mirrors::of_host()?.uri(Archive::Main), package.path);
    debian::download(&uri, &path, Some(package.sha256.as_str()))?;
    let found = Digest::of_file(&path).map_err(AgentError::io(path))?;
    if found == package.sha256 {
        return Ok(());
    }
    Err(AgentError::WrongDigest { name: package.name.clone() })
}
