//! Packages and tarballs.

use super::files::Home;
use crate::debian::unpack_deb;
use crate::untar::unpack_tar;

/// The bytes are a Debian package, which is unpacked completely: nothing leaves its folder.
pub fn deb(bytes: &[u8]) {
    Home::with(|home| {
        let package = home.path().join("package.deb");
        fs_err::write(&package, bytes).expect("there is room");
        // It does not matter here whether it is a package.
        let _ = unpack_deb(&package, &home.inside(), |_| true);
        fs_err::remove_file(package).expect("it is there");
    });
}

/// The same for a tar archive.
pub fn tar(bytes: &[u8]) {
    Home::with(|home| drop(unpack_tar(bytes, &home.inside(), |_| true)));
}
