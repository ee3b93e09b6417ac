//! Protocol numbers that nobody has registered, options by version, and the limits of sending.

use super::definition::Scenario;
use super::socket::Socket;
use super::test::{errno_of, hex};
use super::{Must, Stop, Test};
use crate::guest::consts::*;
use crate::guest::{Control, Errno, NlAddr, Proc};
use nlmatrix_wire::netlink::{Number as _, guest_abi, long};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "unregistered-protocol",
        unregistered,
        "a socket of a protocol that nobody registered is refused",
    ),
    Scenario::new(
        "socket-options",
        options,
        "the options of netlink sockets can be set, and are read back",
    ),
    Scenario::new(
        "send-limits",
        send_limits,
        "which messages sendmsg itself refuses, before any receiver sees them",
    ),
];

/// The last number of the table, which nothing in a bare guest registers.
const UNREGISTERED: i32 = 29;
/// One more than the table has.
const BEYOND: i32 = 32;

/// socket() on a number that nobody registered.
fn unregistered(test: &mut Test) -> Result<(), Stop> {
    let owner = test.process("owner")?;
    let on = test.guest.on(owner);
    for (name, kind, protocol, errno) in [
        ("a number without owner", SOCK_RAW, UNREGISTERED, "EPROTONOSUPPORT"),
        ("17, which never had one", SOCK_RAW, 17, "EPROTONOSUPPORT"),
        ("a number beyond the table", SOCK_RAW, BEYOND, "EPROTONOSUPPORT"),
        ("a negative number", SOCK_RAW, -1, "EPROTONOSUPPORT"),
        ("a stream socket", SOCK_STREAM, NETLINK_ROUTE, "ESOCKTNOSUPPORT"),
        ("a datagram socket", SOCK_DGRAM, NETLINK_ROUTE, "none"),
    ] {
        let opened = on.socket(AF_NETLINK, kind, protocol)?;
        test.check(name, errno, errno_of(&opened));
        if protocol == UNREGISTERED {
            without_owner(test, owner, opened.ok())?;
        }
    }
    Ok(())
}

/// Until 2.6.32 there was a socket, and only sending failed.
fn without_owner(test: &mut Test, owner: Proc, socket: Option<i32>) -> Result<(), Stop> {
    let on = test.guest.on(owner);
    let (mut sent, mut bound) = ("no socket".to_owned(), "no socket".to_owned());
    if let Some(fd) = socket {
        sent = errno_of(&on.send_to(fd, NlAddr::KERNEL, &[0; 16])?);
        bound = errno_of(&on.bind(fd, &NlAddr { pid: 0, groups: 1 }.to_bytes())?);
    }
    test.check("sending on it", "no socket", sent);
    test.check("binding it to a group", "no socket", bound);
    Ok(())
}

/// Which options exist: each is set, and read back.
fn options(test: &mut Test) -> Result<(), Stop> {
    let owner = test.process("owner")?;
    let fd = Socket::open_in(test, owner, NETLINK_GENERIC, 0)?.fd;
    for (name, option) in [
        ("NETLINK_PKTINFO", NETLINK_PKTINFO),
        ("NETLINK_BROADCAST_ERROR", NETLINK_BROADCAST_ERROR),
        ("NETLINK_NO_ENOBUFS", NETLINK_NO_ENOBUFS),
        ("NETLINK_LISTEN_ALL_NSID", NETLINK_LISTEN_ALL_NSID),
        ("NETLINK_CAP_ACK", NETLINK_CAP_ACK),
        ("NETLINK_EXT_ACK", NETLINK_EXT_ACK),
        ("NETLINK_GET_STRICT_CHK", NETLINK_GET_STRICT_CHK),
    ] {
        let on = test.guest.on(owner);
        let set = on.setsockopt_int(fd, SOL_NETLINK, option, 1)?;
        test.check(&format!("set {name}"), "none", errno_of(&set));
        // Netlink sockets have had options since 2.6.14.
        if set.as_ref().is_err_and(|errno| errno.name() == Some("EOPNOTSUPP")) {
            return Ok(());
        }
        let got = on.getsockopt_int(fd, SOL_NETLINK, option)?;
        test.check(&format!("get {name}"), "1", number_or_errno(&got));
    }
    memberships(test, owner, fd)?;
    gone(test, owner, fd)
}

fn number_or_errno(result: &Result<i32, Errno>) -> String {
    result.as_ref().map_or_else(Errno::to_string, i32::to_string)
}

