//! Loading modules: which load it was that failed, and what the kernel said of it.

use std::time::{Duration, Instant};

use super::test::{Stop, Test};
use crate::excerpt::ending;
use crate::guest::{Actor, Errno, Proc};

/// How long a console is waited for that may have something to say: kernels from 6.12 on print from a
/// thread of their own.
const LAST_WORDS: Duration = Duration::from_millis(300);
const TICK: Duration = Duration::from_millis(20);
/// How many bytes of the kernel's lines are kept.
const KEPT: usize = 2 << 10;

/// A module that the kernel did not take.
#[derive(Debug)]
pub(super) struct Refused {
    /// Why.
    pub errno: Errno,
    /// The module's name.
    module: String,
    /// The how manieth load of it in this cell it was.
    time: u32,
    /// How long the console was before it.
    before: usize,
}

impl Test<'_> {
    /// Loads the cell's modules by the process `loader`.
    pub fn load_by(&self, loader: Proc) -> Result<(), Stop> {
        let actor = self.guest.on(loader);
        self.modules.iter().try_for_each(|module| {
            let broken = |refused| Stop::Broken(self.complaint(&refused));
            self.insert(actor, module, "")?.map_err(broken)
        })
    }

    /// Loads one module.
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
        let loaded = actor.insert_module(path, parameters)?;
        Ok(loaded.map_err(|errno| Refused { errno, module, time, before }))
    }

    /// Which load was refused, why, and what the kernel printed since it began.
    pub(super) fn complaint(&self, refused: &Refused) -> String {
        let asked = Instant::now();
        loop {
            let console = (self.console)().unwrap_or_default();
            let said = console.get(refused.before..).unwrap_or_default().trim();
            if !said.is_empty() || asked.elapsed() > LAST_WORDS {
                return complaint(refused, ending(said, KEPT));
            }
            std::thread::sleep(TICK);
        }
    }
}

fn complaint(refused: &Refused, said: &str) -> String {
    let Refused { errno, module, time, .. } = refused;
    let said = match said.lines().map(str::trim).collect::<Vec<_>>().join(" / ") {
        said if said.is_empty() => "nothing".to_owned(),
        said => format!("`{said}`"),
    };
    format!("insmod {module} (time {time}): {errno:#}; the kernel said {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_load_and_the_kernels_lines() {
        let refused = Refused { errno: Errno(10), module: "m".to_owned(), time: 3, before: 0 };
        let said = "[    1.2] m: no cookie\r\n[    1.3] m: gave up";
        let told = "insmod m (time 3): ECHILD (No child processes); the kernel said \
                    `[    1.2] m: no cookie / [    1.3] m: gave up`";
        assert_eq!(complaint(&refused, said), told);
        assert!(complaint(&refused, "").ends_with("the kernel said nothing"));
    }
}
