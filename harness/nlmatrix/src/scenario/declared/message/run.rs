//! Sends messages and waits for answers.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::meet::Meet as _;
use super::received::Got;
use super::show;
use crate::guest::consts::{NETLINK_ADD_MEMBERSHIP, NETLINK_EXT_ACK, NETLINK_GENERIC};
use crate::guest::{Creds, Errno, NlAddr};
use crate::matrix::message::{
    Exchange, Family, Group, Join, Pattern, Replies, Target, Variables, index_of,
};
use crate::scenario::declared::places::Place;
use crate::scenario::genl::find_family;
use crate::scenario::rtnl::Rtnl;
use crate::scenario::socket::Socket;
use crate::scenario::test::errno_of;
use crate::scenario::{Must as _, Stop, Test};
use nlmatrix_wire::netlink::Number as _;

/// What a check observes if there is nothing.
const NOTHING: &str = "nothing";

/// The sockets of a scenario, by protocol and name, and the variables that replies set.
#[derive(Default)]
pub(in crate::scenario::declared) struct Conversations<'a> {
    lines: BTreeMap<Key, Line<'a>>,
    /// One family table for each of the namespaces, as families may not be in all of them.
    controllers: BTreeMap<String, Socket<'a>>,
    variables: Variables,
    /// Where the step is carried out.
    place: Place,
}

/// Protocol, name of the socket, and name of the namespaces that it is in.
type Key = (i32, String, String);

/// A socket, and what arrived on it that nobody has looked at yet.
struct Line<'a> {
    socket: Socket<'a>,
    waiting: VecDeque<Got>,
    sequence: u32,
}

impl<'a> Conversations<'a> {
    /// Forgets the sockets, as another round begins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Continues in these namespaces.
    pub fn at(&mut self, place: &Place) -> &mut Self {
        self.place = place.clone();
        self
    }

    /// Forgets the sockets in the namespaces `name`, whose process is about to end.
    pub fn leave(&mut self, name: &str) {
        self.lines.retain(|(_, _, place), _| place != name);
        self.controllers.remove(name);
    }

    /// Closes the sockets of protocols that modules define: each of these holds its module, which could not be
    /// unloaded otherwise. Sockets of generic netlink hold none, and stay open.
    pub fn let_go(&mut self) -> Result<(), Stop> {
        let holding: Vec<_> = self
            .lines
            .keys()
            .filter(|(protocol, ..)| *protocol != NETLINK_GENERIC)
            .cloned()
            .collect();
        let mut lines = holding.iter().filter_map(|key| self.lines.remove(key));
        lines.try_for_each(|line| line.socket.close())
    }

    /// Joins a group.
    pub fn join(&mut self, test: &mut Test<'a>, join: &Join) -> Result<(), Stop> {
        let number = match (&join.group, &join.target.family) {
            (Group::Number(number), _) => Ok(*number),
            (Group::Named(name), Family::Generic(family)) => {
                let family = find_family(self.controller(test)?, family)?;
                family.map_err(|errno| errno.to_string()).and_then(|family| {
                    let groups = || family.groups.keys().cloned().collect::<Vec<_>>().join(", ");
                    let number = family.groups.get(name).copied();
                    number.ok_or_else(|| format!("no group of this name, but {}", groups()))
                })
            }
            (Group::Named(name), _) => Err(format!("no number for {name}")),
        };
        let observed = match number {
            Ok(number) => match self.line(test, &join.target)? {
                Ok(line) => errno_of(&line.socket.set_netlink(NETLINK_ADD_MEMBERSHIP, number)?),
                Err(errno) => errno.to_string(),
            },
            Err(why) => why,
        };
        test.check(&join.check(), &join.errno, observed);
        Ok(())
    }

    /// Sends a message, if there is one, and compares what comes with what should.
    pub fn exchange(
        &mut self,
        test: &mut Test<'a>,
        exchange: &Exchange,
        deadline: Duration,
    ) -> Result<(), Stop> {
        self.look_up(test, exchange)?;
        let mut sequence = None;
        if exchange.request.is_some() {
            match self.send(test, exchange)? {
                Some(number) => sequence = Some(number).filter(|_| exchange.target.family.counts()),
                None => return nothing_came(test, exchange),
            }
        }
        let Some(replies) = &exchange.replies else { return Ok(()) };
        if self.line(test, &exchange.target)?.is_err() {
            return nothing_came(test, exchange);
        }
        let key = self.key(&exchange.target);
        let line = self.lines.get_mut(&key).expect("it was opened");
        let until = Instant::now() + deadline;
        let mut coming = Coming { line, until, sequence, passed: VecDeque::new() };
        let seen = match replies.any_order {
            true => coming.in_any_order(exchange, replies, &mut self.variables)?,
            false => coming.in_order(exchange, replies, &mut self.variables)?,
        };
        for ((pattern, observed), number) in replies.patterns.iter().zip(seen).zip(1..) {
            test.check(&exchange.check_of(number), &pattern.text, observed);
        }
        let more = coming.more(exchange, replies.silence)?;
        test.check(&exchange.check_of_end(), "nothing more", more);
        coming.give_back();
        Ok(())
    }

