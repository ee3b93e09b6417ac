//! What `decode` says about correct and incorrect messages of every protocol.
#![cfg(feature = "std")]
use nlmatrix_wire::netlink::header::{NLM_F_ACK_TLVS, NLM_F_CAPPED, NLM_F_DUMP};
use nlmatrix_wire::netlink::{AttrList, GenlHdr, MessageBuilder, NlMsgHdr, decode, parse};
use rstest::rstest;

/// The "third message" of the Linux Journal thread, byte for byte.
const THIRD_MESSAGE: [u8; 36] = [
    0x24, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x1e, 0x13, 0x24, 0x49, 0x68, 0x39, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00, 0x30, 0x00, 0x05, 0x00, 0x1e, 0x13, 0x24, 0x49,
    0x68, 0x39, 0x00, 0x00,
];

#[test]
fn third_message_is_an_ack() {
    let parsed = parse(&THIRD_MESSAGE);
    let error = parsed.messages[0].error().expect("an NLMSG_ERROR");
    assert!(parsed.messages[0].is_ack() && parsed.rest.is_empty());
    assert_eq!((error.errno(), error.echo_payload.len(), error.extack.raw.len()), (0, 0, 0));
    let echo = error.echo.expect("the request's header");
    assert_eq!(
        (echo.len, echo.ty, echo.flags, echo.seq, echo.pid),
        (48, 0x30, 5, 0x4924_131e, 14696)
    );
    assert_eq!(
        decode(16, &THIRD_MESSAGE),
        [
            "nlmsghdr len=36 type=NLMSG_ERROR(2) flags=0 seq=1227100958 pid=14696",
            "  error 0 (an ACK) for: len=48 type=0x30 flags=REQUEST|ACK seq=1227100958 pid=14696",
        ]
    );
}

#[test]
fn first_message_of_the_thread() {
    let bytes = MessageBuilder::new(0x30, 0, 0x4924_131f)
        .genl(1, 1)
        .attr_str(1, "hello world from kernel space");
    let bytes = bytes.build();
    assert_eq!(bytes[..4], [0x38, 0, 0, 0]);
    assert_eq!(bytes[16..24], [1, 1, 0, 0, 0x22, 0, 1, 0]);
    assert_eq!(
        decode(16, &bytes),
        [
            "nlmsghdr len=56 type=0x30 flags=0 seq=1227100959 pid=0",
            "  genl cmd=1 version=1",
            "  attr type=1 len=34 \"hello world from kernel space\\0\"",
        ]
    );
}

/// An `NLMSG_ERROR` to request `echo`, with these bytes after the echoed header.
fn error(flags: u16, code: i32, echo_len: u32, after: &[u8]) -> Vec<u8> {
    let echo = NlMsgHdr { len: echo_len, ty: 0x10, flags: 5, seq: 7, pid: 0 };
    MessageBuilder::new(2, flags, 7)
        .pid(120)
        .payload(&code.to_le_bytes())
        .payload(&echo.to_bytes())
        .payload(after)
        .build()
}

fn extack() -> AttrList {
    let policy = AttrList::new().u32(1, 10).u32(7, 8);
    AttrList::new().str(1, "no such family").u32(2, 20).bytes(3, &[1, 2, 3]).nested(4, &policy)
}

const REQUEST_BODY: [u8; 12] = [3, 1, 0, 0, 6, 0, 2, 0, b'a', 0, 0, 0];

#[rstest]
#[case::old_ack(0, 0, &[], 0, false)]
#[case::capped_ack(NLM_F_CAPPED, 0, &[], 0, false)]
#[case::old_error_without_request(0, -2, &[], 0, false)]
#[case::error_with_request(0, -2, &REQUEST_BODY, 12, false)]
#[case::capped_error(NLM_F_CAPPED, -2, &[], 0, false)]
#[case::capped_with_tlvs(NLM_F_CAPPED | NLM_F_ACK_TLVS, -2, &extack().as_bytes().to_vec(), 0, true)]
#[case::request_and_tlvs(
    NLM_F_ACK_TLVS, -22, &[&REQUEST_BODY, extack().as_bytes()].concat(), 12, true)]
