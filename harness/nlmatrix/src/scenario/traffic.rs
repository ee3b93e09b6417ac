//! A module that comes and goes while it is used: several processes use whatever it offers, over and over, until it
//! has come and gone 200 times. What it offers is whatever is new while it is loaded.

use std::time::{Duration, Instant};

use nlmatrix_wire::netlink::MessageBuilder;
use nlmatrix_wire::snapshot::FAMILIES;

use super::definition::Scenario;
use super::genl::{self, ACK, DUMP, Family, REQUEST};
use super::program::Program;
use super::test::hex;
use super::{Must, Stop, Test};
use crate::guest::{Exit, Proc};
use crate::matrix::TRAFFIC;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        TRAFFIC[0],
        on_one,
        "the module is loaded and unloaded 200 times while several processes use what it offers",
    )
    .since(SINCE),
    Scenario::new(
        TRAFFIC[1],
        on_two,
        "the module is loaded and unloaded 200 times while processes on two processors use what it offers",
    )
    .on_two_processors()
    .since(SINCE),
];

/// The oldest kernel on which this was tried.
const SINCE: &str = "5.10";
/// How often the module comes and goes.
const ROUNDS: usize = 200;
/// How many processes use it, in addition to one for each processor.
const USERS: usize = 2;
/// The agent, which uses a module when it is told to (`images/agent/src/helper/traffic.rs`).
const USER: &str = "/init";
/// Tells the processes what to do, with one of these words.
const SAY: &str = "/tmp/traffic";
const GO_ON: &str = "go on";
const PAUSE: &str = "pause";
const ENOUGH: &str = "enough";
/// How long they may take to end then.
const ENDS: Duration = Duration::from_secs(20);
/// How long to try to unload a module while they use it. Each request that is being answered holds it, so on a slow
/// kernel one may always begin before another ends.
const IN_USE: Duration = Duration::from_secs(3);
/// How long a module may stay in use when nobody uses it any more.
const UNUSED: Duration = Duration::from_secs(20);
/// The kernel sockets with which it listens.
const SOCKETS: &str = "/proc/net/netlink";
/// At most so many files are read.
const MOST_FILES: usize = 12;
/// What is sent to a private protocol: messages of these types, each with so many zeros.
const TYPES: std::ops::Range<u16> = 0x10..0x18;
const PAYLOAD: [u8; 64] = [0; 64];
/// `GENL_CMD_CAP_DO` and `GENL_CMD_CAP_DUMP`.
const DOES: u32 = 2;
const DUMPS: u32 = 4;

fn on_one(test: &mut Test) -> Result<(), Stop> {
    traffic(test, 1)
}

fn on_two(test: &mut Test) -> Result<(), Stop> {
    traffic(test, 2)
}

fn traffic(test: &mut Test, processors: usize) -> Result<(), Stop> {
    let cpus = test.text("/proc/cpuinfo")?;
    let there = cpus.lines().filter(|line| line.starts_with("processor")).count();
    test.check("processors", processors, there.max(1));
    let loader = test.process("loader")?;
    let offers = offers(test, loader)?;
    let users = processors + USERS;
    let programs: Vec<Program> = offers
        .iter()
        .cycle()
        .take(users.max(offers.len()))
        .map(|offer| start(test, offer))
        .collect::<Result<_, _>>()?;
    let (rounds, in_use) = come_and_go(test, loader)?;
    test.check("times that it came and went", ROUNDS, rounds);
    let uses = end(test, &programs)?;
    test.check("it was used meanwhile", true, uses.0 > 0);
    test.figure("uses", f64::from(uses.0));
    test.figure("uses_refused", f64::from(uses.1));
    test.figure("unloads_while_in_use", f64::from(in_use));
    Ok(())
}

/// All rounds: how many, and how often the module could not be unloaded because it was in use.
fn come_and_go(test: &Test, loader: Proc) -> Result<(usize, u32), Stop> {
    let mut in_use = 0;
    for _ in 0..ROUNDS {
        test.load_by(loader)?;
        let (tries, stays) = unload_within(test, loader, IN_USE)?;
        in_use += tries;
        if stays.is_some() {
            say(test, PAUSE)?;
            if let (_, Some(stays)) = unload_within(test, loader, UNUSED)? {
                return Err(Stop::Hang(format!("{stays}, and nobody uses it")));
            }
            say(test, GO_ON)?;
        }
    }
    Ok((ROUNDS, in_use))
}

/// Keeps trying for so long: how often it stayed, and what is still there at the end.
fn unload_within(
    test: &Test,
    loader: Proc,
    patience: Duration,
) -> Result<(u32, Option<String>), Stop> {
    let began = Instant::now();
    let mut tries = 0;
    while let Some(stays) = unload(test, loader)? {
        tries += 1;
        if began.elapsed() > patience {
            return Ok((tries, Some(stays)));
        }
    }
    Ok((tries, None))
}

fn say(test: &Test, word: &str) -> Result<(), Stop> {
    test.guest.agent().write_file(SAY, word.as_bytes()).must(SAY).map(drop)
}

