//! Receive queues that overrun, through nlecho: by multicast, by unicast, and how to find out why.

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::parse;

use super::definition::Scenario;
use super::nlecho::{FLOOD, GREET, PROTOCOL, open, request};
use super::socket::Socket;
use super::test::{answer_of, errno_of, or_nothing};
use super::{Must, Stop, Test};
use crate::guest::Received;
use crate::guest::consts::{
    MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, NETLINK_BROADCAST_ERROR, NETLINK_NO_ENOBUFS, SO_ERROR,
    SOL_SOCKET,
};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "enobufs-overrun",
        overrun,
        "a group member that does not read is overrun: ENOBUFS once, then the old data, then the new",
    ),
    Scenario::new(
        "full-socket",
        full_socket,
        "unicast to a full socket: EAGAIN for the kernel, ENOBUFS for the reader",
    ),
    Scenario::new(
        "no-enobufs-option",
        no_enobufs,
        "NETLINK_NO_ENOBUFS and NETLINK_BROADCAST_ERROR do what they say",
    ),
    Scenario::new(
        "message-over-64k",
        over_64k,
        "one message of more than 64 KiB: its length, and what readers with smaller buffers get",
    ),
    Scenario::new("rate", rate, "messages per second from the kernel, none of them lost")
        .with_client("rate"),
];

/// More than fit into the small buffers below.
const COUNT: u32 = 200;

/// What /proc/net/netlink says about a socket.
#[derive(Debug)]
struct Line {
    /// Bytes charged to it: the queue's size.
    rmem: u32,
    /// Messages it lost (2.6.30+); `None` before.
    drops: Option<u32>,
}

fn line(test: &Test, socket: &Socket) -> Result<Line, Stop> {
    let table = test.text("/proc/net/netlink")?;
    let (protocol, port) = (PROTOCOL.to_string(), socket.port.to_string());
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    let mut rows = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.find(|row| row.get(1) == Some(&&*protocol) && row.get(2) == Some(&&*port));
    let row = row.ok_or_else(|| Stop::Broken("no line for it in /proc/net/netlink".to_owned()))?;
    let column = |name: &str| {
        let at = names.iter().position(|column| *column == name)?;
        row.get(at)?.parse().ok()
    };
    let rmem = column("Rmem").ok_or_else(|| Stop::Broken("no Rmem column".to_owned()))?;
    Ok(Line { rmem, drops: column("Drops") })
}

fn greet(teller: &Socket, seq: u32, count: u32) -> Result<(), Stop> {
    let mut message = request(GREET, 0, teller.port, &count.to_guest());
    message[8..12].copy_from_slice(&seq.to_guest());
    teller.tell(&message)
}

fn flood(reader: &Socket, count: u32, size: u32) -> Result<(), Stop> {
    let payload = [count.to_guest(), size.to_guest()].concat();
    reader.tell(&request(FLOOD, 0, reader.port, &payload))
}

/// Sequence and running number of everything that is queued, until EAGAIN.
fn drain(reader: &Socket) -> Result<Vec<(u32, u32)>, Stop> {
    let mut numbers = Vec::new();
    loop {
        match reader.recv_now()? {
            Ok(received) => numbers.extend(numbers_in(&received)),
            Err(errno) if errno.to_string() == "EAGAIN" => return Ok(numbers),
            Err(errno) => return Err(Stop::Broken(format!("a second error, {errno:#}"))),
        }
    }
}

/// Empties the queue; returns the number of messages, of which only the first bytes are transferred over the slow
/// line from the guest.
fn count(reader: &Socket) -> Result<usize, Stop> {
    let mut count = 0;
    loop {
        match reader.recv_start()? {
            Ok(_) => count += 1,
            Err(errno) if errno.to_string() == "EAGAIN" => return Ok(count),
            Err(errno) => return Err(Stop::Broken(format!("a second error, {errno:#}"))),
        }
    }
}

/// Sequence and running number of each message in a datagram.
fn numbers_in(received: &Received) -> Vec<(u32, u32)> {
    let number = |payload: &[u8]| {
        payload.first_chunk::<4>().map_or(u32::MAX, |bytes| u32::from_guest(*bytes))
    };
    let messages = parse(&received.data).messages;
    messages.iter().map(|it| (it.header.seq, number(it.payload))).collect()
}

/// The first read of a queue, and everything in it, including the datagram of that first read.
fn read_all(reader: &Socket) -> Result<(String, Vec<(u32, u32)>), Stop> {
    let first = reader.recv_now()?;
    let mut numbers = first.as_ref().map_or_else(|_| Vec::new(), numbers_in);
    numbers.extend(drain(reader)?);
    Ok((errno_of(&first), numbers))
}

