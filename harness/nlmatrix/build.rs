//! Builds the programs that the library embeds. The guest agent needs a build of its own, with another target
//! profile, no `std`, and its own entry point. The wrappers of the legacy compiler profile are static, because they
//! run in whatever root the compiler is in.
//!
//! The source of each is a package: in this repository, or where cargo unpacked it when nlmatrix was installed from a
//! registry.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A static program with an entry point of its own, at a fixed address.
const AGENT_FLAGS: [&str; 6] = [
    "-Crelocation-model=static",
    "-Clink-arg=-nostartfiles",
    "-Clink-arg=-nostdlib",
    "-Clink-arg=-static",
    "-Clink-arg=-no-pie",
    "-Clink-arg=-Wl,--build-id=none,-z,noexecstack",
];
/// Without depending on a libc in the compiler's root.
const WRAPPER_FLAGS: [&str; 1] = ["-Ctarget-feature=+crt-static"];
/// Tiny, and without unwinding. This is set here because a package cannot use the profiles of its workspace.
const PROFILE: [&str; 5] =
    ["panic='abort'", "opt-level=2", "lto='fat'", "codegen-units=1", "strip=true"];
/// The agent runs in x86-64 guests whatever the host is, and kernels are built for the same.
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn main() {
    build(Path::new(nlmatrix_agent::SOURCE), "nlmatrix-agent", &AGENT_FLAGS);
    build(Path::new(legacy_cc::SOURCE), "nlmatrix-legacy-cc", &WRAPPER_FLAGS);
    agent_sources();
    semantic_patches();
}

/// Lists everything from which the agent is built, with the text of the sources, and how: agents for processors other
/// than the host's are built when a kernel needs one, by a compiler that has their core library.
fn agent_sources() {
    let manifest = Path::new(nlmatrix_agent::SOURCE).join("Cargo.toml");
    let metadata = metadata(&manifest);
    let mut list = format!(
        "pub(super) const FLAGS: &[&str] = &{AGENT_FLAGS:?};\n\
         pub(super) const PROFILE: &[&str] = &{PROFILE:?};\n\
         pub(super) const FILES: &[(&str, &[u8])] = &[\n"
    );
    for package in packages_of(&metadata) {
        let name = package["name"].as_str().expect("cargo names packages");
        let version = package["version"].as_str().expect("cargo names versions");
        let manifest = Path::new(package["manifest_path"].as_str().expect("cargo names manifests"));
        let folder = manifest.parent().expect("a file lies in a folder");
        if package["source"].is_null() {
            println!("cargo::rerun-if-changed={}", folder.join("src").display());
            let text = manifest_of(package);
            writeln!(list, "    (\"{name}/Cargo.toml\", {text:?}.as_bytes()),")
        } else {
            writeln!(
                list,
                "    (\"vendor/{name}-{version}/Cargo.toml\", include_bytes!({manifest:?})),"
            )
        }
        .expect("a string takes all");
        let place = match package["source"].is_null() {
            true => name.to_owned(),
            false => format!("vendor/{name}-{version}"),
        };
        for path in sources_in(folder) {
            let below = path.strip_prefix(folder).expect("it is below").display();
            writeln!(list, "    (\"{place}/{below}\", include_bytes!({path:?})),")
                .expect("a string takes all");
        }
    }
    list.push_str("];\n");
    std::fs::write(PathBuf::from(variable("OUT_DIR")).join("agent-sources.rs"), list)
        .expect("cargo's folder can be written to");
}

