//! The first word between host and agent.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use nlmatrix_wire::proto::{self, Op, Reply, Request, Response};

use super::link::{Link, LinkError};

/// How often to say hello to a fork: it hears the first one, and has to answer all that came meanwhile.
const HELLO_EVERY: Duration = Duration::from_millis(80);

/// Hears an agent for the first time: the number to count requests from, and the agent's version.
pub type First = fn(&mut Link, deadline: Instant) -> Result<(u32, Option<i64>), LinkError>;

/// Listens until the agent tells that it is there.
pub fn listen(link: &mut Link, deadline: Instant) -> Result<(u32, Option<i64>), LinkError> {
    let version = link.receive(|it| it == proto::READY, deadline, version)?;
    Ok((first_number(), version))
}

/// Says hello until somebody answers.
///
/// Numbers begin at another place for each connection: a template can have been saved with earlier
/// greetings still in its serial port, and its forks answer these too. Counted from 0 again, such an
/// answer would pass for that to one of our first operations.
pub fn greet(link: &mut Link, deadline: Instant) -> Result<(u32, Option<i64>), LinkError> {
    let first = first_number();
    let mut seq = first;
    loop {
        seq += 1;
        link.send(&Request { seq, who: 0, wait_ms: 1000, op: Op::Hello })?;
        let patience = deadline.min(Instant::now() + HELLO_EVERY);
        match link.receive(|it| (first..=seq).contains(&it), patience, version) {
            Ok(version) => return Ok((seq, version)),
            Err(LinkError::Silent) if Instant::now() < deadline => {}
            Err(error) => return Err(error),
        }
    }
}

fn version(response: Response) -> Option<i64> {
    match response.reply {
        Reply::Done(done) => Some(done.value),
        _ => None,
    }
}

/// A number far from those of other connections, with room to count on.
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
