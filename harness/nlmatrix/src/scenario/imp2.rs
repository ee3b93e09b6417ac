//! Scenarios of `imp2`, the netfilter hook. Its contract is `kmods/imp2/imp2.h`.

use std::net::Ipv4Addr;
use std::time::Duration;

use nlmatrix_wire::netlink::MessageBuilder;

use super::bench::hex;
use super::ping::{Pinger, loopback_up, udp_arrives};
use super::programs::Program;
use super::socket::Socket;
use super::{Bench, Must, Stop};
use crate::guest::Exit;
use crate::guest::consts::{SIGINT, SIGKILL};

const PROTOCOL: i32 = 28;
const REGISTER: u16 = 0x10;
const CLOSE: u16 = 0x11;
const PACKET: u16 = 0x12;

/// Both differ from 127.0.0.1 and are no palindromes: a swapped byte or address shows.
const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const THERE: Ipv4Addr = Ipv4Addr::new(127, 3, 0, 4);

fn tell(socket: &Socket, ty: u16) -> Result<(), Stop> {
    socket.tell(&MessageBuilder::new(ty, 0, 0).pid(socket.port).build())
}

/// What the module should send of one packet.
fn packet(from: Ipv4Addr, to: Ipv4Addr) -> String {
    let payload = [from.octets(), to.octets()].concat();
    hex(&MessageBuilder::new(PACKET, 0, 0).payload(&payload).build())
}

/// The next datagram, as bytes.
fn next(socket: &Socket) -> Result<String, Stop> {
    Ok(hex(&socket.recv()?.data))
}

/// One ping makes two packets: there and back.
fn both_are_told(bench: &mut Bench, app: &Socket, ping: &mut Pinger) -> Result<(), Stop> {
    ping.there_and_back(bench)?;
    let ping = ping.count();
    let request = next(app)?;
    bench.check(&format!("ping {ping}: the request"), packet(HERE, THERE), request);
    let reply = next(app)?;
    bench.check(&format!("ping {ping}: the reply"), packet(THERE, HERE), reply);
    let silent = app.is_silent()?;
    bench.check(&format!("ping {ping}: and nothing else"), true, silent);
    Ok(())
}

/// Pings are told with the right addresses, to whom is registered, while it is; packets always
/// pass.
pub fn icmp_watch(bench: &mut Bench) -> Result<(), Stop> {
    loopback_up(bench)?;
    bench.load()?;
    let ping = &mut Pinger::open(bench, HERE, THERE)?;
    let app = Socket::open(bench, "application", PROTOCOL, 0)?;
    let other = Socket::open(bench, "other", PROTOCOL, 0)?;
    ping.there_and_back(bench)?;
    bench.check("packets seen before anybody registered", 2, bench.parameter("imp2", "seen")?);
    let silent = app.is_silent()?;
    bench.check("silent before registering", true, silent);

    tell(&app, REGISTER)?;
    bench.check("registered port", app.port, bench.parameter("imp2", "port")?);
    both_are_told(bench, &app, ping)?;
    udp_arrives(bench)?;
    let silent = app.is_silent()?;
    bench.check("UDP is not told", true, silent);
    tell(&other, CLOSE)?;
    both_are_told(bench, &app, ping)?;

    tell(&app, CLOSE)?;
    ping.there_and_back(bench)?;
    let silent = app.is_silent()?;
    bench.check("silent after the close", true, silent);
    bench.check("ICMP packets seen", 8, bench.parameter("imp2", "seen")?);
    bench.check("messages taken", 4, bench.parameter("imp2", "sent")?);
    gone_without_close(bench, app, &other, ping)
}

/// Whoever was registered goes without a close.
fn gone_without_close(
    bench: &mut Bench,
    app: Socket,
    other: &Socket,
    ping: &mut Pinger,
) -> Result<(), Stop> {
    tell(&app, REGISTER)?;
    let end = bench.guest.end(app.owner).must("ending the application")?;
    bench.check("end of the application", Exit::Signalled(SIGKILL), end);
    ping.there_and_back(bench)?;
    bench.check("failed sends", 1, bench.parameter("imp2", "failed")?);
    bench.check("their errno (ECONNREFUSED)", 111, bench.parameter("imp2", "last_error")?);
    bench.check("port forgotten", 0, bench.parameter("imp2", "port")?);
    tell(other, REGISTER)?;
    both_are_told(bench, other, ping)
}

/// The lines of a client that saw `pings` pings.
fn lines(pid: i32, pings: usize) -> String {
    let ping = format!("{HERE} > {THERE}\n{THERE} > {HERE}\n");
    format!("registered as {pid}\n{}", ping.repeat(pings))
}

/// The client at work, registered, and a pinger.
fn with_client(bench: &Bench) -> Result<(Program, Pinger), Stop> {
    loopback_up(bench)?;
    bench.load()?;
    let client = bench.start(&["imp2-client"])?;
    bench.said(&client, 1)?;
    Ok((client, Pinger::open(bench, HERE, THERE)?))
}

/// The document's client: registers, prints packets, and says CLOSE on a signal.
pub fn client(bench: &mut Bench) -> Result<(), Stop> {
    let (client, mut ping) = with_client(bench)?;
    bench.check("registered port", client.pid, bench.parameter("imp2", "port")?);
    ping.there_and_back(bench)?;
    ping.there_and_back(bench)?;
    let said = bench.said(&client, 5)?;
    bench.check("what it printed", lines(client.pid, 2), said);
    bench.guest.agent().kill(client.pid, SIGINT).must("kill")?;
    let run = bench.finish(&client, Duration::from_secs(5))?;
    bench.check("exit", Exit::Exited(0), &run.exit);
    let last = run.stdout.lines().last().unwrap_or_default();
    bench.check("its last word", "closed", last);
    bench.check("port after the close", 0, bench.parameter("imp2", "port")?);
    ping.there_and_back(bench)?;
    bench.check("messages taken", 4, bench.parameter("imp2", "sent")?);
    bench.check("none failed", 0, bench.parameter("imp2", "failed")?);
    Ok(())
}

/// The same client, killed without a chance to say CLOSE: the module has to find that out.
pub fn client_killed(bench: &mut Bench) -> Result<(), Stop> {
    let (client, mut ping) = with_client(bench)?;
    bench.guest.agent().kill(client.pid, SIGKILL).must("kill")?;
    let run = bench.finish(&client, Duration::from_secs(5))?;
    bench.check("its end", Exit::Signalled(SIGKILL), &run.exit);
    bench.check("still registered", client.pid, bench.parameter("imp2", "port")?);
    ping.there_and_back(bench)?;
    bench.check("failed sends", 1, bench.parameter("imp2", "failed")?);
    bench.check("port forgotten", 0, bench.parameter("imp2", "port")?);
    let client = bench.start(&["imp2-client"])?;
    bench.said(&client, 1)?;
    ping.there_and_back(bench)?;
    let said = bench.said(&client, 3)?;
    bench.check("what the next client printed", lines(client.pid, 1), said);
    bench.guest.agent().kill(client.pid, SIGKILL).must("kill")?;
    bench.finish(&client, Duration::from_secs(5))?;
    Ok(())
}