/// Multicast to a member that does not read: ENOBUFS once, then the old data, and nothing new until all of that was
/// read.
fn overrun(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let reader = Socket::open(test, "reader", PROTOCOL, 1)?;
    let teller = open(test, "teller")?;
    let rcvbuf = reader.set_rcvbuf(8192)?;
    greet(&teller, 1, COUNT)?;
    let full = line(test, &reader)?;
    let first = reader.recv_now()?;
    test.check("first read after the overrun", "ENOBUFS", errno_of(&first));
    let one = reader.recv_now()?;
    test.check("second read", "none", errno_of(&one));
    greet(&teller, 2, 1)?;
    let queued = drain(&reader)?;
    test.check_in(
        "then the old data",
        true,
        queued.iter().all(|(seq, _)| *seq == 1),
        &format!("{queued:?}"),
    );
    let lost = queued.iter().filter(|(seq, _)| *seq == 2).count();
    test.check("nothing new until all of it was read", 0, lost);
    greet(&teller, 3, 1)?;
    let after: Vec<u32> = drain(&reader)?.into_iter().map(|(seq, _)| seq).collect();
    test.check("new data after that", "[3]", format!("{after:?}"));
    let sent = queued.len() as u32 + 1;
    check_numbers(test, &full, rcvbuf, sent);
    let drops = line(test, &reader)?.drops;
    test.check("read and dropped make all", 201, or_nothing(drops.map(|it| it + sent)));
    Ok(())
}

/// The numbers that show that a receive queue overran, as opposed to other causes of ENOBUFS.
fn check_numbers(test: &mut Test, full: &Line, rcvbuf: i32, queued: u32) {
    let (rmem, rcvbuf) = (full.rmem, rcvbuf as u32);
    test.figure("sk_rcvbuf", f64::from(rcvbuf));
    test.figure("rmem_at_overrun", f64::from(rmem));
    test.figure("drops_at_overrun", f64::from(full.drops.unwrap_or(0)));
    let each = rmem / queued.max(1);
    test.check_in(
        "no room for one more: Rmem + a message > sk_rcvbuf",
        true,
        rmem + each > rcvbuf,
        &format!("{rmem} + {each}, {rcvbuf}"),
    );
    // Until 6.14, a message was accepted while the queue was not full yet, so the last one exceeded the limit.
    test.check_in("Rmem beyond sk_rcvbuf", false, rmem > rcvbuf, &format!("{rmem} of {rcvbuf}"));
}

/// Unicast without waiting to a full socket: EAGAIN for the kernel, ENOBUFS for the reader.
fn full_socket(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let reader = open(test, "reader")?;
    let rcvbuf = reader.set_rcvbuf(8192)?;
    flood(&reader, COUNT, 1024)?;
    let full = line(test, &reader)?;
    let failed = test.parameter("nlecho", "failed")?;
    let last_error = test.parameter("nlecho", "last_error")?;
    test.check("the module sees EAGAIN", "11", last_error);
    // ENOBUFS since 2.6.16 (a70ea994a0d).
    let (first, numbers) = read_all(&reader)?;
    test.check("the reader sees", "ENOBUFS", first);
    let in_order = numbers.iter().enumerate().all(|(at, (_, number))| *number == at as u32);
    test.check_in(
        "then the old data, in order",
        true,
        in_order && !numbers.is_empty(),
        &format!("{numbers:?}"),
    );
    let dropped = line(test, &reader)?.drops;
    test.check("as many drops as the module saw failures", failed.clone(), or_nothing(dropped));
    let all = failed.parse::<usize>().unwrap_or(0) + numbers.len();
    test.check("read and refused make all", COUNT as usize, all);
    check_numbers(test, &full, rcvbuf, numbers.len() as u32);
    let on = test.guest.on(reader.owner);
    let left = on.getsockopt_int(reader.fd, SOL_SOCKET, SO_ERROR)?;
    test.check("the error was told once", 0, answer_of(left));
    by_size(test, &reader)
}

/// How many messages of 1 KiB fit, by size of the receive buffer.
fn by_size(test: &mut Test, reader: &Socket) -> Result<(), Stop> {
    let mut before = 0;
    for kib in [4, 16, 64, 128] {
        reader.set_rcvbuf(kib << 10)?;
        flood(reader, 1000, 1024)?;
        let first = reader.recv_start()?;
        test.check(&format!("overrun with SO_RCVBUF of {kib} KiB"), "ENOBUFS", errno_of(&first));
        let fitted = usize::from(first.is_ok()) + count(reader)?;
        test.check_in(
            &format!("{kib} KiB hold more than less did"),
            true,
            fitted > before,
            &format!("{fitted}, {before} before"),
        );
        test.figure(format!("messages_until_overrun_{kib}k"), fitted as f64);
        before = fitted;
    }
    Ok(())
}

