//! What precedes the text of a console's line.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::{compile, matched};

/// Longer lines are cut: no kernel prints them.
pub(super) const LONGEST: usize = 1000;

/// A login prompt or a note about lost messages in front of the line, the level, the timestamp, and who printed it
/// (`T12` a task, `C1` a processor: `CONFIG_PRINTK_CALLER`, 5.1).
///
/// What people paste also has other times: those of syslog and the journal (`Jan  1 00:00:00 host kernel:`,
/// `2025-01-01T00:00:00+00:00 host kernel:`, `Wed Jan  1 00:00:00 2025 kern.err kernel:`), of dmesg's options (`-T`:
/// `[Wed Jan  1 00:00:00 2025]`, `-H` and `-e`: `[  +0.000001]`, `-d`: `[    1.2 <    0.000001>]`, `-x`:
/// `kern  :warn  : `), of `journalctl -o short-monotonic` (`[    1.2] host kernel:`) and of /dev/kmsg's records
/// (`4,480,402519020,-;`); and lines are quoted (`> `).
const PREFIX: &str = r"^(?:> ?)*(?:.{0,80}?login: |\*\* \d+ printk messages dropped \*\* ?|.{0,100}?\bkernel: ?|[a-z0-9]+ *:[a-z]+ *: )?(?:<\d+>)?(?P<time>\[ *\d+\.\d+(?: <[ .\d]+>)?\]|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]|\[ *\+\d+\.\d+\]|\d,\d+,\d+,[-c+];)(?: [\w.-]+ kernel:)?(?:\[ *(?P<who>[CT]\d+)\])?(?: *\[\d+: *[^\]]{1,32}: *\d+\])? ?";
/// Only syslog's, if the kernel puts no time before its messages.
const SYSLOG: &str = r"^(?:> ?)*(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \S+ |\d{4}-\d\d-\d\d[T ]\S+ \S+ |[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} \S+ )kernel: ";

static PREFIX_PART: LazyLock<Regex> = LazyLock::new(|| compile(PREFIX));
static SYSLOG_PART: LazyLock<Regex> = LazyLock::new(|| compile(SYSLOG));

/// A line of a console.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// As it was printed.
    pub whole: &'a str,
    /// The text after the kernel's prefix.
    pub text: &'a str,
    /// Who printed it; empty if the kernel does not say.
    pub who: &'a str,
    /// Did the kernel print a timestamp?
    pub timed: bool,
}

impl<'a> Line<'a> {
    /// Takes a line apart.
    pub fn of(line: &'a str) -> Self {
        let whole = cut(line);
        let Some(prefix) = PREFIX_PART.captures(whole.as_bytes()) else {
            let behind = SYSLOG_PART.find(whole.as_bytes()).map_or(0, |it| it.end());
            let text = without_level(&whole[behind..]);
            return Self { whole, text, who: "", timed: behind > 0 };
        };
        let who = matched(prefix.name("who"));
        Self { whole, text: &whole[prefix.get_match().end()..], who, timed: true }
    }

    /// Was it printed by the same task or processor as `other`, as far as the kernel says?
    pub fn is_of(&self, other: &Self) -> bool {
        self.who == other.who
    }
}

/// Kernels without timestamps print the level before a line, and the console's driver does not strip it.
fn without_level(line: &str) -> &str {
    let level = line.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    level.filter(|(level, _)| level.parse::<u8>().is_ok()).map_or(line, |(_, text)| text)
}

fn cut(line: &str) -> &str {
    let mut end = line.len().min(LONGEST);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line[..end].trim_end_matches('\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("[    1.234567] text", "", "text")]
    #[case("[    1.234567][  T123]  text", "T123", " text")]
    #[case("[ 1901.234567][    C0] text", "C0", "text")]
    #[case("debian login: [    1.234567] text", "", "text")]
    #[case("** 12 printk messages dropped ** [    1.2] text", "", "text")]
    #[case("<4>[    1.2] text", "", "text")]
    #[case("<4>text", "", "text")]
    // Some vendors' kernels print the processor, the task and its id.
    #[case("[    1.2]  [4:  system_server: 3344] text", "", "text")]
    #[case("<text>", "", "<text>")]
    #[case("Jan  1 00:00:00 own kernel: [    1.2] text", "", "text")]
    #[case("Jan 21 00:00:00.123456 own kernel:  text", "", " text")]
    #[case("2025-01-01T00:00:00.123456+00:00 own kernel: [    1.2] text", "", "text")]
    #[case("Wed Jan  1 00:00:00 2025 kern.err kernel: [    1.2] text", "", "text")]
    #[case("kernel: [    1.2] text", "", "text")]
    #[case("kern  :warn  : [    1.2]  text", "", " text")]
    #[case("[    1.234567] own-host kernel:  text", "", " text")]
    #[case("> [    1.2][    C0]  text", "C0", " text")]
    #[case("[Wed Jan  1 00:00:00 2025] text", "", "text")]
    #[case("[  +0.000001]  text", "", " text")]
    #[case("[    1.2 <    0.000001>] text", "", "text")]
    #[case("4,480,402519020,-; text", "", "text")]
    #[case("own kernel: text", "", "own kernel: text")]
    fn takes_apart(#[case] line: &str, #[case] who: &str, #[case] text: &str) {
        let line = Line::of(line);
        assert_eq!((line.who, line.text), (who, text));
    }
}
