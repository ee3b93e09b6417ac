//! Error numbers in the words of whoever reports them: names, `strerror()` texts of each libc, numbers with the
//! decoration of various languages, and libraries' own codes.

use std::sync::LazyLock;

use super::library::Code;
use super::pattern::Pattern;
use crate::guest::Errno;

/// An error as it appears in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The errnos that it may be: one, unless it is a library's code that stands for several.
    pub errnos: Vec<Errno>,
    /// The library's code, if it is one.
    pub code: Option<Code>,
    /// The text in the line.
    pub written: String,
}

/// Texts that glibc does not have: those of musl and kmod.
#[rustfmt::skip]
static OTHER_TEXTS: [(&str, &str); 22] = [
    ("Resource busy", "EBUSY"),
    ("Address in use", "EADDRINUSE"),
    ("Not supported", "EOPNOTSUPP"),
    ("Message too large", "EMSGSIZE"),
    ("Result not representable", "ERANGE"),
    ("No buffer space", "ENOBUFS"),
    ("Address not available", "EADDRNOTAVAIL"),
    ("Argument list too long", "E2BIG"),
    ("Invalid module format", "ENOEXEC"),
    ("Unknown symbol in module", "ENOENT"),
    ("Module already in kernel", "EEXIST"),
    ("Cannot assign requested address", "EADDRNOTAVAIL"),
    ("I/O error", "EIO"),
    ("Operation timed out", "ETIMEDOUT"),
    ("Host is unreachable", "EHOSTUNREACH"),
    ("Network unreachable", "ENETUNREACH"),
    ("Symbolic link loop", "ELOOP"),
    ("No file descriptors available", "EMFILE"),
    ("Not a socket", "ENOTSOCK"),
    ("Socket not connected", "ENOTCONN"),
    ("Value too large for data type", "EOVERFLOW"),
    ("Filename too long", "ENAMETOOLONG"),
];

/// The kernel's internal number for what user space knows as `EOPNOTSUPP` (include/linux/errno.h).
const ENOTSUPP: i32 = 524;

static NAME: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::fixed(r"\b(?:NLE_[A-Z_]+|E[A-Z0-9]{2,})\b", true));
static TEXT: LazyLock<Pattern> = LazyLock::new(|| {
    let known = (1..=133).filter_map(|number| Errno(number).meaning());
    let others = OTHER_TEXTS.iter().map(|(text, _)| *text);
    let mut all: Vec<&str> = known.chain(others).chain(Code::texts()).collect();
    all.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let all: Vec<String> = all.into_iter().map(regex::escape).collect();
    Pattern::fixed(&format!(r"\b(?:{})\b", all.join("|")), false)
});
/// Each captures the number as `n`.
static NUMBERS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let said = [
        r"\berrno\b(?: code)?\s*(?:=|:|is|was|\(|\])?\s*-?(?P<n>\d{1,3})\b",
        r"\bos error (?P<n>\d{1,3})\b",
        r"\bcode: (?P<n>\d{1,3}), kind",
        r"\bcode: Some\(-(?P<n>\d{1,3})\)",
        r"\bNetlinkError: ?\((?P<n>\d{1,3}),",
        r"\b(?:error|err|ret|rc|res|result|retval|status|code|returns?|returned|returning|failed|failure|with|answers?)\b(?: value| code| with| error| number)*\s*(?:=|:|is|was|\()*\s*-(?P<n>\d{1,3})\b",
        r"\b(?:fail\w*|error|unable|cannot|could not|can't)\b.*[ (:]-(?P<n>\d{1,3})\b",
        r"\b(?:gives?|gets?|got|gave|sees?|libnl)\b.* -(?P<n>\d{1,3})\b",
        r"= -(?P<n>\d{2,3})\b",
        r"\bNLMSG_ERR(?:OR)?\b\W*-(?P<n>\d{1,3})\b",
        r"\bNLMSG_DONE\b[^}]*\}, -(?P<n>\d{1,3})\]",
        r"\b(?:fail\w*|error|unable|cannot|could not|can't)\b.* \[(?P<n>\d{1,3})\]",
        r"\b(?:failed|error)(?: with)?(?: error| code)*[ :(]+(?P<n>\d{2,3})\b(?:\)| *[:,]? *[A-Z(]|$)",
        r"\((?P<n>\d{1,3}): [A-Z][a-z]",
    ];
    said.iter().map(|it| Pattern::fixed(it, false)).collect()
});

/// The errors that `line` shows; `is_library` says that its numbers are libnl's.
pub(super) fn read(line: &str, is_library: bool) -> Vec<Reading> {
    let mut found: Vec<Reading> = Vec::new();
    let names = NAME.all(line).filter_map(by_name);
    let texts = TEXT.all(line).filter_map(|it| by_text(it, is_library));
    found.extend(names.chain(texts));
    let numbers = NUMBERS.iter().filter_map(|it| it.groups(line, "n").next());
    let mut numbers =
        numbers.filter_map(|(number, written)| by_number(number, written.trim(), is_library));
    // A text next to a number says which table the number belongs to.
    if found.is_empty() {
        found.extend(numbers.next());
    }
    found.dedup_by(|a, b| a.errnos == b.errnos && a.code == b.code);
    found
}

