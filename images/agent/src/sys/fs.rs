//! System calls on files.
#![expect(unsafe_code, reason = "system calls take raw pointers")]

use core::ffi::CStr;

use super::{call, is_error};
use crate::arch::{self, nr};

/// `O_RDONLY`.
pub const READ: i32 = 0;
/// `O_WRONLY | O_CREAT`.
pub const WRITE: i32 = 0o101;
/// `O_WRONLY`, for existing files: none can be created in sysfs.
pub const WRITE_ONLY: i32 = 1;
/// `O_RDWR | O_NOCTTY`.
pub const TERMINAL: i32 = 0o402;
/// `O_TRUNC`.
pub const TRUNCATE: i32 = 0o1000;
/// `O_APPEND`.
pub const APPEND: i32 = 0o2000;

fn at(text: &CStr) -> usize {
    text.as_ptr() as usize
}

/// `read(2)`.
pub fn read(fd: i32, buffer: &mut [u8]) -> isize {
    // SAFETY: the kernel writes at most the buffer's length.
    unsafe { call(nr::READ, [fd as usize, buffer.as_mut_ptr() as usize, buffer.len()]) }
}

/// `write(2)`.
pub fn write(fd: i32, bytes: &[u8]) -> isize {
    // SAFETY: the kernel only reads.
    unsafe { call(nr::WRITE, [fd as usize, bytes.as_ptr() as usize, bytes.len()]) }
}

/// Writes all of it; false if something went wrong.
pub fn write_all(fd: i32, bytes: &[u8]) -> bool {
    write_out(fd, bytes) == 0
}

/// The same; returns 0, or the result of the call that wrote nothing.
pub fn write_out(fd: i32, mut bytes: &[u8]) -> isize {
    while !bytes.is_empty() {
        match write(fd, bytes) {
            written @ 1.. => bytes = &bytes[written as usize..],
            // `EIO`
            0 => return -5,
            error => return error,
        }
    }
    0
}

/// Fills the buffer; false if the other end closed earlier.
pub fn read_all(fd: i32, mut buffer: &mut [u8]) -> bool {
    while !buffer.is_empty() {
        match read(fd, buffer) {
            count @ 1.. => buffer = &mut buffer[count as usize..],
            _ => return false,
        }
    }
    true
}

/// `open(2)`; files are created with mode 0755, so that programs can be written.
pub fn open(path: &CStr, flags: i32) -> isize {
    // SAFETY: the kernel only reads the path.
    unsafe { arch::open(at(path), flags as usize, 0o755) }
}

/// `openat(2)`, for reading without changing the file's times: 2.6.16 and later.
pub fn open_at(folder: i32, name: &CStr) -> isize {
    /// `O_NOATIME`.
    const NO_TRACE: usize = 0o1_000_000;
    // SAFETY: the kernel only reads the name.
    unsafe { call(nr::OPENAT, [folder as usize, at(name), NO_TRACE, 0]) }
}

/// `close(2)`.
pub fn close(fd: i32) -> isize {
    // SAFETY: descriptors are numbers here; nothing owns them.
    unsafe { call(nr::CLOSE, [fd as usize]) }
}

/// `lseek(2)`: to an offset, or to the end (`whence` 2).
pub fn seek(fd: i32, offset: u64, whence: usize) -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::SEEK, [fd as usize, offset as usize, whence]) }
}

/// `dup2(2)`.
pub fn dup2(from: i32, to: i32) -> isize {
    // SAFETY: as for close.
    unsafe { arch::dup2(from as usize, to as usize) }
}

/// `fcntl(fd, F_SETFD, FD_CLOEXEC)`.
pub fn close_on_exec(fd: i32) -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::FCNTL, [fd as usize, 2, 1]) }
}

/// `pipe(2)`: read end, write end.
pub fn pipe() -> Result<(i32, i32), isize> {
    let mut ends = [0i32; 2];
    // SAFETY: the kernel writes two ints.
    let result = unsafe { arch::pipe(ends.as_mut_ptr() as usize) };
    if result < 0 { Err(result) } else { Ok((ends[0], ends[1])) }
}

/// `mkdir(2)`, mode 0755.
pub fn mkdir(path: &CStr) -> isize {
    // SAFETY: the kernel only reads the path.
    unsafe { arch::mkdir(at(path), 0o755) }
}

/// `symlink(2)`.
pub fn symlink(target: &CStr, path: &CStr) -> isize {
    // SAFETY: the kernel only reads the paths.
    unsafe { arch::symlink(at(target), at(path)) }
}

/// `fchmod(2)`.
pub fn change_mode(fd: i32, mode: u32) -> isize {
    // SAFETY: no memory involved.
    unsafe { call(nr::FCHMOD, [fd as usize, mode as usize]) }
}

/// `mknod(2)` of a character device, mode 0666.
pub fn mknod(path: &CStr, major: usize, minor: usize) -> isize {
    // SAFETY: the kernel only reads the path.
    unsafe { arch::mknod(at(path), 0o20666, major << 8 | minor) }
}

/// `mount(2)`.
pub fn mount(source: &CStr, target: &CStr, kind: &CStr, flags: u64, options: &CStr) -> isize {
    // SAFETY: the kernel only reads the texts.
    unsafe { call(nr::MOUNT, [at(source), at(target), at(kind), flags as usize, at(options)]) }
}

