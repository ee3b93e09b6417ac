//! Ways to look into a cell: a shell in its guest, and strace's output.

use std::time::Duration;

use camino::Utf8PathBuf;

use super::super::looking::Moment;
use super::super::workshop::tools::{BUSYBOX, TRACE};
use crate::arch::Arch;
use crate::guest::{Creds, Exit, Guest};
use crate::module::Loadable;
use crate::plan::Cell;
use crate::run::Printed;
use crate::runner::{Workshop, WorkshopError};
use crate::scenario::Test;
use crate::vm::Vm;

/// How long to wait each time for the shell to end.
const SLICE: Duration = Duration::from_secs(60);

/// The result of a cell before somebody changed its guest by hand.
pub(super) struct Before {
    pub console: String,
    pub reset: bool,
}

/// The cell's modules, for a debugger.
#[derive(Default)]
pub(super) struct Symbols {
    /// Names and bytes.
    pub modules: Vec<Loadable>,
    /// The folder that they give for their sources, and where the sources really are.
    pub sources: Option<(Utf8PathBuf, Utf8PathBuf)>,
}

/// A running cell, and what the user wants to see of it.
pub(super) struct Look<'a> {
    pub workshop: &'a Workshop,
    pub cell: &'a Cell,
    pub arch: Arch,
    pub vm: &'a Vm,
    pub guest: &'a Guest,
    /// What a debugger needs to know about the cell's modules.
    pub symbols: Symbols,
}

impl Look<'_> {
    /// What is wanted before the scenario.
    pub fn before(&self, test: &Test<'_>) -> Result<(), WorkshopError> {
        if self.workshop.looking.debugger {
            self.wait_for_debugger(test)?;
        }
        match self.workshop.looking.shell {
            Some(Moment::Before) => self.shell("before"),
            _ => Ok(()),
        }
    }

    /// What is wanted after it; returns the result until then, if a person has changed the guest since.
    pub fn after(&self, test: &Test<'_>) -> Result<Option<Before>, WorkshopError> {
        if self.workshop.looking.strace {
            self.keep_trace(test);
        }
        if self.workshop.looking.shell != Some(Moment::After) {
            return Ok(None);
        }
        let before = Before { console: self.vm.console()?, reset: self.vm.has_reset() };
        if self.vm.is_running() {
            self.shell("after")?;
        } else {
            tracing::warn!("no shell: the guest ended with the scenario");
        }
        Ok(Some(before))
    }

    /// Adds strace's output to the transcript.
    fn keep_trace(&self, test: &Test<'_>) {
        match test.text(TRACE) {
            Ok(text) => {
                let output = vec![Printed { stream: "stdout".to_owned(), text }];
                self.guest.tell_program("strace", "all calls of the programs", output);
            }
            Err(error) => tracing::warn!("failed to get strace's output from the guest: {error}"),
        }
    }

    /// A shell on the guest's console, until it ends.
    fn shell(&self, moment: &str) -> Result<(), WorkshopError> {
        self.guest.off_record(|| self.shell_at(moment))
    }

    fn shell_at(&self, moment: &str) -> Result<(), WorkshopError> {
        let failed = |source| WorkshopError::NoAnswer {
            kernel: self.cell.id.kernel.clone(),
            console: self.vm.last_words(),
            source: Box::new(source),
        };
        tracing::info!(
            "a shell in the guest, {moment} the scenario: modules are in /modules, clients in /clients; `exit` \
             ends it, Ctrl-] the machine"
        );
        let script = script(self.arch, &format!("{} {moment}", self.cell.id));
        let argv = [BUSYBOX, "sh", "-c", &script];
        let agent = self.guest.agent();
        let shell = agent.spawn(&argv, "/dev/null", "/dev/null", Creds::Root).map_err(failed)?;
        let shell = shell.map_err(|errno| {
            WorkshopError::Io(std::io::Error::other(format!("starting {BUSYBOX}: {errno:#}")))
        })?;
        self.vm.at_terminal(|| {
            loop {
                match agent.within(SLICE).wait(shell) {
                    Ok(Ok(Exit::Running(_))) => {}
                    Ok(_) => return Ok(()),
                    // If somebody ended the machine, they know.
                    Err(_) if !self.vm.ends_within(Duration::from_secs(1)) => {}
                    Err(_) => return Ok(()),
                }
            }
        })?
    }
}

/// How the shell starts: its terminal, the names of busybox's programs, a prompt.
fn script(arch: Arch, prompt: &str) -> String {
    let terminal = match arch {
        Arch::Amd64 | Arch::I386 => "ttyS0",
        Arch::Arm64 => "ttyAMA0",
        Arch::S390x => "ttysclp0",
    };
    format!(
        "exec </dev/{terminal} >/dev/{terminal} 2>&1\n\
         {BUSYBOX} mkdir -p /usr/bin /usr/sbin /sbin\n\
         {BUSYBOX} --install -s 2>/dev/null\n\
         export PATH=/clients:/bin:/sbin:/usr/bin:/usr/sbin HOME=/ TERM=linux PS1='{prompt} # '\n\
         cd /\n\
         setsid -c sh\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_at_the_console_of_its_processor() {
        let script = script(Arch::S390x, "6.12-s390x/hello/talk after");
        assert!(script.starts_with("exec </dev/ttysclp0 >/dev/ttysclp0 2>&1\n"), "{script}");
        assert!(script.contains("PS1='6.12-s390x/hello/talk after # '"), "{script}");
    }
}
