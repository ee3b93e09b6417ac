//! Scenarios of `imp2`, the netfilter hook. Its contract is `kmods/imp2/imp2.h`.

use std::net::Ipv4Addr;
use std::time::Duration;

use nlmatrix_wire::netlink::MessageBuilder;

use super::contract::imp2 as contract;
use super::definition::Scenario;
use super::ping::{Pinger, loopback_up, udp_arrives};
use super::program::Program;
use super::socket::Socket;
use super::test::hex;
use super::{Must, Stop, Test};
use crate::guest::Exit;
use crate::guest::consts::{SIGINT, SIGKILL};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "icmp-watch",
        icmp_watch,
        "pings are reported with their addresses until the client closes",
    ),
    Scenario::new(
        "imp2-client",
        client,
        "the netfilter client prints packets, and closes on a signal",
    )
    .with_client("imp2-client"),
    Scenario::new(
        "imp2-client-killed",
        client_killed,
        "the netfilter client is killed without a close",
    )
    .with_client("imp2-client"),
];

const PROTOCOL: i32 = contract::PROTO;
const REGISTER: u16 = contract::U_PID;
const CLOSE: u16 = contract::CLOSE;
const PACKET: u16 = contract::K_MSG;

/// Both differ from 127.0.0.1 and are not palindromes, so that swapped bytes or addresses are noticed.
const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const THERE: Ipv4Addr = Ipv4Addr::new(127, 3, 0, 4);

fn tell(socket: &Socket, ty: u16) -> Result<(), Stop> {
    socket.tell(&MessageBuilder::new(ty, 0, 0).pid(socket.port).build())
}

/// What the module should send about one packet.
fn packet(from: Ipv4Addr, to: Ipv4Addr) -> String {
    let payload = [from.octets(), to.octets()].concat();
    hex(&MessageBuilder::new(PACKET, 0, 0).payload(&payload).build())
}

/// The next datagram, as bytes.
fn next(socket: &Socket) -> Result<String, Stop> {
    Ok(hex(&socket.recv()?.data))
}

/// One ping makes two packets: request and reply.
fn both_are_told(test: &mut Test, app: &Socket, ping: &mut Pinger) -> Result<(), Stop> {
    ping.there_and_back(test)?;
    let ping = ping.count();
    let request = next(app)?;
    test.check(&format!("ping {ping}: the request"), packet(HERE, THERE), request);
    let reply = next(app)?;
    test.check(&format!("ping {ping}: the reply"), packet(THERE, HERE), reply);
    test.expect_silence(&format!("ping {ping}: and nothing else"), app)?;
    Ok(())
}

/// Pings are reported with the right addresses to whoever is registered, as long as it is; packets always pass.
fn icmp_watch(test: &mut Test) -> Result<(), Stop> {
    loopback_up(test)?;
    test.load()?;
    let ping = &mut Pinger::open(test, HERE, THERE)?;
    let app = Socket::open(test, "application", PROTOCOL, 0)?;
    let other = Socket::open(test, "other", PROTOCOL, 0)?;
    ping.there_and_back(test)?;
    test.check("packets seen before anybody registered", 2, test.parameter("imp2", "seen")?);
    test.expect_silence("silent before registering", &app)?;

    tell(&app, REGISTER)?;
    test.check("registered port", app.port, test.parameter("imp2", "port")?);
    both_are_told(test, &app, ping)?;
    udp_arrives(test)?;
    test.expect_silence("UDP is not told", &app)?;
    tell(&other, CLOSE)?;
    both_are_told(test, &app, ping)?;

    tell(&app, CLOSE)?;
    ping.there_and_back(test)?;
    test.expect_silence("silent after the close", &app)?;
    test.check("ICMP packets seen", 8, test.parameter("imp2", "seen")?);
    test.check("messages taken", 4, test.parameter("imp2", "sent")?);
    gone_without_close(test, app, &other, ping)
}

/// A registered process ends without a close.
fn gone_without_close(
    test: &mut Test,
    app: Socket,
    other: &Socket,
    ping: &mut Pinger,
) -> Result<(), Stop> {
    tell(&app, REGISTER)?;
    let end = test.guest.end(app.owner).must("ending the application")?;
    test.check("end of the application", Exit::Signalled(SIGKILL), end);
    ping.there_and_back(test)?;
    test.check("failed sends", 1, test.parameter("imp2", "failed")?);
    test.check("their errno (ECONNREFUSED)", 111, test.parameter("imp2", "last_error")?);
    test.check("port forgotten", 0, test.parameter("imp2", "port")?);
    tell(other, REGISTER)?;
    both_are_told(test, other, ping)
}

/// The lines of a client that saw `pings` pings.
fn lines(pid: i32, pings: usize) -> String {
    let ping = format!("{HERE} > {THERE}\n{THERE} > {HERE}\n");
    format!("registered as {pid}\n{}", ping.repeat(pings))
}

/// The client, running and registered, and a pinger.
fn with_client(test: &Test) -> Result<(Program, Pinger), Stop> {
    loopback_up(test)?;
    test.load()?;
    let client = test.start(&["imp2-client"])?;
    test.said(&client, 1)?;
    Ok((client, Pinger::open(test, HERE, THERE)?))
}

/// The document's client: registers, prints packets, and says CLOSE on a signal.
fn client(test: &mut Test) -> Result<(), Stop> {
    let (client, mut ping) = with_client(test)?;
    test.check("registered port", client.pid, test.parameter("imp2", "port")?);
    ping.there_and_back(test)?;
    ping.there_and_back(test)?;
    let said = test.said(&client, 5)?;
    test.check("what it printed", lines(client.pid, 2), said);
    test.guest.agent().kill(client.pid, SIGINT).must("kill")?;
    let run = test.finish(&client, Duration::from_secs(5))?;
    test.check("exit", Exit::Exited(0), &run.exit);
    let last = run.stdout.lines().last().unwrap_or_default();
    test.check("its last word", "closed", last);
    test.check("port after the close", 0, test.parameter("imp2", "port")?);
    ping.there_and_back(test)?;
    test.check("messages taken", 4, test.parameter("imp2", "sent")?);
    test.check("none failed", 0, test.parameter("imp2", "failed")?);
    Ok(())
}

/// The same client, killed without a chance to say CLOSE: the module has to notice that.
fn client_killed(test: &mut Test) -> Result<(), Stop> {
    let (client, mut ping) = with_client(test)?;
    test.guest.agent().kill(client.pid, SIGKILL).must("kill")?;
    let run = test.finish(&client, Duration::from_secs(5))?;
    test.check("its end", Exit::Signalled(SIGKILL), &run.exit);
    test.check("still registered", client.pid, test.parameter("imp2", "port")?);
    ping.there_and_back(test)?;
    test.check("failed sends", 1, test.parameter("imp2", "failed")?);
    test.check("port forgotten", 0, test.parameter("imp2", "port")?);
    let client = test.start(&["imp2-client"])?;
    test.said(&client, 1)?;
    ping.there_and_back(test)?;
    let said = test.said(&client, 3)?;
    test.check("what the next client printed", lines(client.pid, 1), said);
    test.guest.agent().kill(client.pid, SIGKILL).must("kill")?;
    test.finish(&client, Duration::from_secs(5))?;
    Ok(())
}
