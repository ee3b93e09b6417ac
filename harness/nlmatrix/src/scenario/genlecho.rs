//! Scenarios of `genlecho`, the family DOC_EXMPL. Its contract is `kmods/genlecho/genlecho.h`.

use std::time::Duration;

use nlmatrix_wire::netlink::header::{NLM_F_CAPPED, NLMSG_DONE, NLMSG_ERROR};
use nlmatrix_wire::netlink::{MessageBuilder, parse};

use super::contract::genlecho as contract;
use super::definition::Scenario;
use super::genl::{self, ACK, DUMP, REQUEST, get_family, text};
use super::socket::Socket;
use super::test::{errno_of, hex};
use super::{Must, Stop, Test};
use crate::guest::consts::{
    AF_NETLINK, NETLINK_ADD_MEMBERSHIP, NETLINK_EXT_ACK, NETLINK_GENERIC, SOCK_RAW,
};
use crate::guest::{Control, Creds, Errno, Exit, NlAddr, Proc, Received};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("getfamily", getfamily, "GETFAMILY by name describes the whole family"),
    Scenario::new("genl-echo", echo, "ECHO is answered with the greeting"),
    Scenario::new(
        "genl-client",
        client,
        "the raw generic netlink client resolves the family and gets its answer",
    )
    .with_client("genl-raw"),
    Scenario::new(
        "extra-ack",
        extra_ack,
        "the third message after two replies is an ACK, exact to the byte",
    ),
    Scenario::new(
        "nlmsgerr-errors",
        nlmsgerr_errors,
        "each kind of bad request is answered with the right errno, or not at all",
    ),
    Scenario::new(
        "genl-multicast-async",
        multicast_async,
        "the kernel sends messages unasked, through the family's group",
    ),
    Scenario::new("dump", dump, "a dump comes in multiple parts and ends with NLMSG_DONE"),
];

const FAMILY: &str = contract::NAME;
const GROUP: &str = contract::GRP_NAME;
const ECHO: u8 = contract::C_ECHO;
const TWICE: u8 = contract::C_TWICE;
const GREET: u8 = contract::C_GREET;
const DUMP_ALL: u8 = contract::C_DUMP;
const ADMIN: u8 = contract::C_ADMIN;
const A_MSG: u16 = contract::A_MSG;
const A_INDEX: u16 = contract::A_INDEX;
const MSG_MAX: usize = contract::MSG_MAX as usize;
const DUMP_COUNT: usize = contract::DUMP_COUNT as usize;
const SEQUENCE: u32 = 0x4924_131e;

/// A family id that no kernel assigns: ids end at 1023.
const NO_FAMILY: u16 = 1024;

fn request(id: u16, flags: u16, cmd: u8) -> MessageBuilder {
    MessageBuilder::new(id, REQUEST | flags, SEQUENCE).genl(cmd, 1)
}

/// Name → id and everything that the controller knows.
fn getfamily(test: &mut Test) -> Result<(), Stop> {
    let loader = test.load()?;
    let socket = genl::open(test, "client")?;
    let family = get_family(&socket, FAMILY)?;
    test.check("answered with NEWFAMILY", true, genl::is_new_family(&family));
    test.check("name", FAMILY, &family.name);
    test.check_in(
        "id is dynamic",
        true,
        (0x11..=1023).contains(&family.id),
        &format!("{:#x}", family.id),
    );
    test.check("version", 1, family.version);
    test.check("header size", 0, family.hdrsize);
    test.check("highest attribute", 2, family.maxattr);
    let commands: Vec<u32> = family.ops.keys().copied().collect();
    test.check("commands", "[1, 2, 3, 4, 5]", format!("{commands:?}"));
    let admin = family.ops.get(&u32::from(ADMIN)).is_some_and(|flags| flags & 1 != 0);
    test.check_in("ADMIN needs privilege", true, admin, &format!("{:?}", family.ops));
    let groups: Vec<&String> = family.groups.keys().collect();
    test.check("groups", format!("[{GROUP:?}]"), format!("{groups:?}"));
    test.guest.on(loader).remove_module("genlecho", 0).must("rmmod")?;
    let gone = get_family(&socket, FAMILY).err().map_or(String::new(), |stop| stop.to_string());
    test.check_in("after rmmod it is unknown", true, gone.contains("ENOENT"), &gone);
    Ok(())
}

