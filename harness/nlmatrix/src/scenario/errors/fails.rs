//! Failures on demand, of either kind.

use super::knobs::{self, Asks};
use crate::console::injected;
use crate::scenario::error_path::ErrorPath;
use crate::scenario::{Must, Stop, Test};

/// The module that makes calls fail (`images/kernels/calls`), on debug kernels.
pub const CALLS: (&str, &str) = ("nlmatrix_calls", "/modules/nlmatrix/calls/nlmatrix_calls.ko");
/// The process that loads it.
const LETS_FAIL: &str = "who lets calls fail";

/// Requests the failure.
pub(super) fn arm(test: &Test, path: ErrorPath, asks: Asks) -> Result<(), Stop> {
    match path {
        ErrorPath::Allocation(nth) if asks == Asks::Callers => test.guest.fail_nth(nth),
        ErrorPath::Allocation(nth) => {
            knobs::count_to(test, nth)?;
            test.guest.fail_marked();
        }
        ErrorPath::Call(nth) => {
            let process = test.process(LETS_FAIL)?;
            let loaded = test.guest.on(process).insert_module(CALLS.1, &format!("left={nth}"));
            loaded.must(CALLS.0)?;
            test.guest.end(process)?.ok();
        }
    }
    Ok(())
}

/// Stops requesting failures. Has one happened? `told` is what the kernel has printed.
pub(super) fn disarm(test: &Test, path: ErrorPath, asks: Asks, told: &str) -> Result<bool, Stop> {
    match path {
        ErrorPath::Allocation(_) if asks == Asks::Callers => Ok(test.guest.stop_failing()),
        ErrorPath::Allocation(_) => {
            test.guest.stop_failing();
            knobs::has_counted(test)
        }
        ErrorPath::Call(_) => {
            let process = test.process(LETS_FAIL)?;
            test.guest.on(process).remove_module(CALLS.0, 0).must(CALLS.0)?;
            test.guest.end(process)?.ok();
            Ok(injected(told).is_some())
        }
    }
}
