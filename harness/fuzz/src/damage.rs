//! Damage to good input, in small steps that proptest can undo one by one.

use std::rc::Rc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::Reader;

/// Longer input is cut, as more of the same shows nothing new.
const LONGEST: usize = 8192;

/// One step. Positions are fractions of the current length.
#[derive(Clone, Debug)]
enum Step {
    Set(Index, u8),
    Flip(Index, u8),
    /// A number of 2, 4 or 8 bytes, little-endian: the smallest, the largest, and those around zero.
    Number(Index, usize, i8),
    Insert(Index, Vec<u8>),
    Word(Index, Index),
    Remove(Index, u8),
    Repeat(Index, u8, u8),
    /// The end of another good input replaces this one's.
    Splice(Index, Index),
    Cut(Index),
}

fn step() -> impl Strategy<Value = Step> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Step::Set(at, byte)),
        4 => (at(), 0u8..8).prop_map(|(at, bit)| Step::Flip(at, bit)),
        4 => (at(), 1usize..4, -4i8..4).prop_map(|(at, width, n)| Step::Number(at, 1 << width, n)),
        2 => (at(), vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Step::Insert(at, bytes)),
        4 => (at(), at()).prop_map(|(at, word)| Step::Word(at, word)),
        2 => (at(), any::<u8>()).prop_map(|(at, count)| Step::Remove(at, count)),
        1 => (at(), any::<u8>(), 1u8..16).prop_map(|(at, count, n)| Step::Repeat(at, count, n)),
        2 => (at(), at()).prop_map(|(at, other)| Step::Splice(at, other)),
        1 => at().prop_map(Step::Cut),
    ]
}

/// Input for `reader`: good, damaged, or never good.
pub fn input(reader: &Reader) -> impl Strategy<Value = Vec<u8>> + use<> {
    let (good, words) = (Rc::new((reader.good)()), reader.words);
    let damaged = (any::<Index>(), vec(step(), 0..8)).prop_map(move |(which, steps)| {
        let mut bytes = good[which.index(good.len())].clone();
        for step in &steps {
            apply(&mut bytes, step, &good, words);
            bytes.truncate(LONGEST);
        }
        bytes
    });
    prop_oneof![15 => damaged, 1 => vec(any::<u8>(), 0..300)]
}

fn apply(bytes: &mut Vec<u8>, step: &Step, good: &[Vec<u8>], words: &[&str]) {
    let length = bytes.len();
    let place = |at: &Index| at.index(length + 1);
    let some = |at: &Index, count: u8| place(at)..length.min(place(at) + usize::from(count));
    match step {
        Step::Insert(at, new) => insert(bytes, place(at), new),
        Step::Word(at, word) if !words.is_empty() => {
            insert(bytes, place(at), words[word.index(words.len())].as_bytes());
        }
        Step::Remove(at, count) => drop(bytes.drain(some(at, *count))),
        Step::Repeat(at, count, times) => {
            let part = bytes[some(at, *count)].repeat(usize::from(*times));
            insert(bytes, place(at), &part);
        }
        Step::Splice(at, other) => {
            let other = &good[other.index(good.len())];
            bytes.truncate(place(at));
            bytes.extend_from_slice(other.get(bytes.len()..).unwrap_or_default());
        }
        Step::Cut(at) => bytes.truncate(place(at)),
        Step::Set(at, byte) => bytes.iter_mut().skip(place(at)).take(1).for_each(|it| *it = *byte),
        Step::Flip(at, bit) => {
            bytes.iter_mut().skip(place(at)).take(1).for_each(|it| *it ^= 1 << bit)
        }
        Step::Number(at, width, number) => {
            // Lengths are aligned in most formats.
            let start = place(at) & !3;
            let new = extreme(*number).to_le_bytes();
            bytes.iter_mut().skip(start).zip(&new[..*width]).for_each(|(it, new)| *it = *new);
        }
        Step::Word(..) => {}
    }
}

fn extreme(number: i8) -> i64 {
    match number {
        -4 => i64::MIN,
        -3 => 0x7fff_ffff_7fff_7fff,
        small => small.into(),
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    bytes.splice(at..at, new.iter().copied());
}