/// One request, one answer.
fn echo(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = genl::open(test, "client")?;
    let id = get_family(&socket, FAMILY)?.id;
    socket.tell(&request(id, 0, ECHO).attr_str(A_MSG, "hello from user space!").build())?;
    let received = socket.recv()?;
    test.check("sender", NlAddr::KERNEL, received.sender().unwrap_or_default());
    check_text(test, "reply", &received, id, ECHO, "Hello from kernel space!!!", socket.port);
    test.expect_silence("nothing more comes", &socket)?;
    Ok(())
}

fn check_text(
    test: &mut Test,
    what: &str,
    received: &Received,
    id: u16,
    cmd: u8,
    said: &str,
    port: u32,
) {
    let parsed = parse(&received.data);
    let Some(message) = parsed.messages.first() else {
        return test.check(&format!("{what} is a message"), true, false);
    };
    let header = message.header;
    test.check(&format!("{what} type"), id, header.ty);
    test.check(&format!("{what} sequence"), SEQUENCE, header.seq);
    test.check(&format!("{what} port"), port, header.pid);
    let (seen_cmd, attr) = message
        .genl()
        .map_or((0, None), |(genl, mut attrs)| (genl.cmd, attrs.find(|attr| attr.ty() == A_MSG)));
    test.check(&format!("{what} command"), cmd, seen_cmd);
    let with_nul = attr.map_or(String::new(), |attr| format!("{:?}", text_raw(attr.value)));
    test.check(&format!("{what} text"), format!("{:?}", format!("{said}\0")), with_nul);
}

fn text_raw(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The tutorial's raw client.
fn client(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let run = test.run(&["genl-raw"], Duration::from_secs(5))?;
    test.check("exit", Exit::Exited(0), &run.exit);
    let replied = run.stdout.contains("reply: Hello from kernel space!!!");
    test.check_in("it prints the reply", true, replied, &run.stdout);
    Ok(())
}

/// "The third message that the kernel should not send": an ACK, as its bytes show.
fn extra_ack(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = genl::open(test, "client")?;
    let id = get_family(&socket, FAMILY)?.id;
    let asked = request(id, ACK, TWICE).pid(socket.port).build();
    socket.tell(&asked)?;
    let (first, second) = (socket.recv()?, socket.recv()?);
    let (said, again) = ("hello world from kernel space", "Second hello world from kernel space");
    check_text(test, "first reply", &first, id, TWICE, said, socket.port);
    check_text(test, "second reply", &second, id, TWICE, again, socket.port);
    let third = socket.recv()?;
    test.check("third message length", 36, third.data.len());
    let parsed = parse(&third.data);
    let Some(message) = parsed.messages.first() else { return Ok(()) };
    test.check("third message type", NLMSG_ERROR, message.header.ty);
    test.check_in("third message is an ACK", true, message.is_ack(), &hex(message.payload));
    let flags = format!("{:#x}", message.header.flags);
    test.check("ack flags", format!("{NLM_F_CAPPED:#x}"), flags);
    test.check("ack sequence", SEQUENCE, message.header.seq);
    test.check("ack port", socket.port, message.header.pid);
    let echoed = third.data.get(20..36).unwrap_or_default();
    test.check("it echoes the request's header", hex(&asked[..16]), hex(echoed));
    test.expect_silence("no fourth message", &socket)?;
    Ok(())
}

/// Each bad request and its errno.
fn nlmsgerr_errors(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = genl::open(test, "client")?;
    let explains = socket.set_netlink(NETLINK_EXT_ACK, 1)?;
    test.check("NETLINK_EXT_ACK", "none", errno_of(&explains));
    let id = get_family(&socket, FAMILY)?.id;
    let long = "x".repeat(MSG_MAX + 1);
    let echo = || request(id, 0, ECHO);
    let cases = [
        ("unknown family", request(NO_FAMILY, 0, ECHO).build(), "ENOENT"),
        ("unknown command", request(id, 0, 99).build(), "EOPNOTSUPP"),
        ("missing attribute", echo().build(), "EINVAL"),
        ("string without NUL", echo().attr_str_unterminated(A_MSG, "abc").build(), "EINVAL"),
        ("string too long", echo().attr_str(A_MSG, &long).build(), "EINVAL"),
        ("unknown attribute", echo().attr_str(A_MSG, "x").attr_u32(77, 1).build(), "EINVAL"),
        // ERANGE before 5.2: strict validation (8cb081746c03) requires the exact length and returns EINVAL.
        ("number too short", echo().attr_str(A_MSG, "x").attr_u16(A_INDEX, 1).build(), "EINVAL"),
        ("no generic netlink header", MessageBuilder::new(id, REQUEST, SEQUENCE).build(), "EINVAL"),
        ("dump of what cannot dump", request(id, DUMP, ECHO).build(), "EOPNOTSUPP"),
    ];
    for (name, message, errno) in cases {
        socket.tell(&message)?;
        let seen = error_reply(&socket)?;
        test.check(name, errno, seen);
    }
    check_silence(test, &socket, id)?;
    if explains.is_ok() {
        check_extack(test, &socket, id)?;
    }
    check_privilege(test, id)
}

/// The errno of the next message, or what came instead.
fn error_reply(socket: &Socket) -> Result<String, Stop> {
    let Some(received) = socket.recv_within(Duration::from_secs(1))? else {
        return Ok("silence".to_owned());
    };
    let received = received.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))?;
    let parsed = parse(&received.data);
    let error = parsed.messages.first().and_then(|message| message.error());
    Ok(error.map_or("no error".to_owned(), |error| match error.errno() {
        0 => "none".to_owned(),
        errno => Errno(errno).to_string(),
    }))
}