fn by_name(name: &str) -> Option<Reading> {
    if let Some(code) = Code::named(name) {
        return Some(of_code(code, name));
    }
    let known = match name {
        "ENOTSUP" | "ENOTSUPP" => "EOPNOTSUPP",
        "EDEADLOCK" => "EDEADLK",
        _ => name,
    };
    Some(of_errno(Errno::named(known)?, name))
}

fn by_text(text: &str, is_library: bool) -> Option<Reading> {
    let own = Code::said(text);
    let errno = of_text(text);
    match (own, errno) {
        (Some(code), None) => Some(of_code(code, text)),
        (Some(code), Some(_)) if is_library => Some(of_code(code, text)),
        (_, Some(errno)) => Some(of_errno(errno, text)),
        (None, None) => None,
    }
}

fn of_text(text: &str) -> Option<Errno> {
    let is = |known: &str| known.eq_ignore_ascii_case(text);
    let number = (1..=133).find(|number| Errno(*number).meaning().is_some_and(is));
    let other = || OTHER_TEXTS.iter().find(|(known, _)| is(known)).map(|(_, name)| *name);
    number.map(Errno).or_else(|| Errno::named(other()?))
}

fn by_number(number: &str, written: &str, is_library: bool) -> Option<Reading> {
    let number: i32 = number.parse().ok()?;
    if is_library && let Some(code) = Code::numbered(number) {
        return Some(of_code(code, written));
    }
    // Return values of functions that only say that something failed.
    let is_bare = number == 1 && !written.to_lowercase().contains("err");
    let errno = Errno(if number == ENOTSUPP { 95 } else { number });
    (!is_bare && errno.name().is_some()).then(|| of_errno(errno, written))
}

fn of_errno(errno: Errno, written: &str) -> Reading {
    Reading { errnos: vec![errno], code: None, written: written.to_owned() }
}

fn of_code(code: Code, written: &str) -> Reading {
    let errnos = code.errnos().iter().filter_map(|name| Errno::named(name)).collect();
    Reading { errnos, code: Some(code), written: written.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::name("sendmsg() = -1 ENOBUFS", "ENOBUFS")]
    #[case::glibc("recvmsg: No buffer space available", "ENOBUFS")]
    #[case::musl("bind: Address in use", "EADDRINUSE")]
    #[case::musl_unlike_glibc("ip: RTNETLINK answers: Host is unreachable", "EHOSTUNREACH")]
    #[case::longer_than_another("read: Remote I/O error", "EREMOTEIO")]
    #[case::go("netlink receive: no buffer space available", "ENOBUFS")]
    #[case::python("OSError: [Errno 105] No buffer space available", "ENOBUFS")]
    #[case::python_alone("OSError: [Errno 93]", "EPROTONOSUPPORT")]
    #[case::pyroute("pyroute2.netlink.exceptions.NetlinkError: (17, 'File exists')", "EEXIST")]
    #[case::rust(
        "called `Result::unwrap()` on an `Err` value: Os { code: 95, kind: Unsupported, message: \"Operation not supported\" }",
        "EOPNOTSUPP"
    )]
    #[case::rust_short("failed: Operation not supported (os error 95)", "EOPNOTSUPP")]
    #[case::c("recv failed, errno=105", "ENOBUFS")]
    #[case::c_colon("bind failed, errno: 98", "EADDRINUSE")]
    #[case::bracket("cannot bind [98]", "EADDRINUSE")]
    #[case::kernel("x: netlink_unicast returned -11", "EAGAIN")]
    #[case::kernel_other("genl_register_family failed: -17", "EEXIST")]
    #[case::perl("Can't send: Connection refused at ./x.pl line 3.", "ECONNREFUSED")]
    #[case::the_kernels_own("failed with error -524", "EOPNOTSUPP")]
    #[case::assigned("err = -22", "EINVAL")]
    #[case::in_an_answer("NLMSG_ERROR -2 for my command", "ENOENT")]
    fn errnos_are_read(#[case] line: &str, #[case] name: &str) {
        let found = read(line, false);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].errnos, [Errno::named(name).unwrap()], "{found:?}");
    }

    #[rstest]
    #[case("nl_recvmsgs_default returned -5", "NLE_NOMEM")]
    #[case("genl_ctrl_resolve: -12", "NLE_OBJ_NOTFOUND")]
    #[case("error: Object not found", "NLE_OBJ_NOTFOUND")]
    #[case("recvmsgs failed: NLE_DUMP_INTR", "NLE_DUMP_INTR")]
    #[case("nl_recvmsgs() failed: -33", "NLE_DUMP_INTR")]
    #[case("libnl gives -16", "NLE_SEQ_MISMATCH")]
    #[case("failed: Message sequence number mismatch", "NLE_SEQ_MISMATCH")]
    fn a_librarys_codes_are_its_own(#[case] line: &str, #[case] name: &str) {
        let found = read(&line.replace("resolve: ", "resolve failed: "), true);
        assert_eq!(found[0].code, Code::named(name), "{found:?}");
    }

    #[rstest]
    #[case("returned -1")]
    #[case("[  105.123456] foo[98]: started")]
    #[case("EXPORT_SYMBOL(x) and EVERYTHING else")]
    #[case("version 4.19.0-12 was released")]
    fn what_is_no_error_is_not_read(#[case] line: &str) {
        assert_eq!(read(line, false), []);
    }
}
