//! How long listing takes: nextest lists before every run.

use std::fmt::Write as _;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::BenchError;
use crate::process::Job;
use crate::runner::matrix::MATRIX_VARIABLE;

/// Kernels of the generated matrix; each has 50 cells.
const KERNELS: usize = 100;

/// Lists a generated matrix of 5,000 cells by the test binary of the workspace.
pub fn measure(workspace: &Utf8Path, folder: &Utf8Path) -> Result<Duration, BenchError> {
    let binary = test_binary(workspace)?;
    let file = folder.join("matrix.toml");
    fs_err::write(&file, matrix(workspace))?;
    let job = Job::new(binary.as_str()).arg("--list").env(MATRIX_VARIABLE, file.as_str());
    let finished = job.run()?;
    let cells = finished.output.lines().filter(|line| line.ends_with(": test")).count();
    if cells < 5000 { Err(BenchError::List { cells }) } else { Ok(finished.took) }
}

/// Each kernel: its boot, and seven generations with a build and six scenarios each.
fn matrix(workspace: &Utf8Path) -> String {
    let mut text = "schema = 1\n".to_owned();
    for number in 0..KERNELS {
        writeln!(
            text,
            "[[kernel]]\nid = \"k{number}\"\ndebian = {{ suite = \"trixie\", series = \"6.12\" }}"
        )
        .expect("writing to a string");
    }
    writeln!(
        text,
        "[[system]]\nname = \"nlecho\"\npath = \"{workspace}/kmods/nlecho\"\nscenarios = [\
        \"load-unload\", \"echo-roundtrip\", \"ack-only-when-asked\", \"journal-client\", \
        \"enobufs-control-length\", \"enobufs-overrun\"]"
    )
    .expect("writing to a string");
    for number in 0..7 {
        writeln!(text, "[[system.generation]]\nname = \"g{number}\"\nkernels = \"*\"")
            .expect("writing to a string");
    }
    text
}

/// nextest knows where cargo put it, and builds it when it is not there.
fn test_binary(workspace: &Utf8Path) -> Result<Utf8PathBuf, BenchError> {
    let words = "nextest list --profile matrix --test matrix --workspace --exclude nlmatrix-agent \
                 --list-type binaries-only --message-format json --cargo-quiet";
    let listed = Job::new("cargo").args(words.split_whitespace()).dir(workspace).run()?;
    let json = listed.output.lines().find(|line| line.starts_with('{')).unwrap_or_default();
    let listed: serde_json::Value = serde_json::from_str(json).map_err(std::io::Error::other)?;
    let binaries = listed["rust-binaries"].as_object().into_iter().flatten();
    let path = binaries.filter_map(|(_, binary)| binary["binary-path"].as_str()).next();
    Ok(path.ok_or(BenchError::List { cells: 0 })?.into())
}
