//! Which modules a module needs, and in which order they load.

use std::collections::BTreeMap;
use std::io::{self, Read as _};

use camino::{Utf8Path, Utf8PathBuf};
use object::{Object as _, ObjectSection as _};

use super::{Module, ModuleError};
use crate::decompress::{bounded, xz, zstd};

/// No module is larger than this once unpacked, in bytes: all the memory of a guest, where the
/// matrix asks for no more.
const LARGEST: u64 = 256 << 20;

/// Modules by the name the kernel knows them by: file names with `_` for `-`.
#[derive(Debug, Default)]
pub struct Shelf(BTreeMap<String, Utf8PathBuf>);

/// A module to load: its file's name in the guest, and its bytes.
pub type Loadable = (String, Vec<u8>);

/// The folder of the kernel's own modules among them.
pub const NEEDED: &str = "needed/";

impl Shelf {
    /// Every module below `folder`, compressed or not.
    pub fn of(folder: &Utf8Path) -> Result<Self, ModuleError> {
        let mut shelf = Self::default();
        shelf.add(folder)?;
        Ok(shelf)
    }

    fn add(&mut self, folder: &Utf8Path) -> Result<(), ModuleError> {
        for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))?.flatten() {
            let path = entry.into_path();
            if path.is_dir() {
                self.add(&path)?;
            } else if let Some((name, _)) = path.file_name().and_then(|it| it.split_once(".ko")) {
                self.0.insert(name.replace('-', "_"), path);
            }
        }
        Ok(())
    }
}

/// What was asked for of `module`, with all that it needs of what was built beside it and of the
/// kernel's own modules, in the order in which they load: the kernel's first, in a folder of their own, as
/// none of them needs another.
pub fn load_order(module: &Module, kernel: &Shelf) -> Result<Vec<Loadable>, ModuleError> {
    let all = module.beside.iter().chain(&module.kos);
    let own = all.map(|ko| (name_of(ko), ko.clone())).collect();
    let mut order = Order { own: Shelf(own), kernel, placed: Vec::new(), files: Vec::new() };
    module.kos.iter().try_for_each(|ko| order.place(&name_of(ko), ""))?;
    order.files.sort_by_key(|(name, _)| !name.starts_with(NEEDED));
    Ok(order.files)
}

/// Does any of what was built need a module that was not?
pub fn needs_kernel_modules(module: &Module) -> Result<bool, ModuleError> {
    let all = || module.kos.iter().chain(&module.beside);
    let own: Vec<String> = all().map(|ko| name_of(ko)).collect();
    for ko in all() {
        let needs = needs(&read(ko)?);
        if needs.iter().any(|name| !own.contains(name)) {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Order<'a> {
    own: Shelf,
    kernel: &'a Shelf,
    placed: Vec<String>,
    files: Vec<Loadable>,
}

impl Order<'_> {
    /// Places what `name` needs, then itself. What is built into the kernel is in no `depends=`.
    fn place(&mut self, name: &str, by: &str) -> Result<(), ModuleError> {
        if self.placed.iter().any(|it| it == name) {
            return Ok(());
        }
        let missing = || ModuleError::Needs { module: by.to_owned(), needed: name.to_owned() };
        let found = self.own.0.get(name).or_else(|| self.kernel.0.get(name));
        let path = found.ok_or_else(missing)?.clone();
        self.placed.push(name.to_owned());
        let bytes = read(&path)?;
        for needed in needs(&bytes) {
            self.place(&needed, name)?;
        }
        let folder = if self.own.0.contains_key(name) { "" } else { NEEDED };
        self.files.push((format!("{folder}{name}.ko"), bytes));
        Ok(())
    }
}

fn name_of(path: &Utf8Path) -> String {
    path.file_stem().unwrap_or_default().replace('-', "_")
}

/// The module in the file at `path`, unpacked.
fn read(path: &Utf8Path) -> Result<Vec<u8>, ModuleError> {
    let plain = fs_err::File::open(path).and_then(|file| unpack(file, path.extension(), LARGEST));
    plain.map_err(ModuleError::io(path))
}

/// What is packed into `data` as files with `extension` are; an error when it is more than `most`.
fn unpack(data: impl io::Read, extension: Option<&str>, most: u64) -> io::Result<Vec<u8>> {
    let all_of = |data: &mut dyn io::Read| {
        let mut all = Vec::new();
        bounded(data, most).read_to_end(&mut all).map(|_| all)
    };
    match extension {
        Some("xz") => all_of(&mut xz(data)?),
        Some("gz") => all_of(&mut flate2::read::GzDecoder::new(data)),
        Some("zst") => all_of(&mut zstd(data)?),
        _ => all_of(&mut { data }),
    }
}

/// The `depends=` of `.modinfo` (2.6.0+).
pub(crate) fn needs(ko: &[u8]) -> Vec<String> {
    let file = object::File::parse(ko).ok();
    let section = file.as_ref().and_then(|file| file.section_by_name(".modinfo"));
    let data = section.and_then(|section| section.data().ok()).unwrap_or_default();
    let field = data.split(|&byte| byte == 0).find_map(|field| field.strip_prefix(b"depends="));
    let list = String::from_utf8_lossy(field.unwrap_or_default()).into_owned();
    list.split(',').filter(|name| !name.is_empty()).map(|name| name.replace('-', "_")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::io::Write as _;

    /// `count` bytes that are all alike, packed.
    fn packed(extension: &str, count: u64) -> Vec<u8> {
        let mut plain = io::repeat(0).take(count);
        let mut packed = Vec::new();
        match extension {
            "xz" => {
                let mut encoder = liblzma::write::XzEncoder::new(&mut packed, 0);
                io::copy(&mut plain, &mut encoder).unwrap();
                encoder.finish().unwrap().flush().unwrap();
            }
            "gz" => {
                let mut encoder = flate2::write::GzEncoder::new(&mut packed, Default::default());
                io::copy(&mut plain, &mut encoder).unwrap();
                encoder.finish().unwrap().flush().unwrap();
            }
            _ => zstd::stream::copy_encode(plain, &mut packed, 1).unwrap(),
        }
        packed
    }

    #[rstest]
    #[case("xz")]
    #[case("gz")]
    #[case("zst")]
    fn a_module_that_unpacks_to_more_than_the_bound_is_an_error(#[case] extension: &str) {
        let unpacked = |count| unpack(&packed(extension, count)[..], Some(extension), 10_000);
        assert_eq!(unpacked(10_000).unwrap(), [0; 10_000]);
        let error = unpacked(10_001).unwrap_err();
        assert!(error.to_string().contains("more than 10000 bytes"), "{error}");
    }
}
