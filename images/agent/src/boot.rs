//! From the kernel's `/init` to a machine with devices, file systems and an open protocol port.

use core::ffi::CStr;

use crate::arch::{self, Node};
use crate::sys::{fs, process};

/// Devices of every machine.
const DEVICES: [Node; 5] = [
    (c"/dev/console", 5, 1),
    // Before 2.6.11 files arrive through it.
    (c"/dev/mem", 1, 1),
    (c"/dev/null", 1, 3),
    // Rust's standard library reads it on kernels without getrandom() (before 3.17).
    (c"/dev/urandom", 1, 9),
    (c"/dev/kmsg", 1, 11),
];

/// What is mounted, and where, in this order. What a kernel does not have cannot be mounted:
/// devtmpfs came with 2.6.32, debugfs with 2.6.11, tracefs with 4.1. The last two show what modules
/// leave there.
const MOUNTS: [(&CStr, &CStr); 6] = [
    (c"devtmpfs", c"/dev"),
    (c"proc", c"/proc"),
    (c"sysfs", c"/sys"),
    (c"tmpfs", c"/tmp"),
    (c"debugfs", c"/sys/kernel/debug"),
    (c"tracefs", c"/sys/kernel/tracing"),
];

/// How long the port may take to appear.
const PATIENCE_MS: u32 = 10_000;

/// Prepares the machine; returns the protocol port's descriptor.
///
/// What already exists (devtmpfs and the initramfs contain nodes) is not a failure, and what is not
/// available (in a kernel without tmpfs) is for scenarios to find out.
pub fn boot() -> i32 {
    for (kind, target) in MOUNTS {
        fs::mkdir(target);
        fs::mount(kind, target, kind, 0, c"");
    }
    for (path, major, minor) in DEVICES.iter().chain(arch::NODES) {
        fs::mknod(path, *major, *minor);
    }
    open_console();
    let port = open_port();
    fs::make_raw(port);
    if process::is_before_2_6_16() {
        fs::hand_on_at_once(port);
    }
    port
}

/// The port, for which a virtio device has to be found first, which happens in the background.
fn open_port() -> i32 {
    for _ in 0..PATIENCE_MS {
        let port = fs::open(arch::PORT, fs::TERMINAL);
        if port >= 0 {
            return port as i32;
        }
        process::sleep(1);
    }
    panic!("cannot open {:?}: has the kernel its driver built in?", arch::PORT);
}

/// The console as standard input, output and error.
fn open_console() {
    let device = arch::NODES.first().map_or(c"/dev/console", |(path, ..)| *path);
    let mut console = fs::open(device, fs::TERMINAL) as i32;
    if console < 0 {
        console = fs::open(c"/dev/console", fs::TERMINAL) as i32;
    }
    for fd in 0..3 {
        fs::dup2(console, fd);
    }
    if console > 2 {
        fs::close(console);
    }
}
