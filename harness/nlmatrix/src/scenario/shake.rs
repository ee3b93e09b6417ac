//! Leftovers of a module that no table of the kernel lists: notifiers, hooks, timers, works, operations of
//! namespaces, locks.
//!
//! Once the modules are unloaded, the kernel is made to meet whatever they may have left: the network is configured,
//! packets are sent, a network namespace is made, a program is executed, memory is reclaimed, and a minute passes.
//! Meeting code and data that are gone crashes at once; meeting a lock that nobody releases hangs. Operations that
//! this kernel does not have are skipped; the transcript has its answer.

use std::time::Duration;

use nlmatrix_wire::netlink::Number as _;

use super::rtnl::{self, Rtnl};
use super::{Stop, Test};
use crate::console::classify;
use crate::guest::consts::{AF_INET, AF_INET6, CLONE_NEWNET, IPPROTO_IP, IPPROTO_IPV6, SOCK_DGRAM};
use crate::guest::{self, Control, Creds, GuestError, Proc};
use crate::version::KernelVersion;

/// The module that lets a minute pass for timers (`images/kernels/elapse`).
pub const ELAPSE: &str = "/modules/nlmatrix/elapse/nlmatrix_elapse.ko";
/// From here on, a minute was seen to pass without harm. The clock of 2.6.32 counts jiffies, so a watchdog, or a
/// network namespace on its way out, sometimes took the jump for a stall of a correct module.
const PASSES: [u32; 4] = [5, 10, 0, 0];
/// An address that nobody has.
const ADDRESS: [u8; 4] = [127, 85, 85, 85];
/// A kind of link, and of queueing discipline, that no kernel has.
const NO_KIND: &str = "nlmatrix";
/// A socket option that nobody has, so that the kernel asks everyone who might.
const NO_OPTION: i32 = 7777;
/// A program in a format that no kernel knows. It begins with text, so that no module is requested for it.
const NO_PROGRAM: (&str, &[u8]) = ("/of-no-kind", b"nlmatrix\n");
/// The port of the discard protocol, on which nobody listens.
const NOWHERE: u16 = 9;
/// How long it may take until the resources of an ended namespace are freed, or the console reports something.
const AFTERWARDS: Duration = Duration::from_millis(30);

/// What is done, in a process of its own, and its wording in a reason.
type Step = (&'static str, fn(&Test<'_>, Proc) -> Result<(), Stop>);

const STEPS: [Step; 6] = [
    ("the network was configured", configure),
    ("a packet was sent", send),
    ("a network namespace was made", make_namespace),
    ("a program was executed", execute),
    ("memory was reclaimed", reclaim),
    ("a minute had passed", let_time_pass),
];

impl Test<'_> {
    /// Makes the kernel meet what the modules, which are unloaded, have left in it.
    pub(crate) fn shake(&mut self) -> Result<(), Stop> {
        for (when, step) in STEPS {
            self.behind_unload(when, |test| {
                let process = test.process("shaker")?;
                match step(test, process) {
                    // This kernel cannot do it, as the transcript shows.
                    Ok(()) | Err(Stop::Broken(_)) => {}
                    Err(stop) => return Err(stop),
                }
                test.guest.end(process)?.ok();
                Ok(())
            })?;
        }
        self.behind_unload("all this was done", |_| {
            std::thread::sleep(AFTERWARDS);
            Ok(())
        })
    }

    /// Does `what` after the modules were unloaded. If the kernel crashes or hangs, it has met something of theirs.
    pub(super) fn behind_unload<T>(
        &mut self,
        when: &str,
        what: impl FnOnce(&Test<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let before = (self.console)().map_or(0, |text| text.len());
        let done = what(self);
        let hangs = done.as_ref().err().is_some_and(is_met);
        if !self.modules.is_empty() && (hangs || self.has_splat_since(before)) {
            let names = self.modules.iter().map(|path| Self::module_name(path));
            let names = names.collect::<Vec<_>>().join(", ");
            self.left.push(format!("something of {names} that the kernel met when {when}"));
        }
        done
    }

    fn has_splat_since(&self, before: usize) -> bool {
        let console = (self.console)().unwrap_or_default();
        console.get(before..).is_some_and(|said| !classify(said).is_empty())
    }
}

