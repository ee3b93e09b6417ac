//! Families of generic netlink.

use nlmatrix_wire::proto::Control;
use nlmatrix_wire::snapshot::{FAMILIES, Kind, entry, root};

use super::look::Look;
use crate::sys::{fs, net, process};

/// `AF_NETLINK`, `SOCK_RAW`, `NETLINK_GENERIC`.
const SOCKET: (i32, i32, i32) = (16, 3, 16);
/// A dump of the controller's families (`CTRL_CMD_GETFAMILY`, `NLM_F_REQUEST | NLM_F_DUMP`).
const DUMP: [u8; 20] = [20, 0, 0, 0, 16, 0, 0x01, 0x03, 1, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0];
/// The attribute with a family's name.
const NAME: u16 = 2;
/// Message types: the end of a dump; what is below is the protocol's own.
const DONE: u16 = 3;
/// How long the controller may take, in milliseconds.
const PATIENCE: i32 = 1000;
/// Header of a message of generic netlink.
const HEADER: usize = 20;

/// Meets each family. A kernel without generic netlink (before 2.6.15) has none.
pub fn look(look: &mut Look) {
    let fd = net::socket(SOCKET.0, SOCKET.1, SOCKET.2) as i32;
    if fd < 0 {
        return;
    }
    let mut kernel = [0; 12];
    kernel[0] = SOCKET.0 as u8;
    let sent = net::send(fd, Some(&kernel), 0, &DUMP, Control::None);
    while sent > 0 && receive(look, fd) {}
    fs::close(fd);
}

/// Meets what is in the next datagram; false when no more come.
fn receive(look: &mut Look, fd: i32) -> bool {
    let mut watch = [process::Watch::readable(fd)];
    if process::poll(&mut watch, PATIENCE) <= 0 {
        return false;
    }
    let mut data = [0; 16 << 10];
    let count = fs::read(fd, &mut data);
    let mut rest = &data[..count.max(0) as usize];
    while let Some((length, kind)) = head(rest, [0, 4]) {
        let length = (length as usize).clamp(16, rest.len());
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
    while let Some((length, kind)) = head(attributes, [0, 2]) {
        let length = (length as usize & 0xffff).clamp(4, attributes.len());
        if kind == NAME {
            let name = attributes[4..length].split(|&byte| byte == 0).next().unwrap_or_default();
            let hash = entry(root(FAMILIES), name);
            look.meet(hash, FAMILIES, [name].into_iter(), Kind::Other);
            return;
        }
        attributes = attributes.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
}

/// The length at the first offset (of a message: 4 bytes), the type at the second.
fn head(bytes: &[u8], [length, kind]: [usize; 2]) -> Option<(u32, u16)> {
    let length = bytes.get(length..length + 4)?;
    let kind = bytes.get(kind..kind + 2)?;
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
    Some((length, u16::from_le_bytes([kind[0], kind[1]])))
}
