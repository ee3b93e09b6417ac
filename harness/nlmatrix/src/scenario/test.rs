//! What a scenario works with: a guest, its modules, and the checks that it makes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::time::Instant;

use super::error_path::ErrorPath;
use super::lost::Lost;
use super::program::Program;
use crate::excerpt::excerpt;
use crate::guest::{Creds, Errno, Guest, GuestError, Proc};
use crate::module::{NEEDED, WANTED};
use crate::run::{CheckRecord, CheckVerdict};

/// How much of a file is read at once, and how much of it at most, in bytes.
const PIECE: u32 = 32 << 10;
const MOST_TEXT: usize = 1 << 20;
/// How many bytes of what was seen a check keeps.
const SEEN: usize = 4 << 10;

/// A running scenario.
pub struct Test<'a> {
    /// The guest.
    pub guest: &'a Guest,
    /// Paths of the cell's own modules in the guest.
    pub modules: &'a [String],
    /// Paths of the kernel's modules that these need.
    pub needed: &'a [String],
    /// Parameters of the cell's modules, by their names.
    pub parameters: BTreeMap<String, String>,
    /// What `uname -r` should print.
    pub release: &'a str,
    /// Reads the console as it is now.
    pub console: &'a dyn Fn() -> io::Result<String>,
    /// The checks made so far.
    pub checks: Vec<CheckRecord>,
    /// Figures for charts.
    pub figures: BTreeMap<String, f64>,
    /// What the scenario itself saw being lost, in words.
    pub left: Vec<String>,
    /// Should the kernel be shaken when the modules are unloaded?
    pub(super) shakes: bool,
    /// May the modules leave something that has no name?
    pub keeps_unnamed: bool,
    /// How much more patience watchdogs need than on an idle host, as a factor.
    pub slowness: u32,
    /// Lost memory counts since this moment, in jiffies; `None` if the kernel does not look for it.
    pub(super) watches_memory_since: Option<u64>,
    /// What was lost, once it was looked for.
    pub(super) lost: RefCell<Option<Vec<Lost>>>,
    /// The way on which error paths are looked for.
    pub way: Option<&'a Way<'a>>,
    /// When the scenario reached the place where it may end badly.
    pub arrival: Option<Instant>,
    /// The program through which every program is started, with its arguments; empty if they are started directly.
    pub tracer: &'a [&'a str],
    /// The clients that are 32-bit here, on a 64-bit kernel.
    pub of_32_bits: Vec<String>,
    /// Called with each loaded module: its path in the guest.
    pub hears_of_loads: Option<&'a dyn Fn(&str)>,
    /// Says which parameters a module takes, by its name.
    pub takes: Option<&'a Takes<'a>>,
    /// Programs that were started, whose output is not in the transcript yet.
    pub(super) running: RefCell<Vec<Program>>,
    /// How often each module was loaded.
    pub(super) loads: RefCell<BTreeMap<String, u32>>,
}

/// A way through a module, from its load on: something that a scenario does.
pub struct Way<'a> {
    /// Its name.
    pub name: String,
    /// Carries it out.
    pub go: Box<Go<'a>>,
    /// Does something in a guest of its own, which is as this one was at the beginning.
    pub apart: Box<Apart<'a>>,
    /// The only path that should fail, in this guest; `None` for all.
    pub only: Option<ErrorPath>,
}

type Takes<'a> = dyn Fn(&str) -> Vec<String> + 'a;
type Go<'a> = dyn Fn(&mut Test<'_>) -> Result<(), Stop> + Sync + 'a;
/// An error says that there was no such guest, or that it was not served.
type Apart<'a> = dyn Fn(&mut dyn FnMut(&mut Test<'_>)) -> Result<(), GuestError> + Sync + 'a;

