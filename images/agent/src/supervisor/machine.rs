//! What only PID 1 can do: processes, the clock, the machine.

use nlmatrix_wire::proto::{Creds, Done, Op, Reply};

use super::child;
use super::worker::{self, Worker};
use crate::ops;
use crate::sys::{fs, process};

/// `EAGAIN`: the maximum number of workers exists.
const EAGAIN: i64 = 11;

/// Carries an operation out in PID 1 itself.
pub fn execute<'s>(
    op: &Op,
    wait_ms: u32,
    workers: &mut [Option<Worker>],
    scratch: &'s mut [u8],
) -> Reply<'s> {
    match *op {
        Op::SetClock { seconds } => number(process::set_clock(seconds)),
        Op::NewProcess { creds, namespaces } => new_process(creds, namespaces, workers),
        Op::Park { id } => park(id, workers),
        Op::EndProcess { id } => end_process(id, wait_ms, workers, scratch),
        Op::Spawn { argv, stdout, stderr, creds } => {
            number(child::spawn(argv, stdout, stderr, creds))
        }
        Op::Wait { pid } => child::ended(pid, wait_ms, scratch),
        Op::Kill { pid, signal } => number(process::kill(pid, signal)),
        Op::SysRq { key } => number(sysrq(key)),
        Op::PowerOff => number(process::power_off()),
        _ => ops::execute(op, scratch).map_or(Reply::Refused, Reply::Done),
    }
}

fn number(value: isize) -> Reply<'static> {
    Reply::value(value as i64)
}

fn sysrq(key: u8) -> isize {
    ops::with_file("/proc/sysrq-trigger", fs::WRITE, |fd| fs::write(fd, &[key]))
}

fn new_process(creds: Creds, namespaces: u64, workers: &mut [Option<Worker>]) -> Reply<'static> {
    let ordinary = creds == Creds::Root && namespaces == 0;
    let is_parked = |slot: &Option<Worker>| slot.as_ref().is_some_and(|worker| worker.parked);
    let parked = workers.iter().position(is_parked).filter(|_| ordinary);
    let Some(at) = parked.or_else(|| workers.iter().position(Option::is_none)) else {
        return Reply::value(-EAGAIN);
    };
    let start = || Worker::start(creds, namespaces);
    let worker = match workers[at].take().map_or_else(start, Ok) {
        Ok(worker) => workers[at].insert(worker),
        Err(error) => return number(error),
    };
    worker.parked = false;
    Done { value: i64::from(worker.pid), flags: at as u32 + 1, ..Done::default() }.into()
}

fn park(id: u32, workers: &mut [Option<Worker>]) -> Reply<'static> {
    let slot = (id as usize).checked_sub(1).and_then(|at| workers.get_mut(at));
    let Some(worker) = slot.and_then(Option::as_mut) else { return Reply::Refused };
    worker.parked = true;
    Reply::value(0)
}

fn end_process<'s>(
    id: u32,
    wait_ms: u32,
    workers: &mut [Option<Worker>],
    scratch: &'s mut [u8],
) -> Reply<'s> {
    let slot = (id as usize).checked_sub(1).and_then(|at| workers.get_mut(at));
    let Some((slot, pid)) = slot.and_then(|slot| {
        let pid = slot.as_ref()?.pid;
        Some((slot, pid))
    }) else {
        return Reply::Refused;
    };
    process::kill(pid, process::KILL);
    let reply = child::ended(pid, wait_ms, scratch);
    if matches!(reply, Reply::Done(_)) {
        worker::reap(slot);
    }
    reply
}
