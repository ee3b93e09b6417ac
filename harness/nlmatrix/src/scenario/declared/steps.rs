//! Carries out steps.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use regex::Regex;

use super::message::Conversations;
use super::places::{Place, Places};
use super::programs::{self, Programs, shown};
use super::{files, names};
use crate::excerpt::ending;
use crate::guest::consts::{NETLINK_GENERIC, O_NONBLOCK};
use crate::guest::{GuestError, Proc};
use crate::matrix::{Action, Step};
use crate::scenario::loading::Absent;
use crate::scenario::socket::Socket;
use crate::scenario::test::errno_of;
use crate::scenario::{Must, Stop, Test, genl};

const NETLINK_KOBJECT_UEVENT: i32 = 15;
/// How often something that is awaited is looked at.
const TICK: Duration = Duration::from_millis(20);
/// How many bytes of the kernel's log are shown if a line is not found in it.
const LOG_SHOWN: usize = 2 << 10;
/// Sends all of the kernel's messages to the console, not only errors.
const ALL_MESSAGES: &[u8] = b"8";

/// The state that is kept between steps.
struct Stage<'a> {
    /// The process that loads and unloads.
    loader: Proc,
    /// Opened before the first step if any step waits for uevents.
    uevents: Option<Socket<'a>>,
    /// Sockets of steps that send and expect messages.
    conversations: RefCell<Conversations<'a>>,
    /// Programs that steps started.
    programs: RefCell<Programs>,
    /// Namespaces that steps made.
    places: RefCell<Places>,
}

/// Carries `steps` out, one after the other.
pub fn run<'a>(test: &mut Test<'a>, steps: &[Step]) -> Result<(), Stop> {
    let before = test.guest.processes();
    test.guest.agent().write_file("/proc/sys/kernel/printk", ALL_MESSAGES).must("printk")?;
    let waits = |step: &Step| matches!(step.action, Action::Uevent { .. });
    let listen = || Socket::open(test, "uevents", NETLINK_KOBJECT_UEVENT, 1);
    let uevents = steps.iter().any(waits).then(listen).transpose()?;
    let conversations = RefCell::new(Conversations::new());
    let (programs, places) = (RefCell::default(), RefCell::default());
    let loader = test.process("loader")?;
    let stage = Stage { loader, uevents, conversations, programs, places };
    let ended = steps.iter().try_for_each(|step| stage.step(test, step));
    ended?;
    stage.programs.into_inner().end(test)?;
    stage.places.into_inner().end(test)?;
    // Another round has its own, and a guest has room for about thirty.
    let mut processes = test.guest.processes();
    processes.retain(|process| !before.contains(process));
    processes.into_iter().try_for_each(|process| Ok(test.guest.end(process).map(drop)?))
}

/// Is the family `name` there, as seen by a program at `place`?
fn family(test: &mut Test, name: &str, place: &Place) -> Result<(), Stop> {
    let owner = place.owner.map_or_else(|| test.process("family"), Ok)?;
    let socket = Socket::open_in(test, owner, NETLINK_GENERIC, 0)?;
    let found = genl::find_family(&socket, name)?;
    test.check(&names::family(name), "none", errno_of(&found));
    socket.close()?;
    match place.owner {
        Some(_) => Ok(()),
        None => Ok(test.guest.end(owner).map(drop)?),
    }
}

impl<'a> Stage<'a> {
    fn step(&self, test: &mut Test<'a>, step: &Step) -> Result<(), Stop> {
        let place = self.places.borrow().find(step.place.as_ref())?;
        let made = test.checks.len();
        let ended = self.act(test, step, &place);
        place.mark(&mut test.checks[made..]);
        ended
    }

    fn act(&self, test: &mut Test<'a>, step: &Step, place: &Place) -> Result<(), Stop> {
        let deadline = step.deadline;
        match &step.action {
            Action::Load { parameters, errno } => self.load(test, parameters, errno, deadline),
            Action::Unload { errno } => self.unload(test, errno, deadline),
            Action::Run(wanted) => programs::run(test, wanted, place, deadline),
            Action::Start { name, run } => {
                self.programs.borrow_mut().start(test, name, run, place, deadline)
            }
            Action::Wait { name, said } => self.programs.borrow().wait(test, name, said, deadline),
            Action::Stop { name, signal, exit, said } => {
                let ending = (*signal, *exit);
                self.programs.borrow_mut().stop(test, name, ending, said, deadline)
            }
            Action::Read { path, matches: None, without, errno } if without.is_empty() => {
                let result = test.guest.on(place.process()).read_text(path)?;
                test.check(&names::read(path), errno, errno_of(&result));
                Ok(())
            }
            Action::Read { path, matches, without, .. } => {
                files::read(test, place.process(), path, matches.as_ref(), without)
            }
            Action::Exists { path, errno } => files::exists(test, place.process(), path, errno),
            Action::Write { path, text, errno } => {
                let writer = place.owner.unwrap_or(self.loader);
                let on = test.guest.on(writer).within(deadline);
                let result = on.write_file(path, text.as_bytes())?;
                test.check(&names::written(path), errno, errno_of(&result));
                Ok(())
            }
            Action::Log { pattern, absent } => log(test, pattern, *absent, deadline),
            Action::Uevent { fields, absent } => self.uevent(test, fields, *absent, deadline),
            Action::Family(name) => family(test, name, place),
            Action::Exchange(exchange) => {
                self.conversations.borrow_mut().at(place).exchange(test, exchange, deadline)
            }
            Action::Join(join) => self.conversations.borrow_mut().at(place).join(test, join),
            Action::Sleep(time) => test.guest.on(self.loader).sleep(*time).must("sleep"),
            Action::Namespaces { name, kinds, unprivileged, errno } => {
                self.places.borrow_mut().make(test, name, kinds, *unprivileged, errno)
            }
            Action::Leave(name) => {
                self.conversations.borrow_mut().leave(name);
                self.places.borrow_mut().leave(test, name)
            }
        }
    }

