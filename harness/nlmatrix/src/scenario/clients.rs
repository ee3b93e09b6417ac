//! Clients using the libraries that users have, and how these handle trouble in the kernel.

use std::time::Duration;

use nlmatrix_wire::netlink::{FlagContext, MessageBuilder, flag_names, parse};

use super::definition::Scenario;
use super::test::hex;
use super::{Stop, Test};
use crate::guest::Exit;

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "client-libnl",
        libnl_echo,
        "a client using libnl-3 resolves its family, gets an answer, receives from a group, and dumps",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-libmnl",
        libmnl_echo,
        "a client using libmnl resolves its family, gets an answer, receives from a group, and dumps",
    )
    .with_client("genl-libmnl"),
    Scenario::new("client-genl", genl, "the program genl of iproute2 shows the family")
        .with_client("genl"),
    Scenario::new(
        "client-rust",
        neli_echo,
        "a client using the crate neli resolves its family, gets an answer, and dumps",
    )
    .with_client("genl-neli"),
    Scenario::new(
        "client-decode",
        decode,
        "libnl and nlmatrix's own decoder read the same from the same bytes",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-sequence",
        sequence,
        "how libraries handle an answer with a wrong sequence number",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-interrupted",
        interrupted,
        "how libraries handle an interrupted dump (NLM_F_DUMP_INTR)",
    )
    .with_client("genl-libnl"),
    Scenario::new(
        "client-overrun",
        overrun,
        "how libraries handle an overrun (ENOBUFS), and the dump that makes up for it",
    )
    .with_client("genl-libnl"),
];

/// How long a client may take: glibc starts slowly on an emulated processor.
const DEADLINE: Duration = Duration::from_secs(10);

/// Runs a client in `mode` and compares its `name=value` lines.
fn compare(
    test: &mut Test,
    client: &str,
    mode: &str,
    expected: &[(&str, &str)],
) -> Result<(), Stop> {
    let run = test.run(&[client, mode], DEADLINE)?;
    test.check(&format!("{client} {mode}: exit"), Exit::Exited(0), &run.exit);
    test.check(&format!("{client} {mode}: errors"), "", run.stderr.trim());
    for (name, value) in expected {
        let line = run.stdout.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        let observed = line.unwrap_or("missing");
        test.check_in(&format!("{client} {mode}: {name}"), value, observed, &run.stdout);
    }
    Ok(())
}

const ECHO: [(&str, &str); 8] = [
    ("resolved", "1"),
    ("sync", "0"),
    ("reply", "Hello from kernel space!!!"),
    ("greet", "0"),
    ("listen", "0"),
    ("greeting", "Greeting from kernel!"),
    ("dump", "0"),
    ("entries", "100"),
];

/// libnl-3.
fn libnl_echo(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    compare(test, "genl-libnl", "echo", &ECHO)
}

/// libmnl.
fn libmnl_echo(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    compare(test, "genl-libmnl", "echo", &ECHO)
}

/// The crate neli.
fn neli_echo(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let expected = [&ECHO[..3], &[("group", "1")], &ECHO[6..]].concat();
    compare(test, "genl-neli", "echo", &expected)
}

/// iproute2's genl, which knows the controller and no families.
fn genl(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let run = test.run(&["genl", "ctrl", "get", "name", "DOC_EXMPL"], DEADLINE)?;
    test.check("genl ctrl get: exit", Exit::Exited(0), &run.exit);
    for (what, text) in [
        ("name", "Name: DOC_EXMPL"),
        ("version and attributes", "Version: 0x1  header size: 0  max attribs: 2"),
        ("commands", "#5:  ID-0x5"),
        ("group", "name: DOC_EXMPL_GRP"),
    ] {
        let found = run.stdout.contains(text);
        test.check_in(&format!("genl shows {what}"), true, found, &run.stdout);
    }
    let run = test.run(&["genl", "ctrl", "get", "name", "NO_SUCH"], DEADLINE)?;
    test.check("genl on an unknown family fails", false, run.exit == Exit::Exited(0));
    let said = run.stderr.contains("No such file or directory");
    test.check_in("and says ENOENT's text", true, said, &run.stderr);
    let run = test.run(&["genl", "ctrl", "list"], DEADLINE)?;
    let both = ["nlctrl", "DOC_EXMPL"].iter().all(|name| run.stdout.contains(name));
    test.check_in("genl ctrl list has both families", true, both, &run.stdout);
    Ok(())
}

