//! Netlink datagrams, and frames from the agent.

use nlmatrix_wire::frame::{self, HEADER};
use nlmatrix_wire::netlink::{AttrList, MessageBuilder};
use nlmatrix_wire::proto::{self, Done, Reply, Response, Stuck};

/// Datagrams, preceded by the byte that chooses their protocol: 0 is generic netlink, 1 uevents.
pub fn datagrams() -> Vec<Vec<u8>> {
    let inner = AttrList::new().bytes(1, b"notify\0").bytes(2, &5u32.to_le_bytes());
    let list = AttrList::new().nested(1, &inner).nested(2, &inner);
    let family = MessageBuilder::new(0x10, 0, 1)
        .genl(1, 2)
        .attr_bytes(1, &16u16.to_le_bytes())
        .attr_bytes(2, b"nlecho\0")
        .nested(7, &list)
        .nested(6, &list);
    let echo = MessageBuilder::new(0x1b, 5, 7).genl(1, 1).attr_bytes(1, b"hello\0").build();
    let error = |code: i32, flags: u16| {
        let payload = [code.to_le_bytes().as_slice(), &echo].concat();
        MessageBuilder::new(2, flags, 7).payload(&payload)
    };
    let extack = error(-22, 0x300).attr_bytes(1, b"bad attribute\0").attr_bytes(2, &[20, 0, 0, 0]);
    let deep =
        (0..20).fold(AttrList::new().bytes(1, b"deep"), |list, _| AttrList::new().nested(1, &list));
    let deep = MessageBuilder::new(0x10, 0, 1).genl(1, 2).nested(7, &deep);
    let done = MessageBuilder::new(3, 2, 1).payload(&0i32.to_le_bytes()).build();
    let dump = [family.clone().build(), family.clone().build(), done].concat();
    let messages =
        [family.build(), echo.clone(), error(0, 0x100).build(), extack.build(), deep.build(), dump];
    let uevent = b"add@/module/x\0ACTION=add\0DEVPATH=/module/x\0SEQNUM=7\0".to_vec();
    let own = MessageBuilder::new(0, 0, 0).payload(b"Hello from user").build();
    let chosen = |protocol: u8, bytes: Vec<u8>| [vec![protocol], bytes].concat();
    let messages = messages.into_iter().map(|bytes| chosen(0, bytes));
    messages.chain([chosen(1, uevent), chosen(2, own.clone()), chosen(31, own)]).collect()
}

/// Frames with every kind of reply: single ones, several at once, and just their payloads.
pub fn frames() -> Vec<Vec<u8>> {
    let from = [16, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
    let done = Done { value: 20, flags: 0x20, data: &[20; 40], from: &from, control: &[1; 16] };
    let stuck = Stuck {
        stack: b"[<0>] faulty_trigger+0x1/0x2\n",
        wchan: b"schedule_timeout",
        syscall: b"46 0x3",
        stat: b"12 (a ) b) D 1 12",
    };
    let replies = [
        Reply::Done(done),
        Reply::value(-22),
        Reply::TimedOut(stuck),
        Reply::Died { status: 0x8b },
        Reply::Refused,
    ];
    let payloads: Vec<Vec<u8>> = replies.into_iter().map(payload).collect();
    let whole: Vec<Vec<u8>> = payloads.iter().map(|payload| framed(payload)).collect();
    let all = whole.concat();
    payloads.into_iter().chain(whole).chain([all]).collect()
}

fn payload(reply: Reply) -> Vec<u8> {
    let mut buffer = vec![0; 512];
    let length = proto::encode(&Response { seq: 7, reply }, &mut buffer).expect("it fits");
    buffer.truncate(length);
    buffer
}

fn framed(payload: &[u8]) -> Vec<u8> {
    let mut buffer = [&[0; HEADER], payload].concat();
    frame::seal(&mut buffer, payload.len());
    buffer
}