/// `chroot(2)`.
pub fn change_root(path: &CStr) -> isize {
    // SAFETY: the kernel only reads the text.
    unsafe { call(nr::CHROOT, [at(path)]) }
}

/// `chdir(2)`.
pub fn change_folder(path: &CStr) -> isize {
    // SAFETY: the kernel only reads the text.
    unsafe { call(nr::CHDIR, [at(path)]) }
}

/// `getdents64(2)`.
pub fn entries(fd: i32, buffer: &mut [u8]) -> isize {
    // SAFETY: the kernel writes at most the buffer's length.
    unsafe { call(nr::GETDENTS64, [fd as usize, buffer.as_mut_ptr() as usize, buffer.len()]) }
}

/// The text of a file, for as long as the program lives; none if it cannot be read.
pub fn map(path: &CStr) -> &'static str {
    let fd = open(path, READ);
    let length = if fd < 0 { 0 } else { seek(fd as i32, 0, 2) };
    if length <= 0 {
        return "";
    }
    // SAFETY: a fresh private read-only mapping (PROT_READ, MAP_PRIVATE), which stays.
    let start = unsafe { arch::map(length as usize, 1, 2, fd as usize, 0) };
    close(fd as i32);
    if is_error(start) {
        return "";
    }
    // SAFETY: that many bytes are mapped there, and nobody writes to what the host put into the image.
    let bytes = unsafe { core::slice::from_raw_parts(start as *const u8, length as usize) };
    core::str::from_utf8(bytes).unwrap_or_default()
}

/// `init_module(2)` with the contents of `fd`.
pub fn init_module(fd: i32, params: &CStr) -> isize {
    let length = seek(fd, 0, 2);
    if length < 0 {
        return length;
    }
    with_mapped(fd, 0, length as usize, |image| {
        // SAFETY: the kernel reads the mapping and the text.
        unsafe { call(nr::INIT_MODULE, [image.as_ptr() as usize, image.len(), at(params)]) }
    })
}

/// Maps `length` bytes of the file `fd`, from `offset` on (a multiple of
/// [`PAGES`](nlmatrix_wire::cpio::PAGES)), for as long as `with` runs; returns its result, or the error.
pub fn with_mapped(
    fd: i32,
    offset: u64,
    length: usize,
    with: impl FnOnce(&[u8]) -> isize,
) -> isize {
    // SAFETY: a fresh read-only mapping (PROT_READ, MAP_SHARED: the memory of a device has no private copy),
    // unmapped below.
    let start = unsafe { arch::map(length, 1, 1, fd as usize, (offset / 4096) as usize) };
    if is_error(start) {
        return start;
    }
    // SAFETY: that many bytes are mapped there, and nobody writes to what the host brings; after `with` nobody
    // has a reference to them.
    unsafe {
        let result = with(core::slice::from_raw_parts(start as *const u8, length));
        call(nr::UNMAP, [start as usize, length]);
        result
    }
}

/// `delete_module(2)`.
pub fn delete_module(name: &CStr, flags: u32) -> isize {
    // SAFETY: the kernel only reads the name.
    unsafe { call(nr::DELETE_MODULE, [at(name), flags as usize]) }
}

/// Puts a terminal into raw mode: 115200 baud, 8 bits, no echo, no translation.
pub fn make_raw(fd: i32) -> isize {
    /// `struct termios` of the kernel.
    #[repr(C)]
    struct Termios {
        input: u32,
        output: u32,
        control: u32,
        local: u32,
        discipline: u8,
        characters: [u8; 19],
    }
    /// `VMIN`: a read returns as soon as there is one byte.
    const MIN: usize = 6;
    let mut characters = [0; 19];
    characters[MIN] = 1;
    // CS8 | CREAD | CLOCAL | B115200
    let control = 0o60 | 0o200 | 0o4000 | 0o10002;
    let raw = Termios { input: 0, output: 0, control, local: 0, discipline: 0, characters };
    // SAFETY: TCSETS reads a termios; TCXONC(TCOON) takes a number. The latter is for a ^S that
    // happened to arrive while the port still interpreted it.
    unsafe {
        let result = call(nr::IOCTL, [fd as usize, 0x5402, &raw const raw as usize]);
        call(nr::IOCTL, [fd as usize, 0x540a, 1]);
        result
    }
}

/// Makes a serial port pass received data on in its interrupt, and not up to a clock tick later.
///
/// Before 2.6.16 (33f0f88f1c5) there are two buffers of 512 bytes for what arrives meanwhile, and what
/// does not fit is lost: at 250 ticks a second, most of a longer frame.
pub fn hand_on_at_once(fd: i32) {
    /// `struct serial_struct` in words, with some spare room.
    const WORDS: usize = 32;
    const FLAGS: usize = 4;
    const LOW_LATENCY: u32 = 1 << 13;
    let mut port = [0u32; WORDS];
    // SAFETY: TIOCGSERIAL writes, and TIOCSSERIAL reads, 72 bytes.
    unsafe {
        if call(nr::IOCTL, [fd as usize, 0x541e, port.as_mut_ptr() as usize]) == 0 {
            port[FLAGS] |= LOW_LATENCY;
            call(nr::IOCTL, [fd as usize, 0x541f, port.as_ptr() as usize]);
        }
    }
}
