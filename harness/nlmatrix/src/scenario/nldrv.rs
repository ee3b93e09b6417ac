//! Scenarios of `nldrv`, the driver with a real interrupt. Its contract is `kmods/nldrv/nldrv.h`.

use std::time::Duration;

use nlmatrix_wire::netlink::MessageBuilder;
use nlmatrix_wire::netlink::Number as _;

use super::contract::nldrv as contract;
use super::definition::Scenario;
use super::socket::Socket;
use super::test::hex;
use super::{Must, Stop, Test};
use crate::guest::Exit;
use crate::guest::consts::SIGKILL;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "irq-notify",
        irq_notify,
        "each tick and each interrupt is reported, in order, to whoever is registered",
    ),
    Scenario::new("irq-rate", irq_rate, "messages per second from a hard interrupt to a program")
        .with_client("nldrv-client"),
    Scenario::new(
        "nldrv-client",
        client,
        "the driver's client prints each event, and may be killed",
    )
    .with_client("nldrv-client"),
    Scenario::new(
        "nldrv-client-unchecked",
        client_unchecked,
        "a client that checks no result acts on an event that never happened",
    )
    .with_client("nldrv-client-unchecked"),
];

const PROTOCOL: i32 = contract::PROTO;
const USER: u16 = contract::MSG_USER;
const TRIGGER: u16 = contract::MSG_TRIGGER;
const PACKET: u16 = contract::MSG_PACKET;

const TIMER: u32 = contract::SOURCE_TIMER;
const IRQ: u32 = contract::SOURCE_IRQ;
const LINE: u32 = contract::IRQ;
const IN_HARDIRQ: u32 = contract::IN_HARDIRQ;
const IN_SOFTIRQ: u32 = contract::IN_SOFTIRQ;

/// How often each source fires.
const COUNT: u32 = 20;

fn message(ty: u16, port: u32, words: &[u32]) -> Vec<u8> {
    let payload: Vec<u8> = words.iter().flat_map(|word| word.to_guest()).collect();
    MessageBuilder::new(ty, 0, 0).pid(port).payload(&payload).build()
}

fn register(socket: &Socket) -> Result<(), Stop> {
    socket.tell(&message(USER, socket.port, &[]))
}

fn trigger(socket: &Socket, source: u32, count: u32) -> Result<(), Stop> {
    socket.tell(&message(TRIGGER, socket.port, &[source, count]))
}

/// The packets that `source` should send, in order, as bytes.
fn packets(source: u32, count: u32) -> String {
    let (context, line) = if source == IRQ { (IN_HARDIRQ, LINE) } else { (IN_SOFTIRQ, 0) };
    (1..=count).map(|at| hex(&message(PACKET, 0, &[source, at, context, line]))).collect()
}

/// The next `count` datagrams, as bytes.
///
/// A hard interrupt may come while softirqs run, which says nothing about its own context, so that bit is cleared in
/// packets that were made in one.
fn receive(socket: &Socket, count: u32) -> Result<String, Stop> {
    const CONTEXT: usize = 16 + 8;
    let mut seen = String::new();
    for _ in 0..count {
        let mut received = socket.recv()?;
        if let Some(context) = received.data.get_mut(CONTEXT)
            && u32::from(*context) & IN_HARDIRQ != 0
        {
            *context &= !(IN_SOFTIRQ as u8);
        }
        seen.push_str(&hex(&received.data));
    }
    Ok(seen)
}

/// How many interrupts `/proc/interrupts` counts for the driver.
fn interrupts(test: &Test) -> Result<u32, Stop> {
    let table = test.text("/proc/interrupts")?;
    let line = table.lines().find(|line| line.trim_end().ends_with("nldrv"));
    let columns = line.into_iter().flat_map(str::split_whitespace).skip(1);
    Ok(columns.map_while(|column| column.parse::<u32>().ok()).sum())
}

/// Every tick and every interrupt is reported to the registered application, in order, and to nobody else; a port
/// that is gone is forgotten.
fn irq_notify(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let app = Socket::open(test, "application", PROTOCOL, 0)?;
    let other = Socket::open(test, "other", PROTOCOL, 0)?;
    // The port's driver may have tested its interrupt at boot, so the count starts from there.
    let before = interrupts(test)?;
    register(&app)?;
    test.check("registered port", app.port, test.parameter("nldrv", "port")?);

    test.arrived();
    for (name, source) in [("messages from the timer", TIMER), ("messages from the irq", IRQ)] {
        trigger(&other, source, COUNT)?;
        let seen = receive(&app, COUNT)?;
        test.check(name, packets(source, COUNT), seen);
        test.expect_silence(&format!("no more {name}"), &app)?;
    }
    test.check("interrupts that the kernel counted", COUNT, interrupts(test)? - before);
    test.check("interrupts that the driver took", COUNT, test.parameter("nldrv", "interrupts")?);
    test.check("messages taken", 2 * COUNT, test.parameter("nldrv", "sent")?);
    test.expect_silence("not told to others", &other)?;
    dead_port(test, &app, &other)
}

