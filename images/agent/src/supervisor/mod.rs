//! The loop of PID 1: requests in, responses out, and never blocked by what a worker does.

mod child;
mod machine;
mod worker;

use nlmatrix_wire::abi::Abi;
use nlmatrix_wire::frame::{self, HEADER, MAX_FRAME, MAX_PAYLOAD};
use nlmatrix_wire::proto::{self, Done, Op, Reply, Request, Response};

use crate::line::Line;
use crate::sys::fs;
use crate::sys::process::{self, Watch};
use worker::{Awaited, Worker};

/// How many workers there can be at once.
const WORKERS: usize = 32;
/// How long the answer to a greeting may be.
const GREETING: usize = 64;
/// After this much silence the rest of a frame is considered lost, in milliseconds.
const SILENCE_MS: i32 = 200;

/// PID 1.
pub struct Supervisor {
    line: Line,
    workers: [Option<Worker>; WORKERS],
    /// The current request; later a worker's answer.
    message: [u8; MAX_PAYLOAD],
    /// Where operations of PID 1 itself store what they read.
    scratch: [u8; MAX_PAYLOAD],
    /// The last frame that was sent, except greetings.
    frame: [u8; MAX_FRAME],
    /// Which request it answers, and its length.
    sent: (u32, usize),
    /// The last request that arrived, except greetings.
    latest: Option<u32>,
}

impl Supervisor {
    /// With an open port and no workers.
    pub fn new(port: i32) -> Self {
        Self {
            line: Line::new(port),
            workers: [const { None }; WORKERS],
            message: [0; MAX_PAYLOAD],
            scratch: [0; MAX_PAYLOAD],
            frame: [0; MAX_FRAME],
            sent: (0, 0),
            latest: None,
        }
    }

    /// Tells the host that it is there, and serves forever.
    pub fn run(mut self) -> ! {
        greet(self.line.fd, proto::READY);
        loop {
            let watches = self.wait();
            if watches[WORKERS].ready != 0 {
                self.line.receive();
                while let Some(length) = self.line.take(&mut self.message) {
                    self.serve(length);
                }
            }
            for (at, watch) in watches[..WORKERS].iter().enumerate() {
                if watch.ready != 0 {
                    self.pass_on(at);
                } else {
                    self.give_up_when_due(at);
                }
            }
        }
    }

    /// Waits for the port, the awaited workers or the nearest deadline.
    fn wait(&mut self) -> [Watch; WORKERS + 1] {
        let mut watches = [Watch::readable(-1); WORKERS + 1];
        watches[WORKERS].fd = self.line.fd;
        let mut wait_ms = if self.line.is_partial() { SILENCE_MS } else { -1 };
        let now = process::now();
        for (watch, worker) in watches.iter_mut().zip(&self.workers) {
            let Some(worker) = worker else { continue };
            let Some(awaited) = worker.awaited else {
                continue;
            };
            watch.fd = worker.from;
            let left = awaited.deadline.saturating_sub(now).min(i32::MAX as u64) as i32;
            wait_ms = if wait_ms < 0 { left } else { wait_ms.min(left) };
        }
        let ready = process::poll(&mut watches, wait_ms);
        if ready == 0 && wait_ms == SILENCE_MS && self.line.is_partial() {
            self.line.clear();
        }
        watches
    }

    /// Carries out, or passes to a worker, the request of `length` bytes in `message`.
    fn serve(&mut self, length: usize) {
        let Ok(request) = proto::decode::<Request>(&self.message[..length]) else {
            return;
        };
        let Request { seq, who, wait_ms, op } = request;
        if op == Op::Hello {
            return greet(self.line.fd, seq);
        }
        if self.latest == Some(seq) {
            return self.send_again(seq);
        }
        self.latest = Some(seq);
        if who == 0 {
            let reply = machine::execute(&op, wait_ms, &mut self.workers, &mut self.scratch);
            self.sent = (seq, send(self.line.fd, seq, reply, &mut self.frame));
            return;
        }
        let Some(slot) = self.workers.get_mut(who as usize - 1) else {
            self.sent = (seq, send(self.line.fd, seq, Reply::Refused, &mut self.frame));
            return;
        };
        let reply = match slot {
            None => Some(Reply::Refused),
            Some(worker) => {
                let awaited = Awaited { seq, deadline: process::now() + u64::from(wait_ms) };
                let message = &self.message[..length];
                worker.ask(awaited, op == Op::Collect, message, &mut self.scratch)
            }
        };
        let Some(reply) = reply else { return };
        if matches!(reply, Reply::Died { .. }) {
            worker::reap(slot);
        }
        self.sent = (seq, send(self.line.fd, seq, reply, &mut self.frame));
    }

    /// Answers a repeated request, if its answer was sent: the answer or the request was lost on the
    /// line. One on which a worker is working is answered when that is done.
    fn send_again(&self, seq: u32) {
        let (answered, end) = self.sent;
        if answered == seq && end > 0 {
            fs::write_all(self.line.fd, &self.frame[..end]);
        }
    }

    /// Passes a worker's answer on to the host.
    fn pass_on(&mut self, at: usize) {
        let Some(worker) = &mut self.workers[at] else {
            return;
        };
        let Some(awaited) = worker.awaited.take() else {
            return;
        };
        let reply = worker.answer(&mut self.message);
        if matches!(reply, Reply::Died { .. }) {
            worker::reap(&mut self.workers[at]);
        }
        self.sent = (awaited.seq, send(self.line.fd, awaited.seq, reply, &mut self.frame));
    }

    /// Tells the host where a worker hangs whose time is up; the operation continues.
    fn give_up_when_due(&mut self, at: usize) {
        let Some(worker) = &mut self.workers[at] else {
            return;
        };
        let due = |awaited: &Awaited| awaited.deadline <= process::now();
        let Some(awaited) = worker.awaited.take_if(|awaited| due(awaited)) else {
            return;
        };
        let reply = Reply::TimedOut(child::stuck(worker.pid, &mut self.scratch));
        self.sent = (awaited.seq, send(self.line.fd, awaited.seq, reply, &mut self.frame));
    }
}

/// Greets the host. It keeps the last answer, which may be requested again.
fn greet(port: i32, seq: u32) {
    let told = Done { value: proto::VERSION, flags: Abi::OWN.to_bits(), ..Done::default() };
    send(port, seq, told.into(), &mut [0; HEADER + GREETING]);
}

/// Sends a response; one that does not fit its frame becomes a refusal. Returns the frame's length.
fn send(port: i32, seq: u32, reply: Reply, frame: &mut [u8]) -> usize {
    let encoded = proto::encode(&Response { seq, reply }, &mut frame[HEADER..]);
    let refused = Response { seq, reply: Reply::Refused };
    let length = encoded.or_else(|_| proto::encode(&refused, &mut frame[HEADER..]));
    let Ok(length) = length else { return 0 };
    let end = frame::seal(frame, length);
    fs::write_all(port, &frame[..end]);
    end
}
