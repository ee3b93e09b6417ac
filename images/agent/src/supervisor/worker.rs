//! Workers: processes that carry operations out, so that PID 1 survives what happens to them.
//!
//! Requests and replies go over two pipes, each message preceded by its length.

use nlmatrix_wire::frame::MAX_PAYLOAD;
use nlmatrix_wire::proto::{self, Creds, Reply, Request};

use super::child;
use crate::ops;
use crate::sys::fs;
use crate::sys::process::{self, Watch};

/// Where a worker keeps its ends of the pipes, out of the way: its first socket is 3.
const REQUESTS: i32 = 250;
const REPLIES: i32 = 251;

/// PID 1's side of a worker.
pub struct Worker {
    /// Its real process id.
    pub pid: i32,
    /// Where its replies come from.
    pub from: i32,
    /// Which response it owes to the host.
    pub awaited: Option<Awaited>,
    /// Is it unused, and available for the next request for a worker of root?
    pub parked: bool,
    to: i32,
    /// Does it have an unanswered request?
    busy: bool,
}

/// A response that the host waits for.
#[derive(Clone, Copy)]
pub struct Awaited {
    /// Sequence number of the request.
    pub seq: u32,
    /// When to give up, on the monotonic clock.
    pub deadline: u64,
}

impl Worker {
    /// Forks a worker, in new namespaces of these kinds.
    pub fn start(creds: Creds, namespaces: u64) -> Result<Self, isize> {
        let (requests, to) = fs::pipe()?;
        let (from, replies) = fs::pipe()?;
        let pid = process::fork_into(namespaces);
        if pid == 0 {
            serve(creds, requests, replies);
        }
        fs::close(requests);
        fs::close(replies);
        if pid < 0 {
            fs::close(to);
            fs::close(from);
            return Err(pid);
        }
        ops::know(pid as i32);
        Ok(Self { pid: pid as i32, from, awaited: None, parked: false, to, busy: false })
    }

    /// Passes it a request, or resumes waiting for an earlier one. A reply means that it is
    /// settled immediately.
    pub fn ask<'s>(
        &mut self,
        awaited: Awaited,
        collect: bool,
        message: &[u8],
        scratch: &'s mut [u8],
    ) -> Option<Reply<'s>> {
        if collect && !self.busy {
            return Some(Reply::Refused);
        }
        if !collect {
            if self.busy && self.is_readable() {
                // The late answer to a request that timed out; the host no longer wants it.
                self.answer(scratch);
            }
            if self.busy {
                return Some(Reply::TimedOut(child::stuck(self.pid, scratch)));
            }
            if !write_message(self.to, message) {
                return Some(Reply::Died { status: child::status(self.pid) });
            }
        }
        self.busy = true;
        self.awaited = Some(awaited);
        None
    }

    /// Reads its reply.
    pub fn answer<'s>(&mut self, buffer: &'s mut [u8]) -> Reply<'s> {
        self.busy = false;
        let Some(length) = read_message(self.from, buffer) else {
            return Reply::Died { status: child::status(self.pid) };
        };
        proto::decode(&buffer[..length]).unwrap_or(Reply::Refused)
    }

    fn is_readable(&self) -> bool {
        process::poll(&mut [Watch::readable(self.from)], 0) > 0
    }
}

/// Empties the slot of a worker that no longer exists.
pub fn reap(slot: &mut Option<Worker>) {
    if let Some(worker) = slot.take() {
        fs::close(worker.to);
        fs::close(worker.from);
    }
}

/// The worker itself.
fn serve(creds: Creds, requests: i32, replies: i32) -> ! {
    fs::dup2(requests, REQUESTS);
    fs::dup2(replies, REPLIES);
    for fd in 3..REQUESTS {
        fs::close(fd);
    }
    if process::become_user(creds) < 0 {
        process::exit(126);
    }
    let mut message = [0; MAX_PAYLOAD];
    let mut scratch = [0; MAX_PAYLOAD];
    while let Some(length) = read_message(REQUESTS, &mut message) {
        let reply = match proto::decode::<Request>(&message[..length]) {
            Ok(request) => {
                ops::execute(&request.op, &mut scratch).map_or(Reply::Refused, Reply::Done)
            }
            Err(_) => Reply::Refused,
        };
        let length = proto::encode(&reply, &mut message).unwrap_or(0);
        if !write_message(REPLIES, &message[..length]) {
            break;
        }
    }
    process::exit(0)
}

fn write_message(fd: i32, message: &[u8]) -> bool {
    fs::write_all(fd, &(message.len() as u32).to_le_bytes()) && fs::write_all(fd, message)
}

fn read_message(fd: i32, buffer: &mut [u8]) -> Option<usize> {
    let mut length = [0; 4];
    if !fs::read_all(fd, &mut length) {
        return None;
    }
    let length = u32::from_le_bytes(length) as usize;
    fs::read_all(fd, buffer.get_mut(..length)?).then_some(length)
}
