//! What the kernel reports about processes: the connector's events, and taskstats.

use nlmatrix_wire::netlink::header::NLMSG_DONE;
use nlmatrix_wire::netlink::{Attrs, MessageBuilder, Number as _, parse};

use super::definition::Scenario;
use super::genl::{self, REQUEST};
use super::rtnl::{error, process_alone};
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::consts::{
    AF_NETLINK, CLONE_NEWPID, NETLINK_ADD_MEMBERSHIP, NETLINK_GENERIC, SOCK_RAW,
};
use crate::guest::{Creds, Errno, NlAddr, Proc};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "proc-connector",
        connector,
        "the process connector: who may listen, and what is reported about a process",
    )
    .since("4.9")
    .packaged(),
    Scenario::new(
        "taskstats",
        taskstats,
        "taskstats: statistics of a task on request, and when it ends",
    )
    .since("4.9")
    .packaged(),
];

const USER: Creds = Creds::User { uid: 1000, gid: 1000 };

// ------------------------------------------------------------------ connector

const NETLINK_CONNECTOR: i32 = 11;
/// `CN_IDX_PROC`, which is its group, and `CN_VAL_PROC`.
const PROC: u32 = 1;
/// `PROC_CN_MCAST_LISTEN` and `PROC_CN_MCAST_IGNORE`.
const LISTEN: u32 = 1;
const IGNORE: u32 = 2;

/// Where `struct proc_event` begins, after netlink's header and `struct cn_msg`, and what it contains.
const EVENT: usize = 16 + 20;
const DATA: usize = EVENT + 16;

/// `struct cn_msg` with one of its commands.
fn command(what: u32) -> Vec<u8> {
    let [low, high] = 4_u16.to_guest();
    let ids = [PROC, PROC, 1, 0].map(|number| number.to_guest()).concat();
    let message = [ids.as_slice(), &[low, high, 0, 0], &what.to_guest()].concat();
    MessageBuilder::new(NLMSG_DONE, 0, 1).payload(&message).build()
}

/// An event in words, if it is about `pid` or about no process.
fn event(datagram: &[u8], pid: u32) -> Option<String> {
    let word = |at: usize| Some(u32::from_guest(datagram.get(at..at + 4)?.try_into().ok()?));
    let what = word(EVENT)?;
    let (who, name) = match what {
        0 => return Some(format!("answer {}", word(DATA)?)),
        1 => (word(DATA + 8)?, "FORK".to_owned()),
        2 => (word(DATA)?, "EXEC".to_owned()),
        0x8000_0000 => (word(DATA)?, format!("EXIT {:#x}", word(DATA + 8)?)),
        // The others were added one by one: names, sessions, core dumps.
        _ => return None,
    };
    (who == pid).then_some(name)
}

fn heard(socket: &Socket, pid: u32) -> Result<String, Stop> {
    let all = socket.all()?;
    let events = all.iter().filter_map(|received| event(&received.data, pid));
    Ok(events.collect::<Vec<_>>().join("; "))
}

/// For everybody who keeps track of processes without polling /proc.
fn connector(test: &mut Test) -> Result<(), Stop> {
    let listener = Socket::open(test, "listener", NETLINK_CONNECTOR, 1 << (PROC - 1))?;
    test.check("before it asks: told", "", one_process(test, &listener)?);
    listener.tell(&command(LISTEN))?;
    test.check("it asks: the answer", "answer 0", heard(&listener, 0)?);
    test.check(
        "a process comes and goes: told",
        "FORK; EXEC; EXIT 0x0",
        one_process(test, &listener)?,
    );
    listener.tell(&command(IGNORE))?;
    heard(&listener, 0)?;
    test.check("when nobody listens any more: told", "", one_process(test, &listener)?);
    let user = test.guest.process("a user", USER)?;
    test.check("a user joins the group", "none", joins(test, user)?);
    let elsewhere = process_alone(test, "elsewhere")?;
    let socket = Socket::open_in(test, elsewhere, NETLINK_CONNECTOR, 0)?;
    let sent = socket.send(&command(LISTEN))?;
    test.check("from another network namespace", "ECONNREFUSED", errno_of(&sent));
    let new = test.guest.process_in("another", Creds::Root, CLONE_NEWPID)?;
    let process = Ok(new).must("a process in a new PID namespace")?;
    let socket = Socket::open_in(test, process, NETLINK_CONNECTOR, 1 << (PROC - 1))?;
    socket.tell(&command(LISTEN))?;
    test.check("from another PID namespace: the answer", "", heard(&socket, 0)?);
    Ok(())
}