/// What cargo knows about the packages around `manifest`.
#[expect(clippy::disallowed_methods, reason = "the library's way to run children is not built yet")]
fn metadata(manifest: &Path) -> Value {
    let mut cargo = Command::new(variable("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", TARGET]);
    let output = cargo.arg("--manifest-path").arg(manifest).output().expect("cargo runs this");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// The packages from which the agent's package is built, including itself.
fn packages_of(metadata: &Value) -> Vec<&Value> {
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let nodes = list(&metadata["resolve"]["nodes"]);
    let all = metadata["packages"].as_array().into_iter().flatten();
    let root = all.clone().find(|it| it["name"] == "nlmatrix-agent").expect("it was asked for");
    let mut found = vec![root["id"].clone()];
    let mut at = 0;
    while at < found.len() {
        let node = nodes.iter().find(|node| node["id"] == found[at]).expect("each is resolved");
        for needed in list(&node["deps"]) {
            let is_used = list(&needed["dep_kinds"]).iter().any(|it| it["kind"] != "dev");
            if is_used && !found.contains(&needed["pkg"]) {
                found.push(needed["pkg"].clone());
            }
        }
        at += 1;
    }
    all.filter(|package| found.contains(&package["id"])).collect()
}

/// The manifest for a package of this workspace on its own.
fn manifest_of(package: &Value) -> String {
    let mut text = format!(
        "[workspace]\n[package]\nname = {}\nversion = {}\nedition = {}\n",
        package["name"], package["version"], package["edition"]
    );
    if !package["features"].as_object().is_none_or(|it| it.is_empty()) {
        text += "[features]\n";
        for (name, needs) in package["features"].as_object().into_iter().flatten() {
            text += &format!("{name} = {needs}\n");
        }
    }
    text += "[dependencies]\n";
    let needed = package["dependencies"].as_array().into_iter().flatten();
    for it in needed.filter(|it| it["kind"].is_null()) {
        let name = it["name"].as_str().expect("cargo names packages");
        let place = match it["path"].is_null() {
            true => format!("version = {}", it["req"]),
            false => format!("path = \"../{name}\""),
        };
        let (features, default) = (&it["features"], &it["uses_default_features"]);
        text += &format!(
            "{name} = {{ {place}, default-features = {default}, features = {features} }}\n"
        );
    }
    text
}

/// The files of a package that a build reads.
fn sources_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !["tests", "benches", "examples", "target"].contains(&name.as_str()) {
            found.extend(sources_in(&path));
        } else if path.extension().is_some_and(|it| it == "rs" || it == "md") {
            found.push(path);
        }
    }
    found
}

/// Lists the semantic patches beside the probes, with their texts, and what each makes of its test's source.
fn semantic_patches() {
    let probes = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("embedded/probes");
    // In the repository it is a link: cargo watches its target.
    let probes = probes.canonicalize().expect("it is part of the package");
    println!("cargo::rerun-if-changed={}", probes.display());
    let mut patches = String::from("const FILES: &[(&str, &str)] = &[\n");
    let mut steps = String::from("const STEPS: &[(&str, &str, &str, &str)] = &[\n");
    for path in entries(&probes).iter().filter(|it| it.is_dir()).flat_map(|it| entries(it)) {
        if path.extension().is_none_or(|it| it != "cocci") {
            continue;
        }
        let name = path.strip_prefix(&probes).expect("it is below");
        writeln!(patches, "    ({name:?}, include_str!({path:?})),").expect("a string takes all");
        let step = name.file_stem().expect("it is a file");
        let [before, after] = ["c", "res"].map(|it| path.with_extension(it));
        writeln!(
            steps,
            "    ({step:?}, include_str!({path:?}), include_str!({before:?}), include_str!({after:?})),"
        )
        .expect("a string takes all");
    }
    for (file, mut list) in [("semantic-patches.rs", patches), ("steps.rs", steps)] {
        list.push_str("];\n");
        std::fs::write(PathBuf::from(variable("OUT_DIR")).join(file), list)
            .expect("cargo's folder can be written to");
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).expect("it is part of the package").flatten();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Builds the program `name` of the package in `source`, and copies it to where the library embeds it.
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
    // Flags of the outer build (from clippy, from coverage tools) are not meant for this one.
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
