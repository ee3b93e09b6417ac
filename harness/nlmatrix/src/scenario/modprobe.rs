//! modprobe in the guest: what it finds there, what it has loaded because the kernel asked for it, and how modules
//! that hold each other are unloaded.

use super::test::{Must, Stop, Test};
use crate::guest::consts::O_NONBLOCK;
use crate::guest::{Errno, Proc};
use crate::version::KernelVersion;

/// Tells the agent, when it acts as modprobe, where the cell's modules are.
const CURRENT: &str = "/modules/current";
/// What it has loaded, one name on each line.
const REQUESTED: &str = "/modules/requested";
/// The file beside modules that ask for firmware.
const ASKS_FOR_FIRMWARE: &str = "modules.hotplug";
/// The kernel starts this program for each uevent, if told to.
const HELPER: (&str, &[u8]) = ("/proc/sys/kernel/hotplug", b"/sbin/hotplug");
/// From here on, the kernel reads firmware by itself (abb139e75c2c), and uses the helper only as a fallback.
const READS_FIRMWARE: [u32; 4] = [3, 7, 0, 0];
/// The error for a module that is in use, because of `O_NONBLOCK`.
const IN_USE: &str = "EAGAIN";

/// The result for each module of a cell, in the order in which they were unloaded.
pub(super) type Unloaded<'a> = Vec<(&'a str, Result<(), Errno>)>;

impl<'a> Test<'a> {
    /// Enables the kernel to find the cell's modules, and the files beside them, through modprobe; only users' own
    /// modules have this.
    pub fn offer_modules(&self) -> Result<(), Stop> {
        self.guest.bring_files(self.modules)?;
        let own = self.modules.first().and_then(|path| path.rsplit_once('/'));
        let Some((folder, _)) = own.filter(|(folder, _)| folder.ends_with("/own")) else {
            return Ok(());
        };
        let agent = self.guest.agent();
        agent.write_file(CURRENT, folder.as_bytes()).must(CURRENT)?;
        let version = self.release.parse::<KernelVersion>();
        let reads = version.is_ok_and(|version| version.numbers() >= READS_FIRMWARE);
        if !reads && agent.list_dir(folder).must(folder)?.iter().any(|it| it == ASKS_FOR_FIRMWARE) {
            agent.write_file(HELPER.0, HELPER.1).must(HELPER.0)?;
        }
        Ok(())
    }

    /// The modules that were loaded because the kernel asked for them, in that order.
    pub(super) fn requested(&self) -> Result<Vec<String>, Stop> {
        let text = self.guest.agent().read_text(REQUESTED)?.unwrap_or_default();
        Ok(text.lines().map(|name| name.replace('-', "_")).collect())
    }

    /// Unloads the cell's modules, those in use after those that use them, and then what the kernel asked for. A
    /// module that stays in use is tried again as long as another one could be unloaded.
    pub(super) fn unload_by(&self, loader: Proc) -> Result<Unloaded<'a>, Stop> {
        let on = self.guest.on(loader);
        let mut unloaded: Unloaded<'a> = Vec::new();
        for module in self.modules.iter().rev() {
            let result = on.remove_module(&Test::module_name(module), O_NONBLOCK)?;
            unloaded.push((module, result));
        }
        let mut goes_on = true;
        while goes_on {
            goes_on = false;
            let in_use = unloaded.iter_mut().filter(|(_, result)| is_in_use(result));
            for (module, result) in in_use {
                *result = on.remove_module(&Test::module_name(module), O_NONBLOCK)?;
                goes_on |= result.is_ok();
            }
        }
        for name in self.asked_of_kernel()?.iter().rev() {
            on.remove_module(name, O_NONBLOCK)?.ok();
        }
        Ok(unloaded)
    }

    /// The kernel's own modules among those that were requested.
    pub(super) fn asked_of_kernel(&self) -> Result<Vec<String>, Stop> {
        let mut requested = self.requested()?;
        requested.retain(|name| !self.is_own(name));
        Ok(requested)
    }

    fn is_own(&self, name: &str) -> bool {
        self.modules.iter().any(|path| Test::module_name(path) == name)
    }

    /// Did modprobe load this module of the cell before its turn came?
    pub(super) fn came_by_request(&self, name: &str, errno: Errno) -> Result<bool, Stop> {
        Ok(errno.name() == Some("EEXIST") && self.requested()?.iter().any(|it| it == name))
    }
}

fn is_in_use(result: &Result<(), Errno>) -> bool {
    result.as_ref().err().and_then(|errno| errno.name()) == Some(IN_USE)
}
