//! Sources in encodings other than UTF-8: old ones have names and comments in Latin-1, GBK or Shift-JIS.
//!
//! It does not matter which: each byte that is not UTF-8 becomes a character of the private use area, which passes
//! through unchanged, and is written as the original byte.

/// The character that stands for byte 0.
const FIRST: u32 = 0xf700;

/// `bytes` as text; `None` if they already contain the characters that would stand for bytes.
pub(super) fn text(bytes: Vec<u8>) -> Option<String> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (!text.chars().any(is_byte)).then_some(text),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        if chunk.valid().chars().any(is_byte) {
            return None;
        }
        text.push_str(chunk.valid());
        text.extend(
            chunk.invalid().iter().filter_map(|byte| char::from_u32(FIRST + u32::from(*byte))),
        );
    }
    Some(text)
}

/// The bytes from which a file's text was decoded.
pub fn bytes(text: &str) -> Vec<u8> {
    if !text.chars().any(is_byte) {
        return text.as_bytes().to_vec();
    }
    let mut bytes = Vec::with_capacity(text.len());
    for char in text.chars() {
        match u8::try_from(u32::from(char).wrapping_sub(FIRST)) {
            Ok(byte) if is_byte(char) => bytes.push(byte),
            _ => bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// Does it stand for a byte? Bytes of ASCII are always UTF-8.
fn is_byte(char: char) -> bool {
    (FIRST + 0x80..=FIRST + 0xff).contains(&u32::from(char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_comes_out_as_it_was() {
        for source in [
            &b"/* J\xf6rg, \xc3\xb6 */ int a;"[..],
            b"/* \xd6\xd0\xce\xc4\\ */ char *b = \"\xff\x80\";\n",
            "plain, and ö".as_bytes(),
            b"",
        ] {
            let text = text(source.to_vec()).unwrap();
            assert_eq!(bytes(&text), source);
        }
        assert_eq!(text("\u{f7f6}".into()), None);
        assert_eq!(text(b"\xf6 \xef\x9f\xb6".to_vec()), None);
    }
}
