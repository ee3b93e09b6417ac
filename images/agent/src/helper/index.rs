//! The available modules, according to depmod's text files.

use nlmatrix_wire::modprobe;

use crate::sys::{fs, process};
use crate::text::{Path, Text};

/// Says which modules a cell has, if the host has written it.
const CURRENT: &core::ffi::CStr = c"/modules/current";

/// A folder of modules.
pub struct Index {
    /// The folder.
    pub folder: &'static str,
    dependencies: &'static str,
    aliases: &'static str,
    soft: &'static str,
    options: &'static str,
    built_in: &'static str,
}

impl Index {
    /// That of the cell, or the kernel's own place; `folder` is room for its name.
    pub fn open(folder: &'static mut Path) -> Self {
        let current = fs::map(CURRENT).trim_ascii();
        *folder = match current.is_empty() {
            true => Text::format(format_args!("/lib/modules/{}", process::release().name())),
            false => Text::new(current),
        };
        let folder = folder.text();
        let read = |file| fs::map(Path::format(format_args!("{folder}/{file}")).c());
        Self {
            folder,
            dependencies: read("modules.dep"),
            aliases: read("modules.alias"),
            soft: read("modules.softdep"),
            options: read("modules.options"),
            built_in: read("modules.builtin"),
        }
    }

    /// The file of a module, and those that it needs, in the order of `modules.dep`.
    pub fn find(&self, name: &str) -> Option<(&'static str, &'static str)> {
        modprobe::dependencies(self.dependencies, name)
    }

    /// The modules with this alias.
    pub fn by_alias(&self, name: &str) -> impl Iterator<Item = &'static str> {
        modprobe::by_alias(self.aliases, name)
    }

    /// What loads before the module, or after it.
    pub fn soft(&self, name: &str, after: bool) -> impl Iterator<Item = &'static str> {
        modprobe::soft(self.soft, name, after)
    }

    /// Its parameters.
    pub fn options(&self, name: &str) -> &'static str {
        modprobe::options(self.options, name)
    }

    /// Is it part of the kernel?
    pub fn is_built_in(&self, name: &str) -> bool {
        modprobe::is_built_in(self.built_in, name)
    }
}
