//! Loads modules: which load failed, and what the kernel printed about it.

use std::time::{Duration, Instant};

use super::test::{Stop, Test};
use crate::console;
use crate::excerpt::ending;
use crate::guest::consts::O_NONBLOCK;
use crate::guest::{Actor, Errno, GuestError, Proc};
use crate::version::KernelVersion;

/// How long to wait for a console that may have something to report: kernels from 6.12 on print from a thread of
/// their own.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// How much longer a load may take after an operation's usual time.
const SLOW: Duration = Duration::from_secs(25);
const TICK: Duration = Duration::from_millis(20);
/// From here on, an out-of-tree module taints the kernel.
const TELLS_FOREIGN: [u32; 4] = [3, 2, 0, 0];
/// How many bytes of the kernel's output are kept, from the end, and before them how many lines from the beginning of
/// each splat: its text, and where it happened.
const KEPT: usize = 2 << 10;
const BEGINNING: usize = 3;
/// What the kernel prints about the first module that is not its own, whichever that is.
const TAINTS: [&str; 2] = [
    ": loading out-of-tree module taints kernel.",
    ": module verification failed: signature and/or required key missing - tainting kernel",
];

/// The kernel's own errno (include/linux/errno.h): a driver wants to be asked again when others are there.
const EPROBE_DEFER: Errno = Errno(517);

/// A module that the kernel refused.
#[derive(Debug)]
pub(super) struct Refused {
    /// Why.
    pub errno: Errno,
    /// The module's name.
    module: String,
    /// The number of this load in its cell.
    time: u32,
    /// How long the console was before it.
    before: usize,
}

/// Loads that end because hardware is missing: the other modules are still loaded, and unloaded, before the scenario
/// ends because of that.
#[derive(Debug, Default)]
pub(super) struct Absent {
    said: Vec<String>,
    loaded: Vec<String>,
}

impl Absent {
    /// What a load resulted in; `None` if its hardware is missing, or that of a module that it needs.
    pub fn sort(
        &mut self,
        test: &Test<'_>,
        module: &str,
        loaded: Result<(), Refused>,
    ) -> Option<Result<(), Refused>> {
        let errno = loaded.as_ref().err().map(|refused| refused.errno);
        match errno.and_then(Errno::name) {
            None if loaded.is_ok() => self.loaded.push(Test::module_name(module)),
            Some("ENODEV") => {
                self.said.extend(loaded.err().map(|refused| test.complaint(&refused)));
                return None;
            }
            // What it waits for (a GPIO, a clock) is provided by nobody, now or later.
            None if errno == Some(EPROBE_DEFER) => {
                self.said.extend(loaded.err().map(|refused| test.complaint(&refused)));
                return None;
            }
            // The symbols of a module that is not loaded are unknown.
            Some("ENOENT") if !self.said.is_empty() => return None,
            _ => {}
        }
        Some(loaded)
    }

    /// Ends the scenario if hardware was missing.
    pub fn stop(&self, test: &Test<'_>, loader: Proc) -> Result<(), Stop> {
        if self.said.is_empty() {
            return Ok(());
        }
        for name in self.loaded.iter().rev() {
            // It is no surprise if one stays: nothing more is asked of a module without its hardware.
            test.guest.on(loader).remove_module(name, O_NONBLOCK)?.ok();
        }
        Err(Stop::NoDevice(self.said.join("; ")))
    }
}

