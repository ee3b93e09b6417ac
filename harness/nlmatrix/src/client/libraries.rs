//! The shared libraries that a program needs, found as the loader would find them.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::ClientError;
use super::error::io;
use super::wants::{Wants, wants};

/// Where libraries are in a root: in Debian, in Fedora, and in others.
const FOLDERS: [&str; 7] = [
    "usr/lib/x86_64-linux-gnu",
    "lib/x86_64-linux-gnu",
    "usr/lib64",
    "lib64",
    "usr/lib",
    "lib",
    "usr/local/lib",
];
/// The library in whose folder the loader surely looks.
const LIBC: &str = "libc.so.6";
/// The folder of clients in the guest.
const CLIENTS: &str = "/clients";

/// The loader of `program` and all libraries that it needs, directly or indirectly: path in the guest → file. They
/// are looked for in each of the roots `places` in turn; a static program needs none.
pub(super) fn of(
    program: &Utf8Path,
    places: &[&Utf8Path],
) -> Result<Vec<(String, Utf8PathBuf)>, ClientError> {
    let home = home(places);
    let mut found = BTreeMap::new();
    let mut queue = vec![(program.to_owned(), Utf8PathBuf::from(CLIENTS))];
    while let Some((path, folder)) = queue.pop() {
        let wants = read(&path)?;
        if let Some(loader) = &wants.loader {
            // It is at its own path; when it is needed as a library, it is loaded already.
            let name = Utf8Path::new(loader).file_name().unwrap_or_default();
            let file = in_places(places, name).ok_or_else(|| missing(&path, name, places))?;
            found.insert(loader.clone(), file);
        }
        for name in wants.needed.iter().filter(|name| !name.starts_with("ld-linux")) {
            let near = by_run_path(&wants, &path, &folder, places, name);
            let far = || Some((home.join(name), in_places(places, name)?));
            let (guest, file) = near.or_else(far).ok_or_else(|| missing(&path, name, places))?;
            if found.insert(guest.to_string(), file.clone()).is_none() {
                let folder = guest.parent().unwrap_or(Utf8Path::new("/")).to_owned();
                queue.push((file, folder));
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Where the loader of these places looks without a cache: next to the C library.
fn home(places: &[&Utf8Path]) -> Utf8PathBuf {
    let with_libc = FOLDERS.iter().find(|folder| {
        places.first().is_some_and(|place| is_library(&place.join(folder).join(LIBC)))
    });
    let folder = with_libc.unwrap_or(&FOLDERS[0]);
    Utf8Path::new("/").join(folder.trim_start_matches("usr/"))
}

fn in_places(places: &[&Utf8Path], name: &str) -> Option<Utf8PathBuf> {
    let all = places.iter().flat_map(|place| FOLDERS.map(|it| place.join(it).join(name)));
    all.into_iter().find(|path| is_library(path))
}

/// In the folders that the program itself names: path in the guest, and the file.
fn by_run_path(
    wants: &Wants,
    path: &Utf8Path,
    guest: &Utf8Path,
    places: &[&Utf8Path],
    name: &str,
) -> Option<(Utf8PathBuf, Utf8PathBuf)> {
    let origin = path.parent()?;
    wants.run_path.iter().find_map(|folder| {
        let at = |origin: &Utf8Path| {
            let folder = folder.replace("${ORIGIN}", "$ORIGIN");
            Utf8PathBuf::from(folder.replace("$ORIGIN", origin.as_str())).join(name)
        };
        let here = at(origin);
        let beside = folder.contains("ORIGIN").then(|| here.clone());
        let below = || places.iter().map(|place| place.join(here.as_str().trim_start_matches('/')));
        let file = beside.into_iter().chain(below()).find(|file| is_library(file))?;
        Some((at(guest), file))
    })
}

/// A 32-bit library can have the same name.
fn is_library(path: &Utf8Path) -> bool {
    path.is_file() && read(path).is_ok()
}

fn read(path: &Utf8Path) -> Result<Wants, ClientError> {
    let bytes = fs_err::read(path).map_err(io(path))?;
    wants(&bytes).ok_or_else(|| ClientError::NoElf { path: path.to_owned() })
}

fn missing(program: &Utf8Path, library: &str, places: &[&Utf8Path]) -> ClientError {
    let places: Vec<&str> = places.iter().map(|place| place.as_str()).collect();
    let (program, library) = (program.to_owned(), library.to_owned());
    ClientError::MissingLibrary { program, library, places: places.join(" and ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_libraries_of_a_program_of_this_host_are_found() {
        let host = Utf8Path::new("/");
        let ourselves = Utf8Path::new("/proc/self/exe").canonicalize_utf8().unwrap();
        let found = of(&ourselves, &[host]).unwrap();
        assert!(found.iter().any(|(guest, file)| guest.contains("/ld-") && file.is_file()));
        let libc = found.iter().find(|(guest, _)| guest.ends_with("/libc.so.6")).unwrap();
        assert!(libc.1.is_file());
    }

    #[test]
    fn a_static_program_needs_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("agent");
        fs_err::write(&path, crate::image::AGENT).unwrap();
        assert_eq!(of(&path, &["/".into()]).unwrap(), []);
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let empty = Utf8Path::from_path(folder.path()).unwrap();
        let ourselves = Utf8Path::new("/proc/self/exe").canonicalize_utf8().unwrap();
        let error = of(&ourselves, &[empty]).unwrap_err().to_string();
        assert!(error.starts_with(ourselves.as_str()) && error.contains(empty.as_str()), "{error}");
        let script = empty.join("script");
        fs_err::write(&script, "#!/bin/sh\n").unwrap();
        let error = of(&script, &[empty]).unwrap_err().to_string();
        assert!(error.contains("is not an x86-64 program"), "{error}");
    }

    #[test]
    fn a_library_beside_the_program_goes_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir(place.join("lib")).unwrap();
        fs_err::write(place.join("lib/libx.so"), crate::image::AGENT).unwrap();
        let run_path = vec!["/nowhere".to_owned(), "$ORIGIN/lib".to_owned()];
        let wants = Wants { loader: None, needed: vec![], run_path };
        let found = by_run_path(&wants, &place.join("p"), CLIENTS.into(), &[], "libx.so").unwrap();
        assert_eq!(found, ("/clients/lib/libx.so".into(), place.join("lib/libx.so")));
        assert_eq!(by_run_path(&wants, &place.join("p"), CLIENTS.into(), &[], "liby.so"), None);
    }
}
