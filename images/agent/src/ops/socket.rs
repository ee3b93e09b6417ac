//! Operations on sockets whose result is more than a number.

use nlmatrix_wire::proto::{Control, Done, MAX_DATA};

use crate::sys::{net, process};

/// Room for an address of any family.
const ADDRESS: usize = 128;
/// Room for control data received.
const CONTROL: usize = 1024;

/// `getsockname(2)`.
pub fn name(fd: i32, scratch: &mut [u8]) -> Done<'_> {
    let buffer = &mut scratch[..ADDRESS];
    let (value, length) = net::name(fd, buffer);
    let length = if value < 0 { 0 } else { length };
    Done { value: value as i64, data: &buffer[..length], ..Done::default() }
}

/// `getsockopt(2)`.
pub fn option(fd: i32, level: i32, name: i32, max: u32, scratch: &mut [u8]) -> Done<'_> {
    let buffer = &mut scratch[..(max as usize).min(MAX_DATA)];
    let (value, length) = net::option(fd, level, name, buffer);
    let length = if value < 0 { 0 } else { length };
    Done { value: value as i64, data: &buffer[..length], ..Done::default() }
}

/// `recvmsg(2)`.
pub fn receive(fd: i32, flags: u32, max: u32, scratch: &mut [u8]) -> Done<'_> {
    let (data, rest) = scratch.split_at_mut(MAX_DATA);
    let (from, rest) = rest.split_at_mut(ADDRESS);
    let data = &mut data[..(max as usize).min(MAX_DATA)];
    let control = &mut rest[..CONTROL];
    let got = net::receive(fd, flags, data, from, control);
    let value = got.result as i64;
    if value < 0 {
        return Done { value, ..Done::default() };
    }
    Done {
        value,
        flags: got.flags,
        // With MSG_TRUNC the result is the length of the message, not of what was stored.
        data: &data[..got.result.min(data.len() as isize) as usize],
        from: &from[..got.from],
        control: &control[..got.control],
    }
}

/// The same message again and again, until an error.
pub fn send_many(
    fd: i32,
    addr: Option<&[u8]>,
    flags: u32,
    data: &[u8],
    count: u32,
) -> Done<'static> {
    for sent in 0..count {
        let result = net::send(fd, addr, flags, data, Control::None);
        if result < 0 {
            let value = i64::from(sent);
            return Done { value, flags: result.unsigned_abs() as u32, ..Done::default() };
        }
    }
    Done { value: i64::from(count), ..Done::default() }
}

/// `poll(2)` on one descriptor.
pub fn poll(fd: i32, events: u16, wait_ms: i32) -> Done<'static> {
    let mut watch = [process::Watch { fd, events, ready: 0 }];
    let value = process::poll(&mut watch, wait_ms) as i64;
    Done { value, flags: u32::from(watch[0].ready), ..Done::default() }
}
