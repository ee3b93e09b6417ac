//! The article's second client, which writes to the port it is given, against `nlecho`.

use std::time::Duration;

use super::{Bench, Stop};
use crate::guest::Exit;
use crate::guest::consts::SIGSEGV;

/// A port that nobody has: the largest process id is 4194304.
const NOBODY: &str = "9999999";

/// The correct client is answered or told why not; the one that checks nothing dies or hangs.
pub fn netwriter(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let run = bench.run(&["netwriter", "0"], Duration::from_secs(5))?;
    bench.check("exit with port 0", Exit::Exited(0), &run.exit);
    let port = bench.parameter("nlecho", "port")?;
    let answer = format!("0: answer of 272 bytes: message from process {port} has been processed");
    bench.check("its answer", answer, run.stdout.trim());
    let run = bench.run(&["netwriter", NOBODY], Duration::from_secs(5))?;
    bench.check("exit with nobody's port", Exit::Exited(3), &run.exit);
    bench.check("it names ECONNREFUSED", true, run.stderr.contains("ECONNREFUSED"));

    let run = bench.run(&["netwriter-unchecked"], Duration::from_secs(5))?;
    bench.check("unchecked, without a port", Exit::Signalled(SIGSEGV), &run.exit);
    for port in ["0", NOBODY] {
        let run = bench.run(&["netwriter-unchecked", port], Duration::from_millis(500))?;
        let waits = matches!(run.exit, Exit::Running(_));
        bench.check(&format!("unchecked, port {port}: waits for ever"), true, waits);
        bench.check(
            &format!("port {port}: after it sent"),
            "waiting for an answer",
            run.stdout.trim(),
        );
    }
    bench.check("requests that reached the module", 2, bench.parameter("nlecho", "received")?);
    Ok(())
}
