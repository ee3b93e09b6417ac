//! Data races: what two processors do at the same time.

use std::time::{Duration, Instant};

use super::contract::faulty as contract;
use super::definition::Scenario;
use super::traffic;
use super::{Stop, Test};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] =
    &[Scenario::new("data-race", data_race, "two senders that race for a counter are detected")
        .crashes("kcsan:faulty_{trigger,input}")
        .on_kernels_that_watch_for_races()];

/// How the kernel's report of a race begins, and how that of a race in the module does.
const TOLD: &str = "BUG: KCSAN: data-race in faulty_";
/// How long it may take until a race happens.
const MEETS: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_millis(100);

fn data_race(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    test.arrived();
    let offer = traffic::protocol(&contract::PROTO.to_string());
    let senders = [traffic::start(test, &offer)?, traffic::start(test, &offer)?];
    let began = Instant::now();
    while began.elapsed() < MEETS && !(test.console)().unwrap_or_default().contains(TOLD) {
        std::thread::sleep(TICK);
    }
    let (sent, _) = traffic::end(test, &senders)?;
    test.check("both have sent", true, sent > 1);
    Ok(())
}
