//! Netlink messages, sent and held against what should come.

mod meet;
mod received;
mod run;
mod show;

pub(super) use run::Conversations;
