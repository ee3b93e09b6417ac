//! Drives a guest that somebody else boots: writes the initramfs, waits for the port, tries
//! everything once and prints the transcript.
//!
//! `guest INITRAMFS SOCKET PROGRAM`: start QEMU when the initramfs is there. PROGRAM is a static
//! one that prints something and ends after about a second.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use nlmatrix::guest::consts::{MSG_DONTWAIT, NETLINK_USERSOCK, POLLIN, SO_RCVBUF, SOL_SOCKET};
use nlmatrix::guest::{Creds, Guest, NlAddr};

type Any = Box<dyn std::error::Error>;

fn main() -> Result<(), Any> {
    let mut args = std::env::args().skip(1);
    let (image, socket) = (args.next().ok_or("INITRAMFS")?, args.next().ok_or("SOCKET")?);
    let program = std::fs::read(args.next().ok_or("PROGRAM")?)?;
    let files = [("/bin/program".to_owned(), program, 0o755)];
    std::fs::write(image, nlmatrix::image::initramfs(&files))?;
    let stream = loop {
        match UnixStream::connect(&socket) {
            Ok(stream) => break stream,
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let guest = Guest::connect(stream, Duration::from_secs(60))?;
    let outcome = tour(&guest);
    for event in guest.transcript().iter() {
        let hex = &event.hex[..event.hex.len().min(40)];
        println!(
            "{:9.3} {:12} {}({}) {} {hex}",
            event.at_ms, event.who, event.op, event.args, event.result
        );
    }
    guest.agent().within(Duration::ZERO).power_off()?;
    outcome
}

fn tour(guest: &Guest) -> Result<(), Any> {
    let agent = guest.agent();
    agent.read_text("/proc/version")??;
    agent.list_dir("/dev")??;
    let reader = guest.on(guest.process("reader", Creds::Root)?);
    let user = guest.on(guest.process("user", Creds::User { uid: 1000, gid: 1000 })?);
    let fd = reader.netlink(NETLINK_USERSOCK)??;
    reader.bind(fd, &NlAddr::port(77).to_bytes())??;
    reader.getsockname(fd)??;
    reader.setsockopt_int(fd, SOL_SOCKET, SO_RCVBUF, 4096)??;
    reader.getsockopt_int(fd, SOL_SOCKET, SO_RCVBUF)??;
    let sender = user.netlink(NETLINK_USERSOCK)??;
    let short = Duration::from_millis(200);
    let late = reader.within(short).recvmsg(fd, 0, 100);
    assert!(late.is_err(), "nothing was sent yet");
    let refused = reader.within(short).getpid();
    assert!(refused.is_err(), "the reader still hangs");
    user.send_to(sender, NlAddr::port(77), b"sixteen bytes or")??;
    assert_eq!(reader.collect()??.data, b"sixteen bytes or");
    let many =
        user.send_many(sender, Some(&NlAddr::port(77).to_bytes()), 0x40, &[7; 64], 500)??;
    assert!(many.sent > 0 && many.stopped.is_some());
    reader.poll(fd, POLLIN, 100)??;
    assert!(reader.recvmsg(fd, 0, 10)??.is_truncated());
    while reader.recvmsg(fd, MSG_DONTWAIT, 1000)?.is_ok() {}
    files_and_programs(guest)
}

fn files_and_programs(guest: &Guest) -> Result<(), Any> {
    let agent = guest.agent();
    let big: Vec<u8> = (0..60 << 10).map(|at| (at % 251) as u8).collect();
    agent.write_file("/tmp/big", &big)??;
    assert!(agent.read_file("/tmp/big", 0, 60 << 10)?? == big);
    let missing = agent.spawn(&["/nowhere"], "/tmp/o", "/tmp/e", Creds::Root)?;
    assert!(missing.is_err());
    let user = Creds::User { uid: 1, gid: 1 };
    let pid = agent.spawn(&["/bin/program", "word"], "/tmp/o", "/tmp/e", user)??;
    agent.within(Duration::from_millis(200)).wait(pid)??;
    agent.wait(pid)??;
    println!("the program says: {}", agent.read_text("/tmp/o")??);
    let doomed = guest.process("doomed", Creds::Root)?;
    agent.kill(doomed.pid(), 9)??;
    assert!(guest.on(doomed).getpid().is_err());
    let ended = guest.process("ended", Creds::Root)?;
    guest.end(ended)??;
    agent.set_clock(1_800_000_000)??;
    Ok(())
}
