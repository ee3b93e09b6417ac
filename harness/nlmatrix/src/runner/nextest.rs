//! Hands cells over to nextest, which is the scheduler: it gives each a process, a deadline and a line.
//!
//! nextest expects a Cargo workspace and a list of its test programs. It gets a small workspace of our own whose only
//! test program is a link to this executable. So nothing is compiled when a run starts, and `nlmatrix` works
//! anywhere, not only in its own repository.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use indicatif::MultiProgress;
use serde_json::{Value, json};

use super::handoff::Handoff;
use super::progress;
use super::record::path_of;
use super::schedule::{self, Durations};
use crate::plan::Cell;
use crate::process::{Job, ProcessError};
use crate::signals;
use crate::store::free;

/// The name under which this executable acts as the test program.
pub const TEST_PROGRAM: &str = "nlmatrix-cells";
/// nextest's settings, the same as for `cargo nextest run --profile matrix` here.
const CONFIG: &str = include_str!("../../embedded/nextest.toml");
/// Its profile for cells.
const PROFILE: &str = "matrix";
/// nextest compares a build's platform with its own, and reads nothing else of it.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// How many bytes a record takes up at least.
const ROOM: u64 = 64 << 10;

/// nextest could not be started.
#[derive(Debug, thiserror::Error)]
pub enum NextestError {
    /// Its program is missing.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// It ended without any cell having ended.
    #[error("no cell left a record; see nextest's output ({log}):\n{output}")]
    NoRecord {
        /// The file with its output.
        log: Utf8PathBuf,
        /// All of its output.
        output: String,
    },
    /// No cell could leave a record, as the disk is full.
    #[error(
        "no cell could leave a record: the disk of {folder} is full; make room, or name a folder on \
         another disk with --out"
    )]
    NoSpace {
        /// The folder of the records.
        folder: Utf8PathBuf,
    },
    /// nextest's input could not be written.
    #[error("failed to write what nextest reads")]
    Io(#[from] io::Error),
}

/// What nextest is to run.
pub struct Batch<'a> {
    /// What each cell has to know about the run.
    pub handoff: Handoff,
    /// The cells, in the order to start them.
    pub cells: &'a [Cell],
    /// Where they leave their records.
    pub records: &'a Utf8Path,
    /// A scratch folder, for nextest's own files.
    pub scratch: &'a Utf8Path,
    /// How many cells the whole run has.
    pub total: usize,
    /// What has been reported about them.
    pub told: &'a progress::Told,
    /// How many cells at once.
    pub threads: usize,
    /// What scenarios took before: the longest start first.
    pub durations: &'a Durations,
    /// What is shown beside them: kernels that are still being made.
    pub bars: &'a MultiProgress,
}

/// Runs the batch. nextest's own verdict is ignored: the records say more.
pub fn run(batch: &Batch) -> Result<(), NextestError> {
    let files = Files::write(batch)?;
    let handoff = Handoff {
        plan: Some(files.plan.clone()),
        records: Some(batch.records.to_owned()),
        ..batch.handoff.clone()
    };
    let left = batch.records.with_file_name("handoff.json");
    let (variable, left) = handoff.leave(&left)?;
    let job = Job::new("cargo")
        .args(["nextest", "run", "--profile", PROFILE, "--no-fail-fast", "--no-tests", "pass"])
        .args(["--cargo-metadata", files.cargo.as_str()])
        .args(["--binaries-metadata", files.binaries.as_str()])
        .args(["--config-file", files.config.as_str()])
        .args(["--tool-config-file", &format!("nlmatrix:{}", files.priorities)])
        .args(["--test-threads", &batch.threads.to_string()])
        .dir(files.workspace)
        .env(variable, left);
    let log = batch.records.join("nextest.log");
    let seen =
        progress::Seen { log: &log, folder: batch.records, total: batch.total, told: batch.told };
    let Some(_) = progress::watch(job, &seen, batch.bars)? else {
        // It was ended by a signal, from us or from somebody else: what has no record did not run.
        tracing::warn!("interrupted: the cells that had not ended count as not run");
        return Ok(());
    };
    if signals::came() {
        // Ctrl-C at a terminal also ends nextest, perhaps before any cell has run.
        return Ok(());
    }
    let has_record = |cell: &Cell| path_of(batch.records, &cell.id).is_file();
    if !batch.cells.iter().any(has_record) {
        if free(batch.records) < ROOM {
            return Err(NextestError::NoSpace { folder: batch.records.to_owned() });
        }
        let output = match fs_err::read_to_string(&log)? {
            output if output.trim().is_empty() => "(nothing)".to_owned(),
            output => output,
        };
        return Err(NextestError::NoRecord { log, output });
    }
    Ok(())
}

