//! `[[scenario]]` tables: as written, and checked.

use std::ops::Range;
use std::time::Duration;

use regex::Regex;
use serde_spanned::Spanned;

use super::MatrixError;
use super::check::{Checker, each};
use super::model::{Action, Body, DeclaredScenario, ExpectedRun, Format, Results, Said, Step};
use super::raw::{RawScenario, RawStep};
use crate::errno::Errno;

/// How long a step may take unless it says so.
const DEADLINE: Duration = Duration::from_secs(5);
/// How long to wait for something that must be `absent`, unless the step says so.
const SILENCE: Duration = Duration::from_millis(200);
/// How the result of a successful step is written.
const SUCCESS: &str = "none";

const ACTIONS: &str = "load, unload, run, start, wait, stop, read (with `matches`, `without` or `errno`), \
                       exists, write, log, uevent, family, sleep, send, receive (with `reply`), join, \
                       namespaces or leave";

impl Checker<'_> {
    pub(super) fn declared(&self, raw: &RawScenario) -> Result<DeclaredScenario, MatrixError> {
        self.plain_name("scenario name", &raw.name)?;
        self.no_bits_in("scenario name", &raw.name)?;
        if self.shipped.iter().any(|it| it.name == raw.name.get_ref()) {
            let message = format!(
                "nlmatrix already has a scenario `{}`: choose another name",
                raw.name.get_ref()
            );
            return Err(self.wrong(raw.name.span(), &message));
        }
        if *raw.repeat.get_ref() == 0 {
            return Err(
                self.wrong(raw.repeat.span(), "`repeat` is at least 1: leave it out to run once")
            );
        }
        let deadline = raw.deadline.as_ref().map(|text| self.duration(text)).transpose()?;
        Ok(DeclaredScenario {
            name: raw.name.get_ref().clone(),
            about: raw.about.clone(),
            repeat: *raw.repeat.get_ref(),
            sysctls: self.sysctls(raw.sysctls.as_ref())?,
            kernel_modules: each(&raw.kernel_modules, |name| self.kernel_module(name))?,
            body: self.body(raw, deadline.unwrap_or(DEADLINE))?,
        })
    }

    /// One of the kernel's own modules, by the name under which the kernel knows it.
    fn kernel_module(&self, name: &Spanned<String>) -> Result<String, MatrixError> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let text = name.get_ref();
        if text.is_empty() || !text.chars().all(is_plain) {
            let message =
                format!("`{text}` is not a module's name: write \"nf_tables\", without .ko");
            return Err(self.wrong(name.span(), &message));
        }
        Ok(text.replace('-', "_"))
    }

    fn body(&self, raw: &RawScenario, deadline: Duration) -> Result<Body, MatrixError> {
        match &raw.tap {
            Some(argv) if raw.step.is_empty() => {
                if argv.get_ref().is_empty() {
                    return Err(
                        self.wrong(argv.span(), "`tap` is empty: name a program and its arguments")
                    );
                }
                self.program(&argv.get_ref()[0], argv.span())?;
                Ok(Body::Tap { argv: argv.get_ref().clone(), deadline })
            }
            None if !raw.step.is_empty() => {
                let steps = raw.step.iter().map(|step| self.step(step, deadline));
                let steps = steps.collect::<Result<_, _>>()?;
                self.programs(&raw.step)?;
                self.places(&raw.step)?;
                Ok(Body::Steps(steps))
            }
            _ => {
                let message = "a [[scenario]] has either [[scenario.step]] tables, or `tap`";
                Err(self.wrong(raw.name.span(), message))
            }
        }
    }

    fn step(&self, raw: &Spanned<RawStep>, deadline: Duration) -> Result<Step, MatrixError> {
        let step = raw.get_ref();
        let own = step.deadline.as_ref().map(|text| self.duration(text)).transpose()?;
        let place = step.inside.as_ref().map(|name| name.get_ref().clone());
        let mut rest = RawStep { deadline: None, inside: None, ..step.clone() };
        let action = self.action(&mut rest)?;
        if let Some(Action::Run(run) | Action::Start { run, .. }) = &action {
            self.program(&run.argv[0], raw.span())?;
        }
        match action {
            Some(action) if rest.is_empty() => {
                Ok(Step { action, place, deadline: own.unwrap_or(deadline) })
            }
            Some(_) => {
                let message = "a key here does not belong to this kind of step, or the step does two \
                               things: see the option reference";
                Err(self.wrong(raw.span(), message))
            }
            None => {
                let message = format!("a step does one thing: {ACTIONS}");
                Err(self.wrong(raw.span(), &message))
            }
        }
    }

    /// A program is a client of this file, or an absolute path in the guest.
    fn program(&self, name: &str, span: Range<usize>) -> Result<(), MatrixError> {
        if name.starts_with('/') {
            return Ok(());
        }
        let known = self.clients.iter().map(String::as_str);
        self.known("client", &Spanned::new(span, name.to_owned()), known).map(drop)
    }

    /// Takes the step's action, and the keys that belong to it, out of `raw`.
    fn action(&self, raw: &mut RawStep) -> Result<Option<Action>, MatrixError> {
        let errno = |raw: &mut RawStep| self.errno(raw);
        Ok(Some(if raw.load.take() == Some(true) {
            let parameters = raw.parameters.take().unwrap_or_default();
            Action::Load { parameters, errno: errno(raw)? }
        } else if raw.unload.take() == Some(true) {
            Action::Unload { errno: errno(raw)? }
        } else if let Some(argv) = raw.run.take().filter(|argv| !argv.is_empty()) {
            let results = self.results(raw)?;
            Action::Run(ExpectedRun { results, ..self.expected_run(argv, raw)? })
        } else if let Some(path) = raw.read.take() {
            return self.read_of(path, raw);
        } else if let Some(path) = raw.exists.take() {
            Action::Exists { path, errno: errno(raw)? }
        } else if let Some(path) = raw.write.take() {
            let text = raw.text.take().unwrap_or_default();
            Action::Write { path, text, errno: errno(raw)? }
        } else if let Some(pattern) = raw.log.take() {
            Action::Log { pattern: self.pattern(&pattern)?, absent: self.absent(raw)? }
        } else if let Some(fields) = raw.uevent.take() {
            Action::Uevent { fields, absent: self.absent(raw)? }
        } else if let Some(name) = raw.family.take() {
            Action::Family(name)
        } else if let Some(time) = raw.sleep.take() {
            Action::Sleep(self.duration(&time)?)
        } else if let Some(action) = self.place(raw)? {
            action
        } else if let Some(action) = self.background(raw)? {
            action
        } else {
            return self.message(raw);
        }))
    }

    /// Reads a file: what it contains, what it does not, or how reading it ends.
    fn read_of(&self, path: String, raw: &mut RawStep) -> Result<Option<Action>, MatrixError> {
        let is_about_text = raw.matches.is_some() || !raw.without.is_empty();
        if is_about_text == raw.errno.is_some() {
            return Ok(None);
        }
        let matches = raw.matches.take().map(|it| self.pattern(&it)).transpose()?;
        let without = self.all_patterns(&mut raw.without)?;
        Ok(Some(Action::Read { path, matches, without, errno: self.errno(raw)? }))
    }

    /// How long to wait for something that must be `absent`.
    fn absent(&self, raw: &mut RawStep) -> Result<Option<Duration>, MatrixError> {
        if raw.absent.take() != Some(true) {
            return Ok(None);
        }
        let silence = raw.silence.take().map(|text| self.duration(&text)).transpose()?;
        Ok(Some(silence.unwrap_or(SILENCE)))
    }

    /// What a program prints.
    pub(super) fn said(&self, raw: &mut RawStep) -> Result<Said, MatrixError> {
        Ok(Said {
            stdout: self.all_patterns(&mut raw.stdout)?,
            stderr: self.all_patterns(&mut raw.stderr)?,
            without: self.all_patterns(&mut raw.without)?,
        })
    }

    fn all_patterns(&self, list: &mut Vec<Spanned<String>>) -> Result<Vec<Regex>, MatrixError> {
        std::mem::take(list).iter().map(|pattern| self.pattern(pattern)).collect()
    }

    /// How the step ends.
    pub(super) fn errno(&self, raw: &mut RawStep) -> Result<String, MatrixError> {
        let Some(name) = raw.errno.take() else { return Ok(SUCCESS.to_owned()) };
        match Errno::shown(name.get_ref()) {
            Some(shown) => Ok(shown),
            None => self.known("errno", &name, Errno::names().chain([SUCCESS])).map(str::to_owned),
        }
    }

    pub(super) fn expected_run(
        &self,
        argv: Vec<String>,
        raw: &mut RawStep,
    ) -> Result<ExpectedRun, MatrixError> {
        let root = raw.root.take();
        if let Some(root) = &root {
            self.known("root", root, self.roots.iter().map(String::as_str))?;
            if !argv[0].starts_with('/') || raw.unprivileged == Some(true) {
                let message = "in a root, a program is run by its absolute path, and as root \
                               (setpriv, of util-linux, takes that from it)";
                return Err(self.wrong(root.span(), message));
            }
        }
        Ok(ExpectedRun {
            argv,
            root: root.map(Spanned::into_inner),
            results: None,
            exit: raw.exit.take().unwrap_or(0),
            said: self.said(raw)?,
            unprivileged: raw.unprivileged.take().unwrap_or(false),
        })
    }

    /// In which form a program reports its tests, and under which name.
    fn results(&self, raw: &mut RawStep) -> Result<Option<Results>, MatrixError> {
        let Some(format) = raw.results.take() else { return Ok(None) };
        let format = self.format(&format)?;
        Ok(Some(Results { format, name: raw.name.take().unwrap_or_default() }))
    }

    fn format(&self, name: &Spanned<String>) -> Result<Format, MatrixError> {
        let known = Format::ALL.iter().map(|(name, _)| *name);
        let known = self.known("form of results", name, known)?;
        let format = Format::ALL.iter().find(|(name, _)| *name == known);
        Ok(format.expect("it is one of them").1)
    }

    fn pattern(&self, text: &Spanned<String>) -> Result<Regex, MatrixError> {
        Regex::new(text.get_ref()).map_err(|error| self.wrong(text.span(), &error.to_string()))
    }

    /// `500ms`, `5s` or `2min`.
    pub(super) fn duration(&self, text: &Spanned<String>) -> Result<Duration, MatrixError> {
        let split = text.get_ref().find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let (number, unit) = text.get_ref().split_at(split);
        let parsed = number.parse().ok().and_then(|number| match unit {
            "ms" => Some(Duration::from_millis(number)),
            "s" => Some(Duration::from_secs(number)),
            "min" => Some(Duration::from_secs(number.checked_mul(60)?)),
            _ => None,
        });
        parsed.ok_or_else(|| {
            let message =
                format!("`{}` is not a duration: write one like 500ms, 5s or 2min", text.get_ref());
            self.wrong(text.span(), &message)
        })
    }
}
