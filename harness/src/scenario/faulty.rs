//! Scenarios of `faulty`: each has to end in its own way, so the harness's eyes are tested.

use std::time::Duration;

use nlmatrix_wire::netlink::MessageBuilder;

use super::bench::{errno_of, hex};
use super::socket::Socket;
use super::{Bench, Must, Stop};
use crate::guest::consts::{MSG_DONTWAIT, SO_SNDTIMEO, SOL_SOCKET};
use crate::guest::{Exit, GuestError, NlAddr};

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

/// The article's send as printed is a message of 0 bytes; with skb_put() it has the text.
pub fn missing_skb_put(bench: &mut Bench) -> Result<(), Stop> {
    const CORRECTED: &[u8] = &[1];
    const GREETING: &[u8] = b"Greeting from kernel!\0";
    bench.load()?;
    let socket = Socket::open(bench, "reader", PROTOCOL, 0)?;
    socket.tell(&MessageBuilder::new(TRIGGER, 1, 1).build())?;
    let received = socket.recv()?;
    bench.check("bytes of the message as printed", 0, received.length);
    bench.check("its sender", NlAddr::KERNEL, received.sender().unwrap_or(NlAddr::port(1)));
    socket.tell(&MessageBuilder::new(TRIGGER, 1, 1).payload(CORRECTED).build())?;
    let received = socket.recv()?;
    bench.check("bytes of the message as corrected", 16 + 1024, received.length);
    let said = received.data.get(16..16 + GREETING.len()).unwrap_or_default();
    bench.check("its text", hex(GREETING), hex(said));
    Ok(())
}

/// A kernel side that never takes a message out of its queue blocks its senders (to 2.6.23).
pub fn sender_blocked(bench: &mut Bench) -> Result<(), Stop> {
    /// As in the article.
    const PAYLOAD: usize = 1024;
    bench.load()?;
    let socket = Socket::open(bench, "sender", PROTOCOL, 0)?;
    let on = bench.guest.on(socket.owner);
    let rcvbuf = on.read_text("/proc/sys/net/core/rmem_default").must("rmem_default")?;
    let rcvbuf: u32 = rcvbuf.trim().parse().unwrap_or_default();
    let message = MessageBuilder::new(TRIGGER, 1, 1).payload(&[0; PAYLOAD]).build();
    let kernel = NlAddr::KERNEL.to_bytes();
    let sent = on.send_many(socket.fd, Some(&kernel), MSG_DONTWAIT, &message, 10_000);
    let sent = sent.must("sending many")?;
    let stopped = sent.stopped.map_or("none".to_owned(), |errno| errno.to_string());
    bench.check("what ends sending without waiting", "EAGAIN", stopped);
    let queued = kernel_rmem(bench)?;
    bench.figure("sk_rcvbuf", f64::from(rcvbuf));
    bench.figure("messages_until_eagain", f64::from(sent.sent));
    // A message is taken as long as the queue is not yet beyond sk_rcvbuf.
    let each = queued / sent.sent.max(1);
    bench.check("messages that fit", rcvbuf / each.max(1) + 1, sent.sent);
    let half_a_second = [0_u64.to_le_bytes(), 500_000_u64.to_le_bytes()].concat();
    on.setsockopt(socket.fd, SOL_SOCKET, SO_SNDTIMEO, &half_a_second).must("SO_SNDTIMEO")?;
    let started = std::time::Instant::now();
    let blocked = on.send_to(socket.fd, NlAddr::KERNEL, &message)?;
    bench.check("a sender that waits", "EAGAIN", errno_of(&blocked));
    let waited = started.elapsed().as_millis() >= 400;
    bench.check("waited for its timeout", true, waited);
    Ok(())
}

/// Rmem of the kernel's socket of the faulty protocol.
fn kernel_rmem(bench: &Bench) -> Result<u32, Stop> {
    let table = bench.text("/proc/net/netlink")?;
    let mut rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.find(|row| row.get(1) == Some(&"30") && row.get(2) == Some(&"0"));
    let rmem = row.and_then(|row| row.get(4)?.parse().ok());
    rmem.ok_or_else(|| Stop::Broken("no kernel socket of protocol 30".to_owned()))
}