/// Groups joined by number, and the list of them.
fn memberships(test: &mut Test, owner: Proc, fd: i32) -> Result<(), Stop> {
    let on = test.guest.on(owner);
    let joined = on.setsockopt_int(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 1)?;
    test.check("join group 1", "none", errno_of(&joined));
    let list = on.getsockopt(fd, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 64)?;
    // The first word, lowest byte first, whatever the guest's byte order.
    let word = |it: &Vec<u8>| {
        let mut word = it.get(..4).unwrap_or(it).to_vec();
        if guest_abi().big_endian {
            word.reverse();
        }
        hex(&word)
    };
    let first = list.as_ref().map_or_else(Errno::to_string, word);
    test.check("first word of the list", "01000000", first);
    let whole = list.is_ok_and(|list| !list.is_empty() && list.len() % 4 == 0);
    test.check("the list is whole words", true, whole);
    let beyond = on.setsockopt_int(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 10_000)?;
    test.check("join a group beyond the last", "EINVAL", errno_of(&beyond));
    let left = on.setsockopt_int(fd, SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, 1)?;
    test.check("leave group 1", "none", errno_of(&left));
    Ok(())
}

/// The rings of 3.10 to 4.5, and numbers that were never options.
fn gone(test: &mut Test, owner: Proc, fd: i32) -> Result<(), Stop> {
    let on = test.guest.on(owner);
    for (name, option) in [("NETLINK_RX_RING", NETLINK_RX_RING), ("option 99", 99)] {
        let set = on.setsockopt(fd, SOL_NETLINK, option, &[0; 16])?;
        test.check(name, "ENOPROTOOPT", errno_of(&set));
    }
    // Less than an int counts as 0.
    let short = on.setsockopt(fd, SOL_NETLINK, NETLINK_PKTINFO, &[1, 0])?;
    test.check("an option of two bytes", "none", errno_of(&short));
    let got = on.getsockopt_int(fd, SOL_NETLINK, NETLINK_PKTINFO)?;
    test.check("it counts as 0", "0", number_or_errno(&got));
    Ok(())
}

/// What sendmsg() itself refuses. Not over NETLINK_USERSOCK, which 2.6.33 to 2.6.35 lack (b963ea89f00).
fn send_limits(test: &mut Test) -> Result<(), Stop> {
    let socket = Socket::open(test, "sender", NETLINK_ROUTE, 0)?;
    let on = test.guest.on(socket.owner);
    let to = NlAddr::port(socket.port).to_bytes();
    let send = |data: &[u8], addr: &[u8]| on.sendmsg(socket.fd, Some(addr), 0, data, Control::None);
    let empty = send(&[], &to)?;
    test.check("no bytes", "ENODATA", errno_of(&empty));
    let short = send(&[0; 16], &to[..8])?;
    test.check("8 bytes of address", "EINVAL", errno_of(&short));
    let mut foreign = to;
    foreign[0] = AF_INET as u8;
    let family = send(&[0; 16], &foreign)?;
    test.check("an address of AF_INET", "EINVAL", errno_of(&family));
    let flags = on.sendmsg(socket.fd, Some(&to), MSG_OOB, &[0; 16], Control::None)?;
    test.check("MSG_OOB", "EOPNOTSUPP", errno_of(&flags));
    largest(test, &socket)?;
    rights(test, &socket)
}

/// A message has to be at least 32 bytes shorter than the send buffer.
fn largest(test: &mut Test, socket: &Socket) -> Result<(), Stop> {
    let on = test.guest.on(socket.owner);
    // The minimum (2048 to 4608 bytes, by version): beyond 4 KiB, the serial lines of kernels before 2.6.16 lose what
    // comes faster than it is read.
    on.setsockopt(socket.fd, SOL_SOCKET, SO_SNDBUF, &1_u32.to_guest()).must("SO_SNDBUF")?;
    let size = on.getsockopt_int(socket.fd, SOL_SOCKET, SO_SNDBUF).must("SO_SNDBUF")? as usize;
    let most = vec![0; size - 32];
    let to = NlAddr::port(socket.port);
    // What was sent before and not refused, as on old kernels, is in the way.
    while errno_of(&socket.recv_now()?) != "EAGAIN" {}
    let fits = socket.send_to(to, &most)?;
    test.check("sndbuf - 32 bytes", "none", errno_of(&fits));
    let received = socket.recv()?;
    test.check("all of them arrive", size - 32, received.data.len());
    let one_more = socket.send_to(to, &[most, vec![0]].concat())?;
    test.check("one more", "EMSGSIZE", errno_of(&one_more));
    Ok(())
}

/// SCM_RIGHTS over netlink: EINVAL since 2.6.34 (76dadd76c26).
fn rights(test: &mut Test, socket: &Socket) -> Result<(), Stop> {
    let mut cmsg = Vec::new();
    // `struct cmsghdr`: a length of everything, level and type.
    let header = long(0).len() as u64 + 8;
    cmsg.extend(long(header + 4));
    cmsg.extend(SOL_SOCKET.to_guest());
    cmsg.extend(SCM_RIGHTS.to_guest());
    cmsg.extend(socket.fd.to_guest());
    cmsg.extend([0; 4]);
    let to = NlAddr::port(socket.port).to_bytes();
    let on = test.guest.on(socket.owner);
    test.arrived();
    let sent = on.sendmsg(socket.fd, Some(&to), 0, &[0; 16], Control::Bytes(&cmsg))?;
    test.check("SCM_RIGHTS", "EINVAL", errno_of(&sent));
    Ok(())
}
