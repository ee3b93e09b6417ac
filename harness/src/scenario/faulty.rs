//! Scenarios of `faulty`: each has to end in its own way, so the harness's eyes are tested.
//!
//! An ending counts only behind [`Bench::arrived`]: whoever hangs before that, in insmod for
//! instance, does not pass for a module that hangs as it should.

use std::time::Duration;

use nlmatrix_wire::netlink::MessageBuilder;

use super::kernel::name_of;
use super::socket::Socket;
use super::{Bench, Stop};
use crate::guest::{Exit, GuestError, Stuck};

const PROTOCOL: i32 = 30;
const TRIGGER: u16 = 0x10;
/// What no faulty module reacts to.
const HARMLESS: u16 = 0x11;
/// How many messages follow a fault that corrupts memory: one of them trips over it.
const AFTERMATH: usize = 64;

/// A client that waits for a reply that never comes.
pub fn hang_client(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    bench.arrived();
    let run = bench.client("hang", Duration::from_secs(1))?;
    bench.check("what the client said", "waiting for a reply", run.stdout.trim());
    match run.exit {
        Exit::Running(stuck) => Err(Stop::Hang(format!("the client was still running{stuck}"))),
        exit => Err(Stop::Broken(format!("the client {exit}: {}", run.stderr.trim()))),
    }
}

/// A module whose sendmsg() sleeps in the kernel and cannot be killed.
pub fn hang_kernel(bench: &mut Bench) -> Result<(), Stop> {
    let socket = ready(bench)?;
    let sent = trigger(bench, &socket);
    blocked(bench, sent)
}

/// An rmmod that waits for a reference that is never given back.
pub fn stuck_rmmod(bench: &mut Bench) -> Result<(), Stop> {
    let socket = ready(bench)?;
    trigger(bench, &socket)?;
    let removed = remove(bench)?;
    blocked(bench, removed.map_err(Stop::from))
}

/// A module that takes the process that sets it off down with it.
pub fn oops(bench: &mut Bench) -> Result<(), Stop> {
    let socket = ready(bench)?;
    let sent = trigger(bench, &socket);
    bench.check("the sender died", true, matches!(sent, Err(Stop::Guest(ref e)) if died(e)));
    Ok(())
}

/// A module that takes rmmod down with it.
pub fn bug_in_exit(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    let removed = remove(bench)?;
    bench.check("rmmod died", true, matches!(removed, Err(ref error) if died(error)));
    Ok(())
}

/// A fault that takes the whole machine, or one that the kernel only remarks on, at once or when
/// the damage is used.
pub fn message(bench: &mut Bench) -> Result<(), Stop> {
    let socket = ready(bench)?;
    trigger(bench, &socket)?;
    let bystander = Socket::open(bench, "bystander", PROTOCOL, 0)?;
    for _ in 0..AFTERMATH {
        bystander.tell(&MessageBuilder::new(HARMLESS, 1, 1).build())?;
    }
    Ok(())
}

/// A socket to the module, which is loaded.
fn ready<'a>(bench: &mut Bench<'a>) -> Result<Socket<'a>, Stop> {
    bench.load()?;
    Socket::open(bench, "victim", PROTOCOL, 0)
}

/// Sets the fault off.
fn trigger(bench: &mut Bench, socket: &Socket) -> Result<(), Stop> {
    bench.arrived();
    socket.tell(&MessageBuilder::new(TRIGGER, 1, 1).build())
}

/// Unloads the module, by a process of its own.
fn remove(bench: &mut Bench) -> Result<Result<(), GuestError>, Stop> {
    let remover = bench.process("remover")?;
    bench.arrived();
    let name = bench.modules.first().map_or("", |path| name_of(path));
    Ok(bench.guest.on(remover).remove_module(name, 0).map(drop))
}

/// Did the operation go to sleep in the module, never to come back?
fn blocked(bench: &mut Bench, result: Result<(), Stop>) -> Result<(), Stop> {
    if let Err(Stop::Guest(GuestError::TimedOut { stack, .. })) = &result {
        bench.check("state of the process", 'D', stack.state().unwrap_or('?'));
        bench.check("it sleeps in the module", true, sleeps_in_module(stack));
    }
    result
}

/// Where the kernel gives no stack (before 2.6.29, or built without), any sleep will do.
fn sleeps_in_module(stuck: &Stuck) -> bool {
    stuck.stack.is_empty() || stuck.stack.contains("[faulty_")
}

fn died(error: &GuestError) -> bool {
    matches!(error, GuestError::ProcessDied { .. })
}
