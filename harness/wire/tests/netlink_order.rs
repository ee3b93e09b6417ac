//! The codec with the byte order and word size of each kind of guest.
#![cfg(feature = "std")]
use nlmatrix_wire::abi::Abi;
use nlmatrix_wire::netlink::{
    AttrList, MessageBuilder, NlMsgHdr, decode, long, parse, set_guest_abi,
};
use proptest::prelude::*;

fn abis() -> impl Strategy<Value = Abi> {
    let bits = prop_oneof![Just(32), Just(64)];
    (any::<bool>(), bits).prop_map(|(big_endian, bits)| Abi { big_endian, bits })
}

/// The bytes of `number` in the guest's order, made without the codec.
fn plain(abi: Abi, number: u64, bytes: usize) -> Vec<u8> {
    match abi.big_endian {
        true => number.to_be_bytes()[8 - bytes..].to_vec(),
        false => number.to_le_bytes()[..bytes].to_vec(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    /// One process has one guest, so this is the only test in this file: another one would use its order.
    #[test]
    fn messages_are_the_guests(
        abi in abis(),
        // Types below 16 are netlink's own, and shown as such.
        (ty, flags, seq, pid) in (16..=u16::MAX, any::<u16>(), any::<u32>(), any::<u32>()),
        (short, word, code) in (any::<u16>(), any::<u32>(), any::<i32>()),
    ) {
        set_guest_abi(abi);
        prop_assert_eq!(Abi::from_bits(abi.to_bits()), Some(abi));
        let inner = AttrList::new().u16(3, short).u32(4, word);
        let message = MessageBuilder::new(ty, flags, seq).pid(pid).genl(1, 2);
        let bytes = message.attr_u16(1, short).attr_u32(2, word).nested(5, &inner).build();
        let of = |number: u64, size| plain(abi, number, size);
        prop_assert_eq!(&bytes[..16], &[
            of(bytes.len() as u64, 4), of(ty.into(), 2), of(flags.into(), 2), of(seq.into(), 4),
            of(pid.into(), 4),
        ].concat());
        prop_assert_eq!(&bytes[20..28], &[of(6, 2), of(1, 2), of(short.into(), 2), vec![0, 0]].concat());
        let parsed = parse(&bytes);
        let (_, attrs) = parsed.messages[0].genl().unwrap();
        let read: Vec<_> = attrs.map(|it| (it.ty(), it.u16(), it.u32(), it.nested().count())).collect();
        prop_assert_eq!(&read[..2], &[(1, Some(short), None, 0), (2, None, Some(word), 0)]);
        prop_assert_eq!((read[2].0, read[2].3), (5, 2));
        let echo = NlMsgHdr { len: 20, ty, flags, seq, pid };
        let error = MessageBuilder::new(2, 0x100, seq)
            .payload(&of(code as u32 as u64, 4))
            .payload(&echo.to_bytes())
            .build();
        let parsed = parse(&error);
        let reply = parsed.messages[0].error().unwrap();
        prop_assert_eq!((reply.code, reply.echo), (code, Some(echo)));
        let shown = decode(16, &bytes).join("\n");
        let expected = format!("u32={word}");
        prop_assert!(shown.contains(&expected) || shown.contains('"'), "{}", shown);
        prop_assert_eq!(long(word.into()), of(word.into(), abi.bits as usize / 8));
    }
}
