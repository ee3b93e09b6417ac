//! Is what the kernel says still heard? A module, or a program, can silence the console: by its level, by a lock of
//! it that is kept, by so much that is said that the rest is dropped. Then nothing that happens shows.
//!
//! So the guest says a last word when a scenario has ended well, and it has to come. And a kernel that warns, oopses or
//! locks up marks itself as tainted: what it says of that has to be there, too.

use std::time::Duration;

use super::{Stop, Test};
use crate::console::classify;

/// Who writes to it speaks as the kernel does.
const KMSG: &str = "/dev/kmsg";
/// Of a level that `quiet` alone lets through: the oldest kernels have no other (`vm::era`).
const LAST_WORD: &str = "<3>nlmatrix: the scenario has ended\n";
/// The level of what the console shows stands first in it.
const LEVELS: &str = "/proc/sys/kernel/printk";
/// How long a console is waited for that shows nothing new, in looks and the guest's time between two of them.
const LOOKS: u32 = 200;
const BETWEEN: Duration = Duration::from_millis(25);
/// The marks of `/proc/sys/kernel/tainted` that a splat leaves (include/linux/panic.h), and their letters.
const OF_SPLATS: [(u32, char); 4] = [(5, 'B'), (7, 'D'), (9, 'W'), (14, 'L')];

impl Test<'_> {
    /// Fails where the console has gone silent, lacks what the kernel was `tainted` by, or says that a module was loaded
    /// with a parameter that it does not have.
    pub(crate) fn must_be_heard(&self, tainted: u64) -> Result<(), Stop> {
        // One that cannot be read makes the cell lost anyhow.
        let Ok(before) = (self.console)() else { return Ok(()) };
        if self.guest.agent().write_file(KMSG, LAST_WORD.as_bytes())?.is_ok() {
            self.wait_for_last_word(before.len())?;
        }
        let Ok(console) = (self.console)() else { return Ok(()) };
        let own: Vec<String> = self.modules.iter().map(|path| Self::module_name(path)).collect();
        if let Some((module, parameter)) =
            ignored(&console).find(|(name, _)| own.iter().any(|it| it == name))
        {
            return Err(Stop::Broken(format!(
                "{module} has no parameter `{parameter}`, and the kernel has passed over it: `modinfo -p` lists those \
                 that it has"
            )));
        }
        let letters = letters(tainted);
        if letters.is_empty() || !classify(&console).is_empty() {
            return Ok(());
        }
        Err(Stop::Broken(format!(
            "the kernel has tainted itself by a warning or worse (`{letters}`), and nothing on its console says \
             what it was about (has something changed {LEVELS}, or kept a lock of the console's?)"
        )))
    }

    fn wait_for_last_word(&self, before: usize) -> Result<(), Stop> {
        let word = LAST_WORD.trim_start_matches("<3>").trim_end();
        let (mut looks, mut length) = (0, before);
        while looks < LOOKS {
            let Ok(console) = (self.console)() else { return Ok(()) };
            if console.get(before..).is_some_and(|said| said.contains(word)) {
                return Ok(());
            }
            looks = if console.len() == length { looks + 1 } else { 0 };
            length = console.len();
            self.guest.agent().sleep(BETWEEN)?.ok();
        }
        let levels = self.guest.agent().read_text(LEVELS)?.unwrap_or_default();
        Err(Stop::Broken(format!(
            "the kernel's console says nothing any more, so what else the kernel had to say is not known: a lock \
             of the console's is kept, or its level is too low ({LEVELS}: {})",
            levels.split_whitespace().collect::<Vec<_>>().join(" ")
        )))
    }
}

/// Modules that were loaded with a parameter that they do not have, and which: it is passed over since 3.9, with
/// these words (kernel/module.c); before it the load failed.
fn ignored(console: &str) -> impl Iterator<Item = (&str, &str)> {
    console.lines().filter_map(|line| {
        let (before, rest) = line.split_once(": unknown parameter '")?;
        let (parameter, _) = rest.split_once("' ignored")?;
        Some((before.rsplit(' ').next()?, parameter))
    })
}

/// The letters of those marks that a splat leaves.
fn letters(tainted: u64) -> String {
    OF_SPLATS.iter().filter(|(bit, _)| tainted >> bit & 1 == 1).map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_parameter_that_is_passed_over_is_named() {
        let console = "[    1.2] m: said\n[    1.3] nlecho: unknown parameter 'debgu' ignored\n";
        assert_eq!(ignored(console).collect::<Vec<_>>(), [("nlecho", "debgu")]);
    }

    #[rstest]
    #[case::nothing(0, "")]
    #[case::foreign_and_unsigned(1 << 12 | 1 << 13, "")]
    #[case::warned(1 << 9 | 1 << 12, "W")]
    #[case::died_of_a_bad_page(1 << 5 | 1 << 7, "BD")]
    fn marks_of_splats(#[case] tainted: u64, #[case] expected: &str) {
        assert_eq!(letters(tainted), expected);
    }
}
