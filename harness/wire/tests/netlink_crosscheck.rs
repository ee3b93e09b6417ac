//! Our bytes parsed by netlink-packet-*, and theirs parsed by us.
#![cfg(feature = "std")]
use std::num::NonZeroI32;

use netlink_packet_core::{ErrorMessage, NetlinkHeader, NetlinkMessage, NetlinkPayload};
use netlink_packet_generic::ctrl::nlas::{GenlCtrlAttrs, McastGrpAttrs, OpAttrs};
use netlink_packet_generic::ctrl::{GenlCtrl, GenlCtrlCmd};
use netlink_packet_generic::{GenlHeader, GenlMessage};
use nlmatrix_wire::netlink::{AttrList, MessageBuilder, NlMsgHdr, parse};
use rstest::rstest;

type Theirs = NetlinkMessage<GenlMessage<GenlCtrl>>;

fn serialize(flags: u16, payload: NetlinkPayload<GenlMessage<GenlCtrl>>) -> Vec<u8> {
    let mut header = NetlinkHeader::default();
    header.flags = flags;
    header.sequence_number = 7;
    header.port_number = 120;
    let mut message = Theirs::new(header, payload);
    message.finalize();
    let mut bytes = vec![0; message.buffer_len()];
    message.serialize(&mut bytes);
    bytes
}

fn ctrl(cmd: GenlCtrlCmd, nlas: Vec<GenlCtrlAttrs>) -> NetlinkPayload<GenlMessage<GenlCtrl>> {
    let header = GenlHeader { cmd: cmd.into(), version: 2 };
    NetlinkPayload::InnerMessage(GenlMessage::new(header, GenlCtrl { cmd, nlas }, 0x10))
}

#[test]
fn the_same_request_byte_for_byte() {
    let attrs = vec![GenlCtrlAttrs::FamilyName("DOC_EXMPL".to_owned())];
    let theirs = serialize(5, ctrl(GenlCtrlCmd::GetFamily, attrs));
    let ours = MessageBuilder::new(0x10, 5, 7).pid(120).genl(3, 2).attr_str(2, "DOC_EXMPL").build();
    assert_eq!(ours, theirs);
}

/// A family as both sides write it; arrays count from 1 in the kernel and 0 in the crate.
fn family() -> (Vec<GenlCtrlAttrs>, Vec<u8>) {
    let theirs = vec![
        GenlCtrlAttrs::FamilyId(27),
        GenlCtrlAttrs::Ops(vec![vec![OpAttrs::Id(1), OpAttrs::Flags(14)]]),
        GenlCtrlAttrs::McastGroups(vec![vec![
            McastGrpAttrs::Name("GRP".to_owned()),
            McastGrpAttrs::Id(5),
        ]]),
    ];
    let op = AttrList::new().u32(1, 1).u32(2, 14);
    let group = AttrList::new().str(1, "GRP").u32(2, 5);
    let ours = MessageBuilder::new(0x10, 2, 7)
        .pid(120)
        .genl(1, 2)
        .attr_u16(1, 27)
        .nested(6, &AttrList::new().nested(1, &op))
        .nested(7, &AttrList::new().nested(1, &group))
        .build();
    (theirs, ours)
}

#[test]
fn they_read_our_family() {
    let (attrs, bytes) = family();
    let message = Theirs::deserialize(&bytes).expect("a message they accept");
    let NetlinkPayload::InnerMessage(genl) = message.payload else { panic!("not a genl message") };
    assert_eq!((genl.header.cmd, genl.header.version), (1, 2));
    assert_eq!(genl.payload.nlas, attrs);
}

#[test]
fn we_read_their_family() {
    let bytes = serialize(2, ctrl(GenlCtrlCmd::NewFamily, family().0));
    let parsed = parse(&bytes);
    assert!(parsed.rest.is_empty());
    let (header, attrs) = parsed.messages[0].genl().expect("a genl header");
    assert_eq!((header.cmd, header.version, header.reserved), (1, 2, 0));
    let attrs: Vec<_> = attrs.collect();
    assert_eq!(attrs.iter().map(|attr| attr.ty()).collect::<Vec<_>>(), [1, 6, 7]);
    assert_eq!(attrs[0].u16(), Some(27));
    let group = attrs[2].nested().next().expect("a group");
    let values: Vec<_> = group.nested().map(|attr| attr.text()).collect();
    assert_eq!(values, [&b"GRP"[..], &[5]]);
}

#[rstest]
#[case(0)]
#[case(-2)]
#[case(-95)]
fn errors_both_ways(#[case] code: i32) {
    let echo = NlMsgHdr { len: 16, ty: 0x30, flags: 5, seq: 7, pid: 120 };
    let ours = MessageBuilder::new(2, 0x100, 7)
        .pid(120)
        .payload(&code.to_le_bytes())
        .payload(&echo.to_bytes())
        .build();
    let mut error = ErrorMessage::default();
    error.code = NonZeroI32::new(code);
    error.header = echo.to_bytes().to_vec();
    assert_eq!(ours, serialize(0x100, NetlinkPayload::Error(error.clone())));
    let read = Theirs::deserialize(&ours).expect("an error they accept");
    assert_eq!(read.payload, NetlinkPayload::Error(error));
    let reply = parse(&ours).messages[0].error().expect("an error we accept");
    assert_eq!((reply.code, reply.echo), (code, Some(echo)));
}

#[rstest]
#[case(0)]
#[case(-4)]
fn they_read_our_done(#[case] code: i32) {
    let ours = MessageBuilder::new(3, 2, 7).payload(&code.to_le_bytes()).build();
    let NetlinkPayload::Done(done) = Theirs::deserialize(&ours).expect("a DONE").payload else {
        panic!("not a DONE")
    };
    assert_eq!(done.code, code);
    assert_eq!(parse(&ours).messages[0].done().expect("a DONE").code, Some(code));
}
