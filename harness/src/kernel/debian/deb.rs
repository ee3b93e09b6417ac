//! Unpacks the files of a Debian package, without dpkg.
//!
//! A package is an `ar` archive with a compressed `data.tar.*` in it.

use std::io::{BufReader, Read};

use camino::Utf8Path;

use crate::kernel::KernelError;
use crate::kernel::untar::{Problem, unpack_tar, xz};

/// Unpacks those files of `deb` that `wanted` picks (by path, as `usr/src/…`) below `folder`.
pub(crate) fn unpack(
    deb: &Utf8Path,
    folder: &Utf8Path,
    wanted: impl Fn(&Utf8Path) -> bool,
) -> Result<(), KernelError> {
    let bad = |problem: Problem| KernelError::BadPackage { deb: deb.to_owned(), problem };
    let file = fs_err::File::open(deb).map_err(KernelError::io(deb))?;
    let mut members = ar::Archive::new(BufReader::new(file));
    while let Some(member) = members.next_entry() {
        let member = member.map_err(|error| bad(error.to_string()))?;
        let name = String::from_utf8_lossy(member.header().identifier()).into_owned();
        if let Some(kind) = name.trim_end_matches('/').strip_prefix("data.tar") {
            return unpack_tar(decompress(kind, member).map_err(bad)?, folder, wanted).map_err(bad);
        }
    }
    Err(bad("it has no data.tar".to_owned()))
}

fn decompress<'a>(kind: &str, data: impl Read + 'a) -> Result<Box<dyn Read + 'a>, Problem> {
    match kind {
        "" => Ok(Box::new(data)),
        ".gz" => Ok(Box::new(flate2::read::GzDecoder::new(data))),
        ".xz" => Ok(Box::new(xz(data)?)),
        ".zst" => {
            let decoder = zstd::Decoder::new(data).map_err(|error| error.to_string())?;
            Ok(Box::new(decoder))
        }
        other => Err(format!("data.tar{other} is compressed in an unknown way")),
    }
}
