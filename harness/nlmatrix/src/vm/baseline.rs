//! QEMU without anything of ours in it: the minimum that a boot costs on this host.

use std::time::{Duration, Instant};

use super::child::Child;
use super::error::VmError;
use super::machine::Machine;
use super::run_folder::RunFolder;

/// Boots `machine` with a console as its only device and waits until its guest ends it; returns the wall time from
/// QEMU's start to its end, and the console.
pub fn boot_baseline(machine: &Machine, limit: Duration) -> Result<(Duration, String), VmError> {
    let run = RunFolder::new()?;
    let started = Instant::now();
    let child = Child::start(&machine.bare_job(&run)?, run.output())?;
    if !child.ends_within(limit) {
        return Err(VmError::Timeout { what: "a baseline boot".to_owned(), limit });
    }
    let took = started.elapsed();
    let console = fs_err::read(run.console()).map_err(VmError::io(run.console()))?;
    Ok((took, String::from_utf8_lossy(&console).into_owned()))
}
