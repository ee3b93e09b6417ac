//! Which modules a module needs, and in which order they load.

use std::collections::BTreeMap;
use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};
use object::{Object as _, ObjectSection as _};

use super::ModuleError;

/// Modules by the name the kernel knows them by: file names with `_` for `-`.
#[derive(Debug, Default)]
pub struct Shelf(BTreeMap<String, Utf8PathBuf>);

/// A module to load: its file's name in the guest, and its bytes.
pub type Loadable = (String, Vec<u8>);

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

/// `kos` with the kernel's own modules that they need, in the order in which they load.
pub fn load_order(kos: &[Utf8PathBuf], kernel: &Shelf) -> Result<Vec<Loadable>, ModuleError> {
    let own = kos.iter().map(|ko| (name_of(ko), ko.clone())).collect();
    let mut order = Order { own: Shelf(own), kernel, placed: Vec::new(), files: Vec::new() };
    kos.iter().try_for_each(|ko| order.place(&name_of(ko), ""))?;
    Ok(order.files)
}

/// Do any of `kos` need a module that is not among them?
pub fn needs_kernel_modules(kos: &[Utf8PathBuf]) -> Result<bool, ModuleError> {
    let own: Vec<String> = kos.iter().map(|ko| name_of(ko)).collect();
    for ko in kos {
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
        self.files.push((format!("{name}.ko"), bytes));
        Ok(())
    }
}

fn name_of(path: &Utf8Path) -> String {
    path.file_stem().unwrap_or_default().replace('-', "_")
}

fn read(path: &Utf8Path) -> Result<Vec<u8>, ModuleError> {
    let bytes = fs_err::read(path).map_err(ModuleError::io(path))?;
    let mut plain = Vec::new();
    let decoded = match path.extension() {
        Some("xz") => liblzma::read::XzDecoder::new(&bytes[..]).read_to_end(&mut plain),
        Some("gz") => flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain),
        Some("zst") => zstd::Decoder::new(&bytes[..]).and_then(|mut it| it.read_to_end(&mut plain)),
        _ => return Ok(bytes),
    };
    decoded.map_err(ModuleError::io(path))?;
    Ok(plain)
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
