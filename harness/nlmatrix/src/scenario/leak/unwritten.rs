//! Uninitialised bytes in what was sent to user space, which disclose what was in that memory before. A debug kernel
//! fills such memory with patterns that can be recognised.

use std::collections::BTreeSet;

use crate::run::Event;

/// The byte in memory that has not been written yet, and how many in a row are no coincidence.
///
/// Variables on the stack: `-ftrivial-auto-var-init=pattern` of GCC (CONFIG_INIT_STACK_ALL_PATTERN, 5.4). Objects on
/// the heap: POISON_FREE of include/linux/poison.h, with `slub_debug=P`; `kkkk` is a text that nobody sends.
const PATTERNS: [(u8, &str, usize); 2] = [(0xfe, "the stack", 3), (0x6b, "the heap", 4)];
/// The system calls by which messages arrive.
const RECEIVES: &str = "recvmsg";
/// At most so many are reported.
const MOST: usize = 8;

/// Where such bytes were sent, in words, each once.
pub(super) fn unwritten(transcript: &[Event]) -> Vec<String> {
    let received = transcript.iter().filter(|event| event.op == RECEIVES);
    let all: BTreeSet<String> = received.flat_map(|event| of_message(&bytes(&event.hex))).collect();
    all.into_iter().take(MOST).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        hex.chars().filter_map(|c| c.to_digit(16)).filter_map(|it| u8::try_from(it).ok()).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn of_message(bytes: &[u8]) -> Vec<String> {
    let mut told = Vec::new();
    let mut at = 0;
    for run in bytes.chunk_by(|one, other| one == other) {
        let pattern =
            PATTERNS.iter().find(|(byte, _, least)| run[0] == *byte && run.len() >= *least);
        told.extend(pattern.map(|(_, place, _)| {
            format!("{} unwritten bytes of {place}, sent to user space at byte {at}", run.len())
        }));
        at += run.len();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(hex: &str) -> Event {
        Event { op: RECEIVES.to_owned(), hex: hex.to_owned(), ..Event::default() }
    }

    #[test]
    fn a_hole_and_the_end_of_a_buffer_are_told_once() {
        let hole = "1800000010000000000000000000000001fefefe02000000";
        let end = "020000006b6b6b6b6b6b";
        let all = unwritten(&[received(hole), received(end), received(hole)]);
        assert_eq!(
            all,
            [
                "3 unwritten bytes of the stack, sent to user space at byte 17",
                "6 unwritten bytes of the heap, sent to user space at byte 4"
            ]
        );
    }

    #[test]
    fn few_alike_are_chance_and_what_was_sent_to_the_kernel_is_its_senders() {
        let sent =
            Event { op: "sendmsg".to_owned(), hex: "fefefefe".to_owned(), ..Event::default() };
        assert_eq!(unwritten(&[received("fefe006b6b6b"), sent]), [""; 0]);
    }
}
