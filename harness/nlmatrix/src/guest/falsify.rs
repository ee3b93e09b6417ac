//! Answers that are changed on their way from the guest to its scenario.
//!
//! A scenario about a kernel has to notice a kernel that behaves differently, but no such kernel is available. So
//! `mutants` changes the result of one operation of a good kernel where the host reads it. Nothing else does that:
//! without a [`Falsification`], every answer is passed on unchanged.

use serde::{Deserialize, Deserializer, de};

use super::answer::Answer;
use crate::errno::Errno;

/// What the transcript adds to a result that is not the guest's own.
pub const FALSIFIED: &str = " (falsified)";

/// Which answer to change, and how.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Falsification {
    /// The operation's name, as in transcripts: `bind`.
    pub op: String,
    /// A text in its arguments.
    #[serde(default)]
    pub args: String,
    /// The name of the process that sends the request; empty for any.
    #[serde(default)]
    pub who: String,
    /// Which of the matching answers, counted from 1.
    #[serde(default = "first")]
    pub nth: u32,
    /// What the scenario is told instead.
    pub gives: Patch,
}

fn first() -> u32 {
    1
}

/// How an answer is changed; fields that are not given stay.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Patch {
    /// It fails with this errno.
    #[serde(deserialize_with = "named")]
    Errno(Errno),
    /// It succeeds with this result.
    Value(i64),
    /// The second number: `revents`, `msg_flags`.
    Flags(u32),
    /// The data has this length: it is cut, or padded with zeros.
    Length(usize),
    /// One byte of the data.
    Byte {
        /// Its offset.
        at: usize,
        /// Its new value.
        is: u8,
    },
    /// One byte of the sender's address.
    Sender {
        /// Its offset.
        at: usize,
        /// Its new value.
        is: u8,
    },
    /// A text in the data, wherever it is.
    Text {
        /// The text.
        replace: String,
        /// Its replacement.
        with: String,
    },
}

fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Errno, D::Error> {
    let name = String::deserialize(from)?;
    Errno::named(&name).ok_or_else(|| de::Error::custom(format!("there is no errno {name}")))
}

impl Patch {
    /// The changed answer; `None` if there is nothing to change.
    fn apply(&self, answer: &Result<Answer, Errno>) -> Option<Result<Answer, Errno>> {
        if let Self::Errno(errno) = self {
            return Some(Err(*errno));
        }
        let mut changed = answer.clone().unwrap_or_default();
        match self {
            Self::Errno(_) => {}
            Self::Value(value) => changed.value = *value,
            Self::Flags(flags) => changed.flags = *flags,
            Self::Length(length) => changed.data.resize(*length, 0),
            Self::Byte { at, is } => *changed.data.get_mut(*at)? = *is,
            Self::Sender { at, is } => *changed.from.get_mut(*at)? = *is,
            Self::Text { replace, with } => {
                changed.data = replaced(&changed.data, replace.as_bytes(), with.as_bytes())?;
            }
        }
        (answer.as_ref() != Ok(&changed)).then_some(Ok(changed))
    }
}

fn replaced(data: &[u8], replace: &[u8], with: &[u8]) -> Option<Vec<u8>> {
    let at = data.windows(replace.len().max(1)).position(|window| window == replace)?;
    Some([&data[..at], with, &data[at + replace.len()..]].concat())
}

/// The falsifications of a guest, and how many answers have matched each of them so far.
#[derive(Debug, Default)]
pub(super) struct Falsifier(Vec<(Falsification, u32)>);

impl Falsifier {
    pub fn new(falsifications: Vec<Falsification>) -> Self {
        Self(falsifications.into_iter().map(|it| (it, 0)).collect())
    }

