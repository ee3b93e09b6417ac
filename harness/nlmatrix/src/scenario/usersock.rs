//! User to user over NETLINK_USERSOCK, and who may join or address groups.

use super::definition::Scenario;
use super::socket::Socket;
use super::test::{errno_of, hex};
use super::{Must, Stop, Test};
use crate::guest::consts::{
    AF_NETLINK, CLONE_NEWNET, CLONE_NEWUSER, NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT,
    NETLINK_USERSOCK, SOCK_RAW,
};
use crate::guest::{Creds, Errno, NlAddr, Proc};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "usersock",
        usersock,
        "messages from user to user: unicast, and multicast that is delivered and yet refused",
    ),
    Scenario::new(
        "group-privilege",
        group_privilege,
        "who may join groups: root, a user, root of a user namespace",
    ),
];

const TEXT: &[u8] = b"user to user, by netlink";
const USER: Creds = Creds::User { uid: 1000, gid: 1000 };

fn open<'a>(test: &Test<'a>, name: &str, groups: u32) -> Result<Socket<'a>, Stop> {
    Socket::open(test, name, NETLINK_USERSOCK, groups)
}

/// Unicast, and multicast that is delivered and yet refused.
fn usersock(test: &mut Test) -> Result<(), Stop> {
    let sender = open(test, "sender", 0)?;
    let receiver = open(test, "receiver", 0)?;
    let sent = sender.send_to(NlAddr::port(receiver.port), TEXT)?;
    test.check("unicast", "none", errno_of(&sent));
    let received = receiver.recv()?;
    test.check("what arrives", hex(TEXT), hex(&received.data));
    let from = received.sender().unwrap_or_default();
    test.check("the sender's port", sender.port, from.pid);
    let nobody = sender.send_to(NlAddr::port(0x0012_3456), TEXT)?;
    test.check("unicast to a port that nobody has", "ECONNREFUSED", errno_of(&nobody));
    let (_, joined) = join(test, receiver.owner, NETLINK_USERSOCK, 1)?;
    test.check("it has groups", "none", errno_of(&joined));
    if joined.is_err() {
        return Ok(());
    }
    multicast(test, &sender)?;
    lowest_bit(test, &sender)
}

/// After a multicast, the kernel unicasts to port 0, where USERSOCK has nobody.
fn multicast(test: &mut Test, sender: &Socket) -> Result<(), Stop> {
    let member = open(test, "member-of-1", 1)?;
    let sent = sender.send_to(NlAddr { pid: 0, groups: 1 }, TEXT)?;
    test.check("multicast returns", "ECONNREFUSED", errno_of(&sent));
    let received = member.recv()?;
    test.check("and is delivered", hex(TEXT), hex(&received.data));
    let from = received.sender().unwrap_or_default();
    let sender_name = NlAddr { pid: sender.port, groups: 1 };
    test.check("from port and group", sender_name, from);
    test.expect_silence("not to its sender", sender)?;
    let member_too = member.send_to(NlAddr { pid: 0, groups: 1 }, TEXT)?;
    test.check("a member alone in its group", "ECONNREFUSED", errno_of(&member_too));
    test.expect_silence("does not hear itself", &member)?;
    Ok(())
}

/// Of several bits in `nl_groups`, only the lowest counts (2.6.14+); before, all did.
fn lowest_bit(test: &mut Test, sender: &Socket) -> Result<(), Stop> {
    let third = open(test, "member-of-3", 1 << 2)?;
    let fourth = open(test, "member-of-4", 1 << 3)?;
    sender.send_to(NlAddr { pid: 0, groups: 0b1100 }, TEXT)?.ok();
    let received = third.recv()?;
    test.check("the lowest group hears it", hex(TEXT), hex(&received.data));
    test.expect_silence("the next group does not", &fourth)?;
    Ok(())
}

/// A socket of `protocol` in `owner`, bound to the bits `groups`.
fn join(
    test: &Test,
    owner: Proc,
    protocol: i32,
    groups: u32,
) -> Result<(i32, Result<(), Errno>), Stop> {
    let on = test.guest.on(owner);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, protocol).must("socket")?;
    Ok((fd, on.bind(fd, &NlAddr { pid: 0, groups }.to_bytes())?))
}

/// Who may join groups: root, a user, and root of a user namespace.
fn group_privilege(test: &mut Test) -> Result<(), Stop> {
    let root = test.process("root")?;
    let user = test.guest.process("user", USER)?;
    for (name, protocol, errno) in [
        ("USERSOCK", NETLINK_USERSOCK, "EPERM"),
        ("KOBJECT_UEVENT", NETLINK_KOBJECT_UEVENT, "none"),
        ("GENERIC", NETLINK_GENERIC, "none"),
    ] {
        let (_, as_root) = join(test, root, protocol, 1)?;
        test.check(&format!("root joins group 1 of {name}"), "none", errno_of(&as_root));
        let (_, as_user) = join(test, user, protocol, 1)?;
        test.check(&format!("a user joins group 1 of {name}"), errno, errno_of(&as_user));
    }
    // From 2.6.14 to 2.6.35, only protocols with a kernel socket had groups.
    if join(test, root, NETLINK_USERSOCK, 1)?.1.is_ok() {
        user_sends(test, user)?;
    }
    namespaces(test)
}

/// USERSOCK lets everybody send, to ports and to groups.
fn user_sends(test: &mut Test, user: Proc) -> Result<(), Stop> {
    let member = open(test, "member", 1 << 4)?;
    let sender = Socket::open_in(test, user, NETLINK_USERSOCK, 0)?;
    let unicast = sender.send_to(NlAddr::port(member.port), TEXT)?;
    test.check("a user's unicast", "none", errno_of(&unicast));
    let received = member.recv()?;
    test.check("is delivered", hex(TEXT), hex(&received.data));
    let multicast = sender.send_to(NlAddr { pid: 0, groups: 1 << 4 }, TEXT)?;
    test.check("a user's multicast returns", "ECONNREFUSED", errno_of(&multicast));
    // To groups only since 3.6, in which USERSOCK got NL_NONROOT_SEND (20e1db19db5).
    test.expect_message("is delivered too", &member)?;
    Ok(())
}

/// CAP_NET_ADMIN counts if the socket's network namespace belongs to the user namespace (3.8+).
fn namespaces(test: &mut Test) -> Result<(), Stop> {
    for (name, flags, errno) in [
        ("new user namespace, old network", CLONE_NEWUSER, "EPERM"),
        ("new user and network namespace", CLONE_NEWUSER | CLONE_NEWNET, "none"),
    ] {
        let process = test.guest.process("namespaced", USER)?;
        let unshared = test.guest.on(process).unshare(flags)?;
        test.check(&format!("unshare: {name}"), "none", errno_of(&unshared));
        if unshared.is_err() {
            continue;
        }
        let (_, joined) = join(test, process, NETLINK_USERSOCK, 1)?;
        test.check(&format!("joining from a {name}"), errno, errno_of(&joined));
    }
    Ok(())
}
