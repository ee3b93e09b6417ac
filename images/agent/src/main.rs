//! PID 1 of every guest: answers typed operations over a serial port.
//!
//! No standard library, no allocator, raw system calls: the same binary runs on 2.6.9 and on 7.x. One for each
//! processor; what differs is in `arch`.
//! Nothing newer than 2.6.9 is called unless an operation asks for it by name.
#![no_std]
#![no_main]

mod arch;
mod boot;
mod called;
mod helper;
mod line;
mod mem;
mod ops;
mod start;
mod supervisor;
mod sys;
mod text;

/// Everything after the entry point in `start.rs`.
fn main(called: called::Called) -> ! {
    if sys::process::pid() != 1 {
        helper::run(called);
    }
    let port = boot::boot();
    ops::reserve();
    supervisor::Supervisor::new(port).run()
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    let mut text = text::Text::<256>::default();
    let _ = core::fmt::Write::write_fmt(&mut text, format_args!("nlmatrix agent: {info}\n"));
    sys::fs::write(1, text.bytes());
    // If this is PID 1, the kernel panics, and the console shows why.
    sys::process::exit(101)
}
