//! Builds the programs that the library embeds. The guest agent: another target profile, no `std`,
//! its own entry point, so a build of its own. The wrappers of the legacy compiler profile: static,
//! because they run in whatever root the compiler is in.
//!
//! Each is a package that says where its source is: in this repository, or where cargo unpacked it when
//! nlmatrix was installed from a registry.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A static program with an entry point of its own, at a fixed address.
const AGENT_FLAGS: [&str; 6] = [
    "-Crelocation-model=static",
    "-Clink-arg=-nostartfiles",
    "-Clink-arg=-nostdlib",
    "-Clink-arg=-static",
    "-Clink-arg=-no-pie",
    "-Clink-arg=-Wl,--build-id=none,-z,noexecstack",
];
/// Without a libc of the compiler's root.
const WRAPPER_FLAGS: [&str; 1] = ["-Ctarget-feature=+crt-static"];
/// Tiny, and without unwinding. Here, as a package has no profiles of its workspace.
const PROFILE: [&str; 5] =
    ["panic='abort'", "opt-level=2", "lto='fat'", "codegen-units=1", "strip=true"];
/// The agent runs in x86-64 guests whatever the host is, and kernels are built for the same.
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn main() {
    build(Path::new(nlmatrix_agent::SOURCE), "nlmatrix-agent", &AGENT_FLAGS);
    build(Path::new(legacy_cc::SOURCE), "nlmatrix-legacy-cc", &WRAPPER_FLAGS);
    semantic_patches();
}

/// Lists the semantic patches beside the probes, with their texts.
fn semantic_patches() {
    let probes = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("embedded/probes");
    // A link, where it is in the repository: cargo looks at what it leads to.
    let probes = probes.canonicalize().expect("it is part of the package");
    println!("cargo::rerun-if-changed={}", probes.display());
    let mut list = String::from("const FILES: &[(&str, &str)] = &[\n");
    for path in entries(&probes).iter().filter(|it| it.is_dir()).flat_map(|it| entries(it)) {
        if path.extension().is_some_and(|it| it == "cocci") {
            let name = path.strip_prefix(&probes).expect("it is below").to_owned();
            writeln!(list, "    ({name:?}, include_str!({path:?})),").expect("a string takes all");
        }
    }
    list.push_str("];\n");
    std::fs::write(PathBuf::from(variable("OUT_DIR")).join("semantic-patches.rs"), list)
        .expect("cargo's folder can be written to");
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).expect("it is part of the package").flatten();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Builds the program `name` of the package in `source`, and puts it where the library embeds it.
#[expect(clippy::disallowed_methods, reason = "the library's way to run children is not built yet")]
fn build(source: &Path, name: &str, flags: &[&str]) {
    println!("cargo::rerun-if-changed={}", source.display());
    let out = PathBuf::from(variable("OUT_DIR"));
    let target_dir = out.join(name).with_extension("target");
    let mut cargo = Command::new(variable("CARGO"));
    cargo
        .args(["build", "--quiet", "--bin", name, "--release"])
        .args(
            PROFILE.iter().flat_map(|it| ["--config".to_owned(), format!("profile.release.{it}")]),
        )
        .args(["--target", TARGET, "--target-dir"])
        .arg(&target_dir)
        .arg("--manifest-path")
        .arg(source.join("Cargo.toml"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    // What the outer build was told (by clippy, by coverage tools) is not meant for this one.
    for inherited in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CLIPPY_ARGS"] {
        cargo.env_remove(inherited);
    }
    let status = cargo.status().expect("cargo can be started, it runs this");
    assert!(status.success(), "failed to build {name}: see above");
    let built = target_dir.join(TARGET).join("release").join(name);
    std::fs::copy(&built, out.join(name)).expect("it was built, but where?");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
