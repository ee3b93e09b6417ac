//! How a family behaves at each boundary of its specification: at the last valid value, and at the next.

use std::time::{Duration, Instant};

use nlmatrix_wire::netlink::header::NLA_F_NESTED;
use nlmatrix_wire::netlink::{AttrList, ErrorReply, MessageBuilder, parse};

use super::values::{self, Value};
use crate::console;
use crate::guest::consts::NETLINK_EXT_ACK;
use crate::guest::{Errno, GuestError};
use crate::scenario::genl::{self, ACK, REQUEST};
use crate::scenario::socket::Socket;
use crate::scenario::{Stop, Test};
use crate::spec::{Attribute, Operation, Spec, Told};

/// How a family reacted to a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Behaviour {
    /// Which message, like `hello with text of 16 bytes`.
    pub about: String,
    /// What should happen to it according to the specification; empty if it does not say.
    pub wanted: String,
    /// What happened to it.
    pub seen: String,
    /// Does that agree with the specification?
    pub fits: bool,
}

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(20);
/// Messages of the kernel's own validation that come without an offset (`net/netlink`, 5.2 to 7.x).
const POLICY: [&str; 7] =
    ["attribute", "nested", "NLA_F_NESTED", "out of range", "reserved bit", "length", "policy"];

/// Sends every command that can be done, with each attribute at and beyond each of its boundaries.
pub fn boundaries(test: &Test, spec: &Spec, told: &Told) -> Result<Vec<Behaviour>, Stop> {
    let socket = genl::open(test, "boundaries")?;
    socket.set_netlink(NETLINK_EXT_ACK, 1)?.ok();
    let Ok(family) = genl::find_family(&socket, &spec.name)? else { return Ok(Vec::new()) };
    let (id, about) = (family.id, String::new());
    let mut talk = Talk { socket, id, sequence: 100, about, seen: Vec::new() };
    for operation in &spec.operations {
        let Err(stop) = talk.operation(operation, spec, told) else { continue };
        // Nothing more can be asked of such a kernel: its crash is the result.
        let seen = said(test).or_else(|| ended(&stop)).ok_or(stop)?;
        let (about, wanted) = (talk.about, "an answer".to_owned());
        talk.seen.push(Behaviour { about, wanted, seen, fits: false });
        break;
    }
    Ok(talk.seen)
}

/// What the kernel crashed with, if it says so; kernels that print from a thread of their own do so some time later.
fn said(test: &Test) -> Option<String> {
    let asked = Instant::now();
    loop {
        let console = (test.console)().unwrap_or_default();
        let splats = console::classify(&console);
        if let Some(splat) = splats.first() {
            return Some(format!("a crash, {}, behind which nothing was asked", splat.fingerprint));
        }
        if asked.elapsed() > PATIENCE {
            return None;
        }
        std::thread::sleep(TICK);
    }
}

/// How the process that sent a message ended.
fn ended(stop: &Stop) -> Option<String> {
    let Stop::Guest(error @ (GuestError::ProcessDied { .. } | GuestError::TimedOut { .. })) = stop
    else {
        return None;
    };
    Some(format!("{error}, behind which nothing was asked"))
}

/// What happened to a message.
enum Taken {
    /// It reached its handler, which ended like this.
    Handled(String),
    /// It did not, for this reason.
    Refused(String),
}

struct Talk<'a> {
    socket: Socket<'a>,
    id: u16,
    sequence: u32,
    /// Which message is sent.
    about: String,
    seen: Vec<Behaviour>,
}

