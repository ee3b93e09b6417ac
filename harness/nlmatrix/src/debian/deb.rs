//! Unpacks the files of a Debian package, without dpkg.
//!
//! A package is an `ar` archive with a compressed `data.tar.*` in it.

use std::io::{BufReader, Read};

use camino::Utf8Path;

use super::DebianError;
use super::members::member;
use crate::decompress::{xz, zstd};
use crate::untar::{Problem, unpack_tar};

/// Unpacks those files of `deb` that `wanted` accepts (by path, like `usr/src/…`) to `folder`.
pub(crate) fn unpack(
    deb: &Utf8Path,
    folder: &Utf8Path,
    wanted: impl Fn(&Utf8Path) -> bool,
) -> Result<(), DebianError> {
    let bad = |problem: Problem| DebianError::BadPackage { deb: deb.to_owned(), problem };
    let file = fs_err::File::open(deb).map_err(DebianError::io(deb))?;
    let found = member(BufReader::new(file), "data.tar").map_err(bad)?;
    let (kind, data) = found.ok_or_else(|| bad("it has no data.tar".to_owned()))?;
    unpack_tar(decompress(&kind, data).map_err(bad)?, folder, wanted).map_err(bad)
}

fn decompress<'a>(kind: &str, data: impl Read + 'a) -> Result<Box<dyn Read + 'a>, Problem> {
    match kind {
        "" => Ok(Box::new(data)),
        ".gz" => Ok(Box::new(flate2::read::GzDecoder::new(data))),
        ".xz" => Ok(Box::new(xz(data).map_err(|error| error.to_string())?)),
        ".zst" => Ok(Box::new(zstd(data).map_err(|error| error.to_string())?)),
        other => Err(format!("data.tar{other} is compressed in an unknown way")),
    }
}
