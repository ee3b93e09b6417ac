//! nlmatrix: the cross-version compatibility harness for kernel modules and programs that speak netlink.
//!
//! There is one way through it, and each stage is a module here, with one entry and one result: matrix → plan →
//! kernel + toolchain → module → image → vm (boot, fork) → scenario → verdict → run → report. `ARCHITECTURE.md` has
//! the map.

pub mod arch;
mod arithmetic;
pub mod bench;
pub mod bisect;
pub mod ci;
pub mod client;
pub mod console;
pub mod debian;
mod decompress;
pub mod digest;
pub mod doctor;
pub mod environment;
mod errno;
mod excerpt;
pub mod expected;
pub mod explain;
pub mod facts;
pub mod fault;
pub mod fuzz;
pub mod guest;
pub mod image;
pub mod init;
pub mod kernel;
pub mod learn;
pub mod matrix;
pub mod module;
mod names;
pub mod plan;
pub mod port;
pub mod porting;
pub mod probe;
pub mod process;
pub mod report;
pub mod root;
pub mod run;
pub mod runner;
pub mod scenario;
pub mod served;
pub mod signals;
pub mod site;
pub mod spec;
pub mod store;
pub mod terminal;
pub mod toolchain;
mod untar;
pub mod vendor;
pub mod verdict;
pub mod version;
pub mod vm;
pub mod words;
