//! A connection to a guest's agent, and the transcript of what was sent over it.

use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix_wire::netlink::set_guest_abi;
use nlmatrix_wire::proto::{self, Op, Reply, Request, Response};

use super::answer::{Answer, Exit, Stuck};
use super::consts::AF_NETLINK;
use super::describe::{self, describe};
use super::error::{GuestError, Outcome};
use super::failing::Failing;
use super::falsify::{FALSIFIED, Falsification, Falsifier};
use super::hello::{self, Told};
use super::link::{Link, LinkError};
use super::pending::Pending;
use super::process::Proc;
use super::silence::{DEAF, LOOK, Silence};
use super::starved;
use crate::run::{Event, Printed};
use crate::served::{Patience, Served};

/// How much longer than an operation may take the host waits for its result, since the guest's clock and a busy host
/// are not exact.
const GRACE: Duration = Duration::from_secs(10);

/// The maximum duration of an operation by the host's clock, however little its guest was served.
const MOST_PATIENCE: Duration = Duration::from_secs(180);

/// After so much silence, the host asks whether the agent is still there.
const QUIET: Duration = Duration::from_secs(2);

/// Decodes a netlink message for readers: protocol, bytes → one line for each header or attribute.
pub struct Decoder(Box<Decode>);

type Decode = dyn Fn(i32, &[u8]) -> Vec<String>;

impl Decoder {
    /// One that does so.
    pub fn new(decode: impl Fn(i32, &[u8]) -> Vec<String> + 'static) -> Self {
        Self(Box::new(decode))
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoder")
    }
}

/// A guest whose agent answers.
#[derive(Debug)]
pub struct Guest {
    started: Instant,
    decoder: Decoder,
    /// The file with the guest's console: a guest that prints is not unresponsive.
    console: Option<Utf8PathBuf>,
    served: Served,
    /// The files that it does not have yet.
    pub(super) pending: RefCell<Pending>,
    /// The allocation that should fail.
    pub(super) failing: Cell<Failing>,
    pub(super) state: RefCell<State>,
}

#[derive(Debug)]
pub(super) struct State {
    link: Link,
    seq: u32,
    transcript: Vec<Event>,
    pub(super) names: HashMap<u32, String>,
    /// Those that were started and not ended.
    pub(super) processes: Vec<Proc>,
    /// Netlink protocol by process and descriptor.
    protocols: HashMap<(u32, i32), i32>,
    falsifier: Falsifier,
}

impl Guest {
    /// Waits until the agent of a booting guest reports that it is there.
    ///
    /// Nothing is sent to it before that: serial drivers of 2.6.9 and 2.6.11 can lose their interrupt for good
    /// because of a byte that arrives while the port is being opened.
    ///
    /// `limit` and all deadlines from then on count in the time that the guest is `served`: a busy
    /// host can take minutes for one second of a guest's time.
    ///
    /// # Errors
    /// [`GuestError::Silent`] when it does not within `limit`, [`GuestError::Lost`] when the
    /// connection breaks, [`GuestError::Protocol`] when it is another version's agent.
    pub fn booting(
        stream: UnixStream,
        served: Served,
        limit: Duration,
    ) -> Result<Self, GuestError> {
        Self::after(stream, served, limit, hello::listen)
    }

    /// Waits until the agent of a forked guest answers.
    ///
    /// # Errors
    /// As [`booting`](Self::booting).
    pub fn forked(stream: UnixStream, served: Served, limit: Duration) -> Result<Self, GuestError> {
        Self::after(stream, served, limit, hello::greet)
    }

    fn after(
        stream: UnixStream,
        served: Served,
        limit: Duration,
        first: hello::First,
    ) -> Result<Self, GuestError> {
        let started = Instant::now();
        let mut link = Link::new(stream);
        let fail = |error| GuestError::from_link(error, "hello", limit);
        let (seq, told) = first(&mut link, &served.patience(limit)).map_err(fail)?;
        match told {
            Some(Told { version: proto::VERSION, abi: Some(abi) }) => set_guest_abi(abi),
            _ => {
                let theirs = told.map_or("nonsense".to_owned(), |told| told.version.to_string());
                return Err(GuestError::Protocol(format!("hello: it speaks version {theirs}")));
            }
        }
        let state = State {
            link,
            seq,
            transcript: Vec::new(),
            names: HashMap::new(),
            processes: Vec::new(),
            protocols: HashMap::new(),
            falsifier: Falsifier::default(),
        };
        let state = RefCell::new(state);
        Ok(Self {
            started,
            decoder: Decoder::new(|_, _| Vec::new()),
            console: None,
            served,
            pending: RefCell::default(),
            failing: Cell::default(),
            state,
        })
    }

