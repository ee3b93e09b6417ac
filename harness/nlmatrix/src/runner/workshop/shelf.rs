//! The files beside a user's own module in a guest, so that modprobe finds there what it would find on a real
//! machine: modules that it may request, the files of depmod, firmware.

use camino::{Utf8Path, Utf8PathBuf};

use super::Workshop;
use super::modules::guest_path;
use crate::image::{GuestFile, LINK};
use crate::kernel::Kernel;
use crate::matrix::SystemEntry;
use crate::module::{self, Loadable, Module, asks_for_firmware, firmware};
use crate::run::ModuleId;
use crate::runner::WorkshopError;

/// Where the kernel looks for firmware.
const FIRMWARE: &str = "/lib/firmware";
/// The programs that the kernel starts: both are the agent.
const HELPERS: [&str; 2] = ["/sbin/modprobe", "/sbin/hotplug"];

impl Workshop {
    /// Puts the modules that those of `system` may request beside them.
    pub(super) fn add_shelf(
        &self,
        kernel: &Kernel,
        system: &SystemEntry,
        module: &Module,
        loadables: &[Loadable],
        files: &mut Vec<GuestFile>,
    ) -> Result<(), WorkshopError> {
        let place = |name: &str| guest_path(&ModuleId::new(&system.name, ""), name);
        let shelf = self.shelf(kernel, module)?;
        let offered = match &shelf {
            Some((_, shelf)) => module::offered(module, shelf, loadables)?,
            None => Vec::new(),
        };
        let all = [loadables, &offered[..]].concat();
        let texts = module::index(&all, &system.parameters).into_iter();
        let texts = texts.map(|(name, text)| (place(&name), text.into_bytes(), 0o644));
        files.extend(texts);
        files.extend(offered.into_iter().map(|(name, bytes)| (place(&name), bytes, 0o644)));
        if let Some(built_in) = shelf.and_then(|(folder, _)| built_in(&folder)) {
            files.push((place("modules.builtin"), built_in, 0o644));
        }
        if loadables.iter().any(|(_, ko)| asks_for_firmware(ko)) {
            files.push((place("modules.hotplug"), Vec::new(), 0o644));
        }
        add_firmware(system, loadables, files)
    }

    /// The agent under the names by which the kernel calls its helpers and, if there is a single module, its files
    /// where any modprobe looks for them.
    pub(super) fn add_helpers(&self, kernel: &Kernel, files: &mut Vec<GuestFile>) {
        let mut own = self.matrix.systems.iter().filter(|system| system.own.is_some());
        let (Some(first), other) = (own.next(), own.next()) else { return };
        let link = |path: &str, target: &str| (path.to_owned(), target.into(), LINK);
        files.extend(HELPERS.map(|path| link(path, "/init")));
        if other.is_none() {
            let place = guest_path(&ModuleId::new(&first.name, ""), "");
            files.push(link(
                &format!("/lib/modules/{}", kernel.release),
                place.trim_end_matches('/'),
            ));
        }
    }
}

/// The kernel's list of what is built in, relative to the folder of its own modules.
pub(super) fn built_in(folder: &Utf8Path) -> Option<Vec<u8>> {
    /// `usr/lib/modules/RELEASE`.
    const DEEPEST: usize = 5;
    let mut folder = folder.to_owned();
    for _ in 0..DEEPEST {
        if let Ok(list) = fs_err::read(folder.join("modules.builtin")) {
            return Some(list);
        }
        let below = folder.read_dir_utf8().ok()?.flatten().map(|entry| entry.into_path());
        folder = below.into_iter().find(|path| path.is_dir())?;
    }
    None
}

/// The firmware that modules name, from the folder that the matrix file names, or from the module's own.
fn add_firmware(
    system: &SystemEntry,
    loadables: &[Loadable],
    files: &mut Vec<GuestFile>,
) -> Result<(), WorkshopError> {
    let folders = [system.firmware.as_deref(), Some(&*system.path), system.root.as_deref()];
    let names = loadables.iter().flat_map(|(_, ko)| firmware(ko));
    for name in names {
        let found = folders.iter().flatten().find_map(|folder| find(folder, &name));
        let path = format!("{FIRMWARE}/{name}");
        if let Some(found) = found.filter(|_| !files.iter().any(|(there, ..)| *there == path)) {
            files.push((path, fs_err::read(found)?, 0o644));
        }
    }
    Ok(())
}

/// The file with the firmware `name` in `folder`: under that path, in a subfolder of it, or without its folders.
fn find(folder: &Utf8Path, name: &str) -> Option<Utf8PathBuf> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let places = ["", "firmware", "lib/firmware"];
    let paths =
        [name, file].into_iter().flat_map(|name| places.map(|place| folder.join(place).join(name)));
    paths.into_iter().find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("acme/a.fw", Some("firmware/acme/a.fw"))]
    #[case("acme/b.fw", Some("b.fw"))]
    #[case("acme/c.fw", None)]
    fn firmware_is_found_where_authors_keep_it(#[case] name: &str, #[case] place: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::create_dir_all(folder.join("firmware/acme")).unwrap();
        fs_err::write(folder.join("firmware/acme/a.fw"), "a").unwrap();
        fs_err::write(folder.join("b.fw"), "b").unwrap();
        assert_eq!(find(folder, name), place.map(|place| folder.join(place)));
    }
}
