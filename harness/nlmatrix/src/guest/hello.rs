//! The first exchange between host and agent: the agent's version, and its processor's byte order.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use nlmatrix_wire::abi::Abi;
use nlmatrix_wire::proto::{self, Op, Reply, Request, Response};

use super::link::{Link, LinkError};

/// How often to send a hello to a fork: it receives the first, and has to answer all that arrive meanwhile.
const HELLO_EVERY: Duration = Duration::from_millis(80);

/// What an agent says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub version: i64,
    /// Its byte order; `None` if that makes no sense.
    pub abi: Option<Abi>,
}

/// Waits for an agent's first message; returns the number from which to count requests, and what it says.
pub type First = fn(&mut Link, deadline: Instant) -> Result<(u32, Option<Told>), LinkError>;

/// Listens until the agent reports that it is there.
pub fn listen(link: &mut Link, deadline: Instant) -> Result<(u32, Option<Told>), LinkError> {
    let told = link.receive(|it| it == proto::READY, deadline, told)?;
    Ok((first_number(), told))
}

/// Sends hello until somebody answers.
///
/// Numbers begin at a different place for each connection: a template may have been saved with earlier hellos still
/// in its serial port, which its forks answer, too. If numbers began at 0 again, such an answer would be taken for
/// the answer to one of our first operations.
pub fn greet(link: &mut Link, deadline: Instant) -> Result<(u32, Option<Told>), LinkError> {
    let first = first_number();
    let mut seq = first;
    loop {
        seq += 1;
        link.send(&Request { seq, who: 0, wait_ms: 1000, op: Op::Hello })?;
        let patience = deadline.min(Instant::now() + HELLO_EVERY);
        match link.receive(|it| (first..=seq).contains(&it), patience, told) {
            Ok(told) => return Ok((seq, told)),
            Err(LinkError::Silent) if Instant::now() < deadline => {}
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

    use super::*;
    use crate::guest::{Guest, GuestError};

    #[test]
    fn answers_to_another_connection_are_none_to_this_one() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        for seq in 1..50 {
            let mut buffer = [0; 64];
            let response = Response { seq, reply: Reply::value(7) };
            let length = proto::encode(&response, &mut buffer[HEADER..]).unwrap();
            let end = frame::seal(&mut buffer, length);
            theirs.write_all(&buffer[..end]).unwrap();
        }
        let connected = Guest::forked(ours, Duration::from_millis(50));
        assert!(matches!(connected, Err(GuestError::Silent { .. })), "{:?}", connected.err());
    }
}