impl Talk<'_> {
    /// All messages of a command that can be done.
    fn operation(&mut self, operation: &Operation, spec: &Spec, told: &Told) -> Result<(), Stop> {
        let command =
            operation.request.filter(|it| told.operations.get(it).is_some_and(|it| it.does));
        let (Some(command), Some(attributes)) = (command, &operation.does) else { return Ok(()) };
        // The header before the attributes is not known, so the messages would be malformed.
        let header = vec![0; (told.header as usize).next_multiple_of(4)];
        let header = [vec![command as u8, spec.version, 0, 0], header].concat();
        self.bare(operation, &header)?;
        for attribute in attributes.iter().filter_map(|it| spec.attribute(&operation.set, it)) {
            for value in values::of(attribute) {
                self.value(operation, &header, attribute, &value)?;
            }
        }
        self.unknown(operation, &header, spec)
    }

    /// Without any attribute: the specification does not say which ones are required.
    fn bare(&mut self, operation: &Operation, header: &[u8]) -> Result<(), Stop> {
        let about = self.begin(format!("{} without attributes", operation.name));
        let seen = match self.send(header, &AttrList::new())? {
            Taken::Handled(how) => how,
            Taken::Refused(why) => format!("refused: {why}"),
        };
        self.seen.push(Behaviour { about, wanted: String::new(), seen, fits: true });
        Ok(())
    }

    fn value(
        &mut self,
        operation: &Operation,
        header: &[u8],
        attribute: &Attribute,
        value: &Value,
    ) -> Result<(), Stop> {
        let flag = if value.flagged { NLA_F_NESTED } else { 0 };
        let list = AttrList::new().bytes(attribute.ty | flag, &value.bytes);
        let about = format!("{} with {}: {}", operation.name, attribute.name, value.label);
        let about = self.begin(about);
        let taken = self.send(header, &list)?;
        self.judge(about, &taken, value.fits, value.strict && operation.lenient);
        Ok(())
    }

    fn unknown(&mut self, operation: &Operation, header: &[u8], spec: &Spec) -> Result<(), Stop> {
        let most = spec.attributes(&operation.set).iter().map(|it| it.ty).max().unwrap_or_default();
        let list = AttrList::new().u32(most + 100, 1);
        let about = format!("{} with an attribute that it does not have", operation.name);
        let about = self.begin(about);
        let taken = self.send(header, &list)?;
        self.judge(about, &taken, false, operation.lenient);
        Ok(())
    }

    fn begin(&mut self, about: String) -> String {
        self.about.clone_from(&about);
        about
    }

    fn judge(&mut self, about: String, taken: &Taken, fits: bool, either: bool) {
        let (seen, is_taken) = match taken {
            Taken::Handled(_) => ("taken".to_owned(), true),
            Taken::Refused(why) => (format!("refused: {why}"), false),
        };
        let wanted = match (either, fits) {
            (true, _) => "",
            (false, true) => "taken",
            (false, false) => "refused",
        };
        self.seen.push(Behaviour {
            about,
            wanted: wanted.to_owned(),
            seen,
            fits: either || is_taken == fits,
        });
    }

    /// Sends a message, and waits for its acknowledgement.
    fn send(&mut self, header: &[u8], attributes: &AttrList) -> Result<Taken, Stop> {
        self.sequence += 1;
        let message = MessageBuilder::new(self.id, REQUEST | ACK, self.sequence);
        self.socket.tell(&message.payload(header).payload(attributes.as_bytes()).build())?;
        while let Some(received) = self.socket.recv_within(PATIENCE)? {
            let Ok(received) = received else { continue };
            for message in parse(&received.data).messages {
                if message.header.seq != self.sequence {
                    continue;
                }
                if let Some(error) = message.error() {
                    return Ok(taken(&error));
                }
            }
        }
        Ok(Taken::Handled("no answer".to_owned()))
    }
}

fn taken(error: &ErrorReply<'_>) -> Taken {
    if error.is_ack() {
        return Taken::Handled("ack".to_owned());
    }
    let errno = Errno(error.errno());
    let said = error.extack.msg.map(String::from_utf8_lossy).unwrap_or_default();
    let is_of_policy = error.extack.policy.is_some()
        || POLICY.iter().any(|word| said.to_lowercase().contains(&word.to_lowercase()));
    match is_of_policy {
        true => Taken::Refused(format!("{errno} ({said})")),
        false if said.is_empty() => Taken::Handled(errno.to_string()),
        false => Taken::Handled(format!("{errno} ({said})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_ends_its_sender_is_told() {
        let (op, after) = ("sendmsg".to_owned(), Duration::from_secs(5));
        let stop = Stop::Guest(GuestError::TimedOut { op, after, stack: Box::default() });
        let seen = ended(&stop).unwrap();
        assert!(seen.starts_with("sendmsg did not return within 5s"), "{seen}");
        assert_eq!(ended(&Stop::Broken("no memory".to_owned())), None);
    }
}
