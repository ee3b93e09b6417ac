//! A host that has no processor for its guests.

use std::thread::sleep;
use std::time::Duration;

use nlmatrix::run::Outcome;
use nlmatrix::runner::cell;
use nlmatrix::store::Store;

use super::lab::{Lab, WHOLE};
use super::record::Seen;
use super::right_if;
use super::runs::signal;

/// Longer than any deadline or watchdog in a guest.
const FREEZE: Duration = Duration::from_secs(9);
/// Cells with the outcome of each, one for each round: a correct module, one that sleeps forever, and one that never
/// gives its processor back.
const CELLS: [(&str, &str, &str, Outcome); 3] = [
    ("nlecho", "g6-cfg", "load-unload", Outcome::Pass),
    ("faulty", "d-state", "hang-kernel", Outcome::Hang),
    ("faulty", "soft-lockup", "soft-lockup", Outcome::Crash),
];

/// QEMU gets no processor for some seconds, once in each of the first two tries of a cell.
pub fn host_overloaded(lab: &Lab, round: u32) -> Seen {
    let store = Store::of_user();
    let workshop = lab.whole_workshop(&store);
    let entry = lab.kernel(WHOLE);
    workshop.template(entry, &workshop.kernel(entry).expect("it is there")).expect("it boots");
    let (system, generation, scenario, outcome) = CELLS[round as usize % CELLS.len()];
    let cell = lab.cell(WHOLE, system, generation, scenario);
    let (record, frozen) = std::thread::scope(|scope| {
        let running = scope.spawn(|| cell::run(&workshop, &cell));
        let mut frozen = Vec::new();
        while !running.is_finished() {
            let processes = lab.processes().into_iter();
            let mut qemu = processes.filter(|(_, line)| line.contains("qemu-system"));
            if let Some((id, _)) = qemu.find(|(id, _)| frozen.len() < 2 && !frozen.contains(id)) {
                // Far enough to be in the scenario: the fork takes about 100 ms.
                sleep(Duration::from_millis(300));
                signal("STOP", id);
                sleep(FREEZE);
                signal("CONT", id);
                frozen.push(id);
            }
            sleep(Duration::from_millis(20));
        }
        (running.join().expect("a cell never panics"), frozen.len())
    });
    let line = record.reason.lines().next().unwrap_or_default();
    let text = format!(
        "{scenario}, frozen {frozen} times: {} after {} tries {line}",
        record.outcome, record.tries
    );
    right_if(record.outcome == outcome && frozen > 0, text)
}
