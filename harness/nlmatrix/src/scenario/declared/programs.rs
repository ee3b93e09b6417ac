//! Steps about programs, which run to their end, or in the background of other steps.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::places::{NOBODY, Place};
use super::{names, results};
use crate::guest::consts::SIGKILL;
use crate::guest::{Creds, Exit};
use crate::matrix::{self, ExpectedRun, Results, Said};
use crate::scenario::program::{Program, ProgramRun};
use crate::scenario::{Must, Stop, Test};

/// How often a program's output is looked at.
const TICK: Duration = Duration::from_millis(20);

/// Programs in the background, by the names that their steps gave them.
#[derive(Default)]
pub(super) struct Programs(BTreeMap<String, Program>);

/// The text that was found, or a word for nothing.
pub(super) fn shown(text: &str) -> &str {
    if text.is_empty() { "(nothing)" } else { text }
}

fn start(test: &Test, wanted: &ExpectedRun, place: &Place) -> Result<Program, Stop> {
    let creds = if wanted.unprivileged { NOBODY } else { Creds::Root };
    let argv: Vec<&str> = wanted.argv.iter().map(String::as_str).collect();
    let entrance = place.entrance();
    let entrance: Vec<&str> = entrance.iter().map(String::as_str).collect();
    match &wanted.root {
        Some(root) => test.start_inside(&entrance, root, &argv),
        None => test.start_by(&entrance, &argv, creds),
    }
}

/// Runs a program to its end.
pub(super) fn run(
    test: &mut Test,
    wanted: &ExpectedRun,
    place: &Place,
    deadline: Duration,
) -> Result<(), Stop> {
    let run = test.finish(&start(test, wanted, place)?, deadline)?;
    let name = wanted.argv.join(" ");
    if let Some(Results { format, name: own }) = &wanted.results {
        results::check(test, *format, own, &run, wanted.exit);
        check_said(test, &name, &wanted.said, &run.stdout, &run.stderr);
        return Ok(());
    }
    ended(test, &name, Exit::Exited(wanted.exit), &run);
    check_said(test, &name, &wanted.said, &run.stdout, &run.stderr);
    Ok(())
}

fn ended(test: &mut Test, name: &str, wanted: Exit, run: &ProgramRun) {
    let printed = format!("{}{}", run.stdout, run.stderr);
    test.check_in(&names::exit(name), wanted, &run.exit, &printed);
}

fn check_said(test: &mut Test, name: &str, said: &Said, stdout: &str, stderr: &str) {
    for (stream, text, patterns) in
        [("stdout", stdout, &said.stdout), ("stderr", stderr, &said.stderr)]
    {
        for pattern in patterns {
            let what = names::output(stream, name, pattern);
            test.check_in(&what, true, pattern.is_match(text), shown(text));
        }
    }
    for pattern in &said.without {
        let what = names::without(&names::output_of(name), pattern);
        let is_there = [stdout, stderr].iter().any(|text| pattern.is_match(text));
        test.check_in(&what, true, !is_there, &format!("{stdout}{stderr}"));
    }
}

impl Programs {
    /// Starts a program, and waits until it has printed what it should.
    pub fn start(
        &mut self,
        test: &mut Test,
        name: &str,
        wanted: &ExpectedRun,
        place: &Place,
        deadline: Duration,
    ) -> Result<(), Stop> {
        let program = start(test, wanted, place)?;
        test.check(&names::started(&wanted.argv), "none", "none");
        self.0.insert(name.to_owned(), program);
        self.wait(test, name, &wanted.said, deadline)
    }

    /// Waits until a program has printed what it should.
    pub fn wait(
        &self,
        test: &mut Test,
        name: &str,
        said: &Said,
        deadline: Duration,
    ) -> Result<(), Stop> {
        let program = &self.0[name];
        let until = Instant::now() + deadline;
        loop {
            let (stdout, stderr) = (test.text(&program.stdout)?, test.text(&program.stderr)?);
            let is_said = said.stdout.iter().all(|pattern| pattern.is_match(&stdout))
                && said.stderr.iter().all(|pattern| pattern.is_match(&stderr));
            if is_said || Instant::now() >= until {
                check_said(test, name, said, &stdout, &stderr);
                return Ok(());
            }
            std::thread::sleep(TICK);
        }
    }

    /// Ends a program, or waits for its end.
    pub fn stop(
        &mut self,
        test: &mut Test,
        name: &str,
        (signal, exit): (Option<i32>, matrix::Exit),
        said: &Said,
        deadline: Duration,
    ) -> Result<(), Stop> {
        let program = self.0.remove(name).expect("the file was checked: it was started");
        if let Some(signal) = signal {
            // A process that has ended remains until somebody waits for it.
            test.guest.agent().kill(program.pid, signal).must("kill")?;
        }
        let run = test.finish(&program, deadline)?;
        let wanted = match exit {
            matrix::Exit::Status(status) => Exit::Exited(status),
            matrix::Exit::Signal(signal) => Exit::Signalled(signal),
        };
        ended(test, name, wanted, &run);
        check_said(test, name, said, &run.stdout, &run.stderr);
        Ok(())
    }

    /// Ends those that are still running.
    pub fn end(self, test: &Test) -> Result<(), Stop> {
        for program in self.0.into_values() {
            test.guest.agent().kill(program.pid, SIGKILL).must("kill")?;
            test.finish(&program, Duration::from_secs(5))?;
        }
        Ok(())
    }
}
