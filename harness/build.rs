//! Builds the guest agent, which the library embeds: another target profile, no `std`, its own
//! entry point, so a build of its own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A static program with an entry point of its own, at a fixed address.
const FLAGS: [&str; 6] = [
    "-Crelocation-model=static",
    "-Clink-arg=-nostartfiles",
    "-Clink-arg=-nostdlib",
    "-Clink-arg=-static",
    "-Clink-arg=-no-pie",
    "-Clink-arg=-Wl,--build-id=none,-z,noexecstack",
];
/// The agent runs in x86-64 guests whatever the host is.
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("..");
    for input in ["images/agent", "harness/wire", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let out = PathBuf::from(variable("OUT_DIR"));
    build_agent(&root, &out.join("agent"));
    let built = out.join("agent").join(TARGET).join("agent/nlmatrix-agent");
    std::fs::copy(&built, out.join("nlmatrix-agent")).expect("the agent was built, but where?");
}

#[expect(clippy::disallowed_methods, reason = "the library's way to run children is not built yet")]
fn build_agent(root: &Path, target_dir: &Path) {
    let mut cargo = Command::new(variable("CARGO"));
    cargo
        .args(["build", "--quiet", "--package", "nlmatrix-agent", "--profile", "agent"])
        .args(["--target", TARGET, "--target-dir"])
        .arg(target_dir)
        .arg("--manifest-path")
        .arg(root.join("images/agent/Cargo.toml"))
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"));
    // What the outer build was told (by clippy, by coverage tools) is not meant for this one.
    for inherited in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CLIPPY_ARGS"] {
        cargo.env_remove(inherited);
    }
    let status = cargo.status().expect("cargo can be started, it runs this");
    assert!(status.success(), "failed to build the guest agent: see above");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