/// What the kernel ignores.
fn check_silence(test: &mut Test, socket: &Socket, id: u16) -> Result<(), Stop> {
    let echo = MessageBuilder::new(id, 0, SEQUENCE).genl(ECHO, 1).attr_str(A_MSG, "x").build();
    socket.tell(&echo)?;
    test.expect_silence("no NLM_F_REQUEST: silence", socket)?;
    let acked = MessageBuilder::new(id, ACK, SEQUENCE).genl(ECHO, 1).attr_str(A_MSG, "x").build();
    socket.tell(&acked)?;
    let seen = error_reply(socket)?;
    test.check("no NLM_F_REQUEST but NLM_F_ACK: only an ACK", "none", seen);
    let short = request(id, ACK, ECHO).attr_str(A_MSG, "x").claim_len(15).build();
    socket.tell(&short)?;
    test.expect_silence("nlmsg_len below a header: silence", socket)?;
    let long = request(id, ACK, ECHO).attr_str(A_MSG, "x").claim_len(4096).build();
    socket.tell(&long)?;
    test.expect_silence("nlmsg_len beyond the datagram: silence", socket)?;
    Ok(())
}

/// The module's own words in the extended ACK.
fn check_extack(test: &mut Test, socket: &Socket, id: u16) -> Result<(), Stop> {
    socket.tell(&request(id, 0, ECHO).build())?;
    let received = socket.recv()?;
    let parsed = parse(&received.data);
    let error = parsed.messages.first().and_then(|message| message.error());
    let said = error.and_then(|error| error.extack.msg.map(text)).unwrap_or_default();
    test.check_in(
        "extended ACK says why",
        true,
        said.contains("DOC_EXMPL_A_MSG is missing"),
        &said,
    );
    Ok(())
}

/// GENL_ADMIN_PERM with and without the capability.
fn check_privilege(test: &mut Test, id: u16) -> Result<(), Stop> {
    let user = test.guest.process("user", Creds::User { uid: 1000, gid: 1000 })?;
    let on = test.guest.on(user);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC).must("socket")?;
    on.bind(fd, &NlAddr::KERNEL.to_bytes()).must("bind")?;
    let socket = Socket::adopt(test, user, fd);
    socket.tell(&request(id, 0, ADMIN).build())?;
    let seen = error_reply(&socket)?;
    test.check("ADMIN without CAP_NET_ADMIN", "EPERM", seen);
    check_opener_and_sender(test, id)
}

