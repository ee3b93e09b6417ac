//! Saves and restores a machine's state, without its memory.
//!
//! The memory is a separate file (capability `x-ignore-shared`), so the state has about 320 KB. It goes through a
//! Unix socket, which needs nothing that `-sandbox` denies and works the same in every QEMU (run with 7.2), whereas
//! `exec:` has to spawn a process, `file:` is newer than 7.2, and `fd:` with a plain file is deprecated in newer
//! versions.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;

use super::error::VmError;
use super::run_folder::{RunFolder, STATE};
use super::running::Vm;

/// How long a machine may take to save or restore its state; 20 to 60 ms are usual.
const LIMIT: Duration = Duration::from_secs(60);

/// The state of `vm`, which is stopped afterwards.
///
/// The guest must not be stopped before, or it would be restored stopped.
pub(super) fn state_of(vm: &Vm) -> Result<Vec<u8>, VmError> {
    ignore_shared_memory(vm)?;
    let path = vm.run.state();
    let listener = RunFolder::listen(&path)?;
    vm.command("migrate", json!({ "uri": format!("unix:{STATE}") }))?;
    let mut stream = vm.child.accept(&listener, "the state's socket")?;
    let mut state = Vec::new();
    let read = stream.set_read_timeout(Some(LIMIT)).and_then(|()| stream.read_to_end(&mut state));
    read.map_err(VmError::io(&path))?;
    poll("save", || {
        let answer = vm.command("query-migrate", json!({}))?;
        match answer["status"].as_str() {
            Some("completed") => Ok(true),
            Some("failed" | "cancelled") => {
                let reason = answer["error-desc"].as_str().unwrap_or("no reason given").to_owned();
                Err(VmError::Migration { what: "save", reason })
            }
            _ => Ok(false),
        }
    })?;
    Ok(state)
}

/// Passes `state` to a machine that waits for it, and returns when its guest is running: whatever is sent to the
/// guest before that is lost.
pub(super) fn resume(vm: &Vm, state: &[u8]) -> Result<(), VmError> {
    ignore_shared_memory(vm)?;
    let path = vm.run.state();
    vm.command("migrate-incoming", json!({ "uri": format!("unix:{STATE}") }))?;
    let sent = UnixStream::connect(&path).and_then(|mut stream| {
        stream.set_write_timeout(Some(LIMIT))?;
        stream.write_all(state)
    });
    sent.map_err(|error| {
        vm.child.blame(VmError::io(&path)(error), "while its state was restored")
    })?;
    poll("restore", || Ok(vm.command("query-status", json!({}))?["status"] == "running"))
}

fn ignore_shared_memory(vm: &Vm) -> Result<(), VmError> {
    let capability = json!({ "capability": "x-ignore-shared", "state": true });
    vm.command("migrate-set-capabilities", json!({ "capabilities": [capability] })).map(drop)
}

fn poll(what: &'static str, done: impl Fn() -> Result<bool, VmError>) -> Result<(), VmError> {
    let deadline = Instant::now() + LIMIT;
    while !done()? {
        if Instant::now() > deadline {
            let what = format!("the {what} of the machine's state");
            return Err(VmError::Timeout { what, limit: LIMIT });
        }
        sleep(Duration::from_millis(1));
    }
    Ok(())
}
