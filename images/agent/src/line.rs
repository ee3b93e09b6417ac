//! The serial line: bytes in, payloads of valid frames out.

use nlmatrix_wire::frame::{self, MAX_FRAME, Step};

use crate::sys::fs;

/// The receiving side of the protocol port.
pub struct Line {
    /// Its descriptor.
    pub fd: i32,
    buffer: [u8; MAX_FRAME],
    filled: usize,
}

impl Line {
    /// A line on an open port.
    pub fn new(fd: i32) -> Self {
        Self { fd, buffer: [0; MAX_FRAME], filled: 0 }
    }

    /// Has a frame arrived only partly?
    pub fn is_partial(&self) -> bool {
        self.filled > 0
    }

    /// Drops the partial frame: its rest was lost.
    pub fn clear(&mut self) {
        self.filled = 0;
    }

    /// Reads what has arrived.
    pub fn receive(&mut self) {
        let count = fs::read(self.fd, &mut self.buffer[self.filled..]);
        self.filled += count.max(0) as usize;
    }

    /// Moves the next payload to `into`; returns its length.
    pub fn take(&mut self, into: &mut [u8]) -> Option<usize> {
        loop {
            match frame::scan(&self.buffer[..self.filled]) {
                Step::Need => return None,
                Step::Skip(count) => self.drop_front(count),
                Step::Frame { payload, end } => {
                    let length = payload.len();
                    into[..length].copy_from_slice(&self.buffer[payload]);
                    self.drop_front(end);
                    return Some(length);
                }
            }
        }
    }

    fn drop_front(&mut self, count: usize) {
        self.buffer.copy_within(count..self.filled, 0);
        self.filled -= count;
    }
}
