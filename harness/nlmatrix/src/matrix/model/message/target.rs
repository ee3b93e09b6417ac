//! For whom a message is, and over which socket it goes.

use std::fmt;

use nlmatrix_wire::netlink::families::{
    self, NETLINK_NETFILTER, NETLINK_ROUTE, SUBSYSTEMS, route_header,
};
use nlmatrix_wire::netlink::header::{GENL_HDRLEN, NETLINK_GENERIC};

use super::keys::Keys;
use super::numbers::{PROTOCOLS, named};
use crate::spec::Spec;

/// The specifications of a matrix file's modules.
pub type Specs = [std::sync::Arc<Spec>];

/// For whom a message is.
#[derive(Clone, Debug)]
pub struct Target {
    /// The protocol's family.
    pub family: Family,
    /// The socket's name; without a name, there is one socket for each protocol.
    pub socket: String,
    /// Is it opened by a process without privileges?
    pub unprivileged: bool,
    /// The port to which it is bound; the kernel chooses one if none is given.
    pub bind: Option<u32>,
    /// What is known about the family.
    pub spec: Option<std::sync::Arc<Spec>>,
}

/// A family of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Family {
    /// A generic netlink family.
    Generic(String),
    /// rtnetlink.
    Route,
    /// A subsystem of nfnetlink.
    Netfilter(u16),
    /// Any other protocol.
    Protocol(i32),
}

impl Target {
    /// Parses the keys that describe it.
    pub(super) fn read(keys: &Keys<'_>, specs: &Specs) -> Result<Self, String> {
        let (generic, route) = (keys.text("genl")?, keys.get("rtnl").is_some());
        let (netfilter, protocol) = (keys.get("nfnl"), keys.get("protocol"));
        let family = match (generic, route, netfilter, protocol) {
            (Some(name), false, None, None) => Family::Generic(name.to_owned()),
            (None, true, None, None) => Family::Route,
            (None, false, Some(system), None) => {
                Family::Netfilter(by_name("subsystem of nfnetlink", system, &SUBSYSTEMS)?)
            }
            (None, false, None, Some(protocol)) => {
                Family::Protocol(by_name("protocol", protocol, &PROTOCOLS)?)
            }
            _ => {
                return Err("name one family: `genl = \"NAME\"`, `rtnl = \"getlink\"`, \
                            `nfnl = \"nftables\"`, or `protocol = 31`"
                    .to_owned());
            }
        };
        let ty = keys.text("rtnl").ok().flatten().and_then(families::route).map(|(ty, _)| ty);
        let is_of = |spec: &Spec| match &family {
            Family::Generic(name) => spec.protocol.is_none() && spec.name == *name,
            // One for links, one for addresses.
            Family::Route => spec.has_message(NETLINK_ROUTE, ty.unwrap_or_default()),
            // One for each subsystem.
            Family::Netfilter(system) => {
                let mut operations = spec.operations.iter();
                spec.protocol == Some(NETLINK_NETFILTER)
                    && operations.any(|it| it.reply >> 8 == *system)
            }
            _ => spec.protocol == Some(family.protocol()),
        };
        let spec = specs.iter().find(|spec| is_of(spec)).cloned();
        let socket = keys.text("socket")?.unwrap_or_default().to_owned();
        let bind = keys.number("bind")?;
        if bind == Some(0) {
            return Err("`bind` is the socket's port, and 0 is the kernel's own: leave it out to have the kernel \
                        choose one"
                .to_owned());
        }
        Ok(Self { family, socket, unprivileged: keys.is("unprivileged")?, bind, spec })
    }
}

impl Family {
    /// Its protocol.
    pub fn protocol(&self) -> i32 {
        match self {
            Self::Generic(_) => NETLINK_GENERIC,
            Self::Route => NETLINK_ROUTE,
            Self::Netfilter(_) => NETLINK_NETFILTER,
            Self::Protocol(number) => *number,
        }
    }

