//! Clients that are faulty on purpose, each in a way that only one kind of machine shows; on the others, the scenario
//! asserts that they do not fail.

use std::time::Duration;

use super::definition::Scenario;
use super::{Stop, Test};
use crate::guest::Exit;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "layout-fault",
        layout,
        "a client that assumes a structure's 64-bit layout is caught when built for 32 bits",
    )
    .with_faulty_client("layout-fault"),
    Scenario::new(
        "byte-order-fault",
        byte_order,
        "a client that assumes little-endian byte order is caught on a big-endian machine",
    )
    .with_faulty_client("byte-order-fault")
    .since("2.6.15"),
];

fn layout(test: &mut Test) -> Result<(), Stop> {
    let run = test.run(&["layout-fault"], Duration::from_secs(5))?;
    test.check("exit", Exit::Exited(0), &run.exit);
    test.check("what it makes of IFLA_MAP", "map: as long as mine", run.stdout.trim());
    Ok(())
}

fn byte_order(test: &mut Test) -> Result<(), Stop> {
    let run = test.run(&["byte-order-fault"], Duration::from_secs(5))?;
    test.check("exit", Exit::Exited(0), &run.exit);
    test.check("the family that it asked for", "family 16 is nlctrl", run.stdout.trim());
    test.check("errors", "", run.stderr.trim());
    Ok(())
}
