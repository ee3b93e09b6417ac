//! The processes of a guest: starting, ending and using them.

use nlmatrix_wire::proto::{Creds, Op};

use super::actor::Actor;
use super::answer::{Answer, Exit};
use super::connection::Guest;
use super::error::{GuestError, Outcome};
use super::process::Proc;

impl Guest {
    /// The processes that were started and have not ended.
    pub fn processes(&self) -> Vec<Proc> {
        self.state.borrow().processes.clone()
    }

    /// Starts a process that carries out operations under `creds`; the transcript calls it `name`.
    ///
    /// # Errors
    /// As any operation; an errno (there are 32 processes already) is [`GuestError::Protocol`].
    pub fn process(&self, name: &str, creds: Creds) -> Result<Proc, GuestError> {
        let refused = |errno| GuestError::Protocol(format!("process {name}: {errno:#}"));
        self.process_in(name, creds, 0)?.map_err(refused)
    }

    /// The same in new namespaces of the kinds `namespaces` (`CLONE_NEW…`). Some kernels lack these: a kernel that
    /// does not know a flag ignores it, and one built without what it knows returns EINVAL.
    pub fn process_in(&self, name: &str, creds: Creds, namespaces: u64) -> Outcome<Proc> {
        let new = Op::NewProcess { creds, namespaces };
        let Answer { value, flags: id, .. } = match self.ask(Proc::AGENT, new, Actor::PATIENCE)? {
            Ok(answer) => answer,
            Err(errno) => return Ok(Err(errno)),
        };
        let process = Proc { id, pid: value as i32 };
        let mut state = self.state.borrow_mut();
        state.names.insert(id, name.to_owned());
        // The agent reuses the ids of processes that have died.
        state.processes.retain(|other| other.id != id);
        state.processes.push(process);
        Ok(Ok(process))
    }

    /// Kills a process and waits for its end.
    pub fn end(&self, process: Proc) -> Outcome<Exit> {
        self.state.borrow_mut().processes.retain(|other| *other != process);
        self.agent().exit_of(Op::EndProcess { id: process.id })
    }

    /// Leaves `count` processes for later requests for a root process: forks of this guest get theirs without the
    /// kernel having to fork. Each has run once, so its memory is its own.
    ///
    /// # Errors
    /// As any operation.
    pub fn park_processes(&self, count: usize) -> Result<(), GuestError> {
        let refused = |errno| GuestError::Protocol(format!("parking a process: {errno:#}"));
        let processes = (0..count).map(|_| self.process("parked", Creds::Root));
        for process in processes.collect::<Result<Vec<_>, _>>()? {
            self.on(process).getpid()?.map_err(refused)?;
            let park = Op::Park { id: process.id };
            self.ask(Proc::AGENT, park, Actor::PATIENCE)?.map_err(refused)?;
        }
        self.state.borrow_mut().processes.clear();
        Ok(())
    }

    /// Operations of `process`.
    pub fn on(&self, process: Proc) -> Actor<'_> {
        Actor::new(self, process)
    }

    /// Operations of PID 1: a system call that blocks there takes the guest down.
    pub fn agent(&self) -> Actor<'_> {
        self.on(Proc::AGENT)
    }
}
