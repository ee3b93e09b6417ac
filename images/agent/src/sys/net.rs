//! System calls on sockets.
#![expect(unsafe_code, reason = "system calls take raw pointers")]

use nlmatrix_wire::proto::Control;

use super::call;
use crate::arch::nr;

/// `struct msghdr`.
#[repr(C)]
struct Message {
    name: usize,
    name_length: u32,
    parts: usize,
    part_count: usize,
    control: usize,
    control_length: usize,
    flags: i32,
}

/// `struct iovec`.
#[repr(C)]
struct Part {
    base: usize,
    length: usize,
}

/// What `recvmsg(2)` returned: result, `msg_flags`, lengths of address and control data.
pub struct Received {
    pub result: isize,
    pub flags: u32,
    pub from: usize,
    pub control: usize,
}

/// `socket(2)`.
pub fn socket(domain: i32, kind: i32, protocol: i32) -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::SOCKET, [domain as usize, kind as usize, protocol as usize]) }
}

/// `connect(2)`.
pub fn connect(fd: i32, addr: &[u8]) -> isize {
    // SAFETY: the kernel only reads the address.
    unsafe { call(nr::CONNECT, [fd as usize, addr.as_ptr() as usize, addr.len()]) }
}

/// `bind(2)`.
pub fn bind(fd: i32, addr: &[u8]) -> isize {
    // SAFETY: the kernel only reads the address.
    unsafe { call(nr::BIND, [fd as usize, addr.as_ptr() as usize, addr.len()]) }
}

/// `getsockname(2)`; the length comes second.
pub fn name(fd: i32, buffer: &mut [u8]) -> (isize, usize) {
    let mut length = buffer.len() as u32;
    let pointer = &raw mut length as usize;
    // SAFETY: the kernel writes at most `length` bytes, and the length.
    let result =
        unsafe { call(nr::GETSOCKNAME, [fd as usize, buffer.as_mut_ptr() as usize, pointer]) };
    (result, (length as usize).min(buffer.len()))
}

/// `setsockopt(2)`.
pub fn set_option(fd: i32, level: i32, name: i32, value: &[u8]) -> isize {
    let (pointer, length) = (value.as_ptr() as usize, value.len());
    // SAFETY: the kernel only reads the value.
    unsafe { call(nr::SETSOCKOPT, [fd as usize, level as usize, name as usize, pointer, length]) }
}

/// `getsockopt(2)`; the length comes second.
pub fn option(fd: i32, level: i32, name: i32, buffer: &mut [u8]) -> (isize, usize) {
    let mut length = buffer.len() as u32;
    let (value, pointer) = (buffer.as_mut_ptr() as usize, &raw mut length as usize);
    // SAFETY: the kernel writes at most `length` bytes, and the length.
    let result = unsafe {
        call(nr::GETSOCKOPT, [fd as usize, level as usize, name as usize, value, pointer])
    };
    (result, (length as usize).min(buffer.len()))
}

/// `sendmsg(2)`.
pub fn send(fd: i32, addr: Option<&[u8]>, flags: u32, data: &[u8], control: Control) -> isize {
    let part = Part { base: data.as_ptr() as usize, length: data.len() };
    let (control, control_length) = match control {
        Control::None => (0, 0),
        Control::Bytes(bytes) => (bytes.as_ptr() as usize, bytes.len()),
        Control::Raw { pointer, length } => (pointer as usize, length as usize),
    };
    let message = Message {
        name: addr.map_or(0, |addr| addr.as_ptr() as usize),
        name_length: addr.map_or(0, <[u8]>::len) as u32,
        parts: &raw const part as usize,
        part_count: 1,
        control,
        control_length,
        flags: 0,
    };
    // SAFETY: the kernel only reads; wrong control pointers are what a scenario asked for.
    unsafe { call(nr::SENDMSG, [fd as usize, &raw const message as usize, flags as usize]) }
}

/// `recvmsg(2)`.
pub fn receive(
    fd: i32,
    flags: u32,
    data: &mut [u8],
    from: &mut [u8],
    control: &mut [u8],
) -> Received {
    let part = Part { base: data.as_mut_ptr() as usize, length: data.len() };
    let mut message = Message {
        name: from.as_mut_ptr() as usize,
        name_length: from.len() as u32,
        parts: &raw const part as usize,
        part_count: 1,
        control: control.as_mut_ptr() as usize,
        control_length: control.len(),
        flags: 0,
    };
    // SAFETY: the kernel writes into the three buffers, within their lengths, and the header.
    let result =
        unsafe { call(nr::RECVMSG, [fd as usize, &raw mut message as usize, flags as usize]) };
    Received {
        result,
        flags: message.flags as u32,
        from: (message.name_length as usize).min(from.len()),
        control: message.control_length.min(control.len()),
    }
}