/// Why a scenario cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The guest did not do what it was asked to.
    #[error(transparent)]
    Guest(#[from] GuestError),
    /// Something did not return before its deadline.
    #[error("{0}")]
    Hang(String),
    /// The kernel runs no 32-bit programs.
    #[error("the kernel runs no 32-bit programs: {0}")]
    NoCompat(String),
    /// A module does not load because its hardware is missing.
    #[error("its hardware is not here: {0}")]
    NoDevice(String),
    /// Something on which everything after it depends went wrong.
    #[error("{0}")]
    Broken(String),
}

/// Turns an errno into the end of the scenario, for operations that have to succeed.
pub trait Must<T> {
    /// The value, or a [`Stop::Broken`] that names `what` was tried.
    fn must(self, what: &str) -> Result<T, Stop>;
}

impl<T> Must<T> for Result<Result<T, Errno>, GuestError> {
    fn must(self, what: &str) -> Result<T, Stop> {
        self?.map_err(|errno| Stop::Broken(format!("{what}: {errno:#}")))
    }
}

impl<'a> Test<'a> {
    /// A test before its first check. `modules` are in the order in which they are loaded.
    pub fn new(
        guest: &'a Guest,
        modules: &'a [String],
        release: &'a str,
        console: &'a dyn Fn() -> io::Result<String>,
    ) -> Self {
        let (checks, figures) = (Vec::new(), BTreeMap::new());
        let (needed, modules) = parted(modules);
        let (running, loads) = (RefCell::default(), RefCell::default());
        Self {
            guest,
            modules,
            needed,
            parameters: BTreeMap::new(),
            release,
            console,
            checks,
            figures,
            left: Vec::new(),
            shakes: false,
            keeps_unnamed: true,
            slowness: 1,
            watches_memory_since: None,
            lost: RefCell::default(),
            way: None,
            arrival: None,
            tracer: &[],
            of_32_bits: Vec::new(),
            hears_of_loads: None,
            takes: None,
            running,
            loads,
        }
    }