/// What nextest reads.
struct Files {
    workspace: Utf8PathBuf,
    cargo: Utf8PathBuf,
    binaries: Utf8PathBuf,
    config: Utf8PathBuf,
    priorities: Utf8PathBuf,
    plan: Utf8PathBuf,
}

impl Files {
    fn write(batch: &Batch) -> io::Result<Self> {
        let workspace = batch.scratch.canonicalize_utf8()?;
        let program = test_program(&workspace)?;
        fs_err::write(workspace.join("Cargo.toml"), "[workspace]\n")?;
        let put = |name: &str, text: String| {
            let path = workspace.join(name);
            fs_err::write(&path, text).map(|()| path)
        };
        let ids: Vec<String> = batch.cells.iter().map(|cell| cell.id.to_string()).collect();
        let priorities = workspace.join("priorities.toml");
        schedule::write_config(batch.durations, &priorities)?;
        Ok(Self {
            priorities,
            cargo: put("cargo.json", cargo_metadata(&workspace).to_string())?,
            binaries: put("binaries.json", binaries(&workspace, &program).to_string())?,
            config: put("nextest.toml", config())?,
            plan: put("cells", ids.join("\n"))?,
            workspace,
        })
    }
}

/// The settings for cells only: nextest rejects a filter that names a program which does not exist.
fn config() -> String {
    let mut config: toml::Table = CONFIG.parse().expect("it is part of this program, and tested");
    let profiles = config.get_mut("profile").and_then(toml::Value::as_table_mut);
    profiles.into_iter().for_each(|profiles| profiles.retain(|name, _| name == PROFILE));
    config.to_string()
}

/// A link in `folder` through which this executable acts as the test program.
pub fn test_program(folder: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let program = folder.join(TEST_PROGRAM);
    if program.is_symlink() {
        fs_err::remove_file(&program)?;
    }
    // Through /proc, as cargo may have written a new executable to this one's path.
    let this = format!("/proc/{}/exe", std::process::id());
    fs_err::os::unix::fs::symlink(this, &program)?;
    Ok(program)
}

fn package_id(workspace: &Utf8Path) -> String {
    format!("path+file://{workspace}#cells@0.0.0")
}

/// What `cargo metadata` would say about a package `cells` with one test program.
fn cargo_metadata(workspace: &Utf8Path) -> Value {
    let id = package_id(workspace);
    let target = json!({
        "name": "matrix", "kind": ["test"], "crate_types": ["bin"], "test": true, "doctest": false,
        "doc": false, "edition": "2021", "src_path": workspace.join("matrix.rs"),
    });
    let package = json!({
        "name": "cells", "version": "0.0.0", "id": id, "edition": "2021", "source": null,
        "dependencies": [], "targets": [target], "features": {}, "authors": [], "categories": [],
        "keywords": [], "manifest_path": workspace.join("Cargo.toml"),
    });
    json!({
        "version": 1, "packages": [package], "workspace_members": [id],
        "workspace_root": workspace, "target_directory": workspace.join("target"),
        "resolve": { "nodes": [{ "id": id, "dependencies": [], "deps": [], "features": [] }], "root": id },
    })
}

/// nextest's own description of the test programs of a build.
fn binaries(workspace: &Utf8Path, program: &Utf8Path) -> Value {
    let platform = json!({ "triple": TRIPLE, "target-features": "unknown" });
    // The folder of Rust's shared libraries, none of which this executable needs.
    let libdir = json!({ "status": "available", "path": workspace });
    let program = json!({
        "binary-id": "cells::matrix", "binary-name": "matrix", "kind": "test",
        "package-id": package_id(workspace), "binary-path": program, "build-platform": "target",
    });
    json!({
        "rust-build-meta": {
            "target-directory": workspace.join("target"), "base-output-directories": [],
            "non-test-binaries": {}, "build-script-out-dirs": {}, "linked-paths": [],
            "platforms": { "host": { "platform": platform, "libdir": libdir }, "targets": [] },
            "target-platforms": [platform], "target-platform": null,
        },
        "rust-binaries": { "cells::matrix": program },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_profile_for_cells_goes_along() {
        let config: toml::Table = config().parse().unwrap();
        let profiles: Vec<&String> = config["profile"].as_table().unwrap().keys().collect();
        assert_eq!(profiles, [PROFILE]);
        assert!(config.contains_key("test-groups"));
    }
}
