//! Names that are too long for an entry's header: they are in entries of their own before it.

use std::borrow::Cow;
use std::io::Read;

use tar::{Entry, EntryType, PaxExtensions};

/// Why an entry is rejected or could not be written.
pub(crate) type Problem = String;

/// The limit for an entry with names, in bytes. A path has at most 4096.
const LONGEST: u64 = 64 << 10;

/// What precedes an entry about its names.
#[derive(Default)]
pub(super) struct Names {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
}

impl Names {
    /// Records what `entry` says about the next one; false if it is a regular entry.
    pub fn take_from(&mut self, entry: &mut Entry<impl Read>) -> Result<bool, Problem> {
        match entry.header().entry_type() {
            EntryType::GNULongName => self.path = Some(name(whole(entry)?)),
            EntryType::GNULongLink => self.link = Some(name(whole(entry)?)),
            EntryType::XHeader => self.extend(&whole(entry)?)?,
            // `git archive` puts the commit's name there.
            EntryType::XGlobalHeader => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// pax(1), "pax Extended Header".
    fn extend(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        for field in PaxExtensions::new(bytes) {
            let field = field.map_err(|error| error.to_string())?;
            match field.key_bytes() {
                b"path" => self.path = Some(field.value_bytes().to_owned()),
                b"linkpath" => self.link = Some(field.value_bytes().to_owned()),
                b"size" => return Err("an entry of 8 GiB or more".to_owned()),
                _ => {}
            }
        }
        Ok(())
    }

    /// The path of `entry`.
    pub fn path<'a>(&'a self, entry: &'a Entry<impl Read>) -> Cow<'a, [u8]> {
        self.path.as_deref().map_or_else(|| entry.path_bytes(), Cow::Borrowed)
    }

    /// The target of the link `entry`.
    pub fn link<'a>(&'a self, entry: &'a Entry<impl Read>) -> Result<Cow<'a, [u8]>, Problem> {
        let link = self.link.as_deref().map(Cow::Borrowed).or_else(|| entry.link_name_bytes());
        link.ok_or_else(|| "is a link to nowhere".to_owned())
    }
}

/// The content of an entry with names.
fn whole(entry: &mut Entry<impl Read>) -> Result<Vec<u8>, Problem> {
    let size = entry.size();
    if size > LONGEST {
        return Err(format!("a name of {size} bytes"));
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Up to the NUL that GNU tar writes after it.
fn name(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()));
    bytes
}