    /// What `who` gets for `op` instead of `answer`; `None` if the answer is passed on.
    pub fn change(
        &mut self,
        who: &str,
        op: &str,
        args: &str,
        answer: &Result<Answer, Errno>,
    ) -> Option<Result<Answer, Errno>> {
        let mut changed = None;
        for (falsification, seen) in &mut self.0 {
            let Falsification { op: wanted, args: part, who: asker, nth, gives } = falsification;
            let name = who.split('[').next().unwrap_or_default();
            let asked = asker.is_empty() || asker == name;
            if wanted == op && asked && args.contains(part.as_str()) {
                *seen += 1;
                if *seen == *nth {
                    changed = gives.apply(answer);
                }
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::os::unix::net::UnixStream;
    use std::time::Duration;

    use nlmatrix_wire::abi::Abi;
    use nlmatrix_wire::frame::{self, HEADER, Step};
    use nlmatrix_wire::proto::{self, Done, Request, Response};
    use rstest::rstest;

    use super::*;
    use crate::guest::Guest;
    use crate::served::Served;

    fn parse(text: &str) -> Falsification {
        toml::from_str(text).unwrap()
    }

    fn got() -> Result<Answer, Errno> {
        let (data, from) = (b"abc".to_vec(), vec![16, 0]);
        Ok(Answer { value: 3, data, from, ..Answer::default() })
    }

    #[rstest]
    #[case("errno = 'EPERM'", "Err(Errno(1))")]
    #[case("value = 0", "value: 0")]
    #[case("flags = 0x20", "flags: 32")]
    #[case("length = 1", "data: [97]")]
    #[case("byte = { at = 0, is = 0 }", "data: [0, 98, 99]")]
    #[case("sender = { at = 1, is = 7 }", "from: [16, 7]")]
    #[case("text = { replace = 'bc', with = 'd' }", "data: [97, 100]")]
    fn an_answer_is_changed(#[case] gives: &str, #[case] expected: &str) {
        let mut falsifier =
            Falsifier::new(vec![parse(&format!("op = 'recvmsg'\n[gives]\n{gives}"))]);
        let changed = falsifier.change("client[7]", "recvmsg", "fd=3", &got()).unwrap();
        assert!(format!("{changed:?}").contains(expected), "{changed:?}");
    }

    #[rstest]
    #[case::another_operation("op = 'bind'\n")]
    #[case::other_arguments("op = 'recvmsg'\nargs = 'fd=4'\n")]
    #[case::another_process("op = 'recvmsg'\nwho = 'clien'\n")]
    #[case::later("op = 'recvmsg'\nnth = 2\n")]
    #[case::as_it_was("op = 'recvmsg'\ngives = { value = 3 }\n")]
    #[case::not_there("op = 'recvmsg'\ngives = { text = { replace = 'x', with = 'y' } }\n")]
    #[case::beyond_the_end("op = 'recvmsg'\ngives = { byte = { at = 3, is = 0 } }\n")]
    fn others_are_passed_on(#[case] text: &str) {
        let gives = if text.contains("gives") { "" } else { "gives = { value = 0 }\n" };
        let mut falsifier = Falsifier::new(vec![parse(&format!("{text}{gives}"))]);
        assert_eq!(falsifier.change("client[7]", "recvmsg", "fd=3", &got()), None);
    }

    #[test]
    fn the_second_is_the_second_of_those_that_fit() {
        let text = "op = 'bind'\nargs = 'pid=0'\nnth = 2\ngives = { errno = 'EPERM' }";
        let mut falsifier = Falsifier::new(vec![parse(text)]);
        let mut bind = |args| falsifier.change("agent", "bind", args, &got()).is_some();
        assert_eq!(
            ["pid=0", "pid=9", "pid=0", "pid=0"].map(&mut bind),
            [false, false, true, false]
        );
    }

    /// Answers every request with what an agent says about itself, which is enough for a hello.
    fn agent(mut stream: UnixStream) {
        let mut received = Vec::new();
        let mut piece = [0; 256];
        while let Ok(count @ 1..) = stream.read(&mut piece) {
            received.extend_from_slice(&piece[..count]);
            while let Step::Frame { payload, end } = frame::scan(&received) {
                let seq = proto::decode::<Request>(&received[payload]).unwrap().seq;
                let mut buffer = [0; 64];
                let told =
                    Done { value: proto::VERSION, flags: Abi::HOST.to_bits(), ..Done::default() };
                let response = Response { seq, reply: told.into() };
                let length = proto::encode(&response, &mut buffer[HEADER..]).unwrap();
                let length = frame::seal(&mut buffer, length);
                stream.write_all(&buffer[..length]).unwrap();
                received.drain(..end);
            }
        }
    }

    #[test]
    fn a_guest_says_what_it_was_made_to_say_and_the_transcript_tells() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let answering = std::thread::spawn(|| agent(theirs));
        let guest = Guest::forked(ours, Served::default(), Duration::from_secs(10)).unwrap();
        let falsified = vec![parse("op = 'getpid'\nnth = 2\ngives = { errno = 'EPERM' }")];
        let guest = guest.with_falsified(falsified);
        let pids: Vec<_> = (0..3).map(|_| guest.agent().getpid().unwrap()).collect();
        let honest = proto::VERSION as i32;
        assert_eq!(pids, [Ok(honest), Err(Errno(1)), Ok(honest)]);
        let told =
            guest.into_transcript().into_iter().map(|event| event.result.ends_with(FALSIFIED));
        assert_eq!(told.collect::<Vec<_>>(), [false, true, false]);
        answering.join().unwrap();
    }

    #[test]
    fn an_errno_has_a_name() {
        let text = "op = 'bind'\ngives = { errno = 'EFOO' }";
        assert!(toml::from_str::<Falsification>(text).is_err());
    }
}
