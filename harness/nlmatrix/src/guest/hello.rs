//! The first exchange between host and agent: the agent's version, and its processor's byte order.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use nlmatrix_wire::abi::Abi;
use nlmatrix_wire::proto::{self, Op, Reply, Request, Response};

use super::link::{Link, LinkError};
use crate::served::Patience;

/// How often to send a hello to a fork: it receives the first, and has to answer all that arrive meanwhile.
const HELLO_EVERY: Duration = Duration::from_millis(80);
/// How often to ask, while a guest boots, how much of its time it was served.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// What an agent says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub version: i64,
    /// Its byte order; `None` if that makes no sense.
    pub abi: Option<Abi>,
}

/// Waits for an agent's first message; returns the number from which to count requests, and what it says.
pub type First = fn(&mut Link, &Patience<'_>) -> Result<(u32, Option<Told>), LinkError>;

/// Listens until the agent reports that it is there.
pub fn listen(link: &mut Link, patience: &Patience<'_>) -> Result<(u32, Option<Told>), LinkError> {
    loop {
        match link.receive(|it| it == proto::READY, patience.next(LISTEN_AGAIN), told) {
            Ok(told) => return Ok((first_number(), told)),
            Err(LinkError::Silent) if !patience.is_over() => {}
            Err(error) => return Err(error),
        }
    }
}

/// Sends hello until somebody answers.
///
/// Numbers begin at a different place for each connection: a template may have been saved with earlier hellos still
/// in its serial port, which its forks answer, too. If numbers began at 0 again, such an answer would be taken for
/// the answer to one of our first operations.
pub fn greet(link: &mut Link, patience: &Patience<'_>) -> Result<(u32, Option<Told>), LinkError> {
    let first = first_number();
    let mut seq = first;
    loop {
        seq += 1;
        link.send(&Request { seq, who: 0, wait_ms: 1000, op: Op::Hello })?;
        let heard = |it| (first..=seq).contains(&it);
        match link.receive(heard, patience.next(HELLO_EVERY), told) {
            Ok(told) => return Ok((seq, told)),
            Err(LinkError::Silent) if !patience.is_over() => {}
            Err(error) => return Err(error),
        }
    }
}

fn told(response: Response) -> Option<Told> {
    match response.reply {
        Reply::Done(done) => Some(Told { version: done.value, abi: Abi::from_bits(done.flags) }),
        _ => None,
    }
}

/// A number far from those of other connections, with room for counting.
fn first_number() -> u32 {
    let random = RandomState::new().hash_one(std::process::id());
    (random as u32) >> 1
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::net::UnixStream;

    use nlmatrix_wire::frame::{self, HEADER};
    use nlmatrix_wire::proto::Done;

    use super::*;
    use crate::guest::{Guest, GuestError};
    use crate::served::{Meter, Served};

    /// The frame of an agent's message.
    fn frame_of(seq: u32, done: Done) -> Vec<u8> {
        let mut buffer = vec![0; 64];
        let response = Response { seq, reply: done.into() };
        let length = proto::encode(&response, &mut buffer[HEADER..]).unwrap();
        let end = frame::seal(&mut buffer, length);
        buffer.truncate(end);
        buffer
    }

    #[test]
    fn a_boot_takes_as_long_as_the_host_makes_it() {
        const LIMIT: Duration = Duration::from_millis(500);
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let me = std::process::id();
        let meter = Meter::start(me, vec![me]);
        meter.hold(true);
        let agent = std::thread::spawn(move || {
            std::thread::sleep(3 * LIMIT);
            let done =
                Done { value: proto::VERSION, flags: Abi::HOST.to_bits(), ..Done::default() };
            theirs.write_all(&frame_of(proto::READY, done)).unwrap();
            theirs
        });
        let booted = Guest::booting(ours, meter.served(), LIMIT);
        assert!(booted.is_ok(), "{:?}", booted.err());
        agent.join().unwrap();
    }

    #[test]
    fn answers_to_another_connection_are_none_to_this_one() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        for seq in 1..50 {
            theirs.write_all(&frame_of(seq, Done { value: 7, ..Done::default() })).unwrap();
        }
        let connected = Guest::forked(ours, Served::default(), Duration::from_millis(50));
        assert!(matches!(connected, Err(GuestError::Silent { .. })), "{:?}", connected.err());
    }
}
