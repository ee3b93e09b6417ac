//! Steps in namespaces of their own: making them, using them by name, leaving them.

use serde_spanned::Spanned;

use super::MatrixError;
use super::check::Checker;
use super::model::{Action, Namespace};
use super::raw::RawStep;

const KINDS: [(&str, Namespace); 6] = [
    ("net", Namespace::Net),
    ("user", Namespace::User),
    ("pid", Namespace::Pid),
    ("mount", Namespace::Mount),
    ("uts", Namespace::Uts),
    ("ipc", Namespace::Ipc),
];

/// The kinds of step that can be done in other namespaces.
const INSIDE: &str = "send, receive, join, family, read, exists, write, run and start";

impl Checker<'_> {
    /// Takes a step that makes or leaves namespaces out of `raw`.
    pub(super) fn place(&self, raw: &mut RawStep) -> Result<Option<Action>, MatrixError> {
        if let Some(name) = raw.leave.take() {
            return Ok(Some(Action::Leave(name.into_inner())));
        }
        let Some(kinds) = raw.namespaces.take() else { return Ok(None) };
        if kinds.get_ref().is_empty() {
            let message = "no kind of namespace: write [\"net\"], or [\"net\", \"user\"]";
            return Err(self.wrong(kinds.span(), message));
        }
        let read = |kind: &Spanned<String>| {
            let name =
                self.known("kind of namespace", kind, KINDS.iter().map(|(name, _)| *name))?;
            let found = KINDS.iter().find(|(known, _)| *known == name);
            Ok(found.expect("it is known").1)
        };
        let kinds = kinds.get_ref().iter().map(read).collect::<Result<_, MatrixError>>()?;
        Ok(Some(Action::Namespaces {
            name: raw.name.take().unwrap_or_default(),
            kinds,
            unprivileged: raw.unprivileged.take().unwrap_or(false),
            errno: self.errno(raw)?,
        }))
    }

    /// Namespaces named by `in` or `leave` have to be made before, and not left yet.
    pub(super) fn places(&self, steps: &[Spanned<RawStep>]) -> Result<(), MatrixError> {
        let mut made: Vec<(&str, bool)> = Vec::new();
        for step in steps {
            let raw = step.get_ref();
            if let Some(kinds) = &raw.namespaces {
                let name = raw.name.as_deref().unwrap_or_default();
                if name.is_empty() || made.iter().any(|(other, _)| *other == name) {
                    let message = "namespaces need a `name`, so that later steps can be `in` them";
                    return Err(self.wrong(step.span(), message));
                }
                let has_pids = kinds.get_ref().iter().any(|kind| kind.get_ref() == "pid");
                if raw.errno.as_ref().is_none_or(|errno| errno.get_ref() == "none") {
                    made.push((name, has_pids));
                }
            }
            if let Some(name) = raw.inside.as_ref().or(raw.leave.as_ref()) {
                self.known("name of namespaces", name, made.iter().map(|(name, _)| *name))?;
            }
            if let Some(name) = &raw.inside {
                let has_pids = made.iter().any(|(other, has)| other == name.get_ref() && *has);
                self.can_be_inside(step, has_pids)?;
            }
            if let Some(name) = &raw.leave {
                made.retain(|(other, _)| other != name.get_ref());
            }
        }
        Ok(())
    }

    /// Not every step is done by a process.
    fn can_be_inside(&self, step: &Spanned<RawStep>, has_pids: bool) -> Result<(), MatrixError> {
        let raw = step.get_ref();
        let tables = [&raw.send, &raw.receive, &raw.join];
        let files = [&raw.family, &raw.read, &raw.exists, &raw.write];
        let programs = [&raw.run, &raw.start];
        let is_done_by_a_process = tables.iter().any(|it| it.is_some())
            || files.iter().any(|it| it.is_some())
            || programs.iter().any(|it| it.is_some());
        let message = if !is_done_by_a_process {
            format!("only {INSIDE} can be done `in` namespaces")
        } else if has_pids && raw.start.is_some() {
            "a program in a PID namespace cannot be stopped from here: `run` it".to_owned()
        } else if raw.unprivileged.is_some() {
            "a step `in` namespaces has the rights of their process: say `unprivileged` where they are made".to_owned()
        } else {
            return Ok(());
        };
        Err(self.wrong(step.span(), &message))
    }
}
