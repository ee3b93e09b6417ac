//! Steps about programs that run in the background: starting, waiting, stopping.

use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::{Action, Exit};
use super::raw::RawStep;

/// The signals with which people end programs, by their numbers, which are the same on every processor.
const SIGNALS: [(&str, i32); 7] =
    [("HUP", 1), ("INT", 2), ("QUIT", 3), ("KILL", 9), ("USR1", 10), ("USR2", 12), ("TERM", 15)];
/// The signal that is sent unless the step names one.
const TERM: i32 = 15;

/// The name of a program that is given none: that of its file.
fn name_of(argv: &[String]) -> String {
    argv.first().and_then(|it| it.rsplit('/').next()).unwrap_or_default().to_owned()
}

impl Checker<'_> {
    /// Takes a step about a program in the background out of `raw`.
    pub(super) fn background(&self, raw: &mut RawStep) -> Result<Option<Action>, MatrixError> {
        if let Some(argv) = raw.start.take().filter(|argv| !argv.is_empty()) {
            let name = raw.name.take().unwrap_or_else(|| name_of(&argv));
            // The step that ends it says how it has to end.
            let exit = raw.exit.take();
            let run = self.expected_run(argv, raw)?;
            raw.exit = exit;
            return Ok(Some(Action::Start { name, run }));
        }
        if let Some(name) = raw.wait.take() {
            let said = self.said(raw)?;
            return Ok(Some(Action::Wait { name: name.into_inner(), said }));
        }
        let Some(name) = raw.stop.take() else { return Ok(None) };
        let signal = match raw.signal.take() {
            None => Some(TERM),
            Some(name) => self.signal(&name)?,
        };
        let by_signal = signal.map_or(Exit::Status(0), Exit::Signal);
        let exit = raw.exit.take().map_or(by_signal, Exit::Status);
        let said = self.said(raw)?;
        Ok(Some(Action::Stop { name: name.into_inner(), signal, exit, said }))
    }

    fn signal(&self, name: &Spanned<String>) -> Result<Option<i32>, MatrixError> {
        let text = name.get_ref();
        if text == "none" {
            return Ok(None);
        }
        let plain = text.strip_prefix("SIG").unwrap_or(text);
        let known = SIGNALS.iter().find(|(known, _)| *known == plain);
        known.map(|(_, number)| Some(*number)).ok_or_else(|| {
            let names: Vec<&str> = SIGNALS.iter().map(|(name, _)| *name).collect();
            let message = format!(
                "`{text}` is not a known signal: write {}, or \"none\" to wait until it ends by itself",
                names.join(", ")
            );
            self.wrong(name.span(), &message)
        })
    }

    /// A program has to be started before it is waited for or stopped, and no two of one name run at a time.
    pub(super) fn programs(&self, steps: &[Spanned<RawStep>]) -> Result<(), MatrixError> {
        let mut running: Vec<String> = Vec::new();
        for step in steps {
            let raw = step.get_ref();
            if let Some(argv) = &raw.start {
                let name = raw.name.clone().unwrap_or_else(|| name_of(argv));
                if running.contains(&name) {
                    let message =
                        format!("`{name}` is already running: give this one a `name` of its own");
                    return Err(self.wrong(step.span(), &message));
                }
                running.push(name);
            }
            let Some(name) = raw.wait.as_ref().or(raw.stop.as_ref()) else { continue };
            self.known("program that was started", name, running.iter().map(String::as_str))?;
            if raw.stop.is_some() {
                running.retain(|other| other != name.get_ref());
            }
        }
        Ok(())
    }
}