    /// The number by which a specification knows `command`: in nfnetlink, it includes the subsystem.
    pub fn in_spec(&self, command: u16) -> u16 {
        match self {
            Self::Netfilter(system) => system << 8 | command,
            _ => command,
        }
    }

    /// The command for a number in a specification.
    pub(super) fn command(&self, in_spec: u16) -> u16 {
        match self {
            Self::Netfilter(_) => in_spec & 0xff,
            _ => in_spec,
        }
    }

    /// The bytes between `nlmsghdr` and the attributes in a message of this type.
    pub fn header(&self, ty: u16) -> usize {
        match self {
            Self::Generic(_) | Self::Netfilter(_) => GENL_HDRLEN,
            Self::Route => route_header(ty),
            Self::Protocol(_) => 0,
        }
    }

    /// Do its answers carry the number of the request? Private protocols need not do that.
    pub fn counts(&self) -> bool {
        !matches!(self, Self::Protocol(_))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.family {
            Family::Generic(name) => write!(f, "{name}")?,
            Family::Route => write!(f, "rtnetlink")?,
            Family::Netfilter(number) => match SUBSYSTEMS.iter().find(|(_, it)| it == number) {
                Some((name, _)) => write!(f, "{name}")?,
                None => write!(f, "nfnetlink {number}")?,
            },
            Family::Protocol(number) => write!(f, "protocol {number}")?,
        }
        match self.socket.as_str() {
            "" => Ok(()),
            socket => write!(f, " ({socket})"),
        }
    }
}

/// A number, or its name.
fn by_name<T: Copy + TryFrom<i64>>(
    what: &str,
    value: &toml::Value,
    table: &[(&str, T)],
) -> Result<T, String> {
    match value {
        toml::Value::String(name) => named(what, name, table),
        other => {
            let number = other.as_integer().and_then(|it| T::try_from(it).ok());
            number.ok_or_else(|| format!("{other} is not a {what}: write a name or a number"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// A specification of `name` whose only message has this request and this reply.
    fn spec(name: &str, protonum: i32, request: u16, reply: u16) -> std::sync::Arc<Spec> {
        let text = format!(
            "name: {name}\nprotocol: netlink-raw\nprotonum: {protonum}\noperations:\n  enum-model: directional\n  \
             list: [{{name: get, do: {{request: {{value: {request}}}, reply: {{value: {reply}}}}}}}]\n"
        );
        std::sync::Arc::new(Spec::parse(&text).unwrap())
    }

    #[rstest]
    #[case::links("rtnl = 'getlink'", Some("links"))]
    #[case::addresses("rtnl = 'getaddr'", Some("addresses"))]
    #[case::nobody("rtnl = 'getrule'", None)]
    #[case::conntrack("nfnl = 'ctnetlink'", Some("conntrack"))]
    #[case::nftables("nfnl = 'nftables'", Some("nftables"))]
    #[case::other("nfnl = 'ipset'", None)]
    fn each_message_has_the_specification_that_knows_it(
        #[case] keys: &str,
        #[case] known: Option<&str>,
    ) {
        let specs = [
            spec("addresses", NETLINK_ROUTE, 22, 20),
            spec("links", NETLINK_ROUTE, 18, 16),
            spec("conntrack", NETLINK_NETFILTER, 0x101, 0x100),
            spec("nftables", NETLINK_NETFILTER, 0xa01, 0xa00),
        ];
        let table = toml::from_str(keys).unwrap();
        let target = Target::read(&Keys::of("a message", &table), &specs).unwrap();
        assert_eq!(target.spec.map(|spec| spec.name.clone()).as_deref(), known);
    }

    #[test]
    fn commands_of_nfnetlink_have_their_subsystem_in_front() {
        let nftables = Family::Netfilter(10);
        assert_eq!((nftables.in_spec(16), nftables.command(0xa10)), (0xa10, 16));
        assert_eq!((Family::Route.in_spec(18), Family::Route.command(18)), (18, 18));
    }
}