fn joins(test: &Test, owner: Proc) -> Result<String, Stop> {
    let on = test.guest.on(owner);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_CONNECTOR).must("socket")?;
    let bound = on.bind(fd, &NlAddr { pid: 0, groups: 1 << (PROC - 1) }.to_bytes())?;
    Ok(errno_of(&bound))
}

/// What `listener` receives about a program that runs to its end.
fn one_process(test: &Test, listener: &Socket) -> Result<String, Stop> {
    let program = test.start(&["threads"])?;
    test.finish(&program, std::time::Duration::from_secs(10))?;
    heard(listener, program.pid as u32)
}

// ------------------------------------------------------------------ taskstats

const GET: u8 = 1;
/// Of requests.
const PID: u16 = 1;
const REGISTER_CPUMASK: u16 = 3;
/// Of answers.
const STATS: u16 = 3;
const AGGREGATE: u16 = 4;

/// The statistics in an answer: version of the structure, and its length.
fn statistics(payload: &[u8]) -> Option<(u16, usize)> {
    let mut attrs = Attrs::new(payload.get(4..)?);
    let whole = attrs.find(|attr| attr.ty() == AGGREGATE)?;
    let stats = whole.nested().find(|attr| attr.ty() == STATS)?;
    Some((u16::from_guest(*stats.value.first_chunk()?), stats.value.len()))
}

/// What the first message contains: an errno, or version and length.
fn answer(socket: &Socket) -> Result<String, Stop> {
    let received = socket.recv()?;
    let parsed = parse(&received.data);
    let Some(message) = parsed.messages.first() else { return Ok("nothing".to_owned()) };
    Ok(match (error(message), statistics(message.payload)) {
        (Some(code), _) => errno_of(&if code == 0 { Ok(()) } else { Err(Errno(code)) }),
        (None, Some((version, length))) => format!("version {version}, {length} bytes"),
        (None, None) => "no statistics".to_owned(),
    })
}

/// Each version of the structure is longer than the last: readers use the fields that they know.
fn taskstats(test: &mut Test) -> Result<(), Stop> {
    let asker = genl::open(test, "asker")?;
    let id = genl::get_family(&asker, "TASKSTATS")?.id;
    let get = || MessageBuilder::new(id, REQUEST, 1).genl(GET, 1);
    asker.tell(&get().attr_u32(PID, asker.owner.pid() as u32).build())?;
    let seen = answer(&asker)?;
    test.check("of the asker itself", STRUCTURE, &seen);
    asker.tell(&get().attr_u32(PID, 0x7fff_0000).build())?;
    test.check("of a process that is not there", "ESRCH", answer(&asker)?);
    asker.tell(&get().build())?;
    test.check("of nobody", "EINVAL", answer(&asker)?);
    let user = Socket::open_in(test, test.guest.process("a user", USER)?, NETLINK_GENERIC, 0)?;
    user.tell(&get().attr_u32(PID, user.owner.pid() as u32).build())?;
    test.check("a user asks", "EPERM", answer(&user)?);
    let elsewhere = Socket::open_in(test, process_alone(test, "elsewhere")?, NETLINK_GENERIC, 0)?;
    let found = genl::find_family(&elsewhere, "TASKSTATS")?;
    test.check("it is found in another network namespace", "none", errno_of(&found));
    asker.tell(&get().attr_str(REGISTER_CPUMASK, "0").build())?;
    test.finish(&test.start(&["threads"])?, std::time::Duration::from_secs(10))?;
    test.check("of a process that ends there is the same", true, answer(&asker)? == seen);
    let joined = asker.set_netlink(NETLINK_ADD_MEMBERSHIP, 1)?;
    test.check("no group has to be joined for that", "none", errno_of(&joined));
    Ok(())
}

/// What the newest kernel reports.
const STRUCTURE: &str = "version 17, 688 bytes";
