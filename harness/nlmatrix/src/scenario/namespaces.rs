//! Netlink across namespaces: to whom ports belong, which kernel sockets there are, and who receives uevents.

use super::definition::Scenario;
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::consts::{
    AF_NETLINK, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWUSER, NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT,
    NETLINK_ROUTE, NETLINK_USERSOCK, SOCK_RAW,
};
use crate::guest::{Creds, Errno, NlAddr, Proc};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "port-collision",
        port_collision,
        "a port is taken in its network namespace and its protocol, and nowhere else",
    )
    .since("2.6.32"),
    Scenario::new(
        "port-collision-across-pid-namespaces",
        across_pid_namespaces,
        "two processes that are both number 1 cannot both have port 1",
    )
    .since("2.6.32"),
    Scenario::new(
        "kernel-sockets-in-namespaces",
        kernel_sockets,
        "which protocols the kernel answers in a new network namespace",
    )
    .since("2.6.32"),
    Scenario::new(
        "uevents-in-namespaces",
        uevents,
        "who receives the uevent of a device, in four kinds of namespaces",
    )
    .since("3.8"),
    Scenario::new(
        "audit-in-userns",
        audit,
        "root of a user namespace can open an audit socket, but nobody answers it",
    )
    .since("3.8")
    .packaged(),
];

/// A port that is not the id of any process in a guest.
const PORT: u32 = 0x0012_3456;
const USER: Creds = Creds::User { uid: 1000, gid: 1000 };

/// Binds a socket of `protocol` in `owner` to `port`.
fn bind(test: &Test, owner: Proc, protocol: i32, port: u32) -> Result<Result<(), Errno>, Stop> {
    let on = test.guest.on(owner);
    let fd = on.socket(AF_NETLINK, SOCK_RAW, protocol).must("socket")?;
    Ok(on.bind(fd, &NlAddr::port(port).to_bytes())?)
}

/// The problem of everybody who binds to a number of their own choice: somebody else may have it.
fn port_collision(test: &mut Test) -> Result<(), Stop> {
    let first = test.process("first")?;
    let second = test.process("another")?;
    let elsewhere = test.process("elsewhere")?;
    test.guest.on(elsewhere).unshare(CLONE_NEWNET).must("a network namespace")?;
    for (who, owner, protocol, errno) in [
        ("the first", first, NETLINK_ROUTE, "none"),
        ("another process", second, NETLINK_ROUTE, "EADDRINUSE"),
        ("another protocol", second, NETLINK_USERSOCK, "none"),
        ("another network namespace", elsewhere, NETLINK_ROUTE, "none"),
    ] {
        let bound = bind(test, owner, protocol, PORT)?;
        test.check(&format!("{who} binds the port"), errno, errno_of(&bound));
    }
    let any = Socket::open_in(test, second, NETLINK_ROUTE, 0)?;
    test.check("port 0 asks for any: it gets the process id", second.pid() as u32, any.port);
    unicast(test, first, elsewhere)
}

/// A port of another network namespace cannot be reached.
fn unicast(test: &mut Test, here: Proc, elsewhere: Proc) -> Result<(), Stop> {
    let receiver = Socket::open_in(test, elsewhere, NETLINK_USERSOCK, 0)?;
    let sender = Socket::open_in(test, here, NETLINK_USERSOCK, 0)?;
    let sent = sender.send_to(NlAddr::port(receiver.port), b"hello over there")?;
    test.check("unicast to another namespace's port", "ECONNREFUSED", errno_of(&sent));
    test.expect_silence("and it does not arrive", &receiver)
}

/// The problem of containers that bind to their process id.
fn across_pid_namespaces(test: &mut Test) -> Result<(), Stop> {
    let mut processes = Vec::new();
    for name in ["one", "other"] {
        let new = test.guest.process_in(name, Creds::Root, CLONE_NEWPID)?;
        let process = Ok(new).must("a process in a new PID namespace")?;
        let pid = test.guest.on(process).getpid().must("getpid")?;
        test.check(&format!("the {name} is process 1 of its namespace"), 1, pid);
        processes.push(process);
    }
    for (process, name, errno) in
        [(processes[0], "one", "none"), (processes[1], "other", "EADDRINUSE")]
    {
        let bound = bind(test, process, NETLINK_ROUTE, 1)?;
        test.check(&format!("the {name} binds port 1"), errno, errno_of(&bound));
    }
    // Since 2.6.35, it is the id that the process itself sees.
    let first = Socket::open_in(test, processes[0], NETLINK_USERSOCK, 0)?;
    test.check_in(
        "who asks for any port gets its own id of the namespace",
        true,
        first.port == 1,
        &first.port.to_string(),
    );
    let second = Socket::open_in(test, processes[1], NETLINK_USERSOCK, 0)?;
    test.check_in(
        "the other gets something else",
        true,
        second.port != first.port,
        &second.port.to_string(),
    );
    test.guest.on(processes[1]).unshare(CLONE_NEWNET).must("a network namespace")?;
    let alone = Socket::open_in(test, processes[1], NETLINK_USERSOCK, 0)?;
    test.check_in(
        "but its own id in a network namespace of its own",
        true,
        alone.port == 1,
        &alone.port.to_string(),
    );
    Ok(())
}

