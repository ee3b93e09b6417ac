//! Which of the modules that a build produced were asked for.

use camino::{Utf8Path, Utf8PathBuf};

use super::ModuleError;

/// Where a build's script writes the names, relative to the folder in which it builds.
const NAMES: &str = ".nlmatrix/modules";
/// Where the store has them: file names, in the order in which they are loaded.
const ORDER: &str = "load-order";

/// What a build produced.
#[derive(Debug)]
pub(super) struct Built {
    /// What was asked for and exists, in the order in which it is loaded: what a dkms.conf names, or everything if
    /// nothing names any.
    pub named: Vec<Utf8PathBuf>,
    /// Other modules in the folder: modules that those need, and leftovers of configure tests.
    pub others: Vec<Utf8PathBuf>,
    /// The first that was asked for and does not exist.
    pub missing: Option<String>,
}

impl Built {
    /// Looks at a build's `folder`.
    pub fn of(folder: &Utf8Path) -> Result<Self, ModuleError> {
        let all = modules_in(folder)?;
        let Ok(names) = fs_err::read_to_string(folder.join(NAMES)) else {
            return Ok(Self { named: all, others: Vec::new(), missing: None });
        };
        let asked = names.lines().map(|name| folder.join(name.trim_start_matches("./")));
        let (named, missing): (Vec<_>, Vec<_>) = asked.partition(|path| path.is_file());
        let others = all.into_iter().filter(|path| !named.contains(path)).collect();
        let missing = missing.first().map(|path| path.file_name().unwrap_or_default().to_owned());
        Ok(Self { named, others, missing })
    }

    /// Does everything exist that was asked for?
    pub fn is_whole(&self) -> bool {
        !self.named.is_empty() && self.missing.is_none()
    }

    /// Writes the order to the store's `folder`.
    pub fn write_order(&self, folder: &Utf8Path) -> Result<(), ModuleError> {
        let names = self.named.iter().filter_map(|path| path.file_name());
        let text: String = names.map(|name| format!("{name}\n")).collect();
        let path = folder.join(ORDER);
        fs_err::write(&path, text).map_err(ModuleError::io(&path))
    }
}

/// The modules in the store's `folder`: those that were asked for, in order, and the others. In products from before
/// there was an order, all count as asked for.
pub(super) fn in_store(
    folder: &Utf8Path,
) -> Result<(Vec<Utf8PathBuf>, Vec<Utf8PathBuf>), ModuleError> {
    let all = modules_in(folder)?;
    let Ok(order) = fs_err::read_to_string(folder.join(ORDER)) else {
        return Ok((all, Vec::new()));
    };
    let named: Vec<Utf8PathBuf> = order.lines().map(|name| folder.join(name)).collect();
    let others = all.into_iter().filter(|path| !named.contains(path)).collect();
    Ok((named, others))
}

/// Every module below `folder`.
pub(super) fn modules_in(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, ModuleError> {
    let mut kos = Vec::new();
    for entry in folder.read_dir_utf8().map_err(ModuleError::io(folder))?.flatten() {
        let path = entry.into_path();
        if path.is_dir() && !path.is_symlink() {
            kos.extend(modules_in(&path)?);
        } else if path.extension() == Some("ko") {
            kos.push(path);
        }
    }
    kos.sort();
    Ok(kos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dkms_conf_names_the_modules_and_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        for name in ["b.ko", "src/a.ko", "conftest/probe.ko"] {
            fs_err::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
            fs_err::write(folder.join(name), "").unwrap();
        }
        let everything = Built::of(folder).unwrap();
        assert_eq!((everything.named.len(), everything.is_whole()), (3, true));
        fs_err::create_dir(folder.join(".nlmatrix")).unwrap();
        fs_err::write(folder.join(NAMES), "src/a.ko\n./b.ko\n").unwrap();
        let built = Built::of(folder).unwrap();
        assert_eq!(built.named, [folder.join("src/a.ko"), folder.join("b.ko")]);
        assert_eq!(built.others, [folder.join("conftest/probe.ko")]);
        assert!(built.is_whole());
        fs_err::write(folder.join(NAMES), "b.ko\nlib/c.ko\n").unwrap();
        let built = Built::of(folder).unwrap();
        assert_eq!((built.missing.as_deref(), built.is_whole()), (Some("c.ko"), false));
    }
}
