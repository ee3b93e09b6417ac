//! Does the kernel's output still reach us? A module or a program can silence the console: by its level, by holding a
//! lock that it needs, or by printing so much that the rest is dropped. Then nothing that happens is visible.
//!
//! So after a scenario that ended well, the guest prints a last word, which has to arrive. And a kernel that warns,
//! oopses or locks up marks itself as tainted: its messages about that have to be there, too.

use std::time::Duration;

use super::{Stop, Test};
use crate::console::classify;

/// What is written to it is printed like the kernel's own messages.
const KMSG: &str = "/dev/kmsg";
/// At a level that even `quiet` lets through: the oldest kernels have no other choice (`vm::era`).
const LAST_WORD: &str = "<3>nlmatrix: the scenario has ended\n";
/// The first number in it is the level up to which the console shows messages.
const LEVELS: &str = "/proc/sys/kernel/printk";
/// How long to wait for a console that shows nothing new: the number of looks, and the guest's time between two of
/// them.
const LOOKS: u32 = 200;
const BETWEEN: Duration = Duration::from_millis(25);
/// The marks in `/proc/sys/kernel/tainted` that a splat leaves (include/linux/panic.h), and their letters.
const OF_SPLATS: [(u32, char); 4] = [(5, 'B'), (7, 'D'), (9, 'W'), (14, 'L')];

impl Test<'_> {
    /// Fails if the console has gone silent, lacks the splat by which the kernel is `tainted`, or says that a module
    /// was loaded with a parameter that it does not have.
    pub(crate) fn must_be_heard(&self, tainted: u64) -> Result<(), Stop> {
        // If it cannot be read, the cell is lost anyway.
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
                "{module} has no parameter `{parameter}`, and the kernel has ignored it: `modinfo -p` lists those \
                 that it has"
            )));
        }
        let letters = letters(tainted);
        if letters.is_empty() || !classify(&console).is_empty() {
            return Ok(());
        }
        Err(Stop::Broken(format!(
            "the kernel is tainted by a warning or worse (`{letters}`), but nothing on its console says \
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
            "the kernel's console has gone silent, so what else the kernel had to say is unknown: a lock \
             of the console's is kept, or its level is too low ({LEVELS}: {})",
            levels.split_whitespace().collect::<Vec<_>>().join(" ")
        )))
    }
}

/// Modules that were loaded with a parameter that they do not have, and which. Since 3.9 it is ignored with this
/// message (kernel/module.c); before, the load failed.
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