#[case::ack_with_tlvs(NLM_F_CAPPED | NLM_F_ACK_TLVS, 0, &extack().as_bytes().to_vec(), 0, true)]
#[case::tlvs_promised_but_absent(NLM_F_ACK_TLVS, -22, &REQUEST_BODY, 12, false)]
fn error_forms(
    #[case] flags: u16,
    #[case] code: i32,
    #[case] after: &[u8],
    #[case] echoed: usize,
    #[case] has_extack: bool,
) {
    let bytes = error(flags, code, 28, after);
    let parsed = parse(&bytes);
    let reply = parsed.messages[0].error().expect("an NLMSG_ERROR");
    assert_eq!((reply.errno(), reply.is_ack()), (-code, code == 0));
    assert_eq!(reply.echo_payload, &REQUEST_BODY[..echoed]);
    assert_eq!(reply.extack.msg, has_extack.then_some(&b"no such family"[..]));
    assert_eq!(reply.extack.offs, has_extack.then_some(20));
    assert_eq!(reply.extack.cookie, has_extack.then_some(&[1, 2, 3][..]));
    assert_eq!(reply.extack.policy.map(<[u8]>::len), has_extack.then_some(16));
}

#[rstest]
#[case(0)]
#[case(3)]
#[case(4)]
#[case(19)]
fn short_errors_are_described(#[case] len: usize) {
    let bytes = MessageBuilder::new(2, 0, 1).payload(&vec![0xff; len]).build();
    let parsed = parse(&bytes);
    assert_eq!(parsed.messages[0].error().is_some(), len >= 4);
    assert!(decode(16, &bytes)[1].contains("short: "));
}

#[test]
fn extended_ack_lines() {
    let bytes = error(NLM_F_ACK_TLVS, -22, 28, &[&REQUEST_BODY, extack().as_bytes()].concat());
    assert_eq!(
        decode(16, &bytes),
        [
            "nlmsghdr len=104 type=NLMSG_ERROR(2) flags=ACK_TLVS seq=7 pid=120",
            "  error -22 (EINVAL) for: len=28 type=0x10 flags=REQUEST|ACK seq=7 pid=0",
            "    genl cmd=CTRL_CMD_GETFAMILY(3) version=1",
            "    attr CTRL_ATTR_FAMILY_NAME(2) len=6 \"a\\0\"",
            "  attr NLMSGERR_ATTR_MSG(1) len=19 \"no such family\\0\"",
            "  attr NLMSGERR_ATTR_OFFS(2) len=8 u32=20",
            "  attr NLMSGERR_ATTR_COOKIE(3) len=7 01 02 03",
            "  attr NLMSGERR_ATTR_POLICY(4) len=20 nested",
            "    attr NL_POLICY_TYPE_ATTR_TYPE(1) len=8 u32=10",
            "    attr NL_POLICY_TYPE_ATTR_MAX_LENGTH(7) len=8 u32=8",
        ]
    );
}

#[test]
fn family_by_name() {
    let op = AttrList::new().u32(1, 1).u32(2, 0xe);
    let group = AttrList::new().u32(2, 5).str(1, "DOC_EXMPL_GRP");
    let bytes = MessageBuilder::new(0x10, 0, 9)
        .genl(1, 2)
        .attr_str(2, "DOC_EXMPL")
        .attr_u16(1, 0x1b)
        // As in kernels before 5.2: without NLA_F_NESTED.
        .attr_bytes(6, AttrList::new().bytes(1, op.as_bytes()).as_bytes())
        .nested(7, &AttrList::new().nested(1, &group))
        .build();
    assert_eq!(
        decode(16, &bytes)[1..],
        [
            "  genl cmd=CTRL_CMD_NEWFAMILY(1) version=2",
            "  attr CTRL_ATTR_FAMILY_NAME(2) len=14 \"DOC_EXMPL\\0\"",
            "  attr CTRL_ATTR_FAMILY_ID(1) len=6 u16=27",
            "  attr CTRL_ATTR_OPS(6) len=24 nested",
            "    attr type=1 len=20 nested",
            "      attr CTRL_ATTR_OP_ID(1) len=8 u32=1",
            "      attr CTRL_ATTR_OP_FLAGS(2) len=8 u32=14",
            "  attr CTRL_ATTR_MCAST_GROUPS(7) len=36 nested",
            "    attr type=1 len=32 nested",
            "      attr CTRL_ATTR_MCAST_GRP_ID(2) len=8 u32=5",
            "      attr CTRL_ATTR_MCAST_GRP_NAME(1) len=18 \"DOC_EXMPL_GRP\\0\"",
        ]
    );
}

