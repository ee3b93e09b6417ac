//! Scenarios of `nlecho`, the private protocol. Its contract is `kmods/nlecho/nlecho.h`.

use std::time::Duration;

use nlmatrix_wire::netlink::Number as _;
use nlmatrix_wire::netlink::header::NLMSG_DONE;
use nlmatrix_wire::netlink::{MessageBuilder, parse};

use super::contract::nlecho as contract;
use super::definition::Scenario;
use super::expect::Reply;
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::consts::{MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, O_NONBLOCK};
use crate::guest::{Control, Errno, Exit, NlAddr, Received};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("echo-roundtrip", echo_roundtrip, "a request is answered byte for byte"),
    Scenario::new(
        "ack-only-when-asked",
        ack_only_when_asked,
        "with NLM_F_ACK a reply arrives, without it none does",
    ),
    Scenario::new("journal-client", journal_client, "the Linux Journal client gets its answer")
        .with_client("journal"),
    Scenario::new(
        "enobufs-control-length",
        enobufs_control_length,
        "garbage in msg_controllen causes ENOBUFS, EFAULT or EINVAL, depending on its size",
    ),
    Scenario::new(
        "multicast-greeting",
        multicast_greeting,
        "each member of the group is greeted once, and nobody else is",
    ),
    Scenario::new(
        "dead-port",
        dead_port,
        "unicast to a port that is gone: the module sees ECONNREFUSED and forgets the port",
    ),
    Scenario::new(
        "small-buffer",
        small_buffer,
        "a small buffer loses the rest; several messages in one datagram are all read",
    ),
    Scenario::new(
        "wrong-sequence",
        wrong_sequence,
        "an answer with another sequence number reaches a raw client",
    ),
    Scenario::new(
        "rmmod-pinned",
        rmmod_pinned,
        "an open client holds the module of a private protocol",
    ),
];

pub(super) const PROTOCOL: i32 = contract::PROTO;
const ECHO: u16 = contract::MSG_ECHO;
pub(super) const GREET: u16 = contract::MSG_GREET;
pub(super) const FLOOD: u16 = contract::MSG_FLOOD;
const NEXT_SEQ: u16 = contract::MSG_NEXT_SEQ;
const REGISTER: u16 = contract::MSG_REGISTER;
const TELL: u16 = contract::MSG_TELL;
const REPLY_SIZE: usize = contract::REPLY_SIZE as usize;
pub(super) const GREETING: &[u8] = contract::GREETING_Z;

const REQUEST: u16 = 0x01;
const ACK: u16 = 0x04;
const SEQUENCE: u32 = 0x2449_131f;

pub(super) fn open<'a>(test: &Test<'a>, name: &str) -> Result<Socket<'a>, Stop> {
    Socket::open(test, name, PROTOCOL, 0)
}

pub(super) fn request(ty: u16, flags: u16, port: u32, payload: &[u8]) -> Vec<u8> {
    MessageBuilder::new(ty, REQUEST | flags, SEQUENCE).pid(port).payload(payload).build()
}

/// What an answer's header contains.
const ANSWER: Reply = Reply { ty: NLMSG_DONE, flags: 0, sequence: SEQUENCE, port: 0, payload: &[] };

fn reply_to(port: u32) -> Vec<u8> {
    let mut text = format!("message from process {port} has been processed").into_bytes();
    text.resize(REPLY_SIZE, 0);
    text
}

/// Header and payload of the answer, byte for byte.
fn echo_roundtrip(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = open(test, "client")?;
    socket.tell(&request(
        ECHO,
        ACK,
        socket.port,
        b"User Spaces: Message from User to Kernel!\0",
    ))?;
    let received = socket.recv()?;
    test.check("sender", NlAddr::KERNEL, show_sender(&received));
    let parsed = parse(&received.data);
    test.check("messages in the datagram", 1, parsed.messages.len());
    test.expect_reply("reply", &received, &Reply { payload: &reply_to(socket.port), ..ANSWER });
    test.expect_silence("nothing more comes", &socket)?;
    Ok(())
}

/// A reply with NLM_F_ACK, and none without: silence is waited for, not assumed.
fn ack_only_when_asked(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = open(test, "client")?;
    socket.tell(&request(ECHO, 0, socket.port, b"no answer, please\0"))?;
    test.expect_silence("silent without NLM_F_ACK", &socket)?;
    let received = test.parameter("nlecho", "received")?;
    test.check("the module received it", "1", received);

    socket.tell(&request(ECHO, ACK, socket.port, b"answer, please\0"))?;
    // Synchronous since 2.6.24: the reply is queued before sendmsg returns.
    let at_once = socket.recv_within(Duration::ZERO)?;
    test.check("reply there when sendmsg returns", true, at_once.is_some());
    if at_once.is_none() {
        socket.recv()?;
    }
    let sent = test.parameter("nlecho", "sent")?;
    test.check("replies sent", "1", sent);
    Ok(())
}

