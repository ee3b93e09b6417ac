//! No input makes the codec panic or exceed its bound, and what is built can be parsed back.
#![cfg(feature = "std")]
use nlmatrix_wire::fuzz::datagram_of;
use nlmatrix_wire::netlink::{Attrs, MessageBuilder, parse};
use proptest::collection::vec;
use proptest::prelude::*;

/// Bytes that look like messages often enough to reach the inner parsers.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let ty = prop_oneof![0_u16..5, Just(0x10), any::<u16>()];
    let claim = prop_oneof![3 => Just(None), 1 => (0_u32..200).prop_map(Some)];
    let attr = (any::<u16>(), vec(any::<u8>(), 0..24), prop::option::weighted(0.1, any::<u16>()));
    let nested = (1_u16..12, vec((1_u16..12, vec(any::<u8>(), 0..12)), 0..4));
    let body = (vec(attr, 0..4), vec(nested, 0..3), vec(any::<u8>(), 0..24));
    let one = (ty, any::<u16>(), claim, any::<bool>(), body).prop_map(
        |(ty, flags, claim, genl, (attrs, nested, tail))| {
            let mut message = MessageBuilder::new(ty, flags, 1);
            message = if genl { message.genl(1, 2) } else { message.payload(&tail) };
            for (ty, value, len) in attrs {
                message = match len {
                    Some(len) => message.attr_claiming(ty, &value, len),
                    None => message.attr_bytes(ty, &value),
                };
            }
            for (ty, inner) in nested {
                let list =
                    inner.iter().fold(nlmatrix_wire::netlink::AttrList::new(), |list, item| {
                        list.bytes(item.0, &item.1)
                    });
                message = message.nested(ty, &list);
            }
            let message = message.payload(&tail);
            claim.map_or(message.clone(), |len| message.claim_len(len)).build()
        },
    );
    vec(one, 0..4).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn arbitrary_bytes(protocol in prop_oneof![0..32_i32, any::<i32>()], bytes in vec(any::<u8>(), 0..400)) {
        datagram_of(protocol, &bytes);
    }

    #[test]
    fn likely_messages(protocol in prop_oneof![Just(16), Just(15), Just(31), Just(0)], bytes in messages()) {
        datagram_of(protocol, &bytes);
    }

    #[test]
    fn cut_anywhere(bytes in messages(), cut in any::<prop::sample::Index>()) {
        let cut = &bytes[..cut.index(bytes.len() + 1)];
        datagram_of(16, cut);
    }

    #[test]
    fn built_is_read_back(
        (ty, flags, seq, pid) in (any::<u16>(), any::<u16>(), any::<u32>(), any::<u32>()),
        (cmd, version) in any::<(u8, u8)>(),
        attrs in vec((any::<u16>(), vec(any::<u8>(), 0..64)), 0..12),
    ) {
        let mut message = MessageBuilder::new(ty, flags, seq).pid(pid).genl(cmd, version);
        for (ty, value) in &attrs {
            message = message.attr_bytes(*ty, value);
        }
        let bytes = [message.clone().build(), message.build()].concat();
        let parsed = parse(&bytes);
        prop_assert_eq!((parsed.messages.len(), parsed.leftover), (2, None));
        for message in &parsed.messages {
            let header = message.header;
            prop_assert_eq!((header.ty, header.flags, header.seq, header.pid), (ty, flags, seq, pid));
            prop_assert_eq!(header.len as usize, bytes.len() / 2);
            let (genl, list) = message.genl().unwrap();
            prop_assert_eq!((genl.cmd, genl.version, genl.reserved), (cmd, version, 0));
            let read: Vec<_> = list.map(|attr| (attr.raw_type, attr.value.to_vec())).collect();
            prop_assert_eq!(&read, &attrs);
        }
    }

    #[test]
    fn attributes_never_overlap(bytes in vec(any::<u8>(), 0..200)) {
        let used: usize = Attrs::new(&bytes).map(|attr| attr.value.len() + 4).sum();
        prop_assert!(used <= bytes.len());
    }
}

/// The densest inputs, with as many lines as the bytes allow.
#[test]
fn dense_input_stays_within_the_bound() {
    let header = |ty: u16| MessageBuilder::new(ty, 0xffff, u32::MAX).pid(u32::MAX).build();
    datagram_of(16, &header(2).repeat(500));
    datagram_of(0, &header(0xffff).repeat(500));
    datagram_of(15, &[0; 5000]);
    datagram_of(31, &[0x1b; 5000]);
    let attrs =
        (0..1000).fold(MessageBuilder::new(0x10, 0, 1).genl(1, 2), |m, _| m.attr_bytes(7, &[]));
    datagram_of(16, &attrs.build());
    let nested = [4, 0, 7, 0, 5, 0, 7, 0, 9, 0, 0, 0].repeat(500);
    datagram_of(16, &MessageBuilder::new(0x10, 0, 1).genl(1, 2).attr_bytes(7, &nested).build());
}
