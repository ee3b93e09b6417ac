// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a user of the crate `neli` sees of genlecho, gentable and nlecho.
//!
//! Usage: `genl-neli echo|sequence|interrupted|overrun`, as genl-libnl. Prints one `name=value`
//! line for each step; exit code 1 for usage, 2 when a step fails that should not.

use std::error::Error;

use neli::consts::nl::NlmF;
use neli::consts::socket::NlFamily;
use neli::err::RouterError;
use neli::genl::{AttrTypeBuilder, Genlmsghdr, GenlmsghdrBuilder, NlattrBuilder};
use neli::nl::NlPayload;
use neli::router::synchronous::NlRouter;
use neli::types::{Buffer, GenlBuffer};
use neli::utils::Groups;

type Genl = Genlmsghdr<u8, u16>;
type Outcome<T> = Result<T, Box<dyn Error>>;

const ECHO: u8 = 1;
const DUMP: u8 = 4;
const GET: u8 = 1;
const SET: u8 = 2;
const ENTRIES: u32 = 1000;

fn connect(protocol: NlFamily) -> Outcome<NlRouter> {
    Ok(NlRouter::connect(protocol, None, Groups::empty())?.0)
}

fn genl(cmd: u8, attrs: &[(u16, Vec<u8>)]) -> Outcome<Genl> {
    let mut list = GenlBuffer::<u16, Buffer>::new();
    for (ty, bytes) in attrs {
        let ty = AttrTypeBuilder::default().nla_type(*ty).build()?;
        let payload = Buffer::from(bytes.as_slice());
        list.push(NlattrBuilder::default().nla_type(ty).nla_payload(payload).build()?);
    }
    Ok(GenlmsghdrBuilder::default().cmd(cmd).version(1).attrs(list).build()?)
}

/// Text of the first answer that has one, how many answers came, and the error that ended them.
fn ask(router: &NlRouter, id: u16, flags: NlmF, message: Genl) -> Outcome<(String, u32, String)> {
    let answers =
        router.send::<_, _, u16, Genl>(id, flags, NlPayload::Payload(message))?;
    let (mut text, mut count) = (String::new(), 0);
    for answer in answers {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Ok((text, count, name(&error))),
        };
        let Some(payload) = answer.get_payload() else { continue };
        count += 1;
        if let Some(attr) = payload.attrs().iter().next() {
            let bytes = attr.nla_payload().as_ref();
            text = String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
        }
    }
    Ok((text, count, "0".to_owned()))
}

fn name<T, P>(error: &RouterError<T, P>) -> String {
    match error {
        RouterError::BadSeqOrPid(_) => "BadSeqOrPid".to_owned(),
        RouterError::Io(kind) => format!("Io({kind:?})"),
        RouterError::Nlmsgerr(_) => "Nlmsgerr".to_owned(),
        _ => "another error".to_owned(),
    }
}

fn echo() -> Outcome<()> {
    let router = connect(NlFamily::Generic)?;
    let id = router.resolve_genl_family("DOC_EXMPL")?;
    println!("resolved={}", u8::from(id > 16));
    let hello = genl(ECHO, &[(1, b"hello from neli\0".to_vec())])?;
    let (text, _, error) = ask(&router, id, NlmF::ACK, hello)?;
    println!("sync={error}\nreply={text}");
    let group = router.resolve_nl_mcast_group("DOC_EXMPL", "DOC_EXMPL_GRP")?;
    println!("group={}", u8::from(group > 0));
    let (_, count, error) = ask(&router, id, NlmF::DUMP, genl(DUMP, &[])?)?;
    println!("dump={error}\nentries={count}");
    Ok(())
}

/// nlecho's answers have port 0 in their header, which this crate does not take for its own.
fn sequence() -> Outcome<()> {
    for (what, ty) in [("right", 0x10_u16), ("wrong", 0x14)] {
        let router = connect(NlFamily::from(31))?;
        let payload = NlPayload::Payload(Buffer::from(&b"neli"[..]));
        let mut answers = router.send::<_, _, u16, Buffer>(ty, NlmF::ACK, payload)?;
        let answer = answers.next_typed::<u16, Buffer>();
        let seen = answer.map(|answer| answer.map_or_else(|error| name(&error), |_| "0".to_owned()));
        println!("{what}={}", seen.unwrap_or("nothing".to_owned()));
    }
    Ok(())
}

fn set(id: u16, value: u32, count: u32) -> Outcome<()> {
    let attrs = [0, value, count].map(|number| number.to_ne_bytes().to_vec());
    let attrs: Vec<_> = (1..).zip(attrs).collect();
    let (_, _, error) = ask(&connect(NlFamily::Generic)?, id, NlmF::ACK, genl(SET, &attrs)?)?;
    if error == "0" { Ok(()) } else { Err(format!("setting the table: {error}").into()) }
}

/// Its thread reads all by itself, so a change falls into the dump only by chance: until it does.
fn interrupted() -> Outcome<()> {
    let router = connect(NlFamily::Generic)?;
    let id = router.resolve_genl_family("NLM_TABLE")?;
    set(id, 1, 1)?;
    let (_, count, error) = ask(&router, id, NlmF::DUMP, genl(GET, &[])?)?;
    println!("dump={error}\nentries={count}");
    Ok(())
}

fn overrun() -> Outcome<()> {
    let router = connect(NlFamily::Generic)?;
    let id = router.resolve_genl_family("NLM_TABLE")?;
    set(id, 1000, ENTRIES)?;
    let (_, count, error) = ask(&router, id, NlmF::DUMP, genl(GET, &[])?)?;
    println!("resync={error}\nentries={count}");
    Ok(())
}

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let result = match mode.as_str() {
        "echo" => echo(),
        "sequence" => sequence(),
        "interrupted" => interrupted(),
        "overrun" => overrun(),
        _ => {
            eprintln!("usage: genl-neli echo|sequence|interrupted|overrun");
            std::process::exit(1)
        }
    };
    if let Err(error) = result {
        eprintln!("{mode}: {error}");
        std::process::exit(2);
    }
}
