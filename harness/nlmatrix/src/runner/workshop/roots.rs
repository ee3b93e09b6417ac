//! Roots (`[[root]]`) in guests: images that are disks of the machine and are mounted before its template is saved,
//! so that forks have them, and read only what they need from the one file.

use std::time::{Duration, Instant};

use camino::Utf8PathBuf;

use super::Workshop;
use crate::arch::Arch;
use crate::guest::{Actor, Errno, Guest, GuestError};
use crate::kernel::Kernel;
use crate::matrix::{KernelEntry, Provider, ROOTS};
use crate::root;
use crate::runner::WorkshopError;

/// The kernel's modules that are needed to read roots, in the order in which they are loaded; they may also be built
/// in.
pub(super) const DRIVERS: [&str; 3] = ["virtio_pci", "virtio_blk", "squashfs"];
/// The options for the same in the configuration of kernels from source.
const CONFIGURED: [&str; 4] =
    ["CONFIG_PCI=y", "CONFIG_VIRTIO_PCI=y", "CONFIG_VIRTIO_BLK=y", "CONFIG_SQUASHFS=y"];
/// `MS_RDONLY`, and `MS_BIND | MS_REC`.
const READ_ONLY: u64 = 1;
const SAME_TREE: u64 = 0o50000;
/// Which folders a root shares with the guest, and which are its own.
const SHARED: [&str; 3] = ["proc", "sys", "dev"];
const OWN: [&str; 2] = ["tmp", "run"];
/// How long a disk may take to appear.
const PATIENCE: Duration = Duration::from_secs(5);

impl Workshop {
    /// The images of the roots, in the order of the file; none if `kernel` cannot read them.
    pub(super) fn root_images(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
    ) -> Result<Vec<Utf8PathBuf>, WorkshopError> {
        if self.why_no_roots(entry, kernel).is_some() {
            return Ok(Vec::new());
        }
        let image = |entry| Ok(root::image(&self.store, entry, kernel.arch)?);
        self.matrix.roots.iter().map(image).collect()
    }

    /// Fails if `scenario` runs programs in a root, but this kernel cannot read roots.
    pub fn lacks_roots(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        scenario: &str,
    ) -> Result<(), WorkshopError> {
        let needs = self.matrix.declared(scenario).is_some_and(|it| it.needs_root());
        match self.why_no_roots(entry, kernel).filter(|_| needs) {
            Some(reason) => {
                let (what, reason) = ("a root".to_owned(), reason.to_owned());
                Err(WorkshopError::NoModules { what, reason })
            }
            None => Ok(()),
        }
    }

    /// Fails if a root cannot be made: it is in every guest, so no cell could run.
    pub(in crate::runner) fn check_roots(&self) -> Result<(), WorkshopError> {
        let image = |entry| root::image(&self.store, entry, Arch::default()).map(drop);
        Ok(self.matrix.roots.iter().try_for_each(image)?)
    }

    fn why_no_roots(&self, entry: &KernelEntry, kernel: &Kernel) -> Option<&'static str> {
        match &entry.provider {
            Provider::Debian(_) if self.has_modules(entry) => None,
            Provider::Debian(_) => Some("the package of its modules is no longer published"),
            _ => {
                let read = |build: &Utf8PathBuf| fs_err::read_to_string(build.join(".config")).ok();
                let config = kernel.build.as_ref().and_then(read).unwrap_or_default();
                let is_set = |line: &&str| config.lines().any(|it| it == *line);
                (!CONFIGURED.iter().all(is_set)).then_some(
                    "this kernel has no CONFIG_VIRTIO_PCI, CONFIG_VIRTIO_BLK and CONFIG_SQUASHFS built in",
                )
            }
        }
    }

    /// Mounts the roots in a guest that has booted, together with what programs take for granted.
    pub(super) fn mount_roots(
        &self,
        entry: &KernelEntry,
        kernel: &Kernel,
        guest: &Guest,
    ) -> Result<(), WorkshopError> {
        if self.matrix.roots.is_empty() || self.why_no_roots(entry, kernel).is_some() {
            return Ok(());
        }
        let modules = self.driver_paths(entry)?;
        mount_all(guest, &modules, self.matrix.roots.iter().map(|root| root.folder()))
            .map_err(|problem| WorkshopError::Roots { kernel: entry.id.clone(), problem })
    }
}

/// Loads `modules`, and mounts the disks at `folders`.
fn mount_all(
    guest: &Guest,
    modules: &[String],
    folders: impl Iterator<Item = String>,
) -> Result<(), String> {
    let agent = guest.agent();
    for path in modules {
        done(&format!("loading {path}"), agent.insert_module(path, ""))?;
    }
    done("making a folder", agent.mkdir(ROOTS))?;
    for (letter, folder) in ('a'..='z').zip(folders) {
        done("making a folder", agent.mkdir(&folder))?;
        mount_disk(agent, &format!("/dev/vd{letter}"), &folder)?;
        for name in SHARED {
            let (from, to) = (format!("/{name}"), format!("{folder}/{name}"));
            done(&to, agent.mount_as("none", &from, &to, SAME_TREE))?;
        }
        for name in OWN {
            let to = format!("{folder}/{name}");
            done(&to, agent.mount_as("tmpfs", "tmpfs", &to, 0))?;
        }
    }
    Ok(())
}

/// The disk may appear a moment after its driver was loaded.
fn mount_disk(agent: Actor<'_>, disk: &str, folder: &str) -> Result<(), String> {
    let began = Instant::now();
    loop {
        let mounted = agent.mount_as("squashfs", disk, folder, READ_ONLY);
        let is_absent =
            matches!(&mounted, Ok(Err(errno)) if matches!(errno.name(), Some("ENOENT" | "ENXIO")));
        if !is_absent || began.elapsed() >= PATIENCE {
            return done(&format!("mounting {disk}"), mounted);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn done(what: &str, result: Result<Result<(), Errno>, GuestError>) -> Result<(), String> {
    let result = result.map_err(|error| format!("{what}: {error}"))?;
    result.map_err(|errno| format!("{what}: {errno:#}"))
}
