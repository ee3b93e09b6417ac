//! libnl's own error numbers, which look like errnos but are not.

/// The codes of libnl 3 (`netlink/errno.h`), 0, 1, …: name without `NLE_`, the text of `nl_geterror()`, and the
/// errnos that `nl_syserr2nlerr()` maps to it.
#[rustfmt::skip]
static CODES: [(&str, &str, &[&str]); 35] = [
    ("SUCCESS", "", &[]),
    ("FAILURE", "Unspecific failure", &[]),
    ("INTR", "Interrupted system call", &["EINTR"]),
    ("BAD_SOCK", "Bad socket", &["EBADF", "ENOTSOCK"]),
    ("AGAIN", "Try again", &["EAGAIN"]),
    ("NOMEM", "Out of memory", &["ENOBUFS", "ENOMEM"]),
    ("EXIST", "Object exists", &["EEXIST", "EADDRINUSE"]),
    ("INVAL", "Invalid input data or parameter", &["EINVAL", "ENOPROTOOPT", "EFAULT"]),
    ("RANGE", "Input data out of range", &["ERANGE"]),
    ("MSGSIZE", "Message size not sufficient", &[]),
    ("OPNOTSUPP", "Operation not supported", &["EOPNOTSUPP"]),
    ("AF_NOSUPPORT", "Address family not supported", &["EAFNOSUPPORT"]),
    ("OBJ_NOTFOUND", "Object not found", &["ENOENT", "ESRCH"]),
    ("NOATTR", "Attribute not available", &[]),
    ("MISSING_ATTR", "Missing attribute", &[]),
    ("AF_MISMATCH", "Address family mismatch", &[]),
    ("SEQ_MISMATCH", "Message sequence number mismatch", &[]),
    ("MSG_OVERFLOW", "Kernel reported message overflow", &[]),
    ("MSG_TRUNC", "Kernel reported truncated message", &[]),
    ("NOADDR", "Invalid address for specified address family", &["EADDRNOTAVAIL"]),
    ("SRCRT_NOSUPPORT", "Source based routing not supported", &[]),
    ("MSG_TOOSHORT", "Netlink message is too short", &[]),
    ("MSGTYPE_NOSUPPORT", "Netlink message type is not supported", &[]),
    ("OBJ_MISMATCH", "Object type does not match cache", &[]),
    ("NOCACHE", "Unknown or invalid cache type", &[]),
    ("BUSY", "Object busy", &["EBUSY"]),
    ("PROTO_MISMATCH", "Protocol mismatch", &["EPROTONOSUPPORT"]),
    ("NOACCESS", "No Access", &["EACCES"]),
    ("PERM", "Operation not permitted", &["EPERM"]),
    ("PKTLOC_FILE", "Unable to open packet location file", &[]),
    ("PARSE_ERR", "Unable to parse object", &[]),
    ("NODEV", "No such device", &["ENODEV"]),
    ("IMMUTABLE", "Immutable attribute", &[]),
    ("DUMP_INTR", "Dump inconsistency detected, interrupted", &[]),
    ("ATTRSIZE", "Attribute max length exceeded", &[]),
];

/// A code of libnl.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code(usize);

impl Code {
    /// The code with this number, without its sign.
    pub(super) fn numbered(number: i32) -> Option<Self> {
        let at = usize::try_from(number).ok()?;
        (1..CODES.len()).contains(&at).then_some(Self(at))
    }

    /// The code with this name, as `NLE_AGAIN`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let bare = name.strip_prefix("NLE_")?;
        CODES.iter().position(|(known, ..)| *known == bare).filter(|at| *at > 0).map(Self)
    }

    /// The code for which `nl_geterror()` returns this text.
    pub(super) fn said(text: &str) -> Option<Self> {
        let is = |it: &(&str, &str, &[&str])| !it.1.is_empty() && it.1.eq_ignore_ascii_case(text);
        CODES.iter().position(is).map(Self)
    }

    /// Its name, as `NLE_AGAIN`.
    pub(super) fn name(self) -> String {
        format!("NLE_{}", CODES[self.0].0)
    }

    /// The text that `nl_geterror()` returns for it.
    pub(super) fn text(self) -> &'static str {
        CODES[self.0].1
    }

    /// The errnos from which it may have been mapped.
    pub(super) fn errnos(self) -> &'static [&'static str] {
        CODES[self.0].2
    }

    /// All texts of `nl_geterror()`.
    pub(super) fn texts() -> impl Iterator<Item = &'static str> {
        CODES.iter().map(|(_, text, _)| *text).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest::Errno;

    #[test]
    fn codes_have_the_numbers_of_netlink_errno_h() {
        for (number, name) in [(5, "NLE_NOMEM"), (12, "NLE_OBJ_NOTFOUND"), (16, "NLE_SEQ_MISMATCH")]
        {
            assert_eq!(Code::numbered(number), Code::named(name));
        }
        assert_eq!(Code::numbered(33).unwrap().name(), "NLE_DUMP_INTR");
        assert_eq!(Code::said("object not found").unwrap().name(), "NLE_OBJ_NOTFOUND");
        assert_eq!((Code::numbered(0), Code::numbered(105), Code::said("")), (None, None, None));
    }

    #[test]
    fn the_errnos_behind_codes_are_errnos() {
        let all = CODES.iter().flat_map(|(_, _, errnos)| *errnos);
        assert!(all.map(|name| Errno::named(name)).all(|it| it.is_some()));
    }
}
