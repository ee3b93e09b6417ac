//! Starts QEMU and gets hold of its connections.

use std::os::unix::net::UnixListener;
use std::sync::Mutex;

use camino::Utf8Path;
use serde_json::json;

use super::attached::Attached;
use super::child::Child;
use super::error::VmError;
use super::machine::{Machine, Memory};
use super::qmp::Qmp;
use super::run_folder::{RunFolder, has_room};
use super::running::{Saving, Vm};
use super::terminal::Terminal;
use crate::environment::Accelerator;
use crate::served::Meter;
use crate::store::CACHE_VARIABLE;

/// The file with the guest's memory, in the folder of a template.
pub(super) const MEMORY: &str = "memory";

impl Vm {
    /// Boots `machine` cold; when this returns, the guest's kernel has just started.
    ///
    /// QEMU dies with the calling thread, which therefore has to outlive the machine.
    pub fn boot(machine: &Machine) -> Result<Self, VmError> {
        Launched::new(machine, Memory::Private, Attached::default())?.connect()
    }

    /// The same for a user who looks into it.
    pub fn boot_attached(machine: &Machine, attached: Attached) -> Result<Self, VmError> {
        Launched::new(machine, Memory::Private, attached)?.connect()
    }

    /// Boots `machine` with its memory in a file in `folder`, so that [`Vm::save`] can make a
    /// template of that folder.
    pub fn boot_saveable(machine: &Machine, folder: &Utf8Path) -> Result<Self, VmError> {
        has_room(folder, u64::from(machine.memory_mib) << 20, CACHE_VARIABLE)?;
        let memory = folder.join(MEMORY);
        let vm = Launched::new(machine, Memory::Shared(&memory), Attached::default())?.connect()?;
        let saving = Saving { folder: folder.to_owned(), machine: machine.clone() };
        Ok(Self { saving: Some(saving), ..vm })
    }
}

/// A QEMU that was started and is getting ready. We listen and it connects, so nothing has to be polled, and no byte
/// from the agent is lost before we are there.
#[derive(Debug)]
pub(super) struct Launched {
    // Dropped in this order: QEMU is gone before its folder is.
    child: Child,
    agent: UnixListener,
    control: UnixListener,
    terminal: Option<UnixListener>,
    run: RunFolder,
    accel: Accelerator,
}

impl Launched {
    /// Starts QEMU.
    pub fn new(machine: &Machine, memory: Memory<'_>, attached: Attached) -> Result<Self, VmError> {
        let run = RunFolder::new()?;
        let agent = RunFolder::listen(&run.agent())?;
        let control = RunFolder::listen(&run.qmp())?;
        let terminal = attached.terminal.then(|| RunFolder::listen(&run.terminal())).transpose()?;
        let child = Child::start(&machine.job(&run, memory, attached)?, run.output())?;
        Ok(Self { child, agent, control, terminal, run, accel: machine.accel })
    }

    /// Waits until it has connected.
    pub fn connect(self) -> Result<Vm, VmError> {
        let Self { child, agent, control, terminal, run, accel } = self;
        let terminal = terminal.map(|listener| {
            let stream = child.accept(&listener, "the console")?;
            Terminal::of(stream).map_err(VmError::io(run.terminal()))
        });
        let terminal = terminal.transpose()?;
        let agent = child.accept(&agent, "the agent's serial port")?;
        let control = child.accept(&control, "QMP")?;
        let controlled = Qmp::new(control).and_then(|mut qmp| Ok((meter(&child, &mut qmp)?, qmp)));
        let (meter, qmp) = controlled.map_err(|error| child.blame(error, "at its start"))?;
        Ok(Vm { meter, child, qmp: Mutex::new(qmp), agent, terminal, run, saving: None, accel })
    }
}

/// Watches the thread that is the guest's processor, and QEMU's first, which has its devices and timers.
fn meter(child: &Child, qmp: &mut Qmp) -> Result<Meter, VmError> {
    let processors = qmp.execute("query-cpus-fast", json!({}))?;
    let threads = processors.as_array().into_iter().flatten();
    let threads = threads.filter_map(|it| u32::try_from(it["thread-id"].as_u64()?).ok());
    let first = child.pid().unwrap_or_default();
    Ok(Meter::start(first, threads.chain([first]).collect()))
}