    /// Decodes netlink messages in the transcript with `decoder`.
    #[must_use]
    pub fn with_decoder(mut self, decoder: Decoder) -> Self {
        self.decoder = decoder;
        self
    }

    /// Treats a growing console as a sign of life: a guest that floods it has no time to answer.
    #[must_use]
    pub fn with_console(mut self, file: Utf8PathBuf) -> Self {
        self.console = Some(file);
        self
    }

    /// Changes answers as `falsifications` say; only for mutations.
    #[must_use]
    pub fn with_falsified(self, falsifications: Vec<Falsification>) -> Self {
        self.state.borrow_mut().falsifier = Falsifier::new(falsifications);
        self
    }

    /// Everything that was asked and answered so far.
    pub fn transcript(&self) -> Ref<'_, [Event]> {
        Ref::map(self.state.borrow(), |state| state.transcript.as_slice())
    }

    /// Does `work` without recording it in the transcript.
    pub(crate) fn off_record<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.state.borrow().transcript.len();
        let worked = work();
        self.state.borrow_mut().transcript.truncate(before);
        worked
    }

    /// Records in the transcript how the program `argv` ended and what it printed.
    pub(crate) fn tell_program(&self, argv: &str, end: &str, output: Vec<Printed>) {
        let state = &mut *self.state.borrow_mut();
        let (who, at_ms) = (state.name(Proc::AGENT), milliseconds(self.started.elapsed()));
        let (op, args, result) = ("program".to_owned(), argv.to_owned(), end.to_owned());
        state.transcript.push(Event { at_ms, who, op, args, result, output, ..Event::default() });
    }

    /// The finished transcript.
    pub fn into_transcript(self) -> Vec<Event> {
        self.state.into_inner().transcript
    }

    /// Sends a request, waits, and records both in the transcript.
    pub(super) fn ask(&self, process: Proc, op: Op, wait: Duration) -> Outcome<Answer> {
        self.bring_for(&op)?;
        self.ask_failing(process, op, wait)
    }

    /// Has PID 1 do `op`, which does not concern the scenario: it is neither recorded nor falsified.
    pub(super) fn carry_unseen(&self, op: Op, wait: Duration) -> Outcome<Answer> {
        let watched = Watched { console: self.console.as_deref(), served: &self.served };
        let state = &mut *self.state.borrow_mut();
        state.carry_out(Proc::AGENT.id, op, wait, describe(&op).0, watched)
    }

    pub(super) fn carry(&self, process: Proc, op: Op, wait: Duration) -> Outcome<Answer> {
        let at = self.started.elapsed();
        let (name, args) = describe(&op);
        let wait = wait + describe::own_time(&op);
        let state = &mut *self.state.borrow_mut();
        let watched = Watched { console: self.console.as_deref(), served: &self.served };
        let outcome = state.carry_out(process.id, op, wait, name, watched);
        let who = state.name(process);
        let changed = match &outcome {
            Ok(answer) => state.falsifier.change(&who, name, &args, answer),
            Err(_) => None,
        };
        let mark = if changed.is_some() { FALSIFIED } else { "" };
        let outcome = changed.map_or(outcome, Ok);
        state.remember(process.id, &op, &outcome);
        let bytes = describe::bytes(&op, &outcome);
        let protocol = describe::descriptor(&op).map(|fd| (process.id, fd));
        let protocol = protocol.and_then(|key| state.protocols.get(&key)).copied();
        let protocol = protocol.filter(|_| !bytes.is_empty());
        let decoded = protocol.map(|it| (self.decoder.0)(it, bytes));
        let event = Event {
            at_ms: milliseconds(at),
            who,
            op: name.to_owned(),
            args,
            result: describe::result(&op, &outcome) + mark,
            hex: bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            protocol,
            decoded: decoded.unwrap_or_default(),
            output: Vec::new(),
        };
        state.transcript.push(event);
        outcome
    }
}

/// What is watched while the guest is working.
#[derive(Clone, Copy)]
struct Watched<'a> {
    console: Option<&'a Utf8Path>,
    served: &'a Served,
}

