//! Netlink messages: sending them, and comparing what comes with what should.

mod meet;
mod received;
mod run;
mod show;

pub(super) use run::Conversations;
