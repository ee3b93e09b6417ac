//! IPsec security policies and associations, as `ip xfrm` and key daemons see them.

use nlmatrix_wire::netlink::{Message, Number as _, long};

use super::definition::Scenario;
use super::rtnl::*;
use super::test::errno_of;
use super::{Stop, Test};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "xfrm-policy-round-trip",
        policies,
        "a policy is added and deleted: the answers, the list, and the notifications",
    )
    .since("2.6.32")
    .with_modules(&["xfrm_user"]),
    Scenario::new(
        "xfrm-spi",
        spis,
        "a number for a future association is handed out once, and the association is announced",
    )
    .since("2.6.32")
    .with_modules(&["xfrm_user"]),
];

const NETLINK_XFRM: i32 = 6;
const NEWSA: u16 = 0x10;
const DELSA: u16 = 0x11;
const GETSA: u16 = 0x12;
const NEWPOLICY: u16 = 0x13;
const DELPOLICY: u16 = 0x14;
const GETPOLICY: u16 = 0x15;
const ALLOCSPI: u16 = 0x16;
const FLUSHPOLICY: u16 = 0x1d;
const GETDEFAULT: u16 = 0x28;
/// The bits of groups.
const GROUP_SA: u32 = 1 << 2;
const GROUP_POLICY: u32 = 1 << 3;

/// `struct xfrm_selector`: packets of IPv4 to 10.0.LAST.0/24.
fn selector(last: u8) -> Vec<u8> {
    let mut selector = vec![0; 56];
    selector[..4].copy_from_slice(&[10, 0, last, 0]);
    selector[40..42].copy_from_slice(&u16::from(AF_INET).to_guest());
    selector[42] = 24;
    selector
}

/// Structures with 64-bit numbers end at a multiple of 8, but on i386 at one of 4.
fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    let unit = long(0).len();
    bytes.resize(bytes.len().next_multiple_of(unit), 0);
    bytes
}

/// `struct xfrm_userpolicy_info`: it allows outgoing packets.
fn policy(last: u8) -> Request {
    const LIFETIMES: usize = 96;
    const PRIORITY_AND_INDEX: usize = 8;
    const OUT: u8 = 1;
    let limits = [0; LIFETIMES + PRIORITY_AND_INDEX];
    Request::new(NEWPOLICY, &padded([&selector(last), limits.as_slice(), &[OUT, 0, 0, 0]].concat()))
}

/// `struct xfrm_userpolicy_id`.
fn of_policy(ty: u16, last: u8) -> Request {
    const OUT: u8 = 1;
    Request::new(ty, &[selector(last).as_slice(), &[0; 4], &[OUT, 0, 0, 0]].concat())
}

fn words(message: &Message) -> String {
    match message.header.ty {
        NEWSA => "NEWSA",
        DELSA => "DELSA",
        NEWPOLICY => "NEWPOLICY",
        DELPOLICY => "DELPOLICY",
        FLUSHPOLICY => "FLUSHPOLICY",
        other => return format!("type {other:#x}"),
    }
    .to_owned()
}

fn speakers<'a>(test: &Test<'a>, groups: u32) -> Result<[Speaker<'a>; 2], Stop> {
    let asker = Speaker::open(test, process_alone(test, "asker")?, NETLINK_XFRM, 0)?;
    let listener = Speaker::open(test, asker.socket.owner, NETLINK_XFRM, groups)?;
    Ok([asker, listener])
}

fn policies(test: &mut Test) -> Result<(), Stop> {
    let [asker, listener] = speakers(test, GROUP_POLICY)?;
    let flush = Request::new(FLUSHPOLICY, &[]);
    let short = Request::new(NEWPOLICY, &[0; 100]);
    let mut wide = selector(3);
    wide[42] = 33;
    let wide = Request::new(DELPOLICY, &[wide.as_slice(), &[0; 8]].concat());
    for (name, request, errno, told) in [
        ("new", policy(1), "none", "NEWPOLICY"),
        ("new again", policy(1), "EEXIST", ""),
        ("another", policy(2), "none", "NEWPOLICY"),
        ("gone", of_policy(DELPOLICY, 1), "none", "DELPOLICY"),
        ("gone again", of_policy(DELPOLICY, 1), "ENOENT", ""),
        ("of no direction", wide, "ENOENT", ""),
        ("a message that is too short", short, "EINVAL", ""),
        ("all gone", flush.clone(), "none", "FLUSHPOLICY"),
        ("all gone again", flush, "none", ""),
    ] {
        let answer = asker.ask(&request)?;
        test.check(&format!("{name}: the answer"), errno, errno_of(&answer));
        test.check(&format!("{name}: told"), told, listener.heard_as(words)?.join("; "));
    }
    let list = asker.dump(&of_policy(GETPOLICY, 1))?;
    test.check("policies that are left", 0, list.entries());
    // The default policy, for packets that no policy is about: a request of 5.15.
    let default = asker.get(&Request::new(GETDEFAULT, &[0; 4]))?;
    test.check("the default policy can be asked for", "none", errno_of(&default));
    Ok(())
}

/// `struct xfrm_userspi_info`: an ESP association from 10.0.0.1 to 10.0.0.2, with an SPI in this range.
fn spi(low: u32, high: u32, protocol: u8) -> Request {
    const LIFETIMES_AND_STATISTICS: usize = 64 + 32 + 12;
    let mut info = vec![0; 56];
    info.extend([10, 0, 0, 2]);
    info.extend([0; 12]);
    info.extend([0, 0, 0, 0, protocol, 0, 0, 0]);
    info.extend([10, 0, 0, 1]);
    info.extend([0; 12]);
    info.extend([0; LIFETIMES_AND_STATISTICS]);
    // The sequence number distinguishes several of them.
    info.extend(low.to_guest());
    info.extend([0; 4]);
    info.extend(u16::from(AF_INET).to_guest());
    info.extend([0; 3]);
    let info = padded(info);
    Request::new(
        ALLOCSPI,
        &padded([info, low.to_guest().to_vec(), high.to_guest().to_vec()].concat()),
    )
}

fn spis(test: &mut Test) -> Result<(), Stop> {
    const ESP: u8 = 50;
    const UDP: u8 = 17;
    const SPI: u32 = 0x1000;
    let [asker, listener] = speakers(test, GROUP_SA)?;
    let given = asker.get(&spi(SPI, SPI, ESP))?;
    test.check("a number of a range of one", format!("{SPI:#x}"), number(&given));
    test.check("given: told", "", listener.heard_as(words)?.join("; "));
    for (name, request, errno) in [
        ("the same again", spi(SPI, SPI, ESP), "ENOENT"),
        ("a range that is upside down", spi(SPI + 2, SPI + 1, ESP), "EINVAL"),
        ("of a protocol that has none", spi(SPI + 1, SPI + 1, UDP), "EINVAL"),
    ] {
        let given = asker.get(&request)?;
        test.check(name, errno, errno_of(&given));
    }
    let list = asker.dump(&Request::new(GETSA, &[]))?;
    // The second one waits for a number.
    test.check("associations in the list", 2, list.entries());
    Ok(())
}

/// The SPI in an answer, after the selector and an address.
fn number(answer: &Result<Vec<u8>, crate::guest::Errno>) -> String {
    let spi = |it: &Vec<u8>| Some(u32::from_be_bytes(it.get(72..76)?.try_into().ok()?));
    match answer {
        Ok(payload) => spi(payload).map_or("none".to_owned(), |spi| format!("{spi:#x}")),
        Err(errno) => errno.to_string(),
    }
}