impl State {
    /// Sends a request, and continues it if the guest gave up before it was served for its time: its clock goes on
    /// while its processor waits for one of the host's.
    fn carry_out(
        &mut self,
        who: u32,
        op: Op,
        wait: Duration,
        name: &str,
        watched: Watched,
    ) -> Outcome<Answer> {
        let asked = Instant::now();
        let mut outcome = self.exchange(who, op, wait, name, watched);
        while asked.elapsed() < MOST_PATIENCE {
            let served = watched.served.since(asked);
            let Some(next) = starved::again(&op, who, &outcome, wait, served) else { break };
            outcome = self.exchange(who, next.op, next.wait, name, watched);
        }
        if let Err(GuestError::TimedOut { after, .. }) = &mut outcome {
            *after = wait;
        }
        outcome
    }

    fn exchange(
        &mut self,
        who: u32,
        op: Op,
        wait: Duration,
        name: &str,
        watched: Watched,
    ) -> Outcome<Answer> {
        self.seq = self.seq.wrapping_add(1);
        let seq = self.seq;
        let wait_ms = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
        let fail = |error| GuestError::from_link(error, name, wait + GRACE);
        let request = Request { seq, who, wait_ms, op };
        self.link.send(&request).map_err(fail)?;
        let patience = watched.served.patience(wait + GRACE);
        let judge = |response: Response| judge(&response.reply, name, wait);
        if who == Proc::AGENT.id {
            self.link.insist(&request, QUIET, &patience).map_err(fail)?;
        } else {
            let deaf = |error| GuestError::from_link(error, name, QUIET + DEAF);
            self.listen(&request, &patience, watched).map_err(deaf)?;
        }
        self.link.receive(|it| it == seq, Instant::now(), judge).map_err(fail)?
    }

    /// Waits for the answer to `request`, and asks meanwhile whether the agent is still there: it answers at once,
    /// whatever its workers do, unless the kernel itself hangs. If it is there, the request is sent to it again.
    fn listen(
        &mut self,
        request: &Request,
        patience: &Patience,
        watched: Watched,
    ) -> Result<(), LinkError> {
        let seq = request.seq;
        while !self.link.has(|it| it == seq, patience.next(QUIET))? {
            if patience.is_over() {
                return Ok(());
            }
            self.seq = self.seq.wrapping_add(1);
            let hello = self.seq;
            self.link.send(&Request { seq: hello, who: 0, wait_ms: 1000, op: Op::Hello })?;
            let mut silence = Silence::of(watched.console, self.link.heard(), watched.served);
            while !self.link.has(|it| it == seq || it == hello, Instant::now() + LOOK)? {
                if silence.is_over(self.link.heard()) || patience.is_over() {
                    return Err(LinkError::Silent);
                }
            }
            if !self.link.has(|it| it == seq, Instant::now())? {
                self.link.send(request)?;
            }
        }
        Ok(())
    }

    /// Records which protocol a descriptor uses.
    fn remember(&mut self, id: u32, op: &Op, outcome: &Outcome<Answer>) {
        let Ok(Ok(answer)) = outcome else { return };
        match *op {
            Op::Socket { domain: AF_NETLINK, protocol, .. } => {
                self.protocols.insert((id, answer.value as i32), protocol);
            }
            Op::Socket { .. } => drop(self.protocols.remove(&(id, answer.value as i32))),
            Op::NewProcess { .. } => self.protocols.retain(|&(of, _), _| of != answer.flags),
            _ => {}
        }
    }

    fn name(&self, process: Proc) -> String {
        let named = self.names.get(&process.id).filter(|_| process != Proc::AGENT);
        named.map_or("agent".to_owned(), |name| format!("{name}[{}]", process.pid))
    }
}

/// Rounded to microseconds.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

fn judge(reply: &Reply, op: &str, after: Duration) -> Outcome<Answer> {
    let op = op.to_owned();
    match reply {
        Reply::Done(done) => Ok(Answer::from_done(done)),
        Reply::TimedOut(stuck) => {
            Err(GuestError::TimedOut { op, after, stack: Box::new(Stuck::from(stuck)) })
        }
        Reply::Died { status } => {
            let exit = Box::new(Exit::from_status(i64::from(*status)));
            Err(GuestError::ProcessDied { op, exit })
        }
        Reply::Refused => Err(GuestError::Protocol(op)),
    }
}

/// What the transcript says about a response to `op`.
pub(crate) fn tell(op: &Op, response: &Response) -> String {
    let outcome = judge(&response.reply, describe(op).0, Duration::ZERO);
    describe::result(op, &outcome)
}
