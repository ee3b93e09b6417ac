//! Scenarios of `nlecho`, the private protocol. Its contract is `kmods/nlecho/nlecho.h`.

use std::time::Duration;

use nlmatrix_wire::netlink::header::NLMSG_DONE;
use nlmatrix_wire::netlink::{Message, MessageBuilder, parse};

use super::bench::{errno_of, hex};
use super::socket::Socket;
use super::{Bench, Must, Stop};
use crate::guest::consts::{SO_RCVBUF, SOL_SOCKET};
use crate::guest::{Control, Errno, Exit, NlAddr, Received};

const PROTOCOL: i32 = 31;
const ECHO: u16 = 0x10;
const GREET: u16 = 0x11;
const FLOOD: u16 = 0x12;
const REPLY_SIZE: usize = 256;
const GREETING: &[u8] = b"Greeting from kernel!\0";

const REQUEST: u16 = 0x01;
const ACK: u16 = 0x04;
const SEQUENCE: u32 = 0x2449_131f;

fn open<'a>(bench: &Bench<'a>, name: &str) -> Result<Socket<'a>, Stop> {
    Socket::open(bench, name, PROTOCOL, 0)
}

fn request(ty: u16, flags: u16, port: u32, payload: &[u8]) -> Vec<u8> {
    MessageBuilder::new(ty, REQUEST | flags, SEQUENCE).pid(port).payload(payload).build()
}

fn reply_to(port: u32) -> Vec<u8> {
    let mut text = format!("message from process {port} has been processed").into_bytes();
    text.resize(REPLY_SIZE, 0);
    text
}

/// Header and payload of the answer, byte for byte.
pub fn echo_roundtrip(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let socket = open(bench, "client")?;
    socket.tell(&request(
        ECHO,
        ACK,
        socket.port,
        b"User Spaces: Message from User to Kernel!\0",
    ))?;
    let received = socket.recv()?;
    bench.check("sender", NlAddr::KERNEL, show_sender(&received));
    let parsed = parse(&received.data);
    bench.check("messages in the datagram", 1, parsed.messages.len());
    let Some(message) = parsed.messages.first() else { return Ok(()) };
    check_header(bench, message);
    let expected = reply_to(socket.port);
    bench.check("reply payload", hex(&expected), hex(message.payload));
    let before = socket.is_silent()?;
    bench.check("nothing more comes", true, before);
    Ok(())
}

fn check_header(bench: &mut Bench, message: &Message) {
    let header = message.header;
    bench.check("reply length", 16 + REPLY_SIZE, header.len);
    bench.check("reply type", NLMSG_DONE, header.ty);
    bench.check("reply flags", 0, header.flags);
    bench.check("reply sequence", SEQUENCE, header.seq);
    bench.check("reply port", 0, header.pid);
}

/// A reply with NLM_F_ACK, none without: silence is waited for, not assumed.
pub fn ack_only_when_asked(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let socket = open(bench, "client")?;
    socket.tell(&request(ECHO, 0, socket.port, b"no answer, please\0"))?;
    let silent = socket.is_silent()?;
    bench.check("silent without NLM_F_ACK", true, silent);
    let received = bench.text("/sys/module/nlecho/parameters/received")?;
    bench.check("the module received it", "1", received.trim());

    socket.tell(&request(ECHO, ACK, socket.port, b"answer, please\0"))?;
    // Synchronous since 2.6.24: the reply is there before sendmsg returns.
    let at_once = socket.recv_within(Duration::ZERO)?;
    bench.check("reply there when sendmsg returns", true, at_once.is_some());
    if at_once.is_none() {
        socket.recv()?;
    }
    let sent = bench.text("/sys/module/nlecho/parameters/sent")?;
    bench.check("replies sent", "1", sent.trim());
    Ok(())
}

/// The article's client, correct and with the msghdr not zeroed.
pub fn journal_client(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let run = bench.client("journal", Duration::from_secs(5))?;
    bench.check("exit of the correct client", Exit::Exited(0), &run.exit);
    let said = run.stdout.trim_end_matches(['\0', '\n']);
    let processed = said.starts_with("Received message payload: message from process ")
        && said.trim_end_matches('\0').ends_with(" has been processed");
    bench.check("its output", true, processed);
    let run = bench.client("journal-unzeroed", Duration::from_secs(5))?;
    bench.check("exit of the unzeroed client", Exit::Exited(3), &run.exit);
    bench.check("it names ENOBUFS", true, run.stderr.contains("ENOBUFS"));
    let port_logged = bench.text("/sys/module/nlecho/parameters/received")?;
    bench.check("requests that reached the module", "1", port_logged.trim());
    Ok(())
}