/// Is it a sign that something was met, rather than that nlmatrix or the host failed?
fn is_met(stop: &Stop) -> bool {
    match stop {
        Stop::Guest(error) => !matches!(error, GuestError::Lost(_) | GuestError::Protocol(_)),
        Stop::Hang(_) => true,
        Stop::Broken(_) | Stop::NoDevice(_) | Stop::NoCompat(_) => false,
    }
}

/// Brings `lo` up, adds and removes an address, and looks up a kind of link and one of queueing discipline. All of
/// this takes the RTNL lock, and is reported to notifiers.
fn configure(test: &Test<'_>, process: Proc) -> Result<(), Stop> {
    let rtnl = Rtnl::open(test, process, 0)?;
    let address = |ty| rtnl::of_address(ty, rtnl.lo, ADDRESS);
    let requests = [
        rtnl::set_up(rtnl.lo),
        address(rtnl::NEWADDR).flags(rtnl::CREATE),
        address(rtnl::DELADDR),
        rtnl::of_kind(NO_KIND),
        rtnl::of_qdisc(rtnl::NEWQDISC, rtnl.lo).flags(rtnl::CREATE).text(rtnl::TCA_KIND, NO_KIND),
    ];
    requests.iter().try_for_each(|request| rtnl.ask(request).map(drop))
}

/// Sends a packet over `lo` in each address family.
fn send(test: &Test<'_>, process: Proc) -> Result<(), Stop> {
    let on = test.guest.on(process);
    let port = NOWHERE.to_be_bytes();
    let addresses = [
        (AF_INET, IPPROTO_IP, [&port[..], &[127, 0, 0, 1], &[0; 8]].concat()),
        (AF_INET6, IPPROTO_IPV6, [&port[..], &[0; 4], &[0; 15], &[1], &[0; 4]].concat()),
    ];
    for (family, level, rest) in addresses {
        let Ok(fd) = on.socket(family, SOCK_DGRAM, 0)? else { continue };
        let family = u16::try_from(family).unwrap_or_default().to_guest();
        let to = [&family[..], &rest].concat();
        on.sendmsg(fd, Some(&to), 0, b"nlmatrix", Control::None)?.ok();
        on.getsockopt(fd, level, NO_OPTION, 4)?.ok();
        on.close(fd)?.ok();
    }
    Ok(())
}

/// The namespace goes with its process.
fn make_namespace(test: &Test<'_>, process: Proc) -> Result<(), Stop> {
    Ok(test.guest.on(process).unshare(CLONE_NEWNET).map(drop)?)
}

/// All program loaders of the kernel are asked whether they know it.
fn execute(test: &Test<'_>, _: Proc) -> Result<(), Stop> {
    let agent = test.guest.agent();
    agent.write_file(NO_PROGRAM.0, NO_PROGRAM.1)?.ok();
    agent.spawn(&[NO_PROGRAM.0], "/dev/null", "/dev/null", Creds::Root)?.ok();
    Ok(())
}

/// Everyone who keeps reclaimable memory is asked for it.
fn reclaim(test: &Test<'_>, process: Proc) -> Result<(), Stop> {
    test.guest.on(process).write_file("/proc/sys/vm/drop_caches", b"2")?.ok();
    Ok(())
}

/// In the meantime, watchdogs that count jiffies are held off.
fn let_time_pass(test: &Test<'_>, process: Proc) -> Result<(), Stop> {
    if test.release.parse::<KernelVersion>().is_ok_and(|it| it.numbers() < PASSES) {
        return Ok(());
    }
    guest::with_watchdogs_held(test.guest, test.slowness, || {
        Ok(test.guest.on(process).insert_module(ELAPSE, "").map(drop)?)
    })
}
