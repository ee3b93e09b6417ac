//! Faults between host and guest.

use std::io::Write as _;
use std::time::{Duration, Instant};

use nlmatrix::console::{Kind, classify};
use nlmatrix::guest::consts::{AF_NETLINK, SOCK_RAW};
use nlmatrix::guest::{Creds, GuestError};
use nlmatrix_wire::frame::MAGIC;

use super::lab::Lab;
use super::record::Seen;
use super::right_if;

const EXIT_GROUP: u64 = 231;
const PORT: &str = "/dev/ttyS1";

/// PID 1 ends: the kernel panics, through no fault of its own.
pub fn agent_killed(lab: &Lab, _: u32) -> Seen {
    let (vm, guest, _) = lab.guest();
    let answer = guest.agent().syscall(EXIT_GROUP, [1, 0, 0, 0, 0, 0]);
    vm.ends_within(Duration::from_secs(5));
    let splats = vm.stop().map(|console| classify(&console)).unwrap_or_default();
    let kind = splats.first().map(|splat| splat.kind);
    let error = answer.err().map_or("an answer".to_owned(), |error| error.to_string());
    let seen = kind.map_or("no splat", Kind::as_str);
    right_if(kind == Some(Kind::AgentDied) && error.starts_with("lost"), format!("{seen}; {error}"))
}

/// Bytes from the guest that are not frames, between frames.
pub fn serial_garbage(lab: &Lab, round: u32) -> Seen {
    let (_vm, guest, worker) = lab.guest();
    let mut bytes: u32 = round.wrapping_add(0x9e37_79b9);
    let mut random = || {
        bytes = bytes.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (bytes >> 24) as u8
    };
    for _ in 0..20 {
        let garbage: Vec<u8> = (0..2000).map(|_| random()).collect();
        if !matches!(guest.on(worker).append_file(PORT, &garbage), Ok(Ok(2000))) {
            return Seen::Wrong("the garbage could not be written".to_owned());
        }
        if !matches!(guest.on(worker).getpid(), Ok(Ok(pid)) if pid == worker.pid()) {
            return Seen::Wrong("an answer was missed among garbage".to_owned());
        }
    }
    Seen::Right("40000 bytes of garbage around 20 answers, all heard".to_owned())
}

/// The beginning of a long frame that never continues: first to the guest, then from it.
pub fn half_a_message(lab: &Lab, _: u32) -> Seen {
    let (vm, guest, worker) = lab.guest();
    let mut half = MAGIC.to_vec();
    half.extend(60_000u32.to_le_bytes());
    half.extend([0; 20]);
    let sent = vm.stream().and_then(|mut stream| stream.write_all(&half));
    // The agent takes silence for the end of what is not a frame.
    std::thread::sleep(Duration::from_millis(500));
    let heard = sent.is_ok() && matches!(guest.on(worker).getpid(), Ok(Ok(_)));
    let written = guest.on(worker).append_file(PORT, &half);
    let started = Instant::now();
    let answer = guest.on(worker).getpid();
    let text = format!("heard by the guest: {heard}, by the host after {:?}", started.elapsed());
    right_if(heard && written.is_ok() && matches!(answer, Ok(Ok(_))), text)
}

/// A request that the guest never gets complete: what precedes it on the line swallows it.
pub fn lost_request(lab: &Lab, _: u32) -> Seen {
    let (vm, guest, worker) = lab.guest();
    let mut half = MAGIC.to_vec();
    half.extend(60_000u32.to_le_bytes());
    half.extend([0; 20]);
    for actor in [guest.on(worker), guest.agent()] {
        let sent = vm.stream().and_then(|mut stream| stream.write_all(&half));
        if sent.is_err() || !matches!(actor.append_file("/tmp/count", b"x"), Ok(Ok(1))) {
            return Seen::Wrong("a request that was lost was not sent again".to_owned());
        }
    }
    let count = guest.on(worker).read_text("/tmp/count");
    right_if(matches!(&count, Ok(Ok(text)) if text == "xx"), format!("written: {count:?}"))
}

/// Both serial ports at full load.
pub fn flood(lab: &Lab, _: u32) -> Seen {
    let (vm, guest, worker) = lab.guest();
    let flood = vec![b'~'; 60 << 10];
    let slow = Duration::from_secs(60);
    let started = Instant::now();
    for _ in 0..2 {
        for port in ["/dev/ttyS0", PORT] {
            if let Err(error) = guest.on(worker).within(slow).append_file(port, &flood) {
                return Seen::Wrong(format!("{port}: {error}"));
            }
        }
    }
    let answer = guest.on(worker).getpid();
    let Ok(console) = vm.stop() else {
        return Seen::Wrong("the console cannot be read".to_owned());
    };
    let text = format!("240 KiB in {:?}, {} of them console", started.elapsed(), console.len());
    right_if(matches!(answer, Ok(Ok(_))) && classify(&console).is_empty(), text)
}

/// The guest's clock jumps back and forth under an operation with a deadline.
pub fn clock_jump(lab: &Lab, _: u32) -> Seen {
    let (_vm, guest, mut worker) = lab.guest();
    for seconds in [10_000, 4_000_000_000, 1_000_000_000] {
        let started = Instant::now();
        let set = guest.agent().set_clock(seconds);
        let slept = guest.on(worker).sleep(Duration::from_millis(100));
        if !matches!((set, slept), (Ok(Ok(())), Ok(Ok(())))) {
            return Seen::Wrong(format!("no sleep after the clock was set to {seconds}"));
        }
        // Nobody sends to this socket.
        let socket = guest.on(worker).socket(AF_NETLINK, SOCK_RAW, 0);
        let Ok(Ok(fd)) = socket else { return Seen::Wrong(format!("{socket:?}")) };
        let stuck = guest.on(worker).within(Duration::from_millis(300)).recvmsg(fd, 0, 100);
        if !matches!(stuck, Err(GuestError::TimedOut { .. })) {
            return Seen::Wrong(format!("a deadline did not hold: {stuck:?}"));
        }
        if started.elapsed() > Duration::from_secs(10) {
            return Seen::Wrong(format!("{:?} for half a second", started.elapsed()));
        }
        worker = guest.process("next", Creds::Root).expect("there is room for one");
    }
    Seen::Right("deadlines held to the monotonic clock, at 1970, 2096 and 2001".to_owned())
}
