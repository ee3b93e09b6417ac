//! nlmatrix: the cross-version compatibility harness for kernel modules and programs that speak
//! netlink.
//!
//! One way through it, each stage a module here with one door in and one door out:
//! matrix → plan → kernel + toolchain → module → image → vm (boot, fork) → scenario → outcome →
//! run → report. `ARCHITECTURE.md` has the map.

pub mod digest;
pub mod outcome;
pub mod process;
pub mod report;
pub mod run;
pub mod store;
pub mod version;
