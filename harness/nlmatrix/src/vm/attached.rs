//! What a user can attach to a machine: a terminal to its console, a debugger to its processor.

use super::platform::pairs;
use super::run_folder::{CONSOLE, DEBUGGER, TERMINAL};
use crate::arch::Arch;

/// What is attached to a machine; nothing in the cells of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attached {
    /// The console is at a socket; what is printed still goes to its file.
    pub terminal: bool,
    /// QEMU's stub for debuggers is at a socket.
    pub debugger: bool,
}

impl Attached {
    /// The console.
    pub(super) fn console(self, arch: Arch) -> Vec<String> {
        if !self.terminal {
            return super::platform::console(arch);
        }
        let backend = format!("socket,id=console,path={TERMINAL},logfile={CONSOLE}");
        let device = match arch {
            Arch::S390x => ("-device", "sclpconsole,chardev=console".to_owned()),
            _ => ("-serial", "chardev:console".to_owned()),
        };
        pairs([("-chardev", backend), device])
    }

    /// The debugger's stub.
    pub(super) fn stub(self) -> Vec<String> {
        if !self.debugger {
            return Vec::new();
        }
        let backend = format!("socket,id=gdb,path={DEBUGGER},server=on,wait=off");
        pairs([("-chardev", backend), ("-gdb", "chardev:gdb".to_owned())])
    }
}
