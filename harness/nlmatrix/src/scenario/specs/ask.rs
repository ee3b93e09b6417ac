//! GETFAMILY and GETPOLICY.

use std::collections::BTreeMap;
use std::time::Duration;

use nlmatrix_wire::netlink::{Attr, Attrs, Message, MessageBuilder, Number as _, parse};

use crate::scenario::genl::{self, CONTROLLER, DUMP, REQUEST};
use crate::scenario::socket::Socket;
use crate::scenario::{Stop, Test};
use crate::spec::{Policy, PolicyKind, Told, ToldOperation};

const GETFAMILY: u8 = 3;
/// 5.8, commit d07dcf9aadd6; the policy of each command is reported since 5.10.
const GETPOLICY: u8 = 10;
const FAMILY_ID: u16 = 1;
const FAMILY_NAME: u16 = 2;
const POLICY: u16 = 8;
const OP_POLICY: u16 = 9;
/// Flags of a command (`include/uapi/linux/genetlink.h`).
const ADMIN: u32 = 0x01;
const DOES: u32 = 0x02;
const DUMPS: u32 = 0x04;
const NAMESPACE_ADMIN: u32 = 0x10;
/// How long a part of a dump may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The names of all families.
pub fn families(test: &Test) -> Result<Vec<String>, Stop> {
    let socket = genl::open(test, "families")?;
    let request = MessageBuilder::new(CONTROLLER, REQUEST | DUMP, 1).genl(GETFAMILY, 1).build();
    let mut names = Vec::new();
    dump(&socket, &request, |attrs| {
        names.extend(attrs.filter(|it| it.ty() == FAMILY_NAME).map(|it| genl::text(it.text())));
    })?;
    Ok(names)
}

/// What the kernel says about the family `name`; `None` if there is none.
pub fn told(test: &Test, name: &str) -> Result<Option<Told>, Stop> {
    let socket = genl::open(test, "questions")?;
    let Ok(family) = genl::find_family(&socket, name)? else { return Ok(None) };
    let operation = |(number, flags): (&u32, &u32)| {
        let is = |bit: u32| flags & bit != 0;
        let told = ToldOperation {
            does: is(DOES),
            dumps: is(DUMPS),
            admin: is(ADMIN | NAMESPACE_ADMIN),
            ..ToldOperation::default()
        };
        Some((u16::try_from(*number).ok()?, told))
    };
    let mut told = Told {
        name: name.to_owned(),
        version: family.version,
        header: family.hdrsize,
        most: family.maxattr,
        operations: family.ops.iter().filter_map(operation).collect(),
        groups: family.groups.into_keys().collect(),
        policies: None,
    };
    policies(&socket, family.id, &mut told)?;
    Ok(Some(told))
}

fn policies(socket: &Socket, id: u16, told: &mut Told) -> Result<(), Stop> {
    let request = MessageBuilder::new(CONTROLLER, REQUEST | DUMP, 2).genl(GETPOLICY, 1);
    let request = request.attr_u16(FAMILY_ID, id).build();
    let (mut policies, mut places) = (BTreeMap::new(), Vec::new());
    let errno = dump(socket, &request, |attrs| {
        for attr in attrs {
            match attr.ty() {
                POLICY => add(&mut policies, attr),
                OP_POLICY => places.extend(attr.nested().map(|it| (it.ty(), place_of(it)))),
                _ => {}
            }
        }
    })?;
    // ENODATA: a family without any policy. Other errors: the kernel does not know the request.
    if errno.is_some_and(|it| it != ENODATA) {
        return Ok(());
    }
    for (command, [does, dumps]) in places {
        if let Some(operation) = told.operations.get_mut(&command) {
            (operation.does_policy, operation.dumps_policy) = (does, dumps);
        }
    }
    told.policies = Some(policies);
    Ok(())
}

const ENODATA: i32 = 61;

/// The indices of the policies for doing and for dumping.
fn place_of(attr: Attr<'_>) -> [Option<u32>; 2] {
    let of = |ty: u16| attr.nested().find(|it| it.ty() == ty).and_then(|it| it.u32());
    [of(1), of(2)]
}

/// Adds one part of a dump of policies: a policy index, in it an attribute type, in that what is required.
fn add(policies: &mut BTreeMap<u32, BTreeMap<u16, Policy>>, attr: Attr<'_>) {
    for place in attr.nested() {
        let policy = policies.entry(place.ty().into()).or_default();
        policy.extend(place.nested().map(|rule| (rule.ty(), rule_of(rule.nested()))));
    }
}

/// `enum netlink_policy_type_attr`.
fn rule_of(attrs: Attrs<'_>) -> Policy {
    let mut rule = Policy {
        kind: PolicyKind(0),
        min: None,
        max: None,
        min_length: None,
        max_length: None,
        inner: None,
    };
    for attr in attrs {
        let long = attr.value.first_chunk().map(|it| u64::from_guest(*it));
        let signed = long.map(|it| i128::from(it.cast_signed()));
        let unsigned = long.map(i128::from);
        match attr.ty() {
            1 => rule.kind = PolicyKind(attr.u32().unwrap_or_default()),
            2 => rule.min = signed,
            3 => rule.max = signed,
            4 => rule.min = unsigned,
            5 => rule.max = unsigned,
            6 => rule.min_length = attr.u32(),
            7 => rule.max_length = attr.u32(),
            8 => rule.inner = attr.u32(),
            _ => {}
        }
    }
    rule
}

/// Passes the attributes of each message of a dump to `take`; returns the errno with which it ends.
fn dump(
    socket: &Socket,
    request: &[u8],
    mut take: impl FnMut(Attrs<'_>),
) -> Result<Option<i32>, Stop> {
    socket.tell(request)?;
    while let Some(received) = socket.recv_within(PATIENCE)? {
        let received = received.map_err(|errno| Stop::Broken(format!("recvmsg: {errno:#}")))?;
        for message in parse(&received.data).messages {
            if let Some(done) = message.done() {
                let code = done.code.unwrap_or_default();
                return Ok((code < 0).then_some(-code));
            }
            if let Some(error) = message.error() {
                return Ok(Some(error.errno()));
            }
            if let Some((_, attrs)) = Message::genl(&message) {
                take(attrs);
            }
        }
    }
    Err(Stop::Hang("a dump of the controller did not end".to_owned()))
}