/// Unloads the modules; returns what stays because it is in use.
fn unload(test: &Test, loader: Proc) -> Result<Option<String>, Stop> {
    let mut stays = None;
    for (module, unloaded) in test.unload_by(loader)? {
        let name = Test::module_name(module);
        match unloaded.as_ref().err().and_then(|errno| errno.name()) {
            Some("EAGAIN") => stays = Some(format!("rmmod {name}: it stays in use")),
            // It was unloaded in an earlier try, but what it needs stayed.
            Some("ENOENT") => {}
            _ => Ok(unloaded).must(&format!("rmmod {name}"))?,
        }
    }
    Ok(stays)
}

/// Something that can be used: the arguments for the process that does.
pub(super) type Offer = Vec<String>;

/// What the module offers while it is loaded. That it is loaded can be read about any module.
fn offers(test: &Test, loader: Proc) -> Result<Vec<Offer>, Stop> {
    test.load_by(loader)?;
    let changes = test.guest.on(loader).compare_snapshot().must("what the module offers")?;
    let mut offers = Vec::new();
    let mut files = vec!["/proc/modules".to_owned()];
    for (place, name) in &changes.entries {
        match place.as_str() {
            SOCKETS => offers.extend(name.strip_suffix(" 0").map(protocol)),
            FAMILIES => offers.push(of_family(test, name)?),
            _ => files.extend(readable(test, name)?),
        }
    }
    files.truncate(MOST_FILES);
    let read = [vec!["read".to_owned()], files].concat();
    offers.insert(0, read);
    match unload(test, loader)? {
        Some(stays) => Err(Stop::Hang(stays)),
        None => Ok(offers),
    }
}

/// Messages for a private protocol.
pub(super) fn protocol(number: &str) -> Offer {
    let message = |ty: u16| MessageBuilder::new(ty, REQUEST | ACK, 1).payload(&PAYLOAD).build();
    let messages: Vec<u8> = TYPES.flat_map(message).collect();
    vec!["send".to_owned(), number.to_owned(), hex(&messages)]
}

/// Messages for a family, one for each of its operations.
fn of_family(test: &Test, name: &str) -> Result<Offer, Stop> {
    let socket = genl::open(test, "who asks for a family")?;
    let family = genl::get_family(&socket, name)?;
    let owner = socket.owner;
    socket.close()?;
    test.guest.end(owner)?.ok();
    let (messages, question) = (hex(&messages(&family)), hex(&genl::question(name)));
    let protocol = crate::guest::consts::NETLINK_GENERIC.to_string();
    Ok(vec!["send".to_owned(), protocol, messages, question])
}

fn messages(family: &Family) -> Vec<u8> {
    let message = |(&command, &can): (&u32, &u32)| {
        let dump = if can & DUMPS != 0 && can & DOES == 0 { DUMP } else { 0 };
        let command = u8::try_from(command).unwrap_or(u8::MAX);
        let version = u8::try_from(family.version).unwrap_or(u8::MAX);
        MessageBuilder::new(family.id, REQUEST | ACK | dump, 1).genl(command, version).build()
    };
    family.ops.iter().flat_map(message).collect()
}

/// The files for which an entry of the snapshot stands: those of a folder.
fn readable(test: &Test, name: &str) -> Result<Vec<String>, Stop> {
    if !name.starts_with("/sys/") && !name.starts_with("/proc/") {
        return Ok(Vec::new());
    }
    if name.starts_with("/sys/kernel/slab/") || name.ends_with('@') {
        return Ok(Vec::new());
    }
    let Some(folder) = name.strip_suffix('/') else { return Ok(vec![name.to_owned()]) };
    let names = test.guest.agent().list_dir(folder)?.unwrap_or_default();
    Ok(names.into_iter().map(|name| format!("{folder}/{name}")).collect())
}

pub(super) fn start(test: &Test, offer: &Offer) -> Result<Program, Stop> {
    let words: Vec<&str> = [USER].into_iter().chain(offer.iter().map(String::as_str)).collect();
    test.start(&words)
}

/// Ends the users: how often they used it, and were refused.
pub(super) fn end(test: &Test, programs: &[Program]) -> Result<(u32, u32), Stop> {
    say(test, ENOUGH)?;
    let mut said = String::new();
    for program in programs {
        let run = test.finish(program, ENDS)?;
        if let Exit::Running(stuck) = run.exit {
            return Err(Stop::Hang(format!("who uses it does not come back{stuck}")));
        }
        // They all write into one file.
        said = run.stdout;
    }
    let numbers = said.lines().filter_map(|line| line.split_once(' '));
    let numbers =
        numbers.filter_map(|(done, refused)| Some((done.parse().ok()?, refused.parse().ok()?)));
    Ok(numbers.fold((0, 0), |sum: (u32, u32), one: (u32, u32)| {
        (sum.0.saturating_add(one.0), sum.1.saturating_add(one.1))
    }))
}
