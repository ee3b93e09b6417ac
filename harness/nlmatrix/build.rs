//! Builds the programs that the library embeds. The guest agent: another target profile, no `std`,
//! its own entry point, so a build of its own. The wrappers of the legacy compiler profile: static,
//! because they run in whatever root the compiler is in.

use std::env;
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
/// The agent runs in x86-64 guests whatever the host is, and kernels are built for the same.
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("../..");
    let inputs =
        ["images/agent", "images/toolchains/legacy-cc", "harness/wire", "Cargo.toml", "Cargo.lock"];
    for input in inputs {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    build(&root, "images/agent", "nlmatrix-agent", &AGENT_FLAGS);
    build(&root, "images/toolchains/legacy-cc", "nlmatrix-legacy-cc", &WRAPPER_FLAGS);
}

/// Builds the program `name` of the package in `folder`, and puts it where the library embeds it.
#[expect(clippy::disallowed_methods, reason = "the library's way to run children is not built yet")]
fn build(root: &Path, folder: &str, name: &str, flags: &[&str]) {
    let out = PathBuf::from(variable("OUT_DIR"));
    let target_dir = out.join(Path::new(folder).file_name().expect("it has a name"));
    let mut cargo = Command::new(variable("CARGO"));
    cargo
        .args(["build", "--quiet", "--bin", name, "--profile", "agent"])
        .args(["--target", TARGET, "--target-dir"])
        .arg(&target_dir)
        .arg("--manifest-path")
        .arg(root.join(folder).join("Cargo.toml"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    // What the outer build was told (by clippy, by coverage tools) is not meant for this one.
    for inherited in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CLIPPY_ARGS"] {
        cargo.env_remove(inherited);
    }
    let status = cargo.status().expect("cargo can be started, it runs this");
    assert!(status.success(), "failed to build {name}: see above");
    let built = target_dir.join(TARGET).join("agent").join(name);
    std::fs::copy(&built, out.join(name)).expect("it was built, but where?");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