/// The application ends without telling the driver.
fn dead_port(test: &mut Test, app: &Socket, other: &Socket) -> Result<(), Stop> {
    test.guest.on(app.owner).close(app.fd).must("close")?;
    trigger(other, IRQ, 3)?;
    let unheard = test.settled_parameter("nldrv", "unheard", "2")?;
    test.check("events after the port was found gone", 2, unheard);
    test.check("failed sends", 1, test.parameter("nldrv", "failed")?);
    test.check("their errno (ECONNREFUSED)", 111, test.parameter("nldrv", "last_error")?);
    test.check("port forgotten", 0, test.parameter("nldrv", "port")?);
    register(other)?;
    trigger(other, IRQ, 1)?;
    let seen = receive(other, 1)?;
    test.check("the next one to register is told", packets(IRQ, 1), seen);
    Ok(())
}

/// Messages per second from a hard interrupt to a program.
fn irq_rate(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    test.arrived();
    let run = test.run(&["nldrv-client", "irq", "100", "20"], Duration::from_secs(30))?;
    test.check("exit", Exit::Exited(0), &run.exit);
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    let numbers = words.first().zip(words.get(3));
    let numbers = numbers.and_then(|(count, us)| Some((count.parse().ok()?, us.parse().ok()?)));
    let (count, microseconds): (u32, f64) = numbers.unwrap_or((0, 0.0));
    test.check("messages", 2000, count);
    test.check("interrupts taken", 2000, test.parameter("nldrv", "interrupts")?);
    if microseconds > 0.0 {
        let rate = f64::from(count) * 1e6 / microseconds;
        test.figures.insert("messages_per_second".to_owned(), rate.round());
    }
    Ok(())
}

fn lines(source: &str, line: u32, context: &str, count: u32) -> String {
    let line = |at| format!("{source} {at} on line {line}, sent in {context} context\n");
    (1..=count).map(line).collect()
}

/// The document's client: first it triggers itself, then it waits for what others trigger, then it is killed.
fn client(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    test.arrived();
    let run = test.run(&["nldrv-client", "irq", "5"], Duration::from_secs(10))?;
    test.check("exit after interrupts", Exit::Exited(0), &run.exit);
    test.check("what it printed of interrupts", lines("interrupt", LINE, "hardirq", 5), run.stdout);
    let run = test.run(&["nldrv-client", "timer", "3"], Duration::from_secs(10))?;
    test.check("exit after ticks", Exit::Exited(0), &run.exit);
    test.check("what it printed of ticks", lines("tick", 0, "softirq", 3), run.stdout);

    let program = test.start(&["nldrv-client"])?;
    let port = test.settled_parameter("nldrv", "port", &program.pid.to_string())?;
    test.check("the waiting client is registered", program.pid, port);
    let other = Socket::open(test, "other", PROTOCOL, 0)?;
    trigger(&other, IRQ, 4)?;
    let said = test.said(&program, 4)?;
    test.check("what the waiting client printed", lines("interrupt", LINE, "hardirq", 4), said);
    test.guest.agent().kill(program.pid, SIGKILL).must("kill")?;
    let run = test.finish(&program, Duration::from_secs(5))?;
    test.check("its end", Exit::Signalled(SIGKILL), &run.exit);
    trigger(&other, IRQ, 1)?;
    let failed = test.settled_parameter("nldrv", "failed", "1")?;
    test.check("its port is found gone", 1, failed);
    test.check("and forgotten", 0, test.parameter("nldrv", "port")?);
    Ok(())
}

/// More interrupts than a queue holds: the correct client reports that, the document's client makes one up.
fn client_unchecked(test: &mut Test) -> Result<(), Stop> {
    const MANY: &str = "5000";
    test.load()?;
    test.arrived();
    let run = test.run(&["nldrv-client", "irq", MANY], Duration::from_secs(20))?;
    // Before 2.6.16 it is not told (a70ea994a0d): it waits for what was lost, or notices a gap.
    test.check_in(
        "the correct client learns of the loss",
        true,
        run.exit == Exit::Exited(4),
        &format!("{:?}: {}", run.exit, run.stderr),
    );
    test.check_in(
        "it names ENOBUFS",
        true,
        run.stderr.contains("recvfrom failed: ENOBUFS"),
        &run.stderr,
    );
    test.settled_parameter("nldrv", "interrupts", MANY)?;
    let run = test.run(&["nldrv-client-unchecked", "irq", MANY], Duration::from_secs(20))?;
    test.check("exit of the unchecked client", Exit::Exited(0), &run.exit);
    test.check("it works on an event that never was", "event 0", run.stdout.trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use nlmatrix_wire::netlink::parse;

    use super::*;

    #[test]
    fn packets_are_whole_messages() {
        let bytes = message(PACKET, 0, &[IRQ, 7, IN_HARDIRQ, LINE]);
        let parsed = parse(&bytes);
        assert_eq!(parsed.messages[0].header.len, 32);
        assert_eq!(parsed.messages[0].payload[4..8], [7, 0, 0, 0]);
        assert_eq!(packets(IRQ, 2).len(), 2 * 64);
    }
}
