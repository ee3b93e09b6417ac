//! Generic netlink families and network namespaces: of the kernel's own modules, `drop_monitor` has a family in the
//! initial namespace only, `team` one in all namespaces (`netnsok`).

use nlmatrix_wire::netlink::{MessageBuilder, parse};

use super::definition::Scenario;
use super::genl::{self, CONTROLLER, REQUEST, find_family};
use super::socket::Socket;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::Proc;
use crate::guest::consts::{CLONE_NEWNET, NETLINK_ADD_MEMBERSHIP, NETLINK_GENERIC, O_NONBLOCK};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "netns-family-visibility",
        visibility,
        "a family without netnsok is not found in another network namespace",
    )
    .since("2.6.32")
    .with_modules(&["drop_monitor", "team"]),
    Scenario::new(
        "genl-notify-across-namespaces",
        notifications,
        "a family that is registered or unregistered is announced in the namespaces that have it",
    )
    .since("2.6.32")
    .with_modules(&["drop_monitor", "team"]),
];

/// The controller's own group, which every namespace has.
const NOTIFY: &str = "notify";

fn process_elsewhere(test: &Test) -> Result<Proc, Stop> {
    let elsewhere = test.process("elsewhere")?;
    test.guest.on(elsewhere).unshare(CLONE_NEWNET).must("a network namespace")?;
    Ok(elsewhere)
}

/// ENOENT has two meanings: there is no such family, or it is not here.
fn visibility(test: &mut Test) -> Result<(), Stop> {
    let here = genl::open(test, "here")?;
    let elsewhere = Socket::open_in(test, process_elsewhere(test)?, NETLINK_GENERIC, 0)?;
    for (name, in_first, in_new) in
        [("nlctrl", "none", "none"), ("team", "none", "none"), ("NET_DM", "none", "ENOENT")]
    {
        for (socket, place, errno) in [(&here, "first", in_first), (&elsewhere, "new", in_new)] {
            let found = find_family(socket, name)?;
            test.check(&format!("{name} in the {place} namespace"), errno, errno_of(&found));
        }
    }
    by_id(test, &here, &elsewhere)
}

/// The id that was found in the initial namespace does not work in the other.
fn by_id(test: &mut Test, here: &Socket, elsewhere: &Socket) -> Result<(), Stop> {
    const NO_COMMAND: u8 = 99;
    let id = genl::get_family(here, "NET_DM")?.id;
    let request = MessageBuilder::new(id, REQUEST, 1).genl(NO_COMMAND, 1).build();
    for (socket, place, errno) in [(here, "first", "EOPNOTSUPP"), (elsewhere, "new", "ENOENT")] {
        socket.tell(&request)?;
        let received = socket.recv()?;
        let parsed = parse(&received.data);
        let code = parsed.messages.iter().find_map(|it| it.error()).map_or(0, |it| it.errno());
        let code = if code == 0 { Ok(()) } else { Err(crate::guest::Errno(code)) };
        test.check(&format!("its id in the {place} namespace"), errno, errno_of(&code));
    }
    Ok(())
}

/// A listener to the controller, in the process `owner`.
fn listen<'a>(test: &Test<'a>, owner: Proc) -> Result<Socket<'a>, Stop> {
    let socket = Socket::open_in(test, owner, NETLINK_GENERIC, 0)?;
    let group = genl::get_family(&socket, "nlctrl")?.groups.get(NOTIFY).copied();
    let group = group.ok_or_else(|| Stop::Broken("nlctrl has no group notify".to_owned()))?;
    let joined = socket.set_netlink(NETLINK_ADD_MEMBERSHIP, group)?;
    joined.map_err(|errno| Stop::Broken(format!("joining notify: {errno:#}")))?;
    Ok(socket)
}

/// A module that comes and goes takes its family along.
fn notifications(test: &mut Test) -> Result<(), Stop> {
    let loader = test.process("loader")?;
    let here = listen(test, test.process("here")?)?;
    let elsewhere = listen(test, process_elsewhere(test)?)?;
    for (module, told_elsewhere) in [("team", true), ("drop_monitor", false)] {
        test.guest.on(loader).remove_module(module, O_NONBLOCK).must("rmmod")?;
        hear(test, &format!("{module} goes"), &here, &elsewhere, told_elsewhere)?;
        let file = format!("/{module}.ko");
        let path = test.needed.iter().find(|path| path.ends_with(&file)).cloned();
        let path = path.ok_or_else(|| Stop::Broken(format!("no file of {module}")))?;
        test.guest.on(loader).insert_module(&path, "").must("insmod")?;
        hear(test, &format!("{module} comes"), &here, &elsewhere, told_elsewhere)?;
    }
    Ok(())
}

/// What both listeners receive about one event.
fn hear(
    test: &mut Test,
    what: &str,
    here: &Socket,
    elsewhere: &Socket,
    told_elsewhere: bool,
) -> Result<(), Stop> {
    let reference = if what.ends_with("goes") { "DELFAMILY" } else { "NEWFAMILY" };
    test.check(&format!("{what}: the first namespace"), reference, commands(here)?);
    let reference = if told_elsewhere { reference } else { "" };
    test.check(&format!("{what}: a new namespace"), reference, commands(elsewhere)?);
    Ok(())
}

/// Notifications about families, not about their groups: the commands that arrive on `socket`.
fn commands(socket: &Socket) -> Result<String, Stop> {
    let mut names = Vec::new();
    for received in socket.all()? {
        let parsed = parse(&received.data);
        let told = parsed.messages.iter().filter(|it| it.header.ty == CONTROLLER);
        for (header, _) in told.filter_map(|message| message.genl()) {
            names.extend(match header.cmd {
                1 => Some("NEWFAMILY"),
                2 => Some("DELFAMILY"),
                _ => None,
            });
        }
    }
    Ok(names.join(" "))
}
