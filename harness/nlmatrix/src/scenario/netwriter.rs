//! The article's second client, which writes to the port it is given, tested against `nlecho`.

use std::time::Duration;

use super::definition::Scenario;
use super::{Stop, Test};
use crate::guest::Exit;
use crate::guest::consts::SIGSEGV;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[Scenario::new(
    "netwriter",
    netwriter,
    "the client netwriter with a port argument, checked and unchecked",
)
.with_client("netwriter")];

/// A port that nobody has: the largest process id is 4194304.
const NOBODY: &str = "9999999";

/// The correct client is answered or told why not; the one that checks nothing crashes or hangs.
fn netwriter(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let run = test.run(&["netwriter", "0"], Duration::from_secs(5))?;
    test.check("exit with port 0", Exit::Exited(0), &run.exit);
    let port = test.parameter("nlecho", "port")?;
    let answer = format!("0: answer of 272 bytes: message from process {port} has been processed");
    test.check("its answer", answer, run.stdout.trim());
    let run = test.run(&["netwriter", NOBODY], Duration::from_secs(5))?;
    test.check("exit with nobody's port", Exit::Exited(3), &run.exit);
    test.check_in("it names ECONNREFUSED", true, run.stderr.contains("ECONNREFUSED"), &run.stderr);

    let run = test.run(&["netwriter-unchecked"], Duration::from_secs(5))?;
    test.check("unchecked, without a port", Exit::Signalled(SIGSEGV), &run.exit);
    for port in ["0", NOBODY] {
        let run = test.run(&["netwriter-unchecked", port], Duration::from_millis(500))?;
        let waits = matches!(run.exit, Exit::Running(_));
        test.check(&format!("unchecked, port {port}: waits for ever"), true, waits);
        test.check(
            &format!("port {port}: after it sent"),
            "waiting for an answer",
            run.stdout.trim(),
        );
    }
    test.check("requests that reached the module", 2, test.parameter("nlecho", "received")?);
    Ok(())
}