impl Test<'_> {
    /// Loads the cell's modules by the process `loader`.
    pub fn load_by(&self, loader: Proc) -> Result<(), Stop> {
        let mut absent = Absent::default();
        for module in self.modules {
            let loaded = self.insert(self.guest.on(loader), module, "")?;
            if let Some(loaded) = absent.sort(self, module, loaded) {
                loaded.map_err(|refused| Stop::Broken(self.complaint(&refused)))?;
            }
        }
        absent.stop(self, loader)
    }

    /// Loads one module; the parameters that it always gets come before these. If modprobe has loaded it already,
    /// because another module asked for it, it counts as loaded.
    pub(super) fn insert(
        &self,
        actor: Actor<'_>,
        path: &str,
        parameters: &str,
    ) -> Result<Result<(), Refused>, Stop> {
        let module = Test::module_name(path);
        let time = {
            let mut loads = self.loads.borrow_mut();
            let time = loads.entry(module.clone()).or_default();
            *time += 1;
            *time
        };
        let before = (self.console)().map_or(0, |text| text.len());
        let always = self.parameters.get(&module).map_or("", String::as_str);
        let loaded = match actor.insert_module(path, format!("{always} {parameters}").trim()) {
            Err(late @ GuestError::TimedOut { .. }) => self.slow(actor, before, late)?,
            other => other?,
        };
        if let Err(errno) = loaded
            && self.came_by_request(&module, errno)?
        {
            return Ok(Ok(()));
        }
        if let (Ok(()), Some(hear)) = (loaded, self.hears_of_loads) {
            hear(path);
        }
        Ok(loaded.map_err(|errno| Refused { errno, module, time, before }))
    }

    /// A load that takes longer than usual while the kernel complains about nothing: some wait for hardware, or for a
    /// processor that they keep busy themselves, and a person who loads them by hand waits as well.
    fn slow(
        &self,
        actor: Actor<'_>,
        before: usize,
        late: GuestError,
    ) -> Result<Result<(), Errno>, Stop> {
        let console = (self.console)().unwrap_or_default();
        let is_well = console::classify(console.get(before..).unwrap_or_default()).is_empty();
        if is_well
            && actor.has_usual_patience()
            && let Ok(loaded) = actor.within(SLOW).collect()
        {
            return Ok(loaded.map(drop));
        }
        Err(late.into())
    }

    /// Fails if a scenario came to its end and none of its modules was ever there: nothing of them was tested.
    pub(super) fn must_have_loaded(&self) -> Result<(), Stop> {
        let names: Vec<String> = self.modules.iter().map(|path| Self::module_name(path)).collect();
        let loaded = names.iter().any(|name| self.loads.borrow().contains_key(name));
        if names.is_empty() || loaded {
            return Ok(());
        }
        let requested = self.requested()?;
        if requested.iter().any(|name| names.contains(name)) || self.has_foreign_taint()? {
            return Ok(());
        }
        Err(Stop::Broken(format!(
            "the scenario never loaded {}: begin it with a step `load = true`",
            names.join(", ")
        )))
    }

    /// Has a program loaded an out-of-tree module? Kernels before 3.2 do not say (commit 2449b8ba0745), so it may
    /// have.
    fn has_foreign_taint(&self) -> Result<bool, Stop> {
        const OUT_OF_TREE: u64 = 1 << 12;
        if self.release.parse::<KernelVersion>().is_ok_and(|it| it.numbers() < TELLS_FOREIGN) {
            return Ok(true);
        }
        let tainted = self.guest.agent().read_text("/proc/sys/kernel/tainted")?;
        let tainted = tainted.ok().and_then(|text| text.trim().parse::<u64>().ok());
        Ok(tainted.is_none_or(|it| it & OUT_OF_TREE != 0))
    }

    /// Which load was refused, why, and what the kernel has printed since it began.
    pub(super) fn complaint(&self, refused: &Refused) -> String {
        let asked = Instant::now();
        loop {
            let console = (self.console)().unwrap_or_default();
            let said = console.get(refused.before..).unwrap_or_default().trim();
            if !said.is_empty() || asked.elapsed() > LAST_WORDS {
                return complaint(refused, &heard(said)) + &self.advice(refused);
            }
            std::thread::sleep(TICK);
        }
    }

    /// A module that wants a parameter refuses to load without, and need not say so.
    fn advice(&self, refused: &Refused) -> String {
        let takes = self.takes.filter(|_| refused.errno.name() == Some("EINVAL"));
        let names = takes.map(|takes| takes(&refused.module)).unwrap_or_default();
        let given = self.parameters.get(&refused.module).map_or("", String::as_str);
        match names.is_empty() || !given.is_empty() {
            true => String::new(),
            false => format!(
                "; it takes parameters ({}): if it needs one, set it with `parameters = {{ {} = \"…\" }}` in the \
                 [[module]]",
                names.join(", "),
                refused.module
            ),
        }
    }
}

/// What is kept of what the kernel `said`. A splat has more lines than that; the first ones say what it is.
fn heard(said: &str) -> String {
    let end = ending(said, KEPT);
    if end.len() == said.len() {
        return said.to_owned();
    }
    let splats = console::classify(said).into_iter();
    let lines = splats.flat_map(|splat| {
        let lines: Vec<String> = splat.excerpt.lines().map(str::to_owned).collect();
        lines.into_iter().take(BEGINNING)
    });
    let lines = lines.filter(|line| !end.contains(line.as_str()));
    let lines: String = lines.map(|line| line + "\n").collect();
    if lines.is_empty() { end.to_owned() } else { format!("{lines}…\n{end}") }
}

fn complaint(refused: &Refused, said: &str) -> String {
    let Refused { errno, module, time, .. } = refused;
    let own =
        said.lines().map(str::trim).filter(|line| !TAINTS.iter().any(|it| line.ends_with(it)));
    let said = match own.collect::<Vec<_>>().join(" / ") {
        said if said.is_empty() => "nothing".to_owned(),
        said => format!("`{said}`"),
    };
    format!("insmod {module} (time {time}): {errno:#}; the kernel said {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_warning_is_kept_however_long_its_trace_is() {
        let frame = "[    5.2]  do_something_with_a_long_name+0x1/0x2\n";
        let said = format!(
            "[    5.1] m: begins\n[    5.2] ------------[ cut here ]------------\n[    5.2] Attribute x: bad\n\
             [    5.2] WARNING: CPU: 0 PID: 1 at fs/a.c:71 f+0x330/0x480\n[    5.2] Modules linked in: m\n{}\
             [    5.3] m: gave up",
            frame.repeat(100)
        );
        let heard = heard(&said);
        assert!(
            heard.starts_with("[    5.2] Attribute x: bad\n[    5.2] WARNING: CPU: 0"),
            "{heard}"
        );
        assert!(heard.contains("\n…\n[") && heard.ends_with("m: gave up"), "{heard}");
        assert!(!heard.contains("m: begins") && heard.len() < KEPT + 300, "{heard}");
    }

    #[test]
    fn a_refusal_names_the_load_and_the_kernels_lines() {
        let refused = Refused { errno: Errno(10), module: "m".to_owned(), time: 3, before: 0 };
        let said = "[    1.2] m: no cookie\r\n[    1.3] m: gave up";
        let told = "insmod m (time 3): ECHILD (No child processes); the kernel said \
                    `[    1.2] m: no cookie / [    1.3] m: gave up`";
        assert_eq!(complaint(&refused, said), told);
        assert!(complaint(&refused, "").ends_with("the kernel said nothing"));
        let said =
            "[    1.1] m: loading out-of-tree module taints kernel.\r\n[    1.2] m: no cookie";
        assert!(complaint(&refused, said).ends_with("the kernel said `[    1.2] m: no cookie`"));
    }
}
