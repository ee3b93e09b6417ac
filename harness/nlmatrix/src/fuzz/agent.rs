//! An agent controlled by the guest.

use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nlmatrix_wire::frame::{self, HEADER, MAX_PAYLOAD};
use nlmatrix_wire::proto::Op;

use crate::guest::{Link, LinkError, tell};

/// More would not fit into the socket at once.
const MOST: usize = 64 << 10;

/// The bytes arrive on the agent's port, and then the guest is gone: once as they are, and once as the payload of a
/// valid frame, so that they pass the checksum and reach the decoder.
pub fn agent(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(MOST)];
    hear(bytes);
    let mut frame = vec![0; HEADER];
    frame.extend_from_slice(&bytes[..bytes.len().min(MAX_PAYLOAD)]);
    let length = frame.len() - HEADER;
    frame::seal(&mut frame, length);
    hear(&frame);
}

fn hear(bytes: &[u8]) {
    let (ours, mut theirs) = UnixStream::pair().expect("there are descriptors left");
    theirs.write_all(bytes).expect("a socket takes 64 KiB");
    drop(theirs);
    let mut link = Link::new(ours);
    let deadline = Instant::now() + Duration::from_secs(60);
    let ops = [
        Op::RecvMsg { fd: 3, flags: 0, max: 100 },
        Op::Wait { pid: 2 },
        Op::SendMany { fd: 3, addr: None, flags: 0, data: &[], count: 1 },
        Op::GetSockName { fd: 3 },
    ];
    for op in ops.iter().cycle() {
        match link.receive(|_| true, deadline, |response| tell(op, &response)) {
            Ok(told) => assert!(told.len() <= 4 * bytes.len() + 1024, "{told}"),
            Err(LinkError::Broken(_)) => return,
            Err(error) => panic!("{error:?} instead of the connection's end"),
        }
    }
}
