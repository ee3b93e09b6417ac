//! Programs in the guest: the one way to run them, to their end or while the scenario does other things.

use std::time::{Duration, Instant};

use super::program::{Program, ProgramRun};
use super::test::{Must, Stop, Test};
use crate::excerpt::excerpt;
use crate::guest::consts::SIGKILL;
use crate::guest::{Creds, Errno, Exit};
use crate::matrix::ROOTS;
use crate::run::{OF_32_BITS, Printed};

/// The agent, which turns into a program in a root.
pub const INSIDE: &str = "/sbin/inside";
/// How long something may take that a program or module should do soon.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often to look in the meantime.
const INTERVAL: Duration = Duration::from_millis(20);

/// What a kernel says about a program for which it has no loader.
const NO_FORMAT: Errno = Errno(8);

/// How many bytes of each stream of a program the transcript keeps.
const KEPT: usize = 16 << 10;

/// What a transcript keeps of a program's output; empty streams are left out.
fn printed(stdout: &str, stderr: &str) -> Vec<Printed> {
    let streams = [("stdout", stdout), ("stderr", stderr)];
    let streams = streams.into_iter().filter(|(_, text)| !text.is_empty());
    let printed = |(stream, text): (&str, &str)| Printed {
        stream: stream.to_owned(),
        text: excerpt(text, KEPT),
    };
    streams.map(printed).collect()
}

impl Test<'_> {
    /// Starts `argv[0]`, a client's name or an absolute path, with the remaining arguments and the rights `creds`.
    /// The output of an earlier run of it is forgotten.
    pub(super) fn start_as(&self, argv: &[&str], creds: Creds) -> Result<Program, Stop> {
        self.start_by(&[], argv, creds)
    }

    /// The same through another program: `entrance` and its arguments.
    pub(super) fn start_by(
        &self,
        entrance: &[&str],
        argv: &[&str],
        creds: Creds,
    ) -> Result<Program, Stop> {
        let path = match argv[0] {
            path if path.starts_with('/') => path.to_owned(),
            client if self.is_of_32_bits(client) => format!("/clients/{client}{OF_32_BITS}"),
            client => format!("/clients/{client}"),
        };
        let words = [entrance, &[path.as_str()], &argv[1..]].concat();
        self.start_words(argv, &words, creds)
    }

    /// Starts `argv[0]`, an absolute path in the root `root` of the guest, as root.
    pub(super) fn start_inside(
        &self,
        entrance: &[&str],
        root: &str,
        argv: &[&str],
    ) -> Result<Program, Stop> {
        let folder = format!("{ROOTS}/{root}");
        let words = [entrance, &[INSIDE, folder.as_str()], argv].concat();
        self.start_words(argv, &words, Creds::Root)
    }

    /// Starts, with the command line `words`, the program that people know as `argv`.
    fn start_words(&self, argv: &[&str], words: &[&str], creds: Creds) -> Result<Program, Stop> {
        let words = [self.tracer, words].concat();
        let name = argv[0].rsplit('/').next().unwrap_or_default();
        let (stdout, stderr) = self.output_of(name);
        let agent = self.guest.agent();
        // The agent appends to files.
        for file in [&stdout, &stderr] {
            agent.write_file(file, b"").must(file)?;
        }
        let started = agent.spawn(&words, &stdout, &stderr, creds)?;
        if started == Err(NO_FORMAT) && self.is_of_32_bits(argv[0]) {
            let said = format!("{NO_FORMAT} of {}; CONFIG_IA32_EMULATION is off", words.join(" "));
            return Err(Stop::NoCompat(said));
        }
        let pid = Ok(started).must(&format!("starting {}", argv[0]))?;
        let program = Program { pid, argv: argv.join(" "), stdout, stderr };
        self.running.borrow_mut().push(program.clone());
        Ok(program)
    }

    fn is_of_32_bits(&self, client: &str) -> bool {
        self.of_32_bits.iter().any(|name| name == client)
    }

    /// The file for a program's output, which no other running program uses.
    fn output_of(&self, name: &str) -> (String, String) {
        let running = self.running.borrow();
        let file = |number: usize| match number {
            0 => format!("/tmp/{name}.out"),
            number => format!("/tmp/{name}-{number}.out"),
        };
        let free = |file: &String| running.iter().all(|other| other.stdout != *file);
        let stdout = (0..).map(file).find(free).expect("numbers do not end");
        let stderr = stdout.trim_end_matches("out").to_owned() + "err";
        (stdout, stderr)
    }

    /// [`Self::start_as`] root.
    pub(super) fn start(&self, argv: &[&str]) -> Result<Program, Stop> {
        self.start_as(argv, Creds::Root)
    }

    /// Waits for the end of `program`; one that is still running at the deadline is killed.
    pub(super) fn finish(&self, program: &Program, deadline: Duration) -> Result<ProgramRun, Stop> {
        let agent = self.guest.agent();
        let exit = agent.within(deadline).wait(program.pid).must("waiting for a program")?;
        if matches!(exit, Exit::Running(_)) {
            agent.kill(program.pid, SIGKILL).must("killing a program")?;
        }
        let (stdout, stderr) = (self.text(&program.stdout)?, self.text(&program.stderr)?);
        self.running.borrow_mut().retain(|other| other.pid != program.pid);
        self.guest.tell_program(&program.argv, &exit.to_string(), printed(&stdout, &stderr));
        Ok(ProgramRun { exit, stdout, stderr })
    }

    /// Adds the output of programs for which nobody waited to the transcript.
    pub fn keep_output(&self) -> Result<(), Stop> {
        for program in self.running.take() {
            let (stdout, stderr) = (self.text(&program.stdout)?, self.text(&program.stderr)?);
            let end = "its end was not waited for";
            self.guest.tell_program(&program.argv, end, printed(&stdout, &stderr));
        }
        Ok(())
    }

    /// Runs a program to its end, as root.
    pub(super) fn run(&self, argv: &[&str], deadline: Duration) -> Result<ProgramRun, Stop> {
        self.finish(&self.start(argv)?, deadline)
    }

    /// What `program` has printed so far, once that is `lines` lines, or its time is over.
    pub(super) fn said(&self, program: &Program, lines: usize) -> Result<String, Stop> {
        self.until(|test| test.text(&program.stdout), |text| text.lines().count() >= lines)
    }

    /// A parameter of `module`, read repeatedly until it is `wanted` or time is over.
    pub(super) fn settled_parameter(
        &self,
        module: &str,
        name: &str,
        wanted: &str,
    ) -> Result<String, Stop> {
        self.until(|test| test.parameter(module, name), |text| text == wanted)
    }

    /// The value of `look`, as soon as it is `enough`; otherwise its last value when patience ends.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_kept_in_bounds_and_the_cut_is_said() {
        let long = "x".repeat(1 << 20);
        let [out, err] = &printed(&long, "a complaint")[..] else { panic!() };
        assert_eq!((&*out.stream, &*err.stream, &*err.text), ("stdout", "stderr", "a complaint"));
        assert!(out.text.len() < KEPT + 100 && out.text.contains("bytes left out"));
        assert_eq!(printed("", ""), []);
    }
}