#[rstest]
#[case::text(
    31,
    b"message from process 7 has been processed\0\0\0",
    "  payload 44 bytes \"message from process 7 has been processed\" + 3 NUL bytes"
)]
#[case::four_letters(31, b"abc\0", "  payload 4 bytes \"abc\\0\"")]
#[case::int(31, &[0, 0, 0, 0], "  done 0")]
#[case::dump_end(16, &[0, 0, 0, 0], "  done 0")]
#[case::dump_error(16, &(-4_i32).to_le_bytes(), "  done -4 (EINTR)")]
fn done_is_an_int_or_a_text(#[case] protocol: i32, #[case] payload: &[u8], #[case] want: &str) {
    let bytes = MessageBuilder::new(3, 2, 1).payload(payload).build();
    assert_eq!(decode(protocol, &bytes)[1..], [want]);
}

#[rstest]
#[case::empty(16, vec![], &["empty datagram"])]
#[case::few_bytes(31, b"ab".to_vec(), &["short: 2 bytes are left, a header needs 16", "bytes \"ab\""])]
#[case::long_claim(31, MessageBuilder::new(3, 1, 1).payload(b"Yoo!").claim_len(99).build(), &[
    "nlmsghdr len=99 type=NLMSG_DONE(3) flags=REQUEST seq=1 pid=0",
    "  truncated: nlmsg_len=99 but only 20 bytes are left",
    "  bytes \"Yoo!\"",
])]
#[case::short_claim(31, MessageBuilder::new(16, 1, 1).claim_len(5).build(), &[
    "nlmsghdr len=5 type=0x10 flags=REQUEST seq=1 pid=0",
    "  malformed: nlmsg_len=5 is less than 16",
])]
#[case::short_genl(16, MessageBuilder::new(0x1b, 1, 1).payload(&[1, 1]).build(), &[
    "nlmsghdr len=18 type=0x1b flags=REQUEST seq=1 pid=0",
    "  short: a genl header needs 4 bytes, got 01 01",
])]
#[case::reserved(16, MessageBuilder::new(0x1b, 0x301, 1)
    .genl_hdr(GenlHdr { cmd: 2, version: 1, reserved: 9 }).build(), &[
    "nlmsghdr len=20 type=0x1b flags=REQUEST|DUMP seq=1 pid=0",
    "  genl cmd=2 version=1 reserved=0x9 (must be 0)",
])]
#[case::false_attr(16, MessageBuilder::new(0x1b, 1, 1).genl(1, 1).attr_claiming(1, b"ab", 99).build(), &[
    "nlmsghdr len=28 type=0x1b flags=REQUEST seq=1 pid=0",
    "  genl cmd=1 version=1",
    "  truncated: nla_len=99 but 8 bytes are left: 63 00 01 00 61 62 00 00",
])]
#[case::no_nul(16, MessageBuilder::new(0x1b, 1, 1).genl(1, 1).attr_str_unterminated(1, "hello").build(), &[
    "nlmsghdr len=32 type=0x1b flags=REQUEST seq=1 pid=0",
    "  genl cmd=1 version=1",
    "  attr type=1 len=9 \"hello\"",
])]
fn malformed_input_is_described(
    #[case] protocol: i32,
    #[case] bytes: Vec<u8>,
    #[case] want: &[&str],
) {
    assert_eq!(decode(protocol, &bytes), want);
}

#[rstest]
#[case::add(b"add@/devices/x\0ACTION=add\0SEQNUM=12\0",
    &["uevent add@/devices/x", "  ACTION=add", "  SEQNUM=12"])]
#[case::odd(b"add\0X\0Y=\x1b[2J", &[
    "uevent malformed, no ACTION@DEVPATH: add",
    "  malformed, no KEY=VALUE: X",
    "  Y=\\x1b[2J",
    "  unterminated: the last byte is not NUL",
])]
#[case::udev(b"libudev\0\xfe\xed", &["udev's own message (not the kernel's): fe ed"])]
fn uevents(#[case] bytes: &[u8], #[case] want: &[&str]) {
    assert_eq!(decode(15, bytes), want);
}

#[test]
fn nesting_is_followed_a_bounded_depth() {
    let deep = (0..1000).fold(AttrList::new(), |inner, _| AttrList::new().nested(1, &inner));
    let lines =
        decode(16, &MessageBuilder::new(0x1b, NLM_F_DUMP, 1).genl(1, 1).nested(1, &deep).build());
    assert!(lines.len() < 12, "{lines:#?}");
}
