//! Netlink messages as bytes: built (also wrongly, on purpose), parsed, and written out for people.
//!
//! All numbers are as the guest writes them (`order`), whatever the host does. Nothing here panics on any input, and parsing borrows from the input.
mod attrs;
pub mod build;
pub mod decode;
pub mod families;
pub mod header;
pub mod order;
pub mod parse;
mod reply;
mod schema;
mod text;
mod uevent;

pub use attrs::{Attr, Attrs};
pub use build::{AttrList, MessageBuilder};
pub use decode::{Names, Place, Shown, decode, decode_with};
pub use header::{FlagContext, GenlHdr, NlMsgHdr, flag_names, message_type_name};
pub use order::{Number, guest_abi, long, set_guest_abi};
pub use parse::{Leftover, Message, Parsed, parse};
pub use reply::{Done, ErrorReply, ExtAck};