/// NETLINK_NO_ENOBUFS: no error and no congestion. NETLINK_BROADCAST_ERROR: the sender is told.
fn no_enobufs(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let reader = Socket::open(test, "reader", PROTOCOL, 1)?;
    let teller = open(test, "teller")?;
    let set = reader.set_netlink(NETLINK_NO_ENOBUFS, 1)?;
    test.check("NETLINK_NO_ENOBUFS", "none", errno_of(&set));
    if set.is_err() {
        return Ok(());
    }
    reader.set_rcvbuf(8192)?;
    greet(&teller, 1, COUNT)?;
    let last_error = test.parameter("nlecho", "last_error")?;
    test.check("the sender sees ESRCH: nobody was reached", "3", last_error);
    let first = reader.recv_now()?;
    test.check("first read after the overrun", "none", errno_of(&first));
    greet(&teller, 2, 1)?;
    let seqs: Vec<u32> = drain(&reader)?.into_iter().map(|(seq, _)| seq).collect();
    test.check("new data comes as soon as there is room", 2, or_nothing(seqs.last()));
    let drops = line(test, &reader)?.drops;
    let sent = seqs.len() as u32 + 1;
    test.check("the loss is counted all the same", 201, or_nothing(drops.map(|it| it + sent)));
    broadcast_error(test, &teller, reader)
}

fn broadcast_error(test: &mut Test, teller: &Socket, quiet: Socket) -> Result<(), Stop> {
    quiet.close()?;
    let reader = Socket::open(test, "caring", PROTOCOL, 1)?;
    let set = reader.set_netlink(NETLINK_BROADCAST_ERROR, 1)?;
    test.check("NETLINK_BROADCAST_ERROR", "none", errno_of(&set));
    reader.set_rcvbuf(8192)?;
    greet(teller, 4, COUNT)?;
    let last_error = test.parameter("nlecho", "last_error")?;
    test.check("the sender sees ENOBUFS", "105", last_error);
    let first = reader.recv_now()?;
    test.check("and so does the reader", "ENOBUFS", errno_of(&first));
    Ok(())
}

/// Lengths of messages have 32 bits: whoever keeps them in 16 takes this message for a bare header.
fn over_64k(test: &mut Test) -> Result<(), Stop> {
    const PAYLOAD: u32 = 64 << 10;
    const WHOLE: usize = 16 + PAYLOAD as usize;
    const ROOM: u32 = 2 << 10;
    test.load()?;
    let reader = open(test, "reader")?;
    let on = test.guest.on(reader.owner);
    flood(&reader, 1, PAYLOAD)?;
    let peeked = on.recvmsg(reader.fd, MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC, 16).must("recvmsg")?;
    test.check("peeking tells its length", WHOLE, peeked.length);
    let length = peeked.data.first_chunk().map_or(0, |bytes| u32::from_guest(*bytes));
    test.check("so does its header", WHOLE, length);
    let cut = on.recvmsg(reader.fd, MSG_DONTWAIT, ROOM).must("recvmsg")?;
    test.check("room of 2 KiB is filled", ROOM, cut.data.len());
    test.check("and MSG_TRUNC is set", true, cut.is_truncated());
    test.check("no whole message is in it", 0, parse(&cut.data).messages.len());
    test.expect_silence("the rest is lost", &reader)?;
    flood(&reader, 1, PAYLOAD + 1)?;
    test.expect_silence("the module makes none that is longer", &reader)
}

/// Messages per second from the kernel to a program that reads them: a figure, and none of them lost.
fn rate(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let run = test.run(&["rate"], std::time::Duration::from_secs(30))?;
    test.check("exit", crate::guest::Exit::Exited(0), &run.exit);
    test.check("errors", "", run.stderr.trim());
    let number = |name: &str| {
        let value = run.stdout.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.and_then(|value| value.parse::<f64>().ok()).unwrap_or_default()
    };
    let (messages, seconds) = (number("messages"), number("nanoseconds") / 1e9);
    test.check("messages that came, in order", 5000, messages);
    let sent = test.parameter("nlecho", "sent")?;
    test.check("messages that the module sent", "5000", sent);
    test.check("it took some time", true, seconds > 0.0);
    test.figure("messages_per_second", (messages / seconds.max(1e-9)).round());
    Ok(())
}
