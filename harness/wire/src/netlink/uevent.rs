//! Uevents: text without a netlink header, `ACTION@DEVPATH\0KEY=VALUE\0…`.
use super::text::{escape_plain, hex};

/// One line for the summary and one for each `KEY=VALUE`.
pub fn decode(bytes: &[u8]) -> Vec<String> {
    if let Some(body) = bytes.strip_prefix(b"libudev\0") {
        return vec![format!("udev's own message (not the kernel's): {}", hex(body))];
    }
    let terminated = bytes.last() == Some(&0);
    let text = if terminated { &bytes[..bytes.len() - 1] } else { bytes };
    let mut out = Vec::new();
    for (index, part) in text.split(|&byte| byte == 0).enumerate() {
        out.push(line(index, part));
    }
    if !terminated {
        out.push("  unterminated: the last byte is not NUL".to_owned());
    }
    out
}

fn line(index: usize, part: &[u8]) -> String {
    let text = escape_plain(part);
    match index {
        0 if part.contains(&b'@') => format!("uevent {text}"),
        0 => format!("uevent malformed, no ACTION@DEVPATH: {text}"),
        _ if part.contains(&b'=') => format!("  {text}"),
        _ => format!("  malformed, no KEY=VALUE: {text}"),
    }
}
