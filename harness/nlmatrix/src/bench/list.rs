//! How long listing takes: nextest lists the cells before every run.

use std::fmt::Write as _;
use std::time::Duration;

use camino::Utf8Path;

use super::BenchError;
use crate::process::Job;
use crate::runner::handoff::Handoff;
use crate::runner::nextest;

/// Kernels of the generated matrix; each has 50 cells.
const KERNELS: usize = 100;

/// Lists a generated matrix of 5,000 cells in the way nextest does, with this executable.
pub fn measure(workspace: &Utf8Path, folder: &Utf8Path) -> Result<Duration, BenchError> {
    let program = nextest::test_program(folder)?;
    let file = folder.join("matrix.toml");
    fs_err::write(&file, matrix(workspace))?;
    let (handoff, left) =
        (Handoff { matrix: file, ..Handoff::default() }, folder.join("listed.json"));
    let (variable, left) = handoff.leave(&left)?;
    let job = Job::new(program.as_str()).arg("--list").env(variable, left);
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
