//! The operations that any process can carry out.

mod archive;
mod file;
mod objects;
mod snapshot;
mod socket;

pub use file::with_file;
pub use snapshot::{know, reserve};

use nlmatrix_wire::proto::{Done, Op};

use crate::sys::{self, fs, net, process};
use crate::text::{Path, Text};

/// Carries an operation out; `None` if only PID 1 can do it.
pub fn execute<'s>(op: &Op, scratch: &'s mut [u8]) -> Option<Done<'s>> {
    let value = match *op {
        Op::ReadFile { path, offset, max } => return Some(file::read(path, offset, max, scratch)),
        Op::ListDir { path } => return Some(file::list(path, scratch)),
        Op::GetSockName { fd } => return Some(socket::name(fd, scratch)),
        Op::GetSockOpt { fd, level, name, max } => {
            return Some(socket::option(fd, level, name, max, scratch));
        }
        Op::RecvMsg { fd, flags, max } => return Some(socket::receive(fd, flags, max, scratch)),
        Op::SendMany { fd, addr, flags, data, count } => {
            return Some(socket::send_many(fd, addr, flags, data, count));
        }
        Op::Poll { fd, events, wait_ms } => return Some(socket::poll(fd, events, wait_ms)),
        Op::TakeSnapshot => return Some(snapshot::take()),
        Op::CompareSnapshot => return Some(snapshot::compare(scratch)),
        Op::CountObjects { least } => return Some(objects::count(least, scratch)),
        _ => plain(op)?,
    };
    Some(Done { value: value as i64, ..Done::default() })
}

/// Those whose result is one number.
fn plain(op: &Op) -> Option<isize> {
    Some(match *op {
        Op::GetPid => process::pid(),
        Op::InsertModule { path, params } => file::insert_module(path, params),
        Op::RemoveModule { name, flags } => fs::delete_module(Path::new(name).c(), flags),
        Op::WriteFile { path, data, append } => file::write(path, data, append),
        Op::Open { path, flags } => fs::open(Path::new(path).c(), flags as i32),
        Op::Mkdir { path } => fs::mkdir(Path::new(path).c()),
        Op::Unpack { path, offset, length } => archive::unpack(path, offset, length),
        Op::Mount { source, target, kind, flags, options } => fs::mount(
            Path::new(source).c(),
            Path::new(target).c(),
            Text::<64>::new(kind).c(),
            flags,
            Path::new(options).c(),
        ),
        Op::Socket { domain, kind, protocol } => net::socket(domain, kind, protocol),
        Op::Bind { fd, addr } => net::bind(fd, addr),
        Op::Connect { fd, addr } => net::connect(fd, addr),
        Op::SetSockOpt { fd, level, name, value } => net::set_option(fd, level, name, value),
        Op::SendMsg { fd, addr, flags, data, control } => net::send(fd, addr, flags, data, control),
        Op::Close { fd } => fs::close(fd),
        Op::Sleep { ms } => process::sleep(ms),
        Op::Unshare { flags } => process::unshare(flags),
        Op::Syscall { number, args } => sys::numbers(number, args),
        Op::SetNs { fd } => process::set_namespace(fd),
        Op::SetEffectiveUser { uid } => process::set_effective_user(uid),
        _ => return None,
    })
}
