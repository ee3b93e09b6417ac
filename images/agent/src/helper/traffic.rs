//! Uses a module while it comes and goes, as `/init`: `send PROTOCOL MESSAGES [QUESTION]` sends messages to
//! the kernel, through a new socket each time; `read FILE…` reads files. Both continue until the host tells them
//! to stop, and pause while it tells them to.
//!
//! A generic netlink family has a different number each time that it is registered: the answer to QUESTION, a
//! request for a family by its name, has the type of the messages.

use nlmatrix_wire::proto::Control;

use crate::called::Called;
use crate::ops::with_file;
use crate::sys::{fs, net, process};
use crate::text::Text;

/// The file with the host's command: nothing yet, one of these words, known by its first letter, or to go on.
const SAYS: &str = "/tmp/traffic";
const ENOUGH: u8 = b'e';
const PAUSE: u8 = b'p';
/// How many rounds pass until it is read again.
const ROUNDS: u32 = 16;
/// And how long if it says to wait, in milliseconds.
const WAIT: u32 = 5;
/// Room for the messages.
const ROOM: usize = 4096;
const NETLINK: i32 = 16;
const RAW: i32 = 3;
/// `MSG_DONTWAIT`.
const AT_ONCE: u32 = 0x40;
/// `O_NONBLOCK`.
const WITHOUT_WAITING: i32 = 0o4000;
/// `NLM` header and that of generic netlink, and the attribute that has a family's number.
const HEADERS: usize = 20;
const FAMILY_ID: u16 = 1;
/// How many answers to a send are read at most.
const ANSWERS: u32 = 8;

/// How often it was done, and refused.
#[derive(Default)]
struct Count {
    done: u32,
    refused: u32,
}

impl Count {
    fn one(&mut self, result: isize) {
        if result < 0 {
            self.refused += 1;
        } else {
            self.done += 1;
        }
    }
}

/// Does what the command line says; returns the exit status.
pub fn run(called: Called) -> i32 {
    let mut arguments = called.arguments().skip(1);
    let mut count = Count::default();
    match arguments.next() {
        Some("send") => {
            let Some(protocol) = arguments.next().and_then(|text| text.parse().ok()) else {
                return 2;
            };
            let mut messages = Bytes::of(arguments.next().unwrap_or_default());
            let question = Bytes::of(arguments.next().unwrap_or_default());
            until_enough(|| count.one(send(protocol, &mut messages, &question)));
        }
        Some("read") => until_enough(|| {
            called.arguments().skip(2).for_each(|path| count.one(read(path)));
        }),
        _ => return 2,
    }
    let Count { done, refused } = count;
    fs::write(1, Text::<64>::format(format_args!("{done} {refused}\n")).bytes());
    0
}

fn until_enough(mut round: impl FnMut()) {
    loop {
        match said() {
            ENOUGH => return,
            PAUSE => {
                process::sleep(WAIT);
            }
            _ => (0..ROUNDS).for_each(|_| {
                round();
                process::give_way();
            }),
        }
    }
}

/// The first letter of the host's command; 0 before there is one.
fn said() -> u8 {
    let mut word = [0];
    with_file(SAYS, fs::READ, |fd| fs::read(fd, &mut word));
    word[0]
}

fn read(path: &str) -> isize {
    let mut piece = [0; ROOM];
    with_file(path, fs::READ | WITHOUT_WAITING, |fd| fs::read(fd, &mut piece))
}

/// Sends the messages through a new socket.
fn send(protocol: i32, messages: &mut Bytes, question: &Bytes) -> isize {
    let fd = net::socket(NETLINK, RAW, protocol);
    if fd < 0 {
        return fd;
    }
    let result = exchange(fd as i32, messages, question);
    fs::close(fd as i32);
    result
}

fn exchange(fd: i32, messages: &mut Bytes, question: &Bytes) -> isize {
    let mut kernel = [0; 12];
    kernel[..2].copy_from_slice(&(NETLINK as u16).to_ne_bytes());
    let mut answer = [0; ROOM];
    if question.length > 0 {
        let asked = net::send(fd, Some(&kernel), AT_ONCE, question.get(), Control::None);
        let got = net::receive(fd, AT_ONCE, &mut answer, &mut [], &mut []).result;
        let length = got.clamp(0, ROOM as isize) as usize;
        match family(&answer[..length]) {
            Some(number) if asked >= 0 => messages.address(number),
            // It does not exist at this moment.
            _ => return -1,
        }
    }
    let sent = net::send(fd, Some(&kernel), AT_ONCE, messages.get(), Control::None);
    for _ in 0..ANSWERS {
        if net::receive(fd, AT_ONCE, &mut answer, &mut [], &mut []).result < 0 {
            break;
        }
    }
    sent
}

/// The number of the family that an answer is about.
fn family(answer: &[u8]) -> Option<u16> {
    let mut rest = answer.get(HEADERS..)?;
    loop {
        let word = |at: usize| Some(u16::from_ne_bytes([*rest.get(at)?, *rest.get(at + 1)?]));
        let (length, kind) = (usize::from(word(0)?), word(2)?);
        if kind == FAMILY_ID {
            return word(4);
        }
        rest = rest.get(length.max(4).next_multiple_of(4)..)?;
    }
}

/// Netlink messages.
struct Bytes {
    room: [u8; ROOM],
    length: usize,
}

impl Bytes {
    /// Of two digits each; what does not fit is left out.
    fn of(hex: &str) -> Self {
        let mut bytes = Self { room: [0; ROOM], length: 0 };
        let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default() as u8;
        for (room, pair) in bytes.room.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *room = digit(pair[0]) << 4 | digit(pair[1]);
            bytes.length += 1;
        }
        bytes
    }

    fn get(&self) -> &[u8] {
        &self.room[..self.length]
    }

    /// Makes all of them of the type `number`.
    fn address(&mut self, number: u16) {
        let mut at = 0;
        while at + HEADERS <= self.length {
            let length = u32::from_ne_bytes([0, 1, 2, 3].map(|byte| self.room[at + byte]));
            self.room[at + 4..at + 6].copy_from_slice(&number.to_ne_bytes());
            at += (length as usize).max(HEADERS).next_multiple_of(4);
        }
    }
}