/// The article's client, in its correct form and with a msghdr that is not zeroed.
fn journal_client(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let run = test.run(&["journal"], Duration::from_secs(5))?;
    test.check("exit of the correct client", Exit::Exited(0), &run.exit);
    let said = run.stdout.trim_end_matches(['\0', '\n']);
    let processed = said.starts_with("Received message payload: message from process ")
        && said.trim_end_matches('\0').ends_with(" has been processed");
    test.check_in("its output", true, processed, said);
    let run = test.run(&["journal-unzeroed"], Duration::from_secs(5))?;
    test.check("exit of the unzeroed client", Exit::Exited(3), &run.exit);
    test.check_in("it names ENOBUFS", true, run.stderr.contains("ENOBUFS"), &run.stderr);
    let port_logged = test.parameter("nlecho", "received")?;
    test.check("requests that reached the module", "1", port_logged);
    Ok(())
}

/// Which error msg_controllen causes at which size.
fn enobufs_control_length(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = open(test, "client")?;
    let message = request(ECHO, ACK, socket.port, b"Yoo-hoo, Mr. Kernel!\0");
    let garbage = 0xffff_ffff_ffff_fff0;
    let optmem: u64 = test.text("/proc/sys/net/core/optmem_max")?.trim().parse().unwrap_or(20480);
    let cases = [
        ("length beyond INT_MAX", garbage, 0x8000_0000, "ENOBUFS"),
        ("length of optmem_max", garbage, optmem, "ENOBUFS"),
        ("small length, bad pointer", garbage, 64, "EFAULT"),
    ];
    for (name, pointer, length, errno) in cases {
        let control = Control::Raw { pointer, length };
        let result = send_with(test, &socket, &message, control)?;
        test.check(name, errno, errno_of(&result));
    }
    // A cmsg_len of 1 is less than the header of 16 bytes that every cmsg has.
    let mut cmsg = [0; 32];
    cmsg[0] = 1;
    let result = send_with(test, &socket, &message, Control::Bytes(&cmsg))?;
    test.check("malformed cmsg", "EINVAL", errno_of(&result));
    let none_received = test.parameter("nlecho", "received")?;
    test.check("none of them reached the module", "0", none_received);
    let result = send_with(test, &socket, &message, Control::None)?;
    test.check("zeroed msghdr", "none", errno_of(&result));
    let received = socket.recv()?;
    test.check("and is answered", 16 + REPLY_SIZE, received.data.len());
    Ok(())
}

fn send_with(
    test: &Test,
    socket: &Socket,
    message: &[u8],
    control: Control,
) -> Result<Result<usize, Errno>, Stop> {
    let to = NlAddr::KERNEL.to_bytes();
    let on = test.guest.on(socket.owner);
    Ok(on.sendmsg(socket.fd, Some(&to), 0, message, control)?)
}

/// Members of group 1 are greeted once each; others receive nothing.
fn multicast_greeting(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let members = [
        Socket::open(test, "member-1", PROTOCOL, 1)?,
        Socket::open(test, "member-2", PROTOCOL, 1)?,
    ];
    let other = open(test, "other")?;
    other.tell(&request(GREET, 0, other.port, &1_u32.to_guest()))?;
    for (at, member) in members.iter().enumerate() {
        let name = |what: &str| format!("member {}: {what}", at + 1);
        let received = member.recv_or_nothing()?;
        test.expect_payload(&name("greeting"), &received, GREETING);
        let port = received.sender().map_or(u32::MAX, |addr| addr.pid);
        test.check(&name("sender's port"), 0, port);
        let group = received.sender().map_or(0, |addr| addr.groups);
        test.check(&name("sender's group"), 1, group);
        test.expect_silence(&name("greeted once"), member)?;
    }
    test.expect_silence("not greeted outside the group", &other)?;
    Ok(())
}

fn show_sender(received: &Received) -> String {
    received.sender().map_or("none".to_owned(), |addr| addr.to_string())
}

/// A port that is gone: the module learns that from ECONNREFUSED, and forgets it.
fn dead_port(test: &mut Test) -> Result<(), Stop> {
    let loader = test.load()?;
    let application = open(test, "application")?;
    let other = open(test, "other")?;
    application.tell(&request(REGISTER, 0, application.port, b""))?;
    let registered = test.parameter("nlecho", "registered")?;
    test.check("registered port", application.port, registered);
    other.tell(&request(TELL, 0, other.port, b""))?;
    let received = application.recv()?;
    test.expect_payload("what the application is told", &received, GREETING);
    application.close()?;
    other.tell(&request(TELL, 0, other.port, b""))?;
    check_parameters(test, "told a dead port", [("failed", "1"), ("last_error", "111")])?;
    check_parameters(test, "the module forgets it", [("registered", "0"), ("sent", "1")])?;
    other.tell(&request(TELL, 0, other.port, b""))?;
    check_parameters(test, "told nobody", [("failed", "2"), ("last_error", "107")])?;
    other.close()?;
    let unloaded = test.guest.on(loader).remove_module("nlecho", O_NONBLOCK)?;
    test.check("nothing holds the module", "none", errno_of(&unloaded));
    Ok(())
}

