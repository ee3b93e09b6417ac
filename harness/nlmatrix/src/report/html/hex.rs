//! Bytes for readers.

use std::fmt::Write;

/// Bytes of one line.
const LINE: usize = 16;

/// A hex dump: each line has an offset, sixteen bytes in groups of four, and their text.
pub(super) fn dump(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    let mut out = String::with_capacity(hex.len() * 3);
    for (index, line) in digits.chunks(2 * LINE).enumerate() {
        let groups: Vec<String> = line.chunks(8).map(|group| group.iter().collect()).collect();
        let text: String = line.chunks(2).map(character).collect();
        let (offset, bytes) = (index * LINE, groups.join(" "));
        writeln!(out, "{offset:04x}  {bytes:<35}  {text}").expect("writing to a string");
    }
    out
}

/// The byte's ASCII character, or a dot.
fn character(digits: &[char]) -> char {
    let byte = u8::from_str_radix(&digits.iter().collect::<String>(), 16).unwrap_or(0);
    if byte.is_ascii_graphic() || byte == b' ' { byte.into() } else { '.' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stand_in_groups_with_their_text() {
        let bytes = "250000001000050048656c6c6f2c207700ff";
        let expected = "0000  25000000 10000500 48656c6c 6f2c2077  %.......Hello, w\n\
                        0010  00ff                                 ..\n";
        assert_eq!(dump(bytes), expected);
        assert_eq!(dump(""), "");
    }
}
