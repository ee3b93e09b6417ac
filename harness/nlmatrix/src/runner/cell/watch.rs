//! Runs a scenario, and looks at what it left behind or where it hangs.

use std::time::Duration;

use crate::console::classify;
use crate::guest::GuestError;
use crate::run::{CellRecord, Outcome};
use crate::scenario::{Stop, Test, leak};
use crate::verdict::{End, of_splat};
use crate::vm::Vm;

/// Runs the scenario, and looks at what it left behind or where it hangs.
pub(super) fn watch(
    run: impl FnOnce(&mut Test) -> Result<(), Stop>,
    test: &mut Test,
    vm: &Vm,
    record: &mut CellRecord,
) -> End {
    let mut end = End::default();
    let ran = run(test);
    if ran.as_ref().err().is_none_or(agent_answers) {
        // What cannot be read is missing in the transcript, and makes no other difference.
        test.keep_output().ok();
    }
    let looked = match &ran {
        Ok(()) | Err(Stop::Broken(_)) => leak::look(test).and_then(|left| {
            end.left = left.things;
            record.figures.extend(left.growth);
            // By now the scenario's own modules are unloaded.
            if ran.is_ok() {
                leak::shake(test)?;
                test.must_be_heard(left.tainted)?;
            }
            Ok(())
        }),
        Err(_) => Ok(()),
    };
    end.left.append(&mut test.left);
    // What stopped it first is the reason why it ended.
    end.stop = ran.and(looked).err();
    if let Some(stop) = &end.stop {
        examine(stop, test, vm);
    }
    end
}

/// Can the agent still answer after a scenario that ended like this?
fn agent_answers(stop: &Stop) -> bool {
    match stop {
        Stop::Guest(error) => matches!(error, GuestError::ProcessDied { .. }),
        Stop::Hang(_) | Stop::NoCompat(_) | Stop::NoDevice(_) | Stop::Broken(_) => true,
    }
}

/// Makes the kernel print where it is: by the agent, or by an NMI if the agent does not answer.
fn examine(stop: &Stop, test: &Test, vm: &Vm) {
    /// How long the guest may take to print and end; a backtrace is about 50 lines.
    const LAST_WORDS: Duration = Duration::from_millis(1500);
    let asked = match stop {
        Stop::Guest(GuestError::Silent { .. }) => vm.inject_nmi().is_ok(),
        Stop::Guest(GuestError::TimedOut { .. }) | Stop::Hang(_) => {
            // The blocked tasks, which a quiet console would not show. A kernel that has reported something worse
            // already may have no time for them. If the console cannot be read now, it cannot be when the machine is
            // stopped either, which makes the cell lost.
            let said = vm.console().map(|console| classify(&console)).unwrap_or_default();
            if said.iter().all(|splat| of_splat(splat.kind) == Outcome::Hang) {
                ['8', 'w'].iter().for_each(|key| drop(test.guest.agent().sysrq(*key)));
                wait_for_trace(vm, 2 * LAST_WORDS);
            }
            false
        }
        _ => false,
    };
    let (served, lasts) = (vm.served(), Duration::from_millis(50));
    let patience = served.patience(LAST_WORDS);
    while asked && !patience.is_over() && !vm.ends_within(lasts) {}
}

/// Newer kernels print from a thread of their own, line by line, some time after sysrq has returned. The trace is
/// complete when it has frames and the guest, having been served for a while, has added nothing.
fn wait_for_trace(vm: &Vm, limit: Duration) {
    const QUIET: Duration = Duration::from_millis(200);
    let patience = vm.served();
    let patience = patience.patience(limit);
    let mut seen = 0;
    while !patience.is_over() {
        let Ok(console) = vm.console() else { return };
        if has_trace(&console) && console.len() == seen {
            return;
        }
        seen = console.len();
        let served = vm.served();
        let quiet = served.patience(QUIET);
        while !quiet.is_over() && !patience.is_over() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn has_trace(console: &str) -> bool {
    let dump = console.rfind("Show Blocked State").map(|at| &console[at..]);
    dump.is_some_and(|dump| dump.contains("+0x"))
}
