//! ICMP and UDP over the guest's loopback interface.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::test::hex;
use super::{Must, Stop, Test};
use crate::guest::consts::{AF_INET, MSG_DONTWAIT, POLLIN, SOCK_DGRAM, SOCK_RAW};
use crate::guest::{Control, Exit, Proc};
use nlmatrix_wire::netlink::Number as _;

const IPPROTO_ICMP: i32 = 1;
const ECHO_REPLY: u8 = 0;
const ECHO_REQUEST: u8 = 8;
const IDENTIFIER: [u8; 2] = [0x4e, 0x4c];
const PAYLOAD: &[u8] = b"nlmatrix";
/// Loopback answers at once; a busy host takes longer.
const PATIENCE_MS: i32 = 2000;

/// Brings the loopback interface up, with 127.0.0.0/8.
pub(super) fn loopback_up(test: &Test) -> Result<(), Stop> {
    let run = test.run(&["loopback"], Duration::from_secs(5))?;
    if run.exit != Exit::Exited(0) {
        return Err(Stop::Broken(format!("loopback: {} {}", run.exit, run.stderr)));
    }
    Ok(())
}

/// `struct sockaddr_in`.
fn address(ip: Ipv4Addr, port: u16) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&(AF_INET as u16).to_guest());
    bytes[2..4].copy_from_slice(&port.to_be_bytes());
    bytes[4..8].copy_from_slice(&ip.octets());
    bytes
}

/// An ICMP echo message with its checksum.
fn echo(ty: u8, sequence: u16) -> Vec<u8> {
    let head = [ty, 0, 0, 0, IDENTIFIER[0], IDENTIFIER[1]];
    let mut message = [&head[..], &sequence.to_be_bytes(), PAYLOAD].concat();
    let sum: u32 = message.chunks(2).map(|it| u32::from(it[0]) << 8 | u32::from(it[1])).sum();
    let sum = (sum & 0xffff) + (sum >> 16);
    let sum = !((sum & 0xffff) + (sum >> 16)) as u16;
    message[2..4].copy_from_slice(&sum.to_be_bytes());
    message
}

/// A raw ICMP socket that pings one address from another.
pub(super) struct Pinger {
    owner: Proc,
    fd: i32,
    to: Ipv4Addr,
    sequence: u16,
}

impl Pinger {
    /// Opens the socket in a process of its own.
    pub fn open(test: &Test, from: Ipv4Addr, to: Ipv4Addr) -> Result<Self, Stop> {
        let owner = test.process("pinger")?;
        let on = test.guest.on(owner);
        let fd = on.socket(AF_INET, SOCK_RAW, IPPROTO_ICMP).must("raw ICMP socket")?;
        on.bind(fd, &address(from, 0)).must("bind")?;
        Ok(Self { owner, fd, to, sequence: 0 })
    }

    /// How many pings there were.
    pub fn count(&self) -> u16 {
        self.sequence
    }

    /// Sends a request, and waits for its reply, which has to be correct to the byte.
    pub fn there_and_back(&mut self, test: &mut Test) -> Result<(), Stop> {
        const IP_HEADER: usize = 20;
        self.sequence += 1;
        let on = test.guest.on(self.owner);
        let request = echo(ECHO_REQUEST, self.sequence);
        let to = address(self.to, 0);
        on.sendmsg(self.fd, Some(&to), 0, &request, Control::None).must("sending a ping")?;
        if on.poll(self.fd, POLLIN, PATIENCE_MS).must("poll")? == 0 {
            return Err(Stop::Hang("no reply to the ping".to_owned()));
        }
        let reply = on.recvmsg(self.fd, MSG_DONTWAIT, 1500).must("the ping's reply")?;
        let right = reply.data.get(IP_HEADER..) == Some(&echo(ECHO_REPLY, self.sequence));
        test.check_in(
            &format!("ping {} comes back", self.sequence),
            true,
            right,
            &hex(&reply.data),
        );
        Ok(())
    }
}

/// A UDP datagram sent over loopback arrives.
pub(super) fn udp_arrives(test: &mut Test) -> Result<(), Stop> {
    let owner = test.process("udp")?;
    let on = test.guest.on(owner);
    let to = address(Ipv4Addr::LOCALHOST, 4242);
    let receiver = on.socket(AF_INET, SOCK_DGRAM, 0).must("UDP socket")?;
    on.bind(receiver, &to).must("bind")?;
    let sender = on.socket(AF_INET, SOCK_DGRAM, 0).must("UDP socket")?;
    on.sendmsg(sender, Some(&to), 0, PAYLOAD, Control::None).must("sending UDP")?;
    let ready = on.poll(receiver, POLLIN, PATIENCE_MS).must("poll")?;
    test.check("UDP arrives", true, ready & POLLIN != 0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_makes_the_sum_all_ones() {
        for sequence in [0, 1, 0xfffe, 0xffff] {
            let message = echo(ECHO_REQUEST, sequence);
            let words = message.chunks(2).map(|it| u32::from(it[0]) << 8 | u32::from(it[1]));
            let sum: u32 = words.sum();
            assert_eq!((sum & 0xffff) + (sum >> 16), 0xffff);
        }
    }

    #[test]
    fn an_address_is_a_sockaddr_in() {
        let bytes = address(Ipv4Addr::new(127, 0, 0, 2), 0x1234);
        assert_eq!(bytes[..8], [2, 0, 0x12, 0x34, 127, 0, 0, 2]);
    }
}
