//! Faults injected into our own machinery, all of it real: QEMU, files, sockets, child processes.
//!
//! `cargo xtask faults` runs these and makes docs/reliability.md from the results. Each works in a home of its own,
//! of which nothing may be left afterwards: no process, folder or lock.

mod connection;
mod lab;
mod mirrors;
mod overload;
mod products;
mod record;
mod row;
mod runs;
mod small;
mod space;
mod stages;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use lab::{HOME_VARIABLE, Lab};
use record::{Fault, Record, Seen};
use stages::ended_at;

/// With SIGINT, SIGTERM and SIGKILL in turn.
const ENDED: &str = "everything ends within 5 s, the next run works";

/// Every fault, in the order of the table.
const FAULTS: &[Fault] = &[
    Fault::new("qemu-killed", "lost, with the cause, after a second try", runs::qemu_killed),
    Fault::new(
        "qemu-killed-once",
        "the second try gives the result, and says that there was a first",
        runs::qemu_killed_once,
    ),
    Fault::new(
        "console-unreadable",
        "lost, with the cause, after a second try: never clean",
        runs::console_unreadable,
    ),
    Fault::new("agent-killed", "lost: the kernel is not blamed", connection::agent_killed),
    Fault::new("serial-garbage", "passed over, no answer missed", connection::serial_garbage),
    Fault::new("half-a-message", "given up, the next answer is heard", connection::half_a_message),
    Fault::new("lost-request", "sent again, carried out once", connection::lost_request),
    Fault::new("flood", "both ports flooded, no answer missed", connection::flood),
    Fault::new("clock-jump", "deadlines hold, whatever the clock says", connection::clock_jump),
    Fault::new(
        "host-overloaded",
        "what the module does is seen, and nothing of what the host does",
        overload::host_overloaded,
    ),
    Fault::new("template-truncated", "discarded and made anew", products::template_truncated),
    Fault::new(
        "template-of-another-qemu",
        "a cold boot instead, and the record says why",
        products::template_of_another_qemu,
    ),
    Fault::new("flipped-bit", "discarded and made anew", products::flipped_bit),
    Fault::new(
        "silent-flipped-bit",
        "found by digest before a run, discarded and made anew",
        products::silent_flipped_bit,
    ),
    Fault::new("disk-full-store", "lost, with the cause; nothing half made", space::full_store),
    Fault::new("disk-full-run", "lost, with the cause", space::full_run_folder),
    Fault::new("mirror-dies", "lost, with the cause; nothing half fetched", runs::mirror_dies),
    Fault::new(
        "mirror-dead-at-start",
        "said once within a minute, no cell tries again",
        mirrors::dead_at_start,
    ),
    Fault::new(
        "mirror-dead-half-way",
        "what is here runs, the rest is lost, untried",
        mirrors::dead_half_way,
    ),
    Fault::new("pin-vanished", "an error, unless the run may do without it", mirrors::vanished_pin),
    Fault::new(
        "version-vanished",
        "its cells did not run, with what there is now; no other cell is concerned",
        mirrors::vanished_version,
    ),
    Fault::new("wrong-digest", "lost: the package is not unpacked", runs::wrong_digest),
    Fault::new("two-runs", "both succeed on one empty store", runs::two_at_once),
    Fault::new("ended-at-resolve", ENDED, |lab, round| ended_at(lab, round, &stages::RESOLVE)),
    Fault::new("ended-at-download", ENDED, |lab, round| ended_at(lab, round, &stages::DOWNLOAD)),
    Fault::new("ended-at-toolchain", ENDED, |lab, round| ended_at(lab, round, &stages::TOOLCHAIN)),
    Fault::new("ended-at-module", ENDED, |lab, round| ended_at(lab, round, &stages::MODULE)),
    Fault::new("ended-at-image", ENDED, |lab, round| ended_at(lab, round, &stages::IMAGE)),
    Fault::new("ended-at-template", ENDED, |lab, round| ended_at(lab, round, &stages::TEMPLATE)),
    Fault::new("ended-at-cells", ENDED, |lab, round| ended_at(lab, round, &stages::CELLS)),
    Fault::new("ended-at-report", ENDED, |lab, round| ended_at(lab, round, &stages::REPORT)),
    Fault::new(
        "runner-killed",
        "--resume keeps what ran and runs the rest",
        runs::killed_and_resumed,
    ),
];

fn main() -> ExitCode {
    if std::env::var(HOME_VARIABLE).is_err() {
        return lab::at_home();
    }
    let trials = FAULTS
        .iter()
        .enumerate()
        .map(|(order, fault)| Trial::test(fault.name, move || run(order, fault)));
    let mut arguments = Arguments::from_args();
    // They count processes and folders, so one at a time.
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn run(order: usize, fault: &Fault) -> Result<(), Failed> {
    let mut record = Record::new(order, fault);
    for round in 0..record::times() {
        let lab = Lab::new()?;
        let seen = (fault.inject)(&lab, round);
        record.add(seen, lab.left_behind());
    }
    record.keep()?;
    record.verdict()
}

/// Says which of the two it is.
fn right_if(right: bool, text: impl Into<String>) -> Seen {
    if right { Seen::Right(text.into()) } else { Seen::Wrong(text.into()) }
}