/// A protocol answers if its module has made a socket for the namespace.
fn kernel_sockets(test: &mut Test) -> Result<(), Stop> {
    /// Every namespace has had one of these since network namespaces became usable (2.6.24 to 2.6.32).
    const FIB_LOOKUP: i32 = 10;
    let here = test.process("here")?;
    let elsewhere = test.process("elsewhere")?;
    test.guest.on(elsewhere).unshare(CLONE_NEWNET).must("a network namespace")?;
    for (name, protocol, first, new) in [
        ("ROUTE", NETLINK_ROUTE, "none", "none"),
        ("GENERIC", NETLINK_GENERIC, "none", "none"),
        ("FIB_LOOKUP", FIB_LOOKUP, "none", "none"),
        ("KOBJECT_UEVENT", NETLINK_KOBJECT_UEVENT, "none", "none"),
        // Nobody in the kernel listens to it.
        ("USERSOCK", NETLINK_USERSOCK, "ECONNREFUSED", "ECONNREFUSED"),
    ] {
        for (owner, place, errno) in [(here, "first", first), (elsewhere, "new", new)] {
            let socket = Socket::open_in(test, owner, protocol, 0)?;
            let sent = socket.send(&[0; 16])?;
            test.check(&format!("{name} in the {place} namespace"), errno, errno_of(&sent));
        }
    }
    Ok(())
}

/// The file that makes a device outside the network send its uevent again.
const DEVICE: &str = "/sys/devices/virtual/mem/null/uevent";
/// The same for a network device: sysfs shows the namespace in which it was mounted, the initial one.
const NETWORK_DEVICE: &str = "/sys/devices/virtual/net/lo/uevent";

/// Since 4.18, the owner of a network namespace decides about what belongs to no network.
fn uevents(test: &mut Test) -> Result<(), Stop> {
    let kinds = [
        ("the first network namespace", 0, true, true),
        ("a new one of the first user namespace", CLONE_NEWNET, true, false),
        ("a new user namespace, old network", CLONE_NEWUSER, true, true),
        ("a new network of a new user namespace", CLONE_NEWUSER | CLONE_NEWNET, false, false),
    ];
    let mut listeners = Vec::new();
    for (name, namespaces, ..) in kinds {
        let owner = test.process(name)?;
        if namespaces != 0 {
            test.guest.on(owner).unshare(namespaces).must(name)?;
        }
        listeners.push(Socket::open_in(test, owner, NETLINK_KOBJECT_UEVENT, 1)?);
    }
    for listener in &listeners {
        // Uevents of the new namespaces' own devices.
        listener.all()?;
    }
    for (file, what) in [(DEVICE, "a device"), (NETWORK_DEVICE, "the first lo")] {
        test.guest.agent().write_file(file, b"change").must(file)?;
        for (listener, (name, _, ordinary, network)) in listeners.iter().zip(kinds) {
            let hears = if file == DEVICE { ordinary } else { network };
            let reference = if hears { file.trim_start_matches("/sys") } else { "nothing" };
            test.check(&format!("{what}: {name}"), reference, changes(listener)?);
        }
    }
    Ok(())
}

/// The files of the devices whose change was reported to `listener`.
fn changes(listener: &Socket) -> Result<String, Stop> {
    let all = listener.all()?;
    let texts = all.iter().map(|received| String::from_utf8_lossy(&received.data));
    let changed = texts.filter_map(|text| {
        let (head, _) = text.split_once('\0')?;
        Some(format!("{}/uevent", head.strip_prefix("change@")?))
    });
    let changed = changed.collect::<Vec<_>>().join(" ");
    Ok(if changed.is_empty() { "nothing".to_owned() } else { changed })
}

/// Audit belongs to the initial user namespace: the problem of login programs in containers.
fn audit(test: &mut Test) -> Result<(), Stop> {
    const NETLINK_AUDIT: i32 = 9;
    const AUDIT_GET: u16 = 1000;
    let request = nlmatrix_wire::netlink::MessageBuilder::new(AUDIT_GET, 5, 1).build();
    for (name, creds, namespaces, answered, joined) in [
        ("root", Creds::Root, 0, "none", "none"),
        ("a user", USER, 0, "EPERM", "EPERM"),
        ("root of a user namespace", USER, CLONE_NEWUSER, "ECONNREFUSED", "EPERM"),
        (
            "root of a user and network namespace",
            USER,
            CLONE_NEWUSER | CLONE_NEWNET,
            "ECONNREFUSED",
            "EPERM",
        ),
    ] {
        let owner = test.guest.process("asker", creds)?;
        if namespaces != 0 {
            test.guest.on(owner).unshare(namespaces).must(name)?;
        }
        let socket = Socket::open_in(test, owner, NETLINK_AUDIT, 0)?;
        socket.tell(&request)?;
        test.check(&format!("{name} is answered"), answered, code_of(&socket)?);
        let on = test.guest.on(owner);
        let fd = on.socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT).must("socket")?;
        let bound = on.bind(fd, &NlAddr { pid: 0, groups: 1 }.to_bytes())?;
        test.check(&format!("{name} joins group 1"), joined, errno_of(&bound));
    }
    Ok(())
}

/// The errno of the acknowledgement that arrives on `socket`.
fn code_of(socket: &Socket) -> Result<String, Stop> {
    let received = socket.recv()?;
    let parsed = nlmatrix_wire::netlink::parse(&received.data);
    let code = parsed.messages.iter().find_map(|it| it.error()).map(|error| error.errno());
    Ok(errno_of(&code.filter(|code| *code != 0).map_or(Ok(()), |code| Err(Errno(code)))))
}
