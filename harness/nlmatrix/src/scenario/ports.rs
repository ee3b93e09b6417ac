//! Port ids: who gets which, and who may take one.

use super::bench::errno_of;
use super::socket::Socket;
use super::{Bench, Must, Stop};
use crate::guest::consts::{AF_NETLINK, NETLINK_ROUTE, NETLINK_USERSOCK, SOCK_RAW};
use crate::guest::{Creds, Errno, NlAddr, Proc};

/// A port that no process of a guest has as its id.
const FREE: u32 = 0x0012_3456;
/// First port given out where the process id is taken, as the kernel counted before 4.2.
const OLD_ROVER: u32 = -4097_i32 as u32;

fn raw(bench: &Bench, owner: Proc) -> Result<i32, Stop> {
    bench.guest.on(owner).socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE).must("socket")
}

fn bind(bench: &Bench, owner: Proc, fd: i32, addr: &[u8]) -> Result<Result<(), Errno>, Stop> {
    Ok(bench.guest.on(owner).bind(fd, addr)?)
}

/// Autobind, taken ports, binding twice, and any free port for everybody.
pub fn portid(bench: &mut Bench) -> Result<(), Stop> {
    let owner = bench.process("owner")?;
    let first = Socket::open_in(bench, owner, NETLINK_ROUTE, 0)?;
    bench.check("first socket's port is the process id", owner.pid() as u32, first.port);
    let second = Socket::open_in(bench, owner, NETLINK_ROUTE, 0)?;
    bench.check("second socket's port is negative", true, (second.port as i32) < -4096);
    // Counted down from -4097 until 4.2 (66aa4a55fe0); random since.
    bench.check("second socket's port is -4097", false, second.port == OLD_ROVER);
    other_protocol(bench, owner)?;
    explicit(bench, owner)?;
    unprivileged(bench)?;
    freed(bench, first)
}

/// Each protocol has ports of its own.
fn other_protocol(bench: &mut Bench, owner: Proc) -> Result<(), Stop> {
    let other = Socket::open_in(bench, owner, NETLINK_USERSOCK, 0)?;
    bench.check("another protocol gives the process id again", owner.pid() as u32, other.port);
    Ok(())
}

fn explicit(bench: &mut Bench, owner: Proc) -> Result<(), Stop> {
    let fd = raw(bench, owner)?;
    let taken = bind(bench, owner, fd, &NlAddr::port(owner.pid() as u32).to_bytes())?;
    bench.check("binding a taken port", "EADDRINUSE", errno_of(&taken));
    let short = bind(bench, owner, fd, &NlAddr::port(FREE).to_bytes()[..8])?;
    bench.check("binding with 8 bytes of address", "EINVAL", errno_of(&short));
    let free = bind(bench, owner, fd, &NlAddr::port(FREE).to_bytes())?;
    bench.check("binding a free port", "none", errno_of(&free));
    let name = bench.guest.on(owner).getsockname(fd).must("getsockname")?;
    let port = NlAddr::from_bytes(&name).map_or(0, |addr| addr.pid);
    bench.check("getsockname names it", FREE, port);
    let again = bind(bench, owner, fd, &NlAddr::port(FREE + 1).to_bytes())?;
    bench.check("binding to another port", "EINVAL", errno_of(&again));
    let same = bind(bench, owner, fd, &NlAddr::port(FREE).to_bytes())?;
    bench.check("binding to the same port", "none", errno_of(&same));
    Ok(())
}

fn unprivileged(bench: &mut Bench) -> Result<(), Stop> {
    let user = bench.guest.process("user", Creds::User { uid: 1000, gid: 1000 })?;
    let fd = raw(bench, user)?;
    let bound = bind(bench, user, fd, &NlAddr::port(FREE + 2).to_bytes())?;
    bench.check("a user binds any free port", "none", errno_of(&bound));
    let to = NlAddr::port(FREE).to_bytes();
    let none = nlmatrix_wire::proto::Control::None;
    let sent = bench.guest.on(user).sendmsg(fd, Some(&to), 0, &[0; 16], none)?;
    bench.check("a user sends to another port", "EPERM", errno_of(&sent));
    let connected = bench.guest.on(user).connect(fd, &to)?;
    bench.check("a user connects to another port", "EPERM", errno_of(&connected));
    Ok(())
}

/// The process id is free again once its socket is closed.
fn freed(bench: &mut Bench, first: Socket) -> Result<(), Stop> {
    let owner = first.owner;
    first.close()?;
    let next = Socket::open_in(bench, owner, NETLINK_ROUTE, 0)?;
    bench.check("after close the process id is given again", owner.pid() as u32, next.port);
    Ok(())
}

/// What a program with threads sees: `images/clients/threads.c`.
pub fn thread_port(bench: &mut Bench) -> Result<(), Stop> {
    let run = bench.run(&["threads"], std::time::Duration::from_secs(5))?;
    bench.check("exit", crate::guest::Exit::Exited(0), &run.exit);
    let says = |name: &str| {
        let value = run.stdout.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or("missing").to_owned()
    };
    bench.check("the thread has an id of its own", false, says("tid") == says("pid"));
    bench.check("a thread's socket gets the process id", true, says("port") == says("pid"));
    bench.check("the main thread's socket collides", false, says("main-port") == says("pid"));
    Ok(())
}
