//! What the kernel starts when it needs something from user space: `/sbin/modprobe` for a module, and, before
//! it read files by itself (3.7), `/sbin/hotplug` for firmware. Both are links to the agent. What the
//! host starts as `/init` uses a module, or enters other namespaces, and as `/sbin/inside` it becomes a program in
//! a root.

mod firmware;
mod index;
mod inside;
mod modprobe;
mod traffic;
mod within;

use crate::called::Called;
use crate::sys::process;

/// Does what this program was started for under a name other than that of PID 1.
pub fn run(called: Called) -> ! {
    let program = called.arguments().next().unwrap_or_default();
    let status = match program.rsplit('/').next() {
        Some("hotplug") => firmware::hand_over(called),
        Some("inside") => inside::run(called),
        Some("init") if called.arguments().nth(1) == Some("within") => within::run(called),
        Some("init") => traffic::run(called),
        _ => modprobe::run(called),
    };
    process::exit(status)
}
