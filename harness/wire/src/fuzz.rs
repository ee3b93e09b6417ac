//! What the netlink decoder promises for any input: the body that property tests, `cargo xtask fuzz` and the fuzz
//! target share.
use crate::netlink::{decode, parse};

/// Netlink protocols, each of which has its own way of decoding.
const PROTOCOLS: [i32; 4] = [16, 15, 31, 0];

/// The first byte chooses the protocol (0 to 3: generic netlink, uevents, a private protocol, routing; others: that
/// number); the remaining bytes are a datagram.
///
/// # Panics
/// If a promise is broken: messages overlap, a line could act on a terminal, or the lines take more than 64 bytes for
/// each byte of the datagram plus 1 KiB.
pub fn netlink(bytes: &[u8]) {
    let Some((&first, datagram)) = bytes.split_first() else { return };
    datagram_of(PROTOCOLS.get(usize::from(first)).copied().unwrap_or(first.into()), datagram);
}

/// [`netlink`] of one protocol.
pub fn datagram_of(protocol: i32, bytes: &[u8]) {
    walk(bytes);
    let lines = decode(protocol, bytes);
    let size: usize = lines.iter().map(|line| line.len() + size_of::<String>()).sum();
    assert!(size <= 64 * bytes.len() + 1024, "{size} bytes for {}", bytes.len());
    assert!(!lines.iter().any(|line| line.chars().any(char::is_control)), "{lines:?}");
}

/// Uses everything that a parsed message offers.
fn walk(bytes: &[u8]) {
    let parsed = parse(bytes);
    assert!(parsed.messages.len() <= bytes.len() / 16);
    for message in &parsed.messages {
        let _ = (message.error().map(|error| error.errno()), message.done(), message.is_ack());
        let nested: usize = message.attrs().map(|attr| attr.nested().count()).sum();
        let used: usize = message.attrs().map(|attr| attr.value.len() + 4).sum();
        assert!(used <= message.payload.len() && nested <= message.payload.len() / 4);
        let _ = message.genl().map(|(_, attrs)| attrs.count());
    }
}
