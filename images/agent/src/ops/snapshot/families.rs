//! Generic netlink families.

use nlmatrix_wire::proto::Control;
use nlmatrix_wire::snapshot::{FAMILIES, Kind, entry, root};

use super::look::Look;
use crate::sys::{fs, net, process};

/// `AF_NETLINK`, `SOCK_RAW`, `NETLINK_GENERIC`.
const SOCKET: (i32, i32, i32) = (16, 3, 16);
/// The attribute with a family's name.
const NAME: u16 = 2;
/// Message types: the end of a dump; lower ones belong to the protocol.
const DONE: u16 = 3;
/// How long the controller may take, in milliseconds.
const PATIENCE: i32 = 1000;
/// Header of a generic netlink message.
const HEADER: usize = 20;

/// Meets each family. A kernel without generic netlink (before 2.6.15) has none.
pub fn look(look: &mut Look) {
    let fd = net::socket(SOCKET.0, SOCKET.1, SOCKET.2) as i32;
    if fd < 0 {
        return;
    }
    let mut kernel = [0; 12];
    kernel[..2].copy_from_slice(&(SOCKET.0 as u16).to_ne_bytes());
    let sent = net::send(fd, Some(&kernel), 0, &dump(), Control::None);
    while sent > 0 && receive(look, fd) {}
    fs::close(fd);
}

/// A dump of the controller's families: `CTRL_CMD_GETFAMILY`, `NLM_F_REQUEST | NLM_F_DUMP`.
fn dump() -> [u8; HEADER] {
    let mut message = [0; HEADER];
    message[..4].copy_from_slice(&(HEADER as u32).to_ne_bytes());
    message[4..6].copy_from_slice(&16u16.to_ne_bytes());
    message[6..8].copy_from_slice(&0x301u16.to_ne_bytes());
    message[8..12].copy_from_slice(&1u32.to_ne_bytes());
    message[16..18].copy_from_slice(&[3, 1]);
    message
}

/// Meets what is in the next datagram; false if no more will come.
fn receive(look: &mut Look, fd: i32) -> bool {
    let mut watch = [process::Watch::readable(fd)];
    if process::poll(&mut watch, PATIENCE) <= 0 {
        return false;
    }
    let mut data = [0; 16 << 10];
    let count = fs::read(fd, &mut data);
    let mut rest = &data[..count.max(0) as usize];
    while let (Some(length), Some(kind)) = (u32_at(rest, 0), u16_at(rest, 4)) {
        let length = (length as usize).max(16).min(rest.len());
        if kind <= DONE {
            return false;
        }
        rest.get(HEADER..length).into_iter().for_each(|attributes| meet(look, attributes));
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    count > 0
}

/// Meets the family with these attributes.
fn meet(look: &mut Look, mut attributes: &[u8]) {
    while let (Some(length), Some(kind)) = (u16_at(attributes, 0), u16_at(attributes, 2)) {
        let length = usize::from(length).clamp(4, attributes.len());
        if kind == NAME {
            let name = attributes[4..length].split(|&byte| byte == 0).next().unwrap_or_default();
            let hash = entry(root(FAMILIES), name);
            look.meet(hash, FAMILIES, [name].into_iter(), Kind::Other);
            return;
        }
        attributes = attributes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(*bytes.get(at..)?.first_chunk()?))
}