    /// Loads the kernel's modules that the cell's own need, and adds to the leak snapshot what they create. They stay
    /// loaded: some cannot be unloaded, and what they keep is not the cell's fault.
    pub fn load_needed(&self) -> Result<(), Stop> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let loader = self.process("loader of what is needed")?;
        for module in self.needed {
            let loaded = self.insert(self.guest.on(loader), module, "")?;
            if !is_in(module, WANTED) {
                loaded.map_err(|refused| Stop::Broken(self.complaint(&refused)))?;
            }
        }
        self.guest.on(loader).take_snapshot().must("the leak snapshot")?;
        self.guest.end(loader)?.ok();
        Ok(())
    }

    /// The name under which the kernel knows the module in this file of the guest.
    pub fn module_name(path: &str) -> String {
        let file = path.rsplit('/').next().unwrap_or(path);
        file.strip_suffix(".ko").unwrap_or(file).replace('-', "_")
    }

    /// Compares what was seen with the reference. A difference does not stop the scenario; whether it is a known one
    /// is judged later. The check refers to the latest event in the transcript.
    pub fn check(&mut self, name: &str, reference: impl Display, observed: impl Display) {
        self.check_in(name, reference, observed, "");
    }

    /// The same for a check of something in `seen`, which is kept if the check does not come out the same: that a
    /// pattern was not found says little.
    pub fn check_in(
        &mut self,
        name: &str,
        reference: impl Display,
        observed: impl Display,
        seen: &str,
    ) {
        let (reference, observed) = (reference.to_string(), observed.to_string());
        let seen = if observed == reference { String::new() } else { excerpt(seen, SEEN) };
        self.checks.push(CheckRecord {
            name: name.to_owned(),
            reference,
            observed,
            seen,
            predicted: None,
            event: self.guest.transcript().len().checked_sub(1),
            verdict: CheckVerdict::Unjudged,
        });
    }

    /// Marks the place where the scenario may end badly: a hang or crash before this is not the expected one.
    pub fn arrived(&mut self) {
        self.arrival.get_or_insert_with(Instant::now);
    }

    /// A process in the guest with root's credentials.
    pub fn process(&self, name: &str) -> Result<Proc, Stop> {
        Ok(self.guest.process(name, Creds::Root)?)
    }

    /// Loads the modules with a process of its own: an oops in an init function only kills that process.
    pub fn load(&self) -> Result<Proc, Stop> {
        let loader = self.process("loader")?;
        self.load_by(loader)?;
        Ok(loader)
    }

    /// Unloads the modules with a process of its own.
    pub(super) fn unload(&self) -> Result<(), Stop> {
        self.unload_all(self.process("unloader")?)
    }

    /// Unloads the modules with `process`; each of them has to go.
    pub(super) fn unload_all(&self, process: Proc) -> Result<(), Stop> {
        for (module, unloaded) in self.unload_by(process)? {
            Ok(unloaded).must(&format!("rmmod {}", Self::module_name(module)))?;
        }
        Ok(())
    }

    /// A parameter of the loaded module `module`, according to sysfs.
    pub fn parameter(&self, module: &str, name: &str) -> Result<String, Stop> {
        let agent = self.guest.agent();
        let path = format!("/sys/module/{module}/parameters/{name}");
        let mut read = agent.read_text(&path)?;
        if read.as_ref().is_err_and(|errno| errno.name() == Some("ENOENT")) {
            // Parameters have had a folder of their own since 2.6.10 (kernel/params.c).
            read = agent.read_text(&format!("/sys/module/{module}/{name}"))?;
        }
        Ok(Ok(read).must(&path)?.trim().to_owned())
    }

    /// Records a figure for charts.
    pub fn figure(&mut self, name: impl Into<String>, value: f64) {
        self.figures.insert(name.into(), value);
    }

    /// A file of the guest as text.
    pub fn text(&self, path: &str) -> Result<String, Stop> {
        let mut bytes = Vec::new();
        loop {
            let piece = self.guest.agent().read_file(path, bytes.len() as u64, PIECE).must(path)?;
            bytes.extend_from_slice(&piece);
            if piece.len() < PIECE as usize || bytes.len() >= MOST_TEXT {
                return Ok(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
}

/// The kernel's own modules, and the cell's; `modules` are in the order in which they are loaded.
pub(super) fn parted(modules: &[String]) -> (&[String], &[String]) {
    let own = modules.iter().position(|path| !is_needed(path)).unwrap_or(modules.len());
    modules.split_at(own)
}

/// Is the module at `path` in the guest one of the kernel's own?
fn is_needed(path: &str) -> bool {
    is_in(path, NEEDED) || is_in(path, WANTED)
}

fn is_in(path: &str, folder: &str) -> bool {
    path.rsplit('/').nth(1) == Some(folder.trim_end_matches('/'))
}

/// An errno's name, or `none`: how results are written in checks.
pub(super) fn errno_of<T>(result: &Result<T, Errno>) -> String {
    result.as_ref().err().map_or("none".to_owned(), Errno::to_string)
}

/// The value, or `nothing`: how optional things are written in checks.
pub(super) fn or_nothing(value: Option<impl Display>) -> String {
    value.map_or("nothing".to_owned(), |value| value.to_string())
}

/// The value, or the errno's name: how answers are written in checks.
pub(super) fn answer_of(result: Result<impl Display, Errno>) -> String {
    result.map_or_else(|errno| errno.to_string(), |value| value.to_string())
}

/// Bytes as hexadecimal digits: how payloads are written in checks.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/modules/mine/own/needed/crc32c.ko", true)]
    #[case("/modules/mine/own/mine.ko", false)]
    #[case("/modules/mine/own/wanted/sha256_generic.ko", true)]
    #[case("/modules/needed/own/mine.ko", false)]
    fn a_module_of_the_kernels_is_told_by_its_folder(#[case] path: &str, #[case] needed: bool) {
        assert_eq!(is_needed(path), needed);
    }
}