fn check_parameters(test: &mut Test, when: &str, expected: [(&str, &str); 2]) -> Result<(), Stop> {
    for (name, value) in expected {
        let seen = test.parameter("nlecho", name)?;
        test.check(&format!("{when}: {name}"), value, seen);
    }
    Ok(())
}

/// A buffer that is smaller than the message, and several messages in one datagram.
fn small_buffer(test: &mut Test) -> Result<(), Stop> {
    const WHOLE: usize = 16 + REPLY_SIZE;
    test.load()?;
    let socket = open(test, "client")?;
    let on = test.guest.on(socket.owner);
    let ask = || socket.tell(&request(ECHO, ACK, socket.port, b"small"));
    ask()?;
    let cut = on.recvmsg(socket.fd, MSG_DONTWAIT, REPLY_SIZE as u32).must("recvmsg")?;
    test.check("256 bytes of 272 arrive", REPLY_SIZE, cut.data.len());
    test.check("MSG_TRUNC is set", true, cut.is_truncated());
    let left_over = parse(&cut.data).leftover.is_some();
    test.check("no whole message is in them", true, left_over);
    test.expect_silence("the rest is lost", &socket)?;
    ask()?;
    let told = on.recvmsg(socket.fd, MSG_DONTWAIT | MSG_TRUNC, 64).must("recvmsg")?;
    // Up to 2.6.21 the number of bytes copied, as without the flag (b558ff79997).
    test.check("asked with MSG_TRUNC it says the whole length", WHOLE, told.length);
    ask()?;
    let peeked = on.recvmsg(socket.fd, MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC, 0).must("recvmsg")?;
    test.check("peeking tells the length and takes nothing", WHOLE, peeked.length);
    let whole = socket.recv()?;
    test.check("so that enough room can be made", WHOLE, whole.data.len());
    several(test, &socket)
}

/// Three requests in one datagram, of lengths that need padding, and one with a false length.
fn several(test: &mut Test, socket: &Socket) -> Result<(), Stop> {
    let texts: [&[u8]; 3] = [b"a", b"abcde", b"abcdefg"];
    let requests = texts.map(|text| request(ECHO, ACK, socket.port, text));
    let false_length = MessageBuilder::new(ECHO, REQUEST | ACK, SEQUENCE).claim_len(400).build();
    let before: u32 = test.parameter("nlecho", "received")?.parse().unwrap_or(u32::MAX);
    socket.tell(&[requests.concat(), false_length].concat())?;
    for at in 1..=texts.len() {
        let received = socket.recv_or_nothing()?;
        test.check(&format!("request {at} is answered"), 16 + REPLY_SIZE, received.data.len());
    }
    test.expect_silence("the one with a false length is not", socket)?;
    let after: u32 = test.parameter("nlecho", "received")?.parse().unwrap_or(u32::MAX);
    test.check("requests that the module walked", texts.len() as u32, after.wrapping_sub(before));
    let rejected = test.parameter("nlecho", "rejected")?;
    test.check("requests that it rejected", "1", rejected);
    Ok(())
}

/// An answer with a wrong sequence number: a raw client is not protected from it.
fn wrong_sequence(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = open(test, "client")?;
    socket.tell(&request(NEXT_SEQ, ACK, socket.port, b"wrong, please"))?;
    let received = socket.recv()?;
    let parsed = parse(&received.data);
    let Some(message) = parsed.messages.first() else {
        return Err(Stop::Broken("no message in the datagram".to_owned()));
    };
    test.check("the answer's sequence", SEQUENCE + 1, message.header.seq);
    test.expect_payload("a raw client gets it all the same", &received, &reply_to(socket.port));
    Ok(())
}

/// A client's socket holds the module (2.6.14+); nothing else does.
fn rmmod_pinned(test: &mut Test) -> Result<(), Stop> {
    let loader = test.load()?;
    let client = open(test, "client")?;
    let refused = test.guest.on(loader).remove_module("nlecho", O_NONBLOCK)?;
    test.check("rmmod with an open client", "EAGAIN", errno_of(&refused));
    let asked = client.send(&request(ECHO, ACK, client.port, b"still there?"))?;
    test.check("the module is still there", "none", errno_of(&asked));
    if asked.is_ok() {
        let received = client.recv()?;
        test.check("and answers", 16 + REPLY_SIZE, received.data.len());
    }
    client.close()?;
    let done = test.guest.on(loader).remove_module("nlecho", O_NONBLOCK)?;
    test.check("rmmod after it was closed", "none", errno_of(&done));
    Ok(())
}
