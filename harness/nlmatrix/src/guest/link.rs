//! The host's end of the protocol port: frames out, frames in, deadlines.

use std::io::{ErrorKind, Read, Write};
use std::ops::Range;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nlmatrix_wire::frame::{self, HEADER, MAX_FRAME, Step};
use nlmatrix_wire::proto::{self, Malformed, Request, Response};

use crate::served::Patience;

/// The limit for sending a frame: this is immediate, but a busy host may delay it a little.
const STALE: Duration = Duration::from_secs(3);

/// For so long after a deadline there may still be something to read; reading from a flooded port ends then.
const LATE: Duration = Duration::from_secs(1);
/// The minimum to wait: a time limit of zero would mean none.
const LEAST: Duration = Duration::from_millis(1);

/// The port, and what has arrived on it.
#[derive(Debug)]
pub struct Link {
    stream: UnixStream,
    received: Vec<u8>,
    heard: u64,
    /// When the last byte arrived.
    last: Instant,
}

/// Why there is no response.
#[derive(Debug)]
pub enum LinkError {
    /// The deadline passed.
    Silent,
    /// The connection is gone.
    Broken(std::io::Error),
    /// The request is too long for a frame.
    TooLong,
}

impl From<std::io::Error> for LinkError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Self::Silent,
            _ => Self::Broken(error),
        }
    }
}

impl From<Malformed> for LinkError {
    fn from(Malformed: Malformed) -> Self {
        Self::TooLong
    }
}

impl Link {
    /// A link on a connection to QEMU's character device.
    pub fn new(stream: UnixStream) -> Self {
        Self { stream, received: Vec::new(), heard: 0, last: Instant::now() }
    }

    /// How many bytes have arrived so far, including noise.
    pub fn heard(&self) -> u64 {
        self.heard
    }

    /// Sends a request.
    pub fn send(&mut self, request: &Request) -> Result<(), LinkError> {
        let mut buffer = vec![0; MAX_FRAME];
        let length = proto::encode(request, &mut buffer[HEADER..])?;
        let end = frame::seal(&mut buffer, length);
        self.stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        Ok(self.stream.write_all(&buffer[..end])?)
    }

    /// Waits for the response to request `seq` and passes it to `with`; other responses are skipped.
    pub fn receive<T>(
        &mut self,
        accept: impl Fn(u32) -> bool,
        deadline: Instant,
        with: impl FnOnce(Response) -> T,
    ) -> Result<T, LinkError> {
        loop {
            while let Some(payload) = self.take() {
                match proto::decode::<Response>(&payload) {
                    Ok(response) if accept(response.seq) => return Ok(with(response)),
                    other => tracing::trace!(?other, "passed over"),
                }
            }
            self.fill(deadline)?;
        }
    }

    /// Waits, without taking it, until a response that `wanted` accepts has arrived; `false` if none has by
    /// `deadline`. Other responses are skipped.
    pub fn has(
        &mut self,
        wanted: impl Fn(u32) -> bool,
        deadline: Instant,
    ) -> Result<bool, LinkError> {
        loop {
            while let Some((payload, end)) = self.next() {
                let response = proto::decode::<Response>(&self.received[payload]);
                if response.is_ok_and(|response| wanted(response.seq)) {
                    return Ok(true);
                }
                self.received.drain(..end);
            }
            match self.fill(deadline) {
                Ok(()) => {}
                Err(LinkError::Silent) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits for the response to `request`, without taking it, and sends the request again whenever `quiet` has
    /// passed, as a byte of it or of its response can get lost. `false` if none has arrived when `patience` is over.
    pub fn insist(
        &mut self,
        request: &Request,
        quiet: Duration,
        patience: &Patience,
    ) -> Result<bool, LinkError> {
        while !self.has(|it| it == request.seq, patience.next(quiet))? {
            if patience.is_over() {
                return Ok(false);
            }
            self.send(request)?;
        }
        Ok(true)
    }

    /// Waits for more bytes.
    fn fill(&mut self, deadline: Instant) -> Result<(), LinkError> {
        // A thread that gets its processor late still sees what arrived in time.
        if deadline.elapsed() > LATE {
            return Err(LinkError::Silent);
        }
        let left = deadline.saturating_duration_since(Instant::now()).max(LEAST);
        // An incomplete frame that does not continue is noise: what follows must not wait for its rest.
        let stale = STALE.saturating_sub(self.last.elapsed());
        if !self.received.is_empty() && stale.is_zero() {
            self.received.remove(0);
            return Ok(());
        }
        let patience = if self.received.is_empty() { left } else { left.min(stale) };
        self.stream.set_read_timeout(Some(patience))?;
        let mut piece = [0; 16 << 10];
        match self.stream.read(&mut piece) {
            Ok(0) => Err(LinkError::Broken(ErrorKind::UnexpectedEof.into())),
            Ok(count) => {
                self.received.extend_from_slice(&piece[..count]);
                self.heard += count as u64;
                self.last = Instant::now();
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(error) => match error.into() {
                LinkError::Silent if patience < left => Ok(()),
                error => Err(error),
            },
        }
    }

    /// The next payload, if it is complete.
    fn take(&mut self) -> Option<Vec<u8>> {
        let (payload, end) = self.next()?;
        let payload = self.received[payload].to_vec();
        self.received.drain(..end);
        Some(payload)
    }

    /// The position of the next payload and of the end of its frame, if it is complete; noise before it is removed.
    fn next(&mut self) -> Option<(Range<usize>, usize)> {
        loop {
            match frame::scan(&self.received) {
                Step::Need => return None,
                Step::Skip(count) => drop(self.received.drain(..count)),
                Step::Frame { payload, end } => return Some((payload, end)),
            }
        }
    }
}
