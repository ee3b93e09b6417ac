//! Netlink socket addresses.

use std::fmt;

use super::consts::AF_NETLINK;
use nlmatrix_wire::netlink::Number as _;

/// Address of a netlink socket: port id and the bits of the first 32 groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NlAddr {
    /// `nl_pid`: 0 is the kernel or, when binding, asks for any port.
    pub pid: u32,
    /// `nl_groups`.
    pub groups: u32,
}

impl NlAddr {
    /// The kernel's.
    pub const KERNEL: Self = Self { pid: 0, groups: 0 };

    /// That of one socket.
    pub fn port(pid: u32) -> Self {
        Self { pid, groups: 0 }
    }

    /// In the form of `struct sockaddr_nl`.
    pub fn to_bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        bytes[..2].copy_from_slice(&(AF_NETLINK as u16).to_guest());
        bytes[4..8].copy_from_slice(&self.pid.to_guest());
        bytes[8..].copy_from_slice(&self.groups.to_guest());
        bytes
    }

    /// From `struct sockaddr_nl`; `None` if it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; 12] = bytes.try_into().ok()?;
        let word = |at| u32::from_guest(std::array::from_fn(|byte| bytes[at + byte]));
        let family = i32::from(u16::from_guest([bytes[0], bytes[1]]));
        (family == AF_NETLINK).then(|| Self { pid: word(4), groups: word(8) })
    }
}

impl fmt::Display for NlAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pid={} groups={:#x}", self.pid, self.groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back() {
        let addr = NlAddr { pid: 0x0102_0304, groups: 8 };
        assert_eq!(addr.to_bytes(), [16, 0, 0, 0, 4, 3, 2, 1, 8, 0, 0, 0]);
        assert_eq!(NlAddr::from_bytes(&addr.to_bytes()), Some(addr));
        assert_eq!(NlAddr::from_bytes(&[2, 0, 0, 0, 4, 3, 2, 1, 8, 0, 0, 0]), None);
        assert_eq!(NlAddr::from_bytes(&[16, 0]), None);
    }
}
