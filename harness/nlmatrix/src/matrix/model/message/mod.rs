//! Netlink messages as they are written in a matrix file: what is sent, and what should come.

mod exchange;
mod keys;
mod numbers;
mod pattern;
mod request;
mod target;
mod value;
mod variables;

pub use exchange::{Exchange, Group, Join, Replies, read_join, read_target};
pub use pattern::{Body, Expected, Kind, Pattern, Wanted, read as read_pattern};
pub use request::{Request, read as read_request};
pub use target::{Family, Specs, Target};
pub use value::{Field, Value};
pub use variables::{Variables, device_of, index_of};
