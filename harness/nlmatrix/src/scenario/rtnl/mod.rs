//! Route netlink as its users see it: requests, their answers, and dumps, in a separate network namespace, which has
//! only `lo`. Other protocols use the same kinds of requests.

mod dump;
mod request;
mod speaker;
mod words;

use std::ops::Deref;

use nlmatrix_wire::netlink::Number as _;

use super::{Must, Stop, Test};
use crate::guest::Proc;
use crate::guest::consts::{CLONE_NEWNET, NETLINK_ROUTE};
pub(super) use dump::{Dump, is_interrupted};
pub(super) use request::*;
pub(super) use speaker::Speaker;
pub(super) use words::{SEQUENCE, error, number_of, text_of};

/// A socket of route netlink.
pub(super) struct Rtnl<'a> {
    speaker: Speaker<'a>,
    /// The index of `lo`: 1, except that namespaces shared their numbers before 3.7.
    pub lo: u32,
}

/// A process in a network namespace of its own.
pub(super) fn process_alone(test: &Test, name: &str) -> Result<Proc, Stop> {
    let owner = test.process(name)?;
    test.guest.on(owner).unshare(CLONE_NEWNET).must("a network namespace")?;
    Ok(owner)
}

/// A process in a network namespace of its own, with its socket.
pub(super) fn alone<'a>(test: &Test<'a>, name: &str) -> Result<Rtnl<'a>, Stop> {
    Rtnl::open(test, process_alone(test, name)?, 0)
}

impl<'a> Deref for Rtnl<'a> {
    type Target = Speaker<'a>;

    fn deref(&self) -> &Speaker<'a> {
        &self.speaker
    }
}

impl<'a> Rtnl<'a> {
    /// A socket in the process `owner`, which is a member of the groups of these bits.
    pub fn open(test: &Test<'a>, owner: Proc, groups: u32) -> Result<Self, Stop> {
        let speaker = Speaker::open(test, owner, NETLINK_ROUTE, groups)?;
        let mut rtnl = Self { speaker, lo: 0 };
        rtnl.lo = rtnl.index_of("lo")?;
        Ok(rtnl)
    }

    /// Another socket in the same process, and so in the same namespaces.
    pub fn beside(&self, test: &Test<'a>, groups: u32) -> Result<Self, Stop> {
        let speaker = Speaker::open(test, self.socket.owner, NETLINK_ROUTE, groups)?;
        Ok(Self { speaker, lo: self.lo })
    }

    /// Closes it.
    pub fn close(self) -> Result<(), Stop> {
        self.speaker.socket.close()
    }

    /// Brings `lo` up, which gives it 127.0.0.1/8.
    pub fn lo_up(&self) -> Result<(), Stop> {
        self.must("lo up", &set_up(self.lo))
    }

    /// The index of the device of this name, which has to be there.
    pub fn index_of(&self, name: &str) -> Result<u32, Stop> {
        self.find(name)?.ok_or_else(|| Stop::Broken(format!("there is no device {name}")))
    }

    /// The same for a device that need not exist.
    pub fn find(&self, name: &str) -> Result<Option<u32>, Stop> {
        let links = self.dump(&all_of(GETLINK, AF_UNSPEC))?;
        let mut all = links.payloads().into_iter();
        let named = all.find(|it| text_of(it, LINK_HEADER, IFLA_IFNAME).as_deref() == Some(name));
        let index = named.and_then(|link| link.get(4..8)?.try_into().ok());
        Ok(index.map(u32::from_guest))
    }
}
