//! ethtool's generic netlink family: what is asked of a device, what is set, and what monitors are notified about.

use nlmatrix_wire::netlink::{AttrList, Attrs, Message, MessageBuilder, parse};

use super::definition::Scenario;
use super::genl::{self, ACK, REQUEST};
use super::rtnl::{alone, error, new_link, process_alone};
use super::socket::Socket;
use super::test::errno_of;
use super::{Stop, Test};
use crate::guest::Errno;
use crate::guest::consts::{NETLINK_ADD_MEMBERSHIP, NETLINK_GENERIC};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[Scenario::new(
    "ethtool-family",
    family,
    "the ethtool family: get and set on a device, notifications, refused mistakes",
)
.since("5.6")
.with_modules(&["dummy"])];

const LINKSTATE_GET: u8 = 6;
const FEATURES_GET: u8 = 11;
const FEATURES_SET: u8 = 12;
/// Replies have numbers of their own: `ETHTOOL_MSG_FEATURES_NTF`.
const FEATURES_NTF: u8 = 13;
const HEADER: u16 = 1;
const DEV_NAME: u16 = 2;
const LINK: u16 = 2;
const WANTED: u16 = 3;
const SCATTER: &str = "tx-scatter-gather";

/// A request with this command about a device.
fn about(id: u16, command: u8, device: &str, rest: &AttrList) -> Vec<u8> {
    let header = AttrList::new().str(DEV_NAME, device);
    let request = MessageBuilder::new(id, REQUEST | ACK, 1).genl(command, 1);
    request.nested(HEADER, &header).payload(rest.as_bytes()).build()
}

/// One feature, on or off, as a bit that is set by name.
fn feature(on: bool) -> AttrList {
    const BITS: u16 = 3;
    const BIT: u16 = 1;
    const NAME: u16 = 2;
    const VALUE: u16 = 3;
    let bit = AttrList::new().str(NAME, SCATTER);
    let bit = if on { bit.bytes(VALUE, &[]) } else { bit };
    let bits = AttrList::new().nested(BIT, &bit);
    AttrList::new().nested(WANTED, &AttrList::new().nested(BITS, &bits))
}

/// The answers to a request: commands of replies, and the final errno.
fn answers(socket: &Socket, request: &[u8]) -> Result<String, Stop> {
    socket.tell(request)?;
    let mut words = Vec::new();
    for received in socket.all()? {
        words.extend(parse(&received.data).messages.iter().map(shown));
    }
    Ok(words.join("; "))
}

fn shown(message: &Message) -> String {
    match (error(message), message.genl()) {
        (Some(0), _) => "ack".to_owned(),
        (Some(code), _) => Errno(code).to_string(),
        (None, Some((header, attrs))) => format!("command {}{}", header.cmd, link_of(attrs)),
        (None, None) => "no generic netlink".to_owned(),
    }
}

/// Whether there is a link, if that is reported.
fn link_of(mut attrs: Attrs) -> &'static str {
    match attrs.find(|attr| attr.ty() == LINK).and_then(|attr| attr.value.first().copied()) {
        Some(0) => ", no link",
        Some(1) => ", link",
        _ => "",
    }
}

fn family(test: &mut Test) -> Result<(), Stop> {
    let rtnl = alone(test, "writer")?;
    let device = |name: &str| rtnl.must(name, &new_link("dummy", name));
    device("d0")?;
    let asker = Socket::open_in(test, rtnl.socket.owner, NETLINK_GENERIC, 0)?;
    let ethtool = genl::get_family(&asker, "ethtool")?;
    let monitor = Socket::open_in(test, rtnl.socket.owner, NETLINK_GENERIC, 0)?;
    let group = ethtool.groups.get("monitor").copied().unwrap_or_default();
    let joined = monitor.set_netlink(NETLINK_ADD_MEMBERSHIP, group)?;
    test.check("joining monitor", "none", errno_of(&joined));
    let none = AttrList::new();
    let headless = MessageBuilder::new(ethtool.id, REQUEST | ACK, 1).genl(LINKSTATE_GET, 1).build();
    for (name, request, answer, told) in [
        (
            "LINKSTATE_GET",
            about(ethtool.id, LINKSTATE_GET, "lo", &none),
            "command 6, no link; ack",
            "",
        ),
        ("of no device", about(ethtool.id, LINKSTATE_GET, "d9", &none), "ENODEV", ""),
        ("without a header", headless, "EINVAL", ""),
        ("a command that there is not", about(ethtool.id, 250, "d0", &none), "EOPNOTSUPP", ""),
        ("FEATURES_GET", about(ethtool.id, FEATURES_GET, "d0", &none), "command 11; ack", ""),
        ("off", about(ethtool.id, FEATURES_SET, "d0", &feature(false)), "command 12; ack", "told"),
        (
            "off again",
            about(ethtool.id, FEATURES_SET, "d0", &feature(false)),
            "command 12; ack",
            "",
        ),
        ("on", about(ethtool.id, FEATURES_SET, "d0", &feature(true)), "command 12; ack", "told"),
    ] {
        test.check(&format!("{name}: the answers"), answer, answers(&asker, &request)?);
        let mut heard = Vec::new();
        for received in monitor.all()? {
            heard.extend(parse(&received.data).messages.iter().map(shown));
        }
        let reference =
            if told.is_empty() { String::new() } else { format!("command {FEATURES_NTF}") };
        test.check(&format!("{name}: monitors hear"), reference, heard.join("; "));
    }
    let elsewhere = Socket::open_in(test, process_alone(test, "elsewhere")?, NETLINK_GENERIC, 0)?;
    let answer = answers(&elsewhere, &about(ethtool.id, LINKSTATE_GET, "d0", &none))?;
    test.check("from another namespace", "ENODEV", answer);
    Ok(())
}
