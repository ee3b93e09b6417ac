//! Scenarios of `faulty`: each has to end in its own way, so the harness's eyes are tested.

use std::time::Duration;

use nlmatrix_wire::netlink::MessageBuilder;

use super::socket::Socket;
use super::{Bench, Stop};
use crate::guest::{Exit, GuestError};

const PROTOCOL: i32 = 30;
const TRIGGER: u16 = 0x10;

/// A client that waits for a reply that never comes.
pub fn hang_client(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let run = bench.client("hang", Duration::from_secs(1))?;
    bench.check("what the client said", "waiting for a reply", run.stdout.trim());
    match run.exit {
        Exit::Running(stuck) => Err(Stop::Hang(format!("the client was still running{stuck}"))),
        exit => Err(Stop::Broken(format!("the client {exit}: {}", run.stderr.trim()))),
    }
}

/// A module that writes through NULL takes its client down with it.
pub fn oops(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let socket = Socket::open(bench, "victim", PROTOCOL, 0)?;
    let sent = socket.send(&MessageBuilder::new(TRIGGER, 1, 1).build());
    let died = matches!(sent, Err(Stop::Guest(GuestError::ProcessDied { .. })));
    bench.check("the sender died", true, died);
    Ok(())
}
