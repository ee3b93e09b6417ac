//! Operations and their results in a readable form, similar to strace's.

use std::time::Duration;

use nlmatrix_wire::proto::{Control, Op};
use nlmatrix_wire::snapshot::entries;

use super::addr::NlAddr;
use super::answer::{Answer, Exit};
use super::error::{GuestError, Outcome};

/// Name and arguments of an operation.
pub(super) fn describe(op: &Op) -> (&'static str, String) {
    machine(op).or_else(|| file(op)).unwrap_or_else(|| socket(op))
}

fn machine(op: &Op) -> Option<(&'static str, String)> {
    Some(match *op {
        Op::Hello => ("hello", String::new()),
        Op::SetClock { seconds } => ("settimeofday", format!("seconds={seconds}")),
        Op::Mount { source, target, kind, .. } => {
            ("mount", format!("{source} on {target} type {kind}"))
        }
        Op::NewProcess { creds, namespaces: 0 } => ("fork", format!("{creds:?}")),
        Op::NewProcess { creds, namespaces } => {
            ("clone", format!("{creds:?} namespaces={namespaces:#x}"))
        }
        Op::Park { id } => ("park", format!("process={id}")),
        Op::EndProcess { id } => ("end", format!("process={id}")),
        Op::Spawn { argv, stdout, .. } => ("spawn", format!("{} > {stdout}", words(argv))),
        Op::Wait { pid } => ("wait4", format!("pid={pid}")),
        Op::Kill { pid, signal } => ("kill", format!("pid={pid} signal={signal}")),
        Op::SysRq { key } => ("sysrq", char::from(key).to_string()),
        Op::TakeSnapshot => ("take leak snapshot", String::new()),
        Op::CompareSnapshot => ("compare leak snapshot", String::new()),
        Op::CountObjects { least } => ("count objects", format!("least={least}")),
        Op::PowerOff => ("poweroff", String::new()),
        Op::Collect => ("collect", String::new()),
        Op::GetPid => ("getpid", String::new()),
        Op::Sleep { ms } => ("sleep", format!("{ms} ms")),
        Op::Unshare { flags } => ("unshare", format!("flags={flags:#x}")),
        Op::Syscall { number, args } => ("syscall", format!("number={number} args={args:x?}")),
        Op::SetNs { fd } => ("setns", format!("fd={fd}")),
        Op::SetEffectiveUser { uid } => ("setresuid", format!("euid={uid}")),
        _ => return None,
    })
}

fn file(op: &Op) -> Option<(&'static str, String)> {
    Some(match *op {
        Op::InsertModule { path, params } => ("init_module", format!("{path} {params}")),
        Op::RemoveModule { name, flags } => ("delete_module", format!("{name} flags={flags:#x}")),
        Op::ReadFile { path, offset, max } => ("read", format!("{path} at={offset} max={max}")),
        Op::WriteFile { path, data, append } => {
            let how = if append { " append" } else { "" };
            ("write", format!("{path} len={}{how}", data.len()))
        }
        Op::Open { path, flags } => ("open", format!("{path} flags={flags:#x}")),
        Op::ListDir { path } => ("list", path.to_owned()),
        Op::Mkdir { path } => ("mkdir", path.to_owned()),
        Op::Unpack { path, offset, length } => {
            ("unpack", format!("{path} at={offset} len={length}"))
        }
        _ => return None,
    })
}

fn socket(op: &Op) -> (&'static str, String) {
    match *op {
        Op::Socket { domain, kind, protocol } => {
            ("socket", format!("domain={domain} type={kind:#x} protocol={protocol}"))
        }
        Op::Bind { fd, addr } => ("bind", format!("fd={fd} to {}", address(addr))),
        Op::Connect { fd, addr } => ("connect", format!("fd={fd} to {}", address(addr))),
        Op::GetSockName { fd } => ("getsockname", format!("fd={fd}")),
        Op::SetSockOpt { fd, level, name, value } => {
            ("setsockopt", format!("fd={fd} level={level} name={name} len={}", value.len()))
        }
        Op::GetSockOpt { fd, level, name, .. } => {
            ("getsockopt", format!("fd={fd} level={level} name={name}"))
        }
        Op::SendMsg { fd, addr, flags, data, control } => {
            let control = describe_control(control);
            ("sendmsg", format!("{}{control}", sending(fd, addr, flags, data)))
        }
        Op::SendMany { fd, addr, flags, data, count } => {
            ("sendmsg", format!("{} times={count}", sending(fd, addr, flags, data)))
        }
        Op::RecvMsg { fd, flags, max } => {
            ("recvmsg", format!("fd={fd} max={max} flags={flags:#x}"))
        }
        Op::Poll { fd, events, wait_ms } => {
            ("poll", format!("fd={fd} events={events:#x} wait={wait_ms} ms"))
        }
        Op::Close { fd } => ("close", format!("fd={fd}")),
        _ => ("?", format!("{op:?}")),
    }
}

