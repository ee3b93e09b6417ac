//! Failures on demand, of either kind.

use crate::console::injected;
use crate::scenario::error_path::ErrorPath;
use crate::scenario::{Must, Stop, Test};

/// The module that lets calls fail (`images/kernels/calls`), on debug kernels.
pub const CALLS: (&str, &str) = ("nlmatrix_calls", "/modules/nlmatrix/calls/nlmatrix_calls.ko");
/// The process that loads it.
const LETS_FAIL: &str = "who lets calls fail";

/// Asks for the failure.
pub(super) fn arm(test: &Test, path: ErrorPath) -> Result<(), Stop> {
    match path {
        ErrorPath::Allocation(nth) => test.guest.fail_nth(nth),
        ErrorPath::Call(nth) => {
            let process = test.process(LETS_FAIL)?;
            let loaded = test.guest.on(process).insert_module(CALLS.1, &format!("left={nth}"));
            loaded.must(CALLS.0)?;
            test.guest.end(process)?.ok();
        }
    }
    Ok(())
}

/// Asks for none any more. Has one failed? `told` is what the kernel has said.
pub(super) fn disarm(test: &Test, path: ErrorPath, told: &str) -> Result<bool, Stop> {
    match path {
        ErrorPath::Allocation(_) => Ok(test.guest.stop_failing()),
        ErrorPath::Call(_) => {
            let process = test.process(LETS_FAIL)?;
            test.guest.on(process).remove_module(CALLS.0, 0).must(CALLS.0)?;
            test.guest.end(process)?.ok();
            Ok(injected(told).is_some())
        }
    }
}
