//! Client programs with arguments, and ones that go on while the scenario does other things.

use std::time::{Duration, Instant};

use super::bench::{Bench, ClientRun, Must, Stop};
use crate::guest::consts::SIGKILL;
use crate::guest::{Creds, Exit};

/// How long something that a program or module should do soon may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is looked at meanwhile.
const INTERVAL: Duration = Duration::from_millis(20);

/// A client program at work.
pub(super) struct Program {
    /// Its process id, which is also its netlink port.
    pub pid: i32,
    stdout: String,
    stderr: String,
}

impl Bench<'_> {
    /// Starts the client `argv[0]` with the arguments behind it.
    pub(super) fn start(&self, argv: &[&str]) -> Result<Program, Stop> {
        let path = format!("/clients/{}", argv[0]);
        let words = [&[path.as_str()], &argv[1..]].concat();
        let stdout = format!("/tmp/{}.out", argv[0]);
        let stderr = format!("/tmp/{}.err", argv[0]);
        let agent = self.guest.agent();
        // The agent adds to files; an earlier run of the same client is not this one's output.
        for file in [&stdout, &stderr] {
            agent.write_file(file, b"").must(file)?;
        }
        let pid = agent.spawn(&words, &stdout, &stderr, Creds::Root).must("starting the client")?;
        Ok(Program { pid, stdout, stderr })
    }

    /// Waits for the end of `program`; one that is still running at the deadline is killed.
    pub(super) fn finish(&self, program: &Program, deadline: Duration) -> Result<ClientRun, Stop> {
        let agent = self.guest.agent();
        let exit = agent.within(deadline).wait(program.pid).must("waiting for the client")?;
        if matches!(exit, Exit::Running(_)) {
            agent.kill(program.pid, SIGKILL).must("killing the client")?;
        }
        let (stdout, stderr) = (self.text(&program.stdout)?, self.text(&program.stderr)?);
        Ok(ClientRun { exit, stdout, stderr })
    }

    /// Runs the client `argv[0]` to its end.
    pub(super) fn run(&self, argv: &[&str], deadline: Duration) -> Result<ClientRun, Stop> {
        self.finish(&self.start(argv)?, deadline)
    }

    /// What `program` has said so far, once that is `lines` lines, or its time is over.
    pub(super) fn said(&self, program: &Program, lines: usize) -> Result<String, Stop> {
        self.until(|bench| bench.text(&program.stdout), |text| text.lines().count() >= lines)
    }

    /// A parameter of `module`, read again and again until it is `wanted` or time is over.
    pub(super) fn settled_parameter(
        &self,
        module: &str,
        name: &str,
        wanted: &str,
    ) -> Result<String, Stop> {
        self.until(|bench| bench.parameter(module, name), |text| text == wanted)
    }

    /// What `look` gives, as soon as it is `enough`; what it gives at the end of patience otherwise.
    pub(super) fn until<T>(
        &self,
        look: impl Fn(&Self) -> Result<T, Stop>,
        enough: impl Fn(&T) -> bool,
    ) -> Result<T, Stop> {
        let started = Instant::now();
        loop {
            let seen = look(self)?;
            if enough(&seen) || started.elapsed() > PATIENCE {
                return Ok(seen);
            }
            self.guest.agent().sleep(INTERVAL).must("sleep")?;
        }
    }
}
