//! Clients with a fault on purpose, each of which only one kind of machine shows: what it asserts on the others
//! is that they do not.

use std::time::Duration;

use super::definition::Scenario;
use super::{Stop, Test};
use crate::guest::Exit;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "layout-fault",
        layout,
        "a client that takes a structure for what it is on 64 bits is caught with 32 on a kernel of 64",
    )
    .with_faulty_client("layout-fault"),
    Scenario::new(
        "byte-order-fault",
        byte_order,
        "a client that writes the lowest byte first is caught where the highest is",
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
