//! A user looks into a cell's guest.

use std::time::Duration;

use camino::Utf8Path;
use nlmatrix::process::{Finished, Job, find_program};
use rstest::rstest;

use crate::own::{KERNEL, own};
use crate::place::{Place, root};

/// `nlmatrix cell` for the scenario `scenario` of `tests/own`.
fn cell(place: &Place, file: &Utf8Path, scenario: &str) -> Job {
    Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
        .args(["cell", &format!("{KERNEL}/hello/{scenario}"), "--matrix", file.as_str()])
        .env("TMPDIR", place.tmp().as_str())
}

fn passes(ran: &Finished, scenario: &str) {
    let last = format!("{KERNEL}/hello/{scenario}: pass (expected pass)");
    assert!(ran.status == Some(0) && ran.output.contains(&last), "{}", ran.output);
}

#[test]
fn the_messages_are_a_capture() {
    let place = Place::new();
    let path = place.path.join("x.pcap");
    let ran = cell(&place, &own(&place), "messages").args(["--pcap", path.as_str()]);
    let ran = ran.finish().unwrap();
    passes(&ran, "messages");
    let capture = fs_err::read(&path).unwrap();
    assert_eq!(capture[20..24], [253, 0, 0, 0], "link type");
    // The magic number twice, and four words for each message.
    assert!(capture.len() > 24 + 2 * (16 + 16 + 16), "{} bytes", capture.len());
    if find_program("tshark").is_none() {
        eprintln!("tshark is not here: only its test among the validators reads a capture");
        return;
    }
    let fields = ["-T", "fields", "-e", "frame.protocols", "-e", "frame.time_epoch"];
    let read = Job::new("tshark").args(["-r", path.as_str()]).args(fields).read().unwrap();
    let said = ran.output.lines().find_map(|line| line.strip_suffix(" netlink messages"));
    let said: usize = said.unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    assert_eq!(read.lines().count(), said, "{read}");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let recent = |line: &str| {
        let time: f64 = line.split('\t').nth(1).unwrap().parse().unwrap();
        line.starts_with("netlink") && (now.as_secs_f64() - time).abs() < 600.0
    };
    assert!(read.lines().all(recent), "{read}");
}

#[test]
fn the_log_begins_with_the_kernels_first_line() {
    let place = Place::new();
    let ran = cell(&place, &own(&place), "talk").arg("--dmesg").finish().unwrap();
    passes(&ran, "talk");
    let first = ran.output.lines().find(|line| line.contains("Linux version ")).unwrap();
    assert!(first.contains("0.000000"), "{first}");
    // What the console of a run does not show, and nothing from the transcript.
    assert!(ran.output.contains("Memory: ") && !ran.output.contains(" ms  "), "{}", ran.output);
}

#[rstest]
#[case::before("--shell=before")]
#[case::after("--shell")]
fn a_shell_in_the_guest_has_modules_clients_and_busybox(#[case] option: &str) {
    let place = Place::new();
    let typed = "ls /modules/hello/*\nls /clients\nsed s/Linux/LINUX/ /proc/version\ntalk x; echo \"ended: $?\"\n";
    let ran = cell(&place, &own(&place), "talk").arg(option).stdin(typed).finish().unwrap();
    passes(&ran, "talk");
    for said in ["hello.ko", "sum", "LINUX version 7.2", "hi -1 x", "ended: 1"] {
        assert!(ran.output.contains(said), "{said}: {}", ran.output);
    }
    // The transcript has the scenario, and nothing from the shell.
    assert!(!ran.output.contains("spawn(/bin/busybox"), "{}", ran.output);
    assert!(place.machines().is_empty() && place.left().is_empty());
}

/// The key ends the guest, whatever it is doing.
#[test]
fn a_guest_that_hangs_can_be_left() {
    let place = Place::new();
    let typed = "sleep 1000\n\u{1d}";
    let ran = cell(&place, &own(&place), "talk").arg("--shell").stdin(typed).finish().unwrap();
    passes(&ran, "talk");
    assert!(place.machines().is_empty() && place.left().is_empty());
}

/// If a user breaks the guest in a shell after the scenario, that is not the module's fault.
#[test]
fn what_is_done_behind_the_scenario_changes_no_verdict() {
    let place = Place::new();
    let crash = "echo c >/proc/sysrq-trigger\n";
    let ran = cell(&place, &own(&place), "talk").arg("--shell").stdin(crash).finish().unwrap();
    passes(&ran, "talk");
}

#[test]
fn strace_sees_what_the_clients_call() {
    let place = Place::new();
    let ran = cell(&place, &own(&place), "talk").arg("--strace").finish().unwrap();
    passes(&ran, "talk");
    for call in [
        "execve(\"/clients/talk\", [\"/clients/talk\", \"a\", \"b\"]",
        "exit_group(2)",
        "+++ exited",
    ] {
        assert!(ran.output.contains(call), "{call}: {}", ran.output);
    }
}

#[test]
fn what_cannot_be_had_is_said_before_anything_is_done() {
    let place = Place::new();
    let file = root().join("matrix.toml");
    for option in ["--shell", "--strace", "--gdb"] {
        let job = Job::new(env!("CARGO_BIN_EXE_nlmatrix"))
            .args(["cell", "2.6.32/kernel/portid", "--matrix", file.as_str(), option])
            .env("NLMATRIX_CACHE", place.path.join("store").as_str());
        let ran = job.finish().unwrap();
        let says = format!("{option}: Debian's ");
        assert!(ran.status == Some(2) && ran.output.contains(&says), "{}", ran.output);
        assert!(!place.path.join("store").exists());
    }
}

/// gdb stops in the module's own function, and knows its name and that of its caller.
#[test]
fn gdb_gets_hold_of_the_guest_and_of_its_module() {
    if find_program("gdb").is_none() {
        eprintln!("gdb is not here");
        return;
    }
    let place = Place::new();
    let log = place.path.join("log");
    let run = cell(&place, &own(&place), "talk").arg("--gdb").output(&log).start().unwrap();
    let said = |what: &str| fs_err::read_to_string(&log).unwrap_or_default().contains(what);
    assert!(crate::real::within(Duration::from_secs(120), || said("target remote")));
    let text = fs_err::read_to_string(&log).unwrap();
    let line = text.lines().find(|line| line.contains("target remote")).unwrap();
    let script = text.split('`').find_map(|it| it.strip_prefix("source ")).unwrap();
    // The module counts requests: a client reads its parameter.
    let commands = format!(
        "continue\nsource {script}\nbreak get if 1\ncontinue\nbacktrace\ndelete\ncontinue\n"
    );
    let file = place.path.join("commands");
    fs_err::write(&file, commands).unwrap();
    let told = Job::new("sh").args(["-c", &format!("{} -batch -x {file}", line.trim())]).finish();
    let told = told.unwrap().output;
    let ended = run.wait().unwrap();
    assert!(told.contains(" get (text=") && told.contains("in param_attr_show"), "{told}");
    assert!(told.contains(" at hello.c:8"), "lines of the module: {told}");
    assert_eq!(ended.status.code(), Some(0), "{}\n{told}", fs_err::read_to_string(&log).unwrap());
}