/// An answer whose sequence number is one too high. libnl's -16 is NLE_SEQ_MISMATCH, although 16 is also EBUSY; neli
/// even refuses nlecho's correct answers, because their port is 0.
fn sequence(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    compare(test, "genl-libnl", "sequence", &[("right", "0"), ("wrong", "-16")])?;
    compare(test, "genl-libmnl", "sequence", &[("right", "0"), ("wrong", "EPROTO")])?;
    let neli = [("right", "BadSeqOrPid"), ("wrong", "BadSeqOrPid")];
    compare(test, "genl-neli", "sequence", &neli)
}

/// A dump during which the table changes: -33 is libnl's NLE_DUMP_INTR.
fn interrupted(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let libnl = [("interrupted", "-33"), ("again", "0"), ("entries-again", "1000")];
    compare(test, "genl-libnl", "interrupted", &libnl)?;
    let libmnl = [("interrupted", "EINTR"), ("again", "0"), ("entries-again", "1000")];
    compare(test, "genl-libmnl", "interrupted", &libmnl)?;
    compare(test, "genl-neli", "interrupted", &[("dump", "0"), ("entries", "1000")])
}

/// Lost changes: libnl's -5 is NLE_NOMEM, to which it maps ENOBUFS.
fn overrun(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    let same = [("lost", "1"), ("resync", "0"), ("entries", "1000")];
    let libnl = [&[("overrun", "-5"), ("drained", "-4")], &same[..]].concat();
    compare(test, "genl-libnl", "overrun", &libnl)?;
    let libmnl = [&[("overrun", "ENOBUFS"), ("drained", "EAGAIN")], &same[..]].concat();
    compare(test, "genl-libmnl", "overrun", &libmnl)?;
    compare(test, "genl-neli", "overrun", &same[1..])
}

/// The same bytes parsed by libnl's nl_msg_dump() and by our own parser.
fn decode(test: &mut Test) -> Result<(), Stop> {
    let echo = MessageBuilder::new(27, 5, 0x4924_131e).pid(120).genl(1, 1);
    let messages = [
        ("a request", echo.clone().attr_str(1, "hello").build()),
        ("two attributes", echo.clone().attr_u32(2, 7).attr_bytes(3, &[9; 5]).build()),
        ("a dump", MessageBuilder::new(16, 0x301, 1).genl(3, 2).build()),
        ("part of a dump", MessageBuilder::new(27, 2, 9).pid(77).genl(4, 1).attr_u16(2, 1).build()),
    ];
    for (what, bytes) in messages {
        let run = test.run(&["genl-libnl", "decode", &hex(&bytes)], DEADLINE)?;
        test.check(&format!("{what}: exit"), Exit::Exited(0), &run.exit);
        for (field, ours) in read_by_us(&bytes) {
            let line = run.stdout.lines().map(str::trim).find(|line| line.starts_with(&field));
            let theirs = line.unwrap_or("missing");
            test.check_in(&format!("{what}: {field}"), ours, theirs, &run.stdout);
        }
    }
    Ok(())
}

/// The beginning of a line of libnl's → that line with the values that we parse.
fn read_by_us(bytes: &[u8]) -> Vec<(String, String)> {
    let messages = parse(bytes).messages;
    let Some(message) = messages.first() else { return Vec::new() };
    let header = message.header;
    let names = flag_names(header.flags, FlagContext::Get).replace('|', ",");
    // libnl has no name for the combination.
    let names = names.replace("DUMP", "ROOT,MATCH");
    let flags = format!(".flags = {} <{}>", header.flags, names);
    let mut lines = vec![
        (".nlmsg_len".to_owned(), format!(".nlmsg_len = {}", header.len)),
        (".flags".to_owned(), flags),
        (".seq".to_owned(), format!(".seq = {}", header.seq)),
        (".port".to_owned(), format!(".port = {}", header.pid)),
    ];
    if let Some((genl, attrs)) = message.genl() {
        lines.push((".cmd".to_owned(), format!(".cmd = {}", genl.cmd)));
        lines.push((".version".to_owned(), format!(".version = {}", genl.version)));
        lines.extend(attrs.map(|attr| {
            let name = format!("[ATTR {:02}]", attr.ty());
            (name.clone(), format!("{name} {} octets", attr.value.len()))
        }));
    }
    lines
}