    /// Asks for the current indices of the network devices that `exchange` names.
    fn look_up(&mut self, test: &mut Test<'a>, exchange: &Exchange) -> Result<(), Stop> {
        let devices = exchange.devices();
        if devices.is_empty() {
            return Ok(());
        }
        let owner = self.place.owner.map_or_else(|| test.process("devices"), Ok)?;
        let links = Rtnl::open(test, owner, 0)?;
        for device in devices {
            match links.find(device)? {
                Some(index) => self.variables.set(&index_of(device), &index.to_guest()),
                None => self.variables.unset(&index_of(device)),
            }
        }
        links.close()?;
        match self.place.owner {
            None => test.guest.end(owner).must("ending a process").map(drop),
            Some(_) => Ok(()),
        }
    }

    /// Sends it; returns the message's number, or `None` if it could not be sent.
    fn send(&mut self, test: &mut Test<'a>, exchange: &Exchange) -> Result<Option<u32>, Stop> {
        let request = exchange.request.as_ref().expect("asked before");
        let target = &exchange.target;
        let check = format!("send {}", request.label);
        let id = match &target.family {
            Family::Generic(family) => find_family(self.controller(test)?, family)?.map(|it| it.id),
            _ => Ok(0),
        };
        let Ok(id) = id else {
            test.check(&check, &exchange.errno, format!("no such family: {}", errno_of(&id)));
            return Ok(None);
        };
        let (sequence, own) = match self.line(test, target)? {
            Ok(line) => {
                line.sequence += 1;
                (line.sequence, line.socket.port)
            }
            Err(errno) => {
                test.check(&check, &exchange.errno, errno);
                return Ok(None);
            }
        };
        let bytes = match request.bytes(&target.family, id, sequence, own, &self.variables) {
            Ok(bytes) => bytes,
            Err(why) => {
                test.check(&check, &exchange.errno, why);
                return Ok(None);
            }
        };
        let line = self.lines.get(&self.key(target)).expect("its number was taken from it");
        let sent = line.socket.send(&bytes)?;
        test.check(&check, &exchange.errno, errno_of(&sent));
        Ok(sent.ok().map(|_| request.sequence(sequence)))
    }

    /// The socket for `target`, which is opened when it is first needed; an errno if there is no such protocol, or
    /// somebody else has its port.
    fn line(
        &mut self,
        test: &Test<'a>,
        target: &Target,
    ) -> Result<Result<&mut Line<'a>, Errno>, Stop> {
        /// Any number will do, as long as it differs from others.
        const FIRST: u32 = 1000;
        let key = self.key(target);
        if !self.lines.contains_key(&key) {
            let creds = match target.unprivileged {
                true => Creds::User { uid: 65534, gid: 65534 },
                false => Creds::Root,
            };
            let name = match target.socket.as_str() {
                "" => "messages",
                name => name,
            };
            let owner = match self.place.owner {
                Some(owner) => owner,
                None => test.guest.process(name, creds)?,
            };
            let addr = NlAddr { pid: target.bind.unwrap_or(0), groups: 0 };
            let socket = match Socket::try_at(test, owner, key.0, addr)? {
                Ok(socket) => socket,
                Err(errno) => return Ok(Err(errno)),
            };
            // From 4.12 on, errors can have an extended acknowledgement; older kernels do not know the option.
            socket.set_netlink(NETLINK_EXT_ACK, 1)?.ok();
            self.lines
                .insert(key.clone(), Line { socket, waiting: VecDeque::new(), sequence: FIRST });
        }
        Ok(Ok(self.lines.get_mut(&key).expect("it is there, or was put there")))
    }

    fn controller(&mut self, test: &Test<'a>) -> Result<&Socket<'a>, Stop> {
        let Place { name, owner, .. } = &self.place;
        if !self.controllers.contains_key(name) {
            let owner = owner.map_or_else(|| test.process("controller"), Ok)?;
            let socket = Socket::open_in(test, owner, NETLINK_GENERIC, 0)?;
            self.controllers.insert(name.clone(), socket);
        }
        Ok(self.controllers.get(name).expect("it was opened"))
    }

    fn key(&self, target: &Target) -> Key {
        (target.family.protocol(), target.socket.clone(), self.place.name.clone())
    }
}

