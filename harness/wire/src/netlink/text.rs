//! Bytes in readable form: escaped text, hexadecimal, numbers, errno names.
use std::fmt::Write as _;

use super::order::guest_abi;

/// Bytes shown of a hexadecimal dump; the rest is counted.
const HEX_MAX: usize = 64;
/// Bytes shown of a text; the rest is counted.
const TEXT_MAX: usize = 1024;

/// Bytes as ASCII, everything else as `\n`, `\0` or `\x1b`: safe for a terminal.
/// At most 4 characters a byte.
pub fn escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            0 => out.push_str("\\0"),
            _ => out.extend(std::ascii::escape_default(byte).map(char::from)),
        }
    }
    out
}

/// Like [`escape`], for text outside quotes: quotation marks stay as they are, and backslashes are doubled so that
/// the original can be reconstructed.
pub fn escape_plain(bytes: &[u8]) -> String {
    escape(bytes).replace("\\\"", "\"").replace("\\'", "'")
}

/// Bytes as `12 ab …`.
pub fn hex(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(HEX_MAX)];
    let mut out = String::with_capacity(shown.len() * 3);
    for (index, byte) in shown.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        let _ = write!(out, "{space}{byte:02x}");
    }
    if bytes.len() > shown.len() {
        let _ = write!(out, " … {} more bytes", bytes.len() - shown.len());
    }
    out
}

/// The value as quoted text if it is printable (NULs at the end are allowed), else `None`.
pub fn quoted(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().rposition(|&byte| byte != 0)? + 1;
    let (text, nuls) = bytes.split_at(end);
    let printable = |&byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    if !text.iter().all(printable) {
        return None;
    }
    let shown = escape(&text[..end.min(TEXT_MAX)]).replace("\\'", "'");
    let more = match end.saturating_sub(TEXT_MAX) {
        0 => String::new(),
        more => format!(" … {more} more bytes"),
    };
    Some(match nuls.len() {
        0 => format!("\"{shown}\"{more}"),
        1 => format!("\"{shown}\\0\"{more}"),
        count => format!("\"{shown}\"{more} + {count} NUL bytes"),
    })
}

/// Text if printable, else hexadecimal.
pub fn text_or_hex(bytes: &[u8]) -> String {
    quoted(bytes).unwrap_or_else(|| hex(bytes))
}

/// An attribute's value of unknown type: small sizes as a number, else text or hexadecimal.
pub fn guess(bytes: &[u8]) -> String {
    let text = quoted(bytes).filter(|_| bytes.len() > 2 && !is_small_number(bytes));
    match (text, number(bytes)) {
        (Some(text), _) => text,
        (None, Some(number)) => number,
        (None, None) if bytes.is_empty() => "empty".to_owned(),
        (None, None) => hex(bytes),
    }
}

/// Four or eight bytes that are more likely a number than a text such as "abc\0".
fn is_small_number(bytes: &[u8]) -> bool {
    matches!(bytes.len(), 4 | 8) && bytes[bytes.len() - 2..] == [0, 0]
}

/// A number of 1, 2, 4 or 8 bytes as `u32=7`; `None` for other sizes.
pub fn number(bytes: &[u8]) -> Option<String> {
    if !matches!(bytes.len(), 1 | 2 | 4 | 8) {
        return None;
    }
    let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    let value = match guest_abi().big_endian {
        true => bytes.iter().fold(0, add),
        false => bytes.iter().rev().fold(0, add),
    };
    Some(format!("u{}={value}", bytes.len() * 8))
}

/// ` (ENOENT)` for errors that netlink returns; empty for others. `code` is negative.
pub fn errno_name(code: i32) -> &'static str {
    match code.checked_neg() {
        Some(1) => " (EPERM)",
        Some(2) => " (ENOENT)",
        Some(4) => " (EINTR)",
        Some(11) => " (EAGAIN)",
        Some(12) => " (ENOMEM)",
        Some(13) => " (EACCES)",
        Some(14) => " (EFAULT)",
        Some(16) => " (EBUSY)",
        Some(17) => " (EEXIST)",
        Some(19) => " (ENODEV)",
        Some(22) => " (EINVAL)",
        Some(34) => " (ERANGE)",
        Some(61) => " (ENODATA)",
        Some(71) => " (EPROTO)",
        Some(75) => " (EOVERFLOW)",
        Some(90) => " (EMSGSIZE)",
        Some(92) => " (ENOPROTOOPT)",
        Some(93) => " (EPROTONOSUPPORT)",
        Some(95) => " (EOPNOTSUPP)",
        Some(98) => " (EADDRINUSE)",
        Some(105) => " (ENOBUFS)",
        Some(111) => " (ECONNREFUSED)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"", "empty")]
    #[case(b"A", "u8=65")]
    #[case(b"A\0", "u16=65")]
    #[case(&[1, 0, 0, 0], "u32=1")]
    #[case(&[65, 0, 0, 0], "u32=65")]
    #[case(b"abc\0", "\"abc\\0\"")]
    #[case(b"it's\n\"x\"", "\"it's\\n\\\"x\\\"\"")]
    #[case(b"hello\0\0\0", "u64=478560413032")]
    #[case(b"hello!\0\0\0", "\"hello!\" + 3 NUL bytes")]
    #[case(b"\x1b[31mred", "u64=7234314189743020827")]
    #[case(b"\x1b[31m", "1b 5b 33 31 6d")]
    fn values(#[case] bytes: &[u8], #[case] want: &str) {
        assert_eq!(guess(bytes), want);
    }

    #[test]
    fn long_values_are_cut() {
        assert!(hex(&[0; 65]).ends_with("00 … 1 more bytes"));
        assert!(quoted(&[b'a'; 1030]).is_some_and(|text| text.ends_with("\" … 6 more bytes")));
    }
}