fn sending(fd: i32, addr: Option<&[u8]>, flags: u32, data: &[u8]) -> String {
    let to = addr.map(|addr| format!(" to {}", address(addr))).unwrap_or_default();
    format!("fd={fd}{to} len={} flags={flags:#x}", data.len())
}

fn describe_control(control: Control) -> String {
    match control {
        Control::None => String::new(),
        Control::Bytes(bytes) => format!(" control={}", hex(bytes)),
        Control::Raw { pointer, length } => format!(" control={pointer:#x} controllen={length}"),
    }
}

fn address(bytes: &[u8]) -> String {
    NlAddr::from_bytes(bytes).map_or_else(|| hex(bytes), |addr| addr.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn words(argv: &[u8]) -> String {
    String::from_utf8_lossy(argv).trim_end_matches('\0').replace('\0', " ")
}

/// The result of an operation.
pub(super) fn result(op: &Op, outcome: &Outcome<Answer>) -> String {
    let answer = match outcome {
        Ok(Ok(answer)) => answer,
        Ok(Err(errno)) => return show_errno(*errno),
        Err(GuestError::TimedOut { after, stack, .. }) => {
            return format!("? not back after {} ms{stack:#}", after.as_millis());
        }
        Err(GuestError::ProcessDied { exit, .. }) => return format!("? process died: {exit}"),
        Err(error) => return format!("? {error}"),
    };
    let value = answer.value;
    match op {
        Op::Wait { .. } | Op::EndProcess { .. } => Exit::from_status(value).to_string(),
        Op::SendMany { count, .. } if answer.flags != 0 => {
            let errno = super::Errno(answer.flags as i32);
            format!("= {value} of {count}, then {}", show_errno(errno).trim_start_matches("= "))
        }
        Op::RecvMsg { .. } => {
            format!("= {value} flags={:#x} from {}", answer.flags, address(&answer.from))
        }
        Op::Poll { .. } => format!("= {value} revents={:#x}", answer.flags),
        Op::GetSockName { .. } => format!("= {value} {}", address(&answer.data)),
        Op::CountObjects { .. } => {
            let changes = entries(&answer.data).map(|it| format!(" {} {}", it.name, it.place));
            format!("= {value}{}", changes.collect::<Vec<_>>().join(","))
        }
        _ => format!("= {value}"),
    }
}

/// The bytes that went over a socket, if they are worth showing.
pub(super) fn bytes<'a>(op: &Op<'a>, outcome: &'a Outcome<Answer>) -> &'a [u8] {
    match (op, outcome) {
        (Op::SendMsg { data, .. } | Op::SendMany { data, .. }, _) => data,
        (Op::SetSockOpt { value, .. }, _) => value,
        (Op::RecvMsg { .. } | Op::GetSockOpt { .. } | Op::Collect, Ok(Ok(answer))) => &answer.data,
        _ => &[],
    }
}

/// The descriptor through which a message went that a decoder may understand.
pub(super) fn descriptor(op: &Op) -> Option<i32> {
    match *op {
        Op::SendMsg { fd, .. } | Op::SendMany { fd, .. } | Op::RecvMsg { fd, .. } => Some(fd),
        _ => None,
    }
}

/// How long an operation takes because of its own arguments.
pub(super) fn own_time(op: &Op) -> Duration {
    Duration::from_millis(match *op {
        Op::Sleep { ms } => u64::from(ms),
        Op::Poll { wait_ms, .. } => u64::try_from(wait_ms).unwrap_or(0),
        _ => 0,
    })
}

/// An errno in strace's format.
fn show_errno(errno: super::Errno) -> String {
    format!("= -1 {errno:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::Errno;

    #[test]
    fn a_send_reads_like_strace() {
        let to = NlAddr::KERNEL.to_bytes();
        let (fd, flags, control) = (3, 0, Control::None);
        let op = Op::SendMsg { fd, addr: Some(&to), flags, data: &[0; 36], control };
        let (name, args) = describe(&op);
        assert_eq!(name, "sendmsg");
        assert_eq!(args, "fd=3 to pid=0 groups=0x0 len=36 flags=0x0");
        let refused = Ok(Err(Errno(105)));
        assert_eq!(result(&op, &refused), "= -1 ENOBUFS (No buffer space available)");
    }

    #[test]
    fn a_process_in_new_namespaces_is_told_from_an_ordinary_one() {
        let creds = nlmatrix_wire::proto::Creds::Root;
        let new = |namespaces| describe(&Op::NewProcess { creds, namespaces });
        assert_eq!(new(0), ("fork", "Root".to_owned()));
        assert_eq!(new(1 << 29), ("clone", "Root namespaces=0x20000000".to_owned()));
    }

    #[test]
    fn many_sends_tell_what_stopped_them() {
        let op = Op::SendMany { fd: 3, addr: None, flags: 0x40, data: &[0; 4], count: 10 };
        let outcome = Ok(Ok(Answer { value: 7, flags: 11, ..Answer::default() }));
        let expected = "= 7 of 10, then -1 EAGAIN (Resource temporarily unavailable)";
        assert_eq!(result(&op, &outcome), expected);
    }
}