/// The checks of replies to a message that could not be sent.
fn nothing_came(test: &mut Test<'_>, exchange: &Exchange) -> Result<(), Stop> {
    let Some(replies) = &exchange.replies else { return Ok(()) };
    for (pattern, number) in replies.patterns.iter().zip(1..) {
        test.check(&exchange.check_of(number), &pattern.text, "nothing was sent");
    }
    test.check(&exchange.check_of_end(), "nothing more", "nothing more");
    Ok(())
}

/// Messages that arrive on a socket until a deadline.
struct Coming<'l, 'a> {
    line: &'l mut Line<'a>,
    until: Instant,
    /// The request that they answer; `None` if whatever arrives is of interest.
    sequence: Option<u32>,
    /// Answers to other requests, kept for a later step.
    passed: VecDeque<Got>,
}

impl Coming<'_, '_> {
    /// What each pattern saw, one after the other.
    fn in_order(
        &mut self,
        exchange: &Exchange,
        replies: &Replies,
        variables: &mut Variables,
    ) -> Result<Vec<String>, Stop> {
        let target = &exchange.target;
        let mut seen = Vec::new();
        for (pattern, at) in replies.patterns.iter().zip(1..) {
            let Some(got) = self.next()? else {
                seen.push(NOTHING.to_owned());
                continue;
            };
            let met = pattern.meet(&got, target, variables);
            let goes_on = met.is_ok() && pattern.many;
            seen.push(met.err().unwrap_or_else(|| pattern.text.clone()));
            if goes_on {
                self.pass_like(pattern, replies.patterns.get(at), target, variables)?;
            }
        }
        Ok(seen)
    }

    /// Skips everything that matches `pattern`, up to what matches the `next` one: what has to come comes.
    fn pass_like(
        &mut self,
        pattern: &Pattern,
        next: Option<&Pattern>,
        target: &Target,
        variables: &mut Variables,
    ) -> Result<(), Stop> {
        while let Some(got) = self.next()? {
            let is_next = next.is_some_and(|it| it.meet(&got, target, variables).is_ok());
            if is_next || pattern.meet(&got, target, variables).is_err() {
                self.line.waiting.push_front(got);
                break;
            }
        }
        Ok(())
    }

    /// What each pattern saw, in whichever order.
    fn in_any_order(
        &mut self,
        exchange: &Exchange,
        replies: &Replies,
        variables: &mut Variables,
    ) -> Result<Vec<String>, Stop> {
        let mut open: Vec<usize> = (0..replies.patterns.len()).collect();
        let mut seen = vec![String::new(); replies.patterns.len()];
        let mut strange = VecDeque::new();
        while !open.is_empty() && open.len() > strange.len() {
            let Some(got) = self.next()? else { break };
            let fits =
                |at: &usize| replies.patterns[*at].meet(&got, &exchange.target, variables).is_ok();
            match open.iter().position(fits) {
                Some(place) => {
                    let at = open.remove(place);
                    seen[at].clone_from(&replies.patterns[at].text);
                }
                None => strange.push_back(show::got(&got, &exchange.target, false)),
            }
        }
        for at in open {
            seen[at] = strange.pop_front().unwrap_or_else(|| NOTHING.to_owned());
        }
        Ok(seen)
    }

    /// What arrives in addition, within so much time.
    fn more(&mut self, exchange: &Exchange, silence: Duration) -> Result<String, Stop> {
        self.until = Instant::now() + silence;
        let more = self.next()?;
        Ok(more.map_or("nothing more".to_owned(), |got| show::got(&got, &exchange.target, true)))
    }

    /// The next message of interest.
    fn next(&mut self) -> Result<Option<Got>, Stop> {
        loop {
            while let Some(got) = self.line.waiting.pop_front() {
                if self.sequence.is_none_or(|sequence| got.answers(sequence)) {
                    return Ok(Some(got));
                }
                self.passed.push_back(got);
            }
            let left = self.until.saturating_duration_since(Instant::now());
            let Some(received) = self.line.socket.recv_within(left)? else { return Ok(None) };
            match received {
                Ok(received) => self.line.waiting.extend(Got::of(&received.data)),
                Err(errno) => self.line.waiting.push_back(Got::Failed(errno)),
            }
        }
    }

    /// Keeps for later steps what was for them.
    fn give_back(self) {
        self.line.waiting.extend(self.passed);
    }
}
