//! Generic netlink as its users see it: families by name.

use std::collections::BTreeMap;

use nlmatrix_wire::netlink::header::NLMSG_NOOP;
use nlmatrix_wire::netlink::{Attrs, MessageBuilder, parse};

use super::socket::Socket;
use super::test::errno_of;
use super::{Stop, Test};
use crate::guest::Errno;
use crate::guest::consts::NETLINK_GENERIC;

/// The controller's family id.
pub const CONTROLLER: u16 = 0x10;
pub const REQUEST: u16 = 0x01;
pub const ACK: u16 = 0x04;
/// `NLM_F_ROOT | NLM_F_MATCH`.
pub const DUMP: u16 = 0x300;

pub const GETFAMILY: u8 = 3;
const NEWFAMILY: u8 = 1;
const ATTR_ID: u16 = 1;
const ATTR_NAME: u16 = 2;
const ATTR_VERSION: u16 = 3;
const ATTR_HDRSIZE: u16 = 4;
const ATTR_MAXATTR: u16 = 5;
const ATTR_OPS: u16 = 6;
const ATTR_GROUPS: u16 = 7;

/// What GETFAMILY reports.
#[derive(Debug, Default)]
pub struct Family {
    pub reply_cmd: u8,
    pub id: u16,
    pub name: String,
    pub version: u32,
    pub hdrsize: u32,
    pub maxattr: u32,
    /// Command → flags.
    pub ops: BTreeMap<u32, u32>,
    /// Group name → id.
    pub groups: BTreeMap<String, u32>,
}

pub fn open<'a>(test: &Test<'a>, name: &str) -> Result<Socket<'a>, Stop> {
    Socket::open(test, name, NETLINK_GENERIC, 0)
}

/// Does the kernel have generic netlink (2.6.15+)? Before, nobody registered its number.
pub fn is_there(test: &mut Test) -> Result<bool, Stop> {
    let socket = open(test, "first")?;
    let sent = socket.send(&MessageBuilder::new(NLMSG_NOOP, REQUEST, 1).build())?;
    test.check("sending to generic netlink", "none", errno_of(&sent));
    Ok(sent.is_ok())
}

/// Asks the controller for the family `name`.
pub fn get_family(socket: &Socket, name: &str) -> Result<Family, Stop> {
    let broken = |errno| Stop::Broken(format!("GETFAMILY {name}: {errno:#}"));
    find_family(socket, name)?.map_err(broken)
}

/// The same for a family that need not exist.
pub fn find_family(socket: &Socket, name: &str) -> Result<Result<Family, Errno>, Stop> {
    socket.tell(&question(name))?;
    let received = socket.recv()?;
    let parsed = parse(&received.data);
    let message = parsed.messages.first();
    if let Some(error) = message.and_then(|message| message.error()) {
        return Ok(Err(Errno(error.errno())));
    }
    let genl = message.and_then(|message| message.genl());
    let (header, attrs) =
        genl.ok_or_else(|| Stop::Broken("GETFAMILY: no generic netlink message".to_owned()))?;
    Ok(Ok(family(header.cmd, attrs)))
}

/// The request for the family `name`, in bytes.
pub fn question(name: &str) -> Vec<u8> {
    let request = MessageBuilder::new(CONTROLLER, REQUEST, 1).genl(GETFAMILY, 1);
    request.attr_str(ATTR_NAME, name).build()
}

/// Does this reply have the command with which GETFAMILY is answered?
pub fn is_new_family(family: &Family) -> bool {
    family.reply_cmd == NEWFAMILY
}

fn family(reply_cmd: u8, attrs: Attrs) -> Family {
    let mut family = Family { reply_cmd, ..Family::default() };
    for attr in attrs {
        match attr.ty() {
            ATTR_ID => family.id = attr.u16().unwrap_or_default(),
            ATTR_NAME => family.name = text(attr.text()),
            ATTR_VERSION => family.version = attr.u32().unwrap_or_default(),
            ATTR_HDRSIZE => family.hdrsize = attr.u32().unwrap_or_default(),
            ATTR_MAXATTR => family.maxattr = attr.u32().unwrap_or_default(),
            ATTR_OPS => family.ops = attr.nested().filter_map(|op| pair(op.nested())).collect(),
            ATTR_GROUPS => {
                family.groups = attr.nested().filter_map(|group| named(group.nested())).collect();
            }
            _ => {}
        }
    }
    family
}

/// `CTRL_ATTR_OP_ID` = 1, `CTRL_ATTR_OP_FLAGS` = 2.
fn pair(attrs: Attrs) -> Option<(u32, u32)> {
    let numbers: BTreeMap<u16, u32> =
        attrs.filter_map(|attr| Some((attr.ty(), attr.u32()?))).collect();
    Some((*numbers.get(&1)?, *numbers.get(&2)?))
}

/// `CTRL_ATTR_MCAST_GRP_NAME` = 1, `CTRL_ATTR_MCAST_GRP_ID` = 2.
fn named(attrs: Attrs) -> Option<(String, u32)> {
    let (mut name, mut id) = (None, None);
    for attr in attrs {
        match attr.ty() {
            1 => name = Some(text(attr.text())),
            2 => id = attr.u32(),
            _ => {}
        }
    }
    name.zip(id)
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned()
}