    fn load(
        &self,
        test: &mut Test,
        parameters: &str,
        errno: &str,
        deadline: Duration,
    ) -> Result<(), Stop> {
        let mut absent = Absent::default();
        for module in test.modules {
            let on = test.guest.on(self.loader).within(deadline);
            // Modules that the last one needs are loaded before it, and have to load.
            let last = test.modules.last() == Some(module);
            let result = test.insert(on, module, if last { parameters } else { "" })?;
            let wanted = if last { errno } else { "none" };
            let sorted = match wanted {
                "none" => absent.sort(test, module, result),
                _ => Some(result),
            };
            let Some(result) = sorted else { continue };
            let observed = errno_of(&result.as_ref().map_err(|refused| refused.errno));
            let unwanted = result.err().filter(|_| observed != wanted);
            let said = unwanted.map(|refused| test.complaint(&refused)).unwrap_or_default();
            test.check_in(&names::insmod(module), wanted, observed, &said);
        }
        absent.stop(test, self.loader)
    }

    fn unload(&self, test: &mut Test, errno: &str, deadline: Duration) -> Result<(), Stop> {
        if errno == "none" {
            self.conversations.borrow_mut().let_go()?;
            let unloaded = test.unload_by(self.loader)?;
            for (module, result) in unloaded {
                test.check(&names::rmmod(module), errno, errno_of(&result));
            }
        } else if let Some(module) = test.modules.last() {
            let on = test.guest.on(self.loader).within(deadline);
            let result = on.remove_module(&Test::module_name(module), O_NONBLOCK)?;
            test.check(&names::rmmod(module), errno, errno_of(&result));
        }
        Ok(())
    }

    fn uevent(
        &self,
        test: &mut Test,
        fields: &BTreeMap<String, String>,
        absent: Option<Duration>,
        deadline: Duration,
    ) -> Result<(), Stop> {
        let socket = self.uevents.as_ref().expect("opened, as a step waits for uevents");
        let until = Instant::now() + absent.unwrap_or(deadline);
        let wanted = names::pairs(fields);
        let (mut found, mut seen) = (false, String::new());
        while let (false, Some(left)) = (found, until.checked_duration_since(Instant::now())) {
            let Some(received) = socket.recv_within(left)? else { break };
            let data = received.must_be_read()?;
            let said = String::from_utf8_lossy(&data).into_owned();
            let said: Vec<&str> = said.split('\0').collect();
            found = wanted.iter().all(|field| said.contains(&field.as_str()));
            seen.push_str(&format!("{}\n", said.join(" ").trim_end()));
        }
        let name = names::uevent(fields, absent.is_some());
        test.check_in(&name, true, found != absent.is_some(), shown(&seen));
        Ok(())
    }
}

/// The bytes that were received, or the end of the scenario.
trait MustBeRead {
    fn must_be_read(self) -> Result<Vec<u8>, Stop>;
}

impl MustBeRead for Result<crate::guest::Received, crate::guest::Errno> {
    fn must_be_read(self) -> Result<Vec<u8>, Stop> {
        let read = self.map(|received| received.data);
        read.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))
    }
}

/// Waits for a line on the console, or makes sure that it does not come.
fn log(
    test: &mut Test,
    pattern: &Regex,
    absent: Option<Duration>,
    deadline: Duration,
) -> Result<(), Stop> {
    let until = Instant::now() + absent.unwrap_or(deadline);
    let mut found = said(test, pattern)?;
    while !found && Instant::now() < until {
        std::thread::sleep(TICK);
        found = said(test, pattern)?;
    }
    let console = console(test)?;
    let seen = shown(ending(&console, LOG_SHOWN));
    test.check_in(&names::log(pattern, absent.is_some()), true, found != absent.is_some(), seen);
    Ok(())
}

fn said(test: &Test, pattern: &Regex) -> Result<bool, Stop> {
    Ok(console(test)?.lines().any(|line| pattern.is_match(line)))
}

fn console(test: &Test) -> Result<String, Stop> {
    (test.console)().map_err(|error| {
        Stop::Guest(GuestError::Lost(format!("the console cannot be read: {error}")))
    })
}
