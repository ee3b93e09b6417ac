//! A transcript's messages as a packet capture, as an `nlmon` device would have captured them.
//!
//! The format is pcap with link type [`LINUX_NETLINK`]: each message is preceded by 16 bytes, in network byte order,
//! with its direction and its protocol (`tcpdump.org/linktypes/LINKTYPE_NETLINK.html`).

use std::time::{Duration, SystemTime};

use crate::run::Event;

/// The link type.
const LINUX_NETLINK: u32 = 253;
/// The magic number of the format, on a little-endian machine; times are in microseconds.
const MAGIC: u32 = 0xa1b2_c3d4;
/// No message of a transcript is longer.
const LONGEST: u32 = 0x4_0000;
/// The device's type, in the header of each message.
const ARPHRD_NETLINK: u16 = 824;
/// A message to a process, and one from it.
const PACKET_USER: u16 = 6;
const PACKET_KERNEL: u16 = 7;

/// The netlink messages of `transcript`, which began at `began`, as a capture. What a process sends is marked as
/// going to the kernel, whoever receives it.
pub fn pcap(transcript: &[Event], began: SystemTime) -> Vec<u8> {
    let mut capture = Vec::new();
    let put = |bytes: &mut Vec<u8>, words: &[u32]| {
        words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    };
    put(&mut capture, &[MAGIC, 0x0004_0002, 0, 0, LONGEST, LINUX_NETLINK]);
    for event in transcript {
        let Some(packet) = packet(event) else { continue };
        let at = began + Duration::from_secs_f64(event.at_ms.max(0.0) / 1e3);
        let at = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let length = packet.len() as u32;
        put(&mut capture, &[at.as_secs() as u32, at.subsec_micros(), length, length]);
        capture.extend_from_slice(&packet);
    }
    capture
}

/// The message of an event, after its header.
fn packet(event: &Event) -> Option<Vec<u8>> {
    let protocol = u16::try_from(event.protocol?).ok()?;
    let direction = if event.op.starts_with("recv") { PACKET_USER } else { PACKET_KERNEL };
    let mut packet = Vec::new();
    for word in [direction, ARPHRD_NETLINK, 0, 0, 0, 0, 0, protocol] {
        packet.extend_from_slice(&word.to_be_bytes());
    }
    let digits = event.hex.as_bytes().chunks_exact(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    packet.extend(digits.map_while(byte));
    Some(packet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_stands_behind_its_header_with_its_time() {
        let event = |op: &str, protocol| Event {
            at_ms: 1500.25,
            op: op.to_owned(),
            hex: "10ff".to_owned(),
            protocol,
            ..Event::default()
        };
        let transcript =
            [event("sendmsg", Some(16)), event("read", None), event("recvmsg", Some(31))];
        let began = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let capture = pcap(&transcript, began);
        assert_eq!(capture.len(), 24 + 2 * (16 + 16 + 2));
        assert_eq!(&capture[20..24], [253, 0, 0, 0]);
        let (first, second) = (&capture[24..58], &capture[58..]);
        assert_eq!(first[..8], [0xe9, 3, 0, 0, 0x1a, 0xa2, 7, 0], "1001 s and 500250 us");
        assert_eq!(first[16..], [0, 7, 3, 56, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0x10, 0xff]);
        assert_eq!((second[17], second[31]), (6, 31));
    }
}
