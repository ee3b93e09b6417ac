//! User to user over NETLINK_USERSOCK, and who may join or address groups.

use super::bench::{errno_of, hex};
use super::socket::Socket;
use super::{Bench, Must, Stop};
use crate::guest::consts::{
    AF_NETLINK, CLONE_NEWNET, CLONE_NEWUSER, NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT,
    NETLINK_USERSOCK, SOCK_RAW,
};
use crate::guest::{Creds, Errno, NlAddr, Proc};

const TEXT: &[u8] = b"user to user, by netlink";
const USER: Creds = Creds::User { uid: 1000, gid: 1000 };

fn open<'a>(bench: &Bench<'a>, name: &str, groups: u32) -> Result<Socket<'a>, Stop> {
    Socket::open(bench, name, NETLINK_USERSOCK, groups)
}

/// Unicast, and multicast that is delivered and yet refused.
pub fn usersock(bench: &mut Bench) -> Result<(), Stop> {
    let sender = open(bench, "sender", 0)?;
    let receiver = open(bench, "receiver", 0)?;
    let sent = sender.send_to(NlAddr::port(receiver.port), TEXT)?;
    bench.check("unicast", "none", errno_of(&sent));
    let received = receiver.recv()?;
    bench.check("what arrives", hex(TEXT), hex(&received.data));
    let from = received.sender().unwrap_or_default();
    bench.check("the sender's port", sender.port, from.pid);
    let nobody = sender.send_to(NlAddr::port(0x0012_3456), TEXT)?;
    bench.check("unicast to a port that nobody has", "ECONNREFUSED", errno_of(&nobody));
    let (_, joined) = join(bench, receiver.owner, NETLINK_USERSOCK, 1)?;
    bench.check("it has groups", "none", errno_of(&joined));
    if joined.is_err() {
        return Ok(());
    }
    multicast(bench, &sender)?;
    lowest_bit(bench, &sender)
}

/// After a multicast the kernel unicasts to port 0, where USERSOCK has nobody.
fn multicast(bench: &mut Bench, sender: &Socket) -> Result<(), Stop> {
    let member = open(bench, "member-of-1", 1)?;
    let sent = sender.send_to(NlAddr { pid: 0, groups: 1 }, TEXT)?;
    bench.check("multicast returns", "ECONNREFUSED", errno_of(&sent));
    let received = member.recv()?;
    bench.check("and is delivered", hex(TEXT), hex(&received.data));
    let from = received.sender().unwrap_or_default();
    let sender_name = NlAddr { pid: sender.port, groups: 1 };
    bench.check("from port and group", sender_name, from);
    let own = sender.is_silent()?;
    bench.check("not to its sender", true, own);
    let member_too = member.send_to(NlAddr { pid: 0, groups: 1 }, TEXT)?;
    bench.check("a member alone in its group", "ECONNREFUSED", errno_of(&member_too));
    let silent = member.is_silent()?;
    bench.check("does not hear itself", true, silent);
    Ok(())
}

/// Of several bits in `nl_groups` only the lowest counts (2.6.14+); all did before.
fn lowest_bit(bench: &mut Bench, sender: &Socket) -> Result<(), Stop> {
    let third = open(bench, "member-of-3", 1 << 2)?;
    let fourth = open(bench, "member-of-4", 1 << 3)?;
    sender.send_to(NlAddr { pid: 0, groups: 0b1100 }, TEXT)?.ok();
    let received = third.recv()?;
    bench.check("the lowest group hears it", hex(TEXT), hex(&received.data));
    let silent = fourth.is_silent()?;
    bench.check("the next group does not", true, silent);
    Ok(())
}

/// A socket of `protocol` in `owner`, bound to the bits `groups`.
fn join(
    bench: &Bench,
    owner: Proc,
    protocol: i32,
    groups: u32,
) -> Result<(i32, Result<(), Errno>), Stop> {
    let on = bench.guest.on(owner);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, protocol).must("socket")?;
    Ok((fd, on.bind(fd, &NlAddr { pid: 0, groups }.to_bytes())?))
}

/// Who may join groups: root, a user, and root of a user namespace.
pub fn group_privilege(bench: &mut Bench) -> Result<(), Stop> {
    let root = bench.process("root")?;
    let user = bench.guest.process("user", USER)?;
    for (name, protocol, errno) in [
        ("USERSOCK", NETLINK_USERSOCK, "EPERM"),
        ("KOBJECT_UEVENT", NETLINK_KOBJECT_UEVENT, "none"),
        ("GENERIC", NETLINK_GENERIC, "none"),
    ] {
        let (_, as_root) = join(bench, root, protocol, 1)?;
        bench.check(&format!("root joins group 1 of {name}"), "none", errno_of(&as_root));
        let (_, as_user) = join(bench, user, protocol, 1)?;
        bench.check(&format!("a user joins group 1 of {name}"), errno, errno_of(&as_user));
    }
    // From 2.6.14 to 2.6.35 only protocols with a socket of the kernel's had groups.
    if join(bench, root, NETLINK_USERSOCK, 1)?.1.is_ok() {
        user_sends(bench, user)?;
    }
    namespaces(bench)
}

/// USERSOCK lets everybody send, to ports and to groups.
fn user_sends(bench: &mut Bench, user: Proc) -> Result<(), Stop> {
    let member = open(bench, "member", 1 << 4)?;
    let sender = Socket::open_in(bench, user, NETLINK_USERSOCK, 0)?;
    let unicast = sender.send_to(NlAddr::port(member.port), TEXT)?;
    bench.check("a user's unicast", "none", errno_of(&unicast));
    let received = member.recv()?;
    bench.check("is delivered", hex(TEXT), hex(&received.data));
    let multicast = sender.send_to(NlAddr { pid: 0, groups: 1 << 4 }, TEXT)?;
    bench.check("a user's multicast returns", "ECONNREFUSED", errno_of(&multicast));
    // To groups only since 3.6, where USERSOCK got NL_NONROOT_SEND (20e1db19db5).
    let heard = !member.is_silent()?;
    bench.check("is delivered too", true, heard);
    Ok(())
}

/// CAP_NET_ADMIN counts where the socket's network namespace belongs to the user namespace (3.8+).
fn namespaces(bench: &mut Bench) -> Result<(), Stop> {
    for (name, flags, errno) in [
        ("new user namespace, old network", CLONE_NEWUSER, "EPERM"),
        ("new user and network namespace", CLONE_NEWUSER | CLONE_NEWNET, "none"),
    ] {
        let process = bench.guest.process("namespaced", USER)?;
        let unshared = bench.guest.on(process).unshare(flags)?;
        bench.check(&format!("unshare: {name}"), "none", errno_of(&unshared));
        if unshared.is_err() {
            continue;
        }
        let (_, joined) = join(bench, process, NETLINK_USERSOCK, 1)?;
        bench.check(&format!("joining from a {name}"), errno, errno_of(&joined));
    }
    Ok(())
}
