//! What the kernel complains about without a splat.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexSet};
use serde::{Deserialize, Serialize};

use super::line::Line;
use super::{compile, compile_set};

/// A limit for a guest that floods its console.
const MOST: usize = 32;

/// What a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// A message that somebody has built incorrectly.
    Netlink,
    /// A deprecated way of asking.
    Deprecated,
    /// The kernel is tainted by something other than an out-of-tree or unsigned module: every module under test is
    /// both.
    Taint,
    /// Memory was not available.
    Memory,
    /// A program in user space did something that ended it.
    Program,
    /// An interrupt that nobody handles.
    Interrupt,
}

impl Topic {
    /// All of them, with their text form and the pattern that recognises them.
    const ALL: [(Self, &'static str, &'static str); 6] = [
        // lib/nlattr.c and net/netlink: 2.6.27 to today.
        (Self::Netlink, "netlink", r"^netlink: "),
        (
            Self::Deprecated,
            "deprecated",
            r"(?i)\b(?:uses?|using) (?:obsolete|(?:the )?deprecated)|\bis (?:deprecated|obsolete)\b|wireless extensions which will stop",
        ),
        (Self::Taint, "taint", r"taints kernel|kernel tainted|tainting kernel"),
        (
            Self::Memory,
            "memory",
            r"page allocation failure|invoked oom-killer|Out of memory: |vmalloc.*: allocation failure|SLUB: Unable to allocate",
        ),
        (Self::Program, "program", r"\]: segfault at |\] (?:general protection|trap) .* ip:"),
        (Self::Interrupt, "interrupt", r"^irq \d+: nobody cared|^Disabling IRQ #"),
    ];

    /// Its text form.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(topic, ..)| *topic == self).map_or("", |(_, text, _)| text)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What is printed about every module under test.
const OF_EVERY_MODULE: &str =
    r"module verification failed: |loading out-of-tree module taints kernel";

static TABLE: LazyLock<RegexSet> =
    LazyLock::new(|| compile_set(Topic::ALL.iter().map(|(_, _, regex)| *regex)));
static USUAL: LazyLock<Regex> = LazyLock::new(|| compile(OF_EVERY_MODULE));

/// Something that the kernel complains about without stopping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// What it is about.
    pub topic: Topic,
    /// The line, without its time.
    pub text: String,
    /// How often it was printed, with whatever numbers.
    pub times: u32,
}

/// What the kernel complains about in `console`, in the order of first occurrence.
pub fn complaints(console: &str) -> Vec<Complaint> {
    let mut found: Vec<Complaint> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for line in console.lines().map(Line::of) {
        let Some(topic) = topic(&line) else { continue };
        let key = line.text.replace(|c: char| c.is_ascii_digit(), "");
        if let Some(place) = places.get(&key) {
            found[*place].times += 1;
        } else if found.len() < MOST {
            places.insert(key, found.len());
            found.push(Complaint { topic, text: line.text.trim().to_owned(), times: 1 });
        }
    }
    found
}

fn topic(line: &Line<'_>) -> Option<Topic> {
    let text = line.text.as_bytes();
    let row = TABLE.matches(text).iter().next()?;
    (!USUAL.is_match(text)).then(|| Topic::ALL[row].0)
}

/// The kernel's lines in `console`, without timestamps.
pub fn texts(console: &str) -> impl Iterator<Item = &str> {
    console.lines().map(|line| Line::of(line).text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    // lib/nlattr.c, 2.6.27 and 4.14.
    #[case("netlink: 4 bytes leftover after parsing attributes in process `init'.", Topic::Netlink)]
    #[case("netlink: 'init': attribute type 1 has an invalid length.", Topic::Netlink)]
    // net/core/sock.c, kernel/sysctl_binary.c, net/wireless/wext-core.c (6.3).
    #[case("process `init' is using obsolete setsockopt SO_BSDCOMPAT", Topic::Deprecated)]
    #[case("process `init' is using deprecated sysctl (syscall) net.ipv6.1", Topic::Deprecated)]
    #[case(
        "warning: `init' uses wireless extensions which will stop working for Wi-Fi 7 hardware; use nl80211",
        Topic::Deprecated
    )]
    // kernel/module.c.
    #[case("mod: module license 'unspecified' taints kernel.", Topic::Taint)]
    #[case("mod: no version for \"f\" found: kernel tainted.", Topic::Taint)]
    // mm/page_alloc.c, mm/oom_kill.c.
    #[case("init: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL)", Topic::Memory)]
    #[case("Out of memory: Killed process 12 (init) total-vm:1kB", Topic::Memory)]
    // arch/x86/mm/fault.c, arch/x86/kernel/traps.c.
    #[case("init[12]: segfault at 0 ip 0000000000401000 sp 00007ffe00 error 4", Topic::Program)]
    #[case("traps: init[12] general protection fault ip:401000 sp:7ffe00 error:0", Topic::Program)]
    // kernel/irq/spurious.c.
    #[case("irq 3: nobody cared (try booting with the \"irqpoll\" option)", Topic::Interrupt)]
    fn knows(#[case] text: &str, #[case] topic: Topic) {
        let console = format!("[    1.0] {text}\n[    2.0] {text}\n");
        let expected = Complaint { topic, text: text.to_owned(), times: 2 };
        assert_eq!(complaints(&console), [expected]);
        assert_eq!(serde_json::to_string(&topic).unwrap(), format!("\"{topic}\""));
    }

    #[rstest]
    #[case("mod: loading out-of-tree module taints kernel.")]
    #[case(
        "mod: module verification failed: signature and/or required key missing - tainting kernel"
    )]
    #[case("mod: netlink: loaded")]
    #[case("Disabling lock debugging due to kernel taint")]
    fn no_complaint(#[case] text: &str) {
        assert_eq!(complaints(&format!("[    1.0] {text}\n")), []);
    }

    #[test]
    fn a_flood_is_counted() {
        let flood: String =
            (0..100_000).map(|n| format!("netlink: {n} bytes of {}\n", n % 3)).collect();
        assert_eq!(complaints(&flood).iter().map(|it| it.times).collect::<Vec<_>>(), [100_000]);
    }
}