/// ENOBUFS by control length: which error by which size.
pub fn enobufs_control_length(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let socket = open(bench, "client")?;
    let message = request(ECHO, ACK, socket.port, b"Yoo-hoo, Mr. Kernel!\0");
    let garbage = 0xffff_ffff_ffff_fff0;
    let optmem: u64 = bench.text("/proc/sys/net/core/optmem_max")?.trim().parse().unwrap_or(20480);
    let cases = [
        ("length beyond INT_MAX", garbage, 0x8000_0000, "ENOBUFS"),
        ("length of optmem_max", garbage, optmem, "ENOBUFS"),
        ("small length, bad pointer", garbage, 64, "EFAULT"),
    ];
    for (name, pointer, length, errno) in cases {
        let control = Control::Raw { pointer, length };
        let result = send_with(bench, &socket, &message, control)?;
        bench.check(name, errno, errno_of(&result));
    }
    // cmsg_len 1 is less than the header of 16 bytes that every cmsg has.
    let mut cmsg = [0; 32];
    cmsg[0] = 1;
    let result = send_with(bench, &socket, &message, Control::Bytes(&cmsg))?;
    bench.check("malformed cmsg", "EINVAL", errno_of(&result));
    let none_received = bench.text("/sys/module/nlecho/parameters/received")?;
    bench.check("none of them reached the module", "0", none_received.trim());
    let result = send_with(bench, &socket, &message, Control::None)?;
    bench.check("zeroed msghdr", "none", errno_of(&result));
    let received = socket.recv()?;
    bench.check("and is answered", 16 + REPLY_SIZE, received.data.len());
    Ok(())
}

fn send_with(
    bench: &Bench,
    socket: &Socket,
    message: &[u8],
    control: Control,
) -> Result<Result<usize, Errno>, Stop> {
    let to = NlAddr::KERNEL.to_bytes();
    let on = bench.guest.on(socket.owner);
    Ok(on.sendmsg(socket.fd, Some(&to), 0, message, control)?)
}

/// A queue that overruns: ENOBUFS once, then what was queued, in order, and new data after it.
pub fn enobufs_overrun(bench: &mut Bench) -> Result<(), Stop> {
    const COUNT: u32 = 200;
    const SIZE: u32 = 1024;
    bench.load()?;
    let reader = open(bench, "reader")?;
    let on = bench.guest.on(reader.owner);
    on.setsockopt(reader.fd, SOL_SOCKET, SO_RCVBUF, &8192_u32.to_le_bytes()).must("SO_RCVBUF")?;
    let flood = [COUNT.to_le_bytes(), SIZE.to_le_bytes()].concat();
    reader.tell(&request(FLOOD, 0, reader.port, &flood))?;
    let first = reader.recv_now()?;
    bench.check("first read after the overrun", "ENOBUFS", errno_of(&first));
    let dropped = drops(bench, &reader)?;
    let queued = drain(&reader)?;
    let in_order = queued.iter().enumerate().all(|(at, number)| *number == at as u32);
    bench.check("then the old data, in order", true, in_order && !queued.is_empty());
    bench.check("read and dropped make all", COUNT as usize, queued.len() + dropped);
    bench.figures.insert("messages_until_overrun_8k".to_owned(), queued.len() as f64);
    reader.tell(&request(FLOOD, 0, reader.port, &[1, 0, 0, 0, 4, 0, 0, 0]))?;
    let after = drain(&reader)?;
    bench.check("new data after the queue was drained", 1, after.len());
    Ok(())
}

/// Running numbers of everything that is queued, until EAGAIN.
fn drain(reader: &Socket) -> Result<Vec<u32>, Stop> {
    let mut numbers = Vec::new();
    loop {
        let received = match reader.recv_now()? {
            Ok(received) => received,
            Err(errno) if errno.to_string() == "EAGAIN" => return Ok(numbers),
            Err(errno) => return Err(Stop::Broken(format!("a second error, {errno:#}"))),
        };
        for message in parse(&received.data).messages {
            let number = message.payload.first_chunk::<4>().map(|bytes| u32::from_le_bytes(*bytes));
            numbers.push(number.unwrap_or(u32::MAX));
        }
    }
}

/// The Drops column of this socket's line in /proc/net/netlink (2.6.30+).
fn drops(bench: &Bench, socket: &Socket) -> Result<usize, Stop> {
    let table = bench.text("/proc/net/netlink")?;
    let column = |line: &str, at: usize| line.split_whitespace().nth(at).map(str::to_owned);
    let at = table
        .lines()
        .next()
        .and_then(|head| head.split_whitespace().position(|name| name == "Drops"));
    let (protocol, port) = (PROTOCOL.to_string(), socket.port.to_string());
    let line = table.lines().find(|line| {
        column(line, 1).as_ref() == Some(&protocol) && column(line, 2).as_ref() == Some(&port)
    });
    let drops = line.zip(at).and_then(|(line, at)| column(line, at)?.parse().ok());
    drops.ok_or_else(|| Stop::Broken("no Drops for this socket in /proc/net/netlink".to_owned()))
}

/// Members of group 1 are greeted once each; others hear nothing.
pub fn multicast_greeting(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let members = [
        Socket::open(bench, "member-1", PROTOCOL, 1)?,
        Socket::open(bench, "member-2", PROTOCOL, 1)?,
    ];
    let other = open(bench, "other")?;
    other.tell(&request(GREET, 0, other.port, &1_u32.to_le_bytes()))?;
    for member in &members {
        let received = member.recv()?;
        let parsed = parse(&received.data);
        let payload = parsed.messages.first().map_or(&[][..], |message| message.payload);
        bench.check("greeting", hex(GREETING), hex(payload));
        bench.check("sender's port", 0, received.sender().map_or(u32::MAX, |addr| addr.pid));
        bench.check("sender's group", 1, received.sender().map_or(0, |addr| addr.groups));
        let silent = member.is_silent()?;
        bench.check("greeted once", true, silent);
    }
    let silent = other.is_silent()?;
    bench.check("not greeted outside the group", true, silent);
    Ok(())
}

fn show_sender(received: &Received) -> String {
    received.sender().map_or("none".to_owned(), |addr| addr.to_string())
}
