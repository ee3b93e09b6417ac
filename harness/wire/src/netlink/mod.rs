//! Netlink messages as bytes: building them (also incorrectly, on purpose), parsing them, and writing them out for
//! readers.
//!
//! All numbers are in the guest's byte order (`order`), whatever the host's is. Nothing here panics on any input, and
//! parsing borrows from the input.
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
