//! A debugger attached to a guest: QEMU's stub, and time that stops while the guest does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use camino::Utf8PathBuf;
use serde_json::json;

use super::error::VmError;
use super::running::Vm;

/// How often to look whether the guest is running.
const PERIOD: Duration = Duration::from_millis(100);

impl Vm {
    /// The socket at which QEMU's stub for debuggers listens.
    pub fn debugger(&self) -> Utf8PathBuf {
        self.run.debugger()
    }

    /// Stops the guest, and returns when a debugger has let it continue.
    pub fn wait_for_debugger(&self) -> Result<(), VmError> {
        self.command("stop", json!({}))?;
        while !self.is_going_on()? {
            sleep(PERIOD);
        }
        Ok(())
    }

    /// Does `work`; while a debugger holds the guest, its deadlines stop.
    pub fn with_debugger<T>(&self, work: impl FnOnce() -> T) -> T {
        let over = AtomicBool::new(false);
        scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    // If a machine does not answer, whoever needs it will notice.
                    self.meter.hold(!self.is_going_on().unwrap_or(true));
                    sleep(PERIOD);
                }
                self.meter.hold(false);
            });
            let worked = work();
            over.store(true, Ordering::Relaxed);
            worked
        })
    }

    fn is_going_on(&self) -> Result<bool, VmError> {
        Ok(self.command("query-status", json!({}))?["status"] == "running")
    }
}