/// A socket keeps the rights of the process that opened it, which are required in addition to those of the sender,
/// unless the message has an explicit address (NETLINK_SKB_DST, 3.15).
fn check_opener_and_sender(test: &mut Test, id: u16) -> Result<(), Stop> {
    let (user, root, kernel) = (1000, 0, NlAddr::KERNEL.to_bytes());
    let cases = [
        ("ADMIN by a user on root's socket", root, user, None, "EPERM"),
        ("ADMIN by root on a user's socket", user, root, None, "EPERM"),
        ("the same to an address", user, root, Some(&kernel[..]), "no error"),
    ];
    for (what, opener, sender, addr, errno) in cases {
        let process = test.process("both")?;
        become_effectively(test, process, opener)?;
        let on = test.guest.on(process);
        let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC).must("socket")?;
        on.bind(fd, &kernel).must("bind")?;
        become_effectively(test, process, sender)?;
        let request = request(id, 0, ADMIN).build();
        on.sendmsg(fd, addr, 0, &request, Control::None).must("sendmsg")?;
        let seen = error_reply(&Socket::adopt(test, process, fd))?;
        test.check(what, errno, seen);
    }
    Ok(())
}

/// Root only by effective id, so that it can become somebody else and root again.
fn become_effectively(test: &Test, process: Proc, uid: u32) -> Result<(), Stop> {
    test.guest.on(process).set_effective_user(uid).must("setresuid")
}

/// Kernel → user without a request from the listener.
fn multicast_async(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let listener = genl::open(test, "listener")?;
    let speaker = genl::open(test, "speaker")?;
    let family = get_family(&listener, FAMILY)?;
    let Some(group) = family.groups.get(GROUP) else {
        return Err(Stop::Broken(format!("GETFAMILY names no group {GROUP}")));
    };
    let greet = request(family.id, ACK, GREET).build();
    speaker.tell(&greet)?;
    let nobody = error_reply(&speaker)?;
    test.check("greeting nobody", "ESRCH", nobody);
    let joined = listener.set_netlink(NETLINK_ADD_MEMBERSHIP, *group)?;
    joined.map_err(|errno| Stop::Broken(format!("NETLINK_ADD_MEMBERSHIP: {errno:#}")))?;
    speaker.tell(&greet)?;
    let acked = error_reply(&speaker)?;
    test.check("greeting a listener", "none", acked);
    let received = listener.recv()?;
    let parsed = parse(&received.data);
    let genl = parsed.messages.first().and_then(|message| message.genl());
    let said = genl.and_then(|(_, mut attrs)| attrs.find(|attr| attr.ty() == A_MSG));
    let said = said.map_or(String::new(), |attr| text(attr.value));
    test.check("what the listener hears", "Greeting from kernel!", said);
    let sequence = parsed.messages.first().map_or(u32::MAX, |message| message.header.seq);
    test.check("its sequence", 0, sequence);
    test.expect_silence("once", &listener)?;
    Ok(())
}

/// All parts of a dump, in order, and its end.
fn dump(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let socket = genl::open(test, "client")?;
    let id = get_family(&socket, FAMILY)?.id;
    socket.tell(&request(id, DUMP, DUMP_ALL).build())?;
    let (mut numbers, mut all_multi, mut done) = (Vec::new(), true, None);
    while done.is_none() {
        let received = socket.recv()?;
        for message in parse(&received.data).messages {
            all_multi &= message.header.flags & 2 != 0;
            if message.header.ty == NLMSG_DONE {
                done = message.done().and_then(|done| done.code);
            } else if let Some((_, mut attrs)) = message.genl() {
                numbers.extend(attrs.find(|attr| attr.ty() == A_INDEX).and_then(|attr| attr.u32()));
            }
        }
    }
    let in_order = numbers.iter().enumerate().all(|(at, number)| *number as usize == at);
    test.check("parts", DUMP_COUNT, numbers.len());
    test.check_in("in order", true, in_order, &format!("{numbers:?}"));
    test.check("NLM_F_MULTI on every message", true, all_multi);
    test.check("NLMSG_DONE says", "0", done.map_or("nothing".to_owned(), |code| code.to_string()));
    test.expect_silence("nothing after NLMSG_DONE", &socket)?;
    Ok(())
}
