//! Port ids: who gets which, and who may take one.

use super::definition::Scenario;
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::consts::{AF_NETLINK, NETLINK_ROUTE, NETLINK_USERSOCK, SOCK_RAW};
use crate::guest::{Creds, Errno, NlAddr, Proc};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("portid", portid, "who gets which port, and who may take one"),
    Scenario::new("thread-port", thread_port, "a thread's socket gets the process id")
        .with_client("threads"),
];

/// A port that is not the id of any process in a guest.
const FREE: u32 = 0x0012_3456;
/// The first port that is assigned if the process id is taken, as kernels before 4.2 counted.
const OLD_ROVER: u32 = -4097_i32 as u32;

fn raw(test: &Test, owner: Proc) -> Result<i32, Stop> {
    test.guest.on(owner).socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE).must("socket")
}

fn bind(test: &Test, owner: Proc, fd: i32, addr: &[u8]) -> Result<Result<(), Errno>, Stop> {
    Ok(test.guest.on(owner).bind(fd, addr)?)
}

/// Autobind, taken ports, binding twice, and a free port for everybody.
fn portid(test: &mut Test) -> Result<(), Stop> {
    let owner = test.process("owner")?;
    let first = Socket::open_in(test, owner, NETLINK_ROUTE, 0)?;
    test.check("first socket's port is the process id", owner.pid() as u32, first.port);
    let second = Socket::open_in(test, owner, NETLINK_ROUTE, 0)?;
    test.check_in(
        "second socket's port is negative",
        true,
        (second.port as i32) < -4096,
        &(second.port as i32).to_string(),
    );
    // Counted down from -4097 until 4.2 (netlink_autobind); random since then.
    test.check("second socket's port is -4097", false, second.port == OLD_ROVER);
    other_protocol(test, owner)?;
    explicit(test, owner)?;
    unprivileged(test)?;
    freed(test, first)
}

/// Each protocol has its own ports.
fn other_protocol(test: &mut Test, owner: Proc) -> Result<(), Stop> {
    let other = Socket::open_in(test, owner, NETLINK_USERSOCK, 0)?;
    test.check("another protocol gives the process id again", owner.pid() as u32, other.port);
    Ok(())
}

fn explicit(test: &mut Test, owner: Proc) -> Result<(), Stop> {
    let fd = raw(test, owner)?;
    let taken = bind(test, owner, fd, &NlAddr::port(owner.pid() as u32).to_bytes())?;
    test.check("binding a taken port", "EADDRINUSE", errno_of(&taken));
    let short = bind(test, owner, fd, &NlAddr::port(FREE).to_bytes()[..8])?;
    test.check("binding with 8 bytes of address", "EINVAL", errno_of(&short));
    let free = bind(test, owner, fd, &NlAddr::port(FREE).to_bytes())?;
    test.check("binding a free port", "none", errno_of(&free));
    let name = test.guest.on(owner).getsockname(fd).must("getsockname")?;
    let port = NlAddr::from_bytes(&name).map_or(0, |addr| addr.pid);
    test.check("getsockname names it", FREE, port);
    let again = bind(test, owner, fd, &NlAddr::port(FREE + 1).to_bytes())?;
    test.check("binding to another port", "EINVAL", errno_of(&again));
    let same = bind(test, owner, fd, &NlAddr::port(FREE).to_bytes())?;
    test.check("binding to the same port", "none", errno_of(&same));
    Ok(())
}

fn unprivileged(test: &mut Test) -> Result<(), Stop> {
    let user = test.guest.process("user", Creds::User { uid: 1000, gid: 1000 })?;
    let fd = raw(test, user)?;
    let bound = bind(test, user, fd, &NlAddr::port(FREE + 2).to_bytes())?;
    test.check("a user binds any free port", "none", errno_of(&bound));
    let to = NlAddr::port(FREE).to_bytes();
    let none = nlmatrix_wire::proto::Control::None;
    let sent = test.guest.on(user).sendmsg(fd, Some(&to), 0, &[0; 16], none)?;
    test.check("a user sends to another port", "EPERM", errno_of(&sent));
    let connected = test.guest.on(user).connect(fd, &to)?;
    test.check("a user connects to another port", "EPERM", errno_of(&connected));
    Ok(())
}

/// The process id is free again once its socket is closed.
fn freed(test: &mut Test, first: Socket) -> Result<(), Stop> {
    let owner = first.owner;
    first.close()?;
    let next = Socket::open_in(test, owner, NETLINK_ROUTE, 0)?;
    test.check("after close the process id is given again", owner.pid() as u32, next.port);
    Ok(())
}

/// What a program with threads sees: `images/clients/threads.c`.
fn thread_port(test: &mut Test) -> Result<(), Stop> {
    let run = test.run(&["threads"], std::time::Duration::from_secs(5))?;
    test.check("exit", crate::guest::Exit::Exited(0), &run.exit);
    let says = |name: &str| {
        let value = run.stdout.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or("missing").to_owned()
    };
    test.check_in(
        "the thread has an id of its own",
        false,
        says("tid") == says("pid"),
        &run.stdout,
    );
    test.check_in(
        "a thread's socket gets the process id",
        true,
        says("port") == says("pid"),
        &run.stdout,
    );
    test.check_in(
        "the main thread's socket collides",
        false,
        says("main-port") == says("pid"),
        &run.stdout,
    );
    Ok(())
}
