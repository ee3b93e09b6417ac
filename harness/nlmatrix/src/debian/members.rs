//! The members of an `ar` archive as deb(5) defines them: in the common format, with short names.

use std::io::{self, Read};

use crate::untar::Problem;

const MAGIC: &[u8; 8] = b"!<arch>\n";
/// Name (16 bytes), times and owner, size in decimal digits (bytes 48 to 58), and two bytes of magic.
const HEADER: usize = 60;
const MARK: &[u8; 2] = b"`\n";

/// The first member whose name begins with `start`: the rest of its name, and its content.
///
/// Nothing of the others is kept, however long they claim to be.
pub(super) fn member<R: Read>(
    mut archive: R,
    start: &str,
) -> Result<Option<(String, io::Take<R>)>, Problem> {
    let mut magic = [0; MAGIC.len()];
    archive.read_exact(&mut magic).map_err(|error| error.to_string())?;
    if magic != *MAGIC {
        return Err("it is not an ar archive".to_owned());
    }
    while let Some((name, size)) = header(&mut archive)? {
        if let Some(rest) = name.strip_prefix(start) {
            return Ok(Some((rest.to_owned(), archive.take(size))));
        }
        // Members begin at even offsets.
        let length = size + size % 2;
        io::copy(&mut archive.by_ref().take(length), &mut io::sink())
            .map_err(|error| error.to_string())?;
    }
    Ok(None)
}

/// The name and size of the member that begins here.
fn header(archive: &mut impl Read) -> Result<Option<(String, u64)>, Problem> {
    let mut header = Vec::with_capacity(HEADER);
    let read = archive.by_ref().take(HEADER as u64).read_to_end(&mut header);
    match read.map_err(|error| error.to_string())? {
        0 => return Ok(None),
        HEADER if header.ends_with(MARK) => {}
        _ => return Err("a member's header is damaged".to_owned()),
    }
    let name = String::from_utf8_lossy(&header[..16]);
    let digits = String::from_utf8_lossy(&header[48..58]);
    let size = digits.trim_end().parse().map_err(|_| format!("a member of size `{digits}`"))?;
    Ok(Some((name.trim_end().trim_end_matches('/').to_owned(), size)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn archive(members: &[(&str, &str, &str)]) -> Vec<u8> {
        let member = |(name, size, content): &(&str, &str, &str)| {
            format!("{name:<16}{:<32}{size:<10}`\n{content}", "0")
        };
        let members: String = members.iter().map(member).collect();
        [&MAGIC[..], members.as_bytes()].concat()
    }

    fn data(bytes: &[u8]) -> Result<Option<(String, String)>, Problem> {
        let found = member(bytes, "data.tar")?;
        Ok(found.map(|(rest, mut content)| {
            let mut text = String::new();
            content.read_to_string(&mut text).unwrap();
            (rest, text)
        }))
    }

    #[rstest]
    #[case::after_an_odd_one(&[("control.tar", "3", "abc\n"), ("data.tar.xz", "2", "de")])]
    #[case::gnu(&[("data.tar.xz/", "2", "de")])]
    fn a_member_is_found(#[case] members: &[(&str, &str, &str)]) {
        let found = data(&archive(members)).unwrap();
        assert_eq!(found, Some((".xz".to_owned(), "de".to_owned())));
    }

    /// GNU's table of names and BSD's long names, claiming gigabytes that are not there.
    #[rstest]
    #[case::gnu("//")]
    #[case::bsd("#1/9999999999")]
    fn sizes_are_not_believed(#[case] name: &str) {
        assert_eq!(data(&archive(&[(name, "9999999999", "x")])), Ok(None));
    }

    #[rstest]
    #[case::other(b"!<arch>!".to_vec())]
    #[case::short(b"!<ar".to_vec())]
    #[case::size(archive(&[("data.tar", "-1", "")]))]
    #[case::cut([MAGIC, &b"data.tar"[..]].concat())]
    fn damage_is_an_error(#[case] bytes: Vec<u8>) {
        assert!(data(&bytes).is_err());
    }
}
