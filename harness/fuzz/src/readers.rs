//! The readers, what good input for each is, and how much memory each may take.

use nlmatrix::fuzz;

use crate::good;

/// A reader of foreign bytes.
pub struct Reader {
    /// Its name, which is also that of its target in `fuzz/`.
    pub name: &'static str,
    /// What it reads.
    pub what: &'static str,
    /// Reads, and panics if a promise is broken.
    pub body: fn(&[u8]),
    /// Good input, to be damaged.
    pub good: fn() -> Vec<Vec<u8>>,
    /// Pieces that damage can insert.
    pub words: &'static [&'static str],
}

impl Reader {
    /// The maximum memory for each byte of input, in addition to [`CONSTANT`](Self::CONSTANT).
    pub const FACTOR: usize = 64;
    /// The memory that any reader may use for any input, in bytes.
    pub const CONSTANT: usize = 1 << 20;

    /// The maximum memory that reading `length` bytes may use at a time.
    pub fn bound(&self, length: usize) -> usize {
        Self::FACTOR * length + Self::CONSTANT
    }
}

const TOML: &[&str] = &[
    "[[kernel]]\n",
    "[[expect]]\n",
    "[[scenario.step]]\n",
    "[",
    "]",
    "\"",
    "\"\"\"",
    " = ",
    "{",
    "}",
    ",",
    "\n",
    "#",
    "\\u",
    ">=2.6.9, <",
    "99999999999999999999",
    "-1",
    "1979-05-27T07:32:00Z",
    "é",
    "\u{202e}",
    "../../",
    "[[[[[[[[",
    "{a={a={a=",
    "debian = { suite = \"sid\", series = \"6.1\" }\n",
];
const CONSOLE: &[&str] = &[
    "BUG: ",
    "Oops: 0002 [#1] ",
    "Kernel panic - not syncing: ",
    "Call Trace:",
    "---[ cut here ]---",
    "---[ end trace 0 ]---",
    "RIP: 0010:",
    "+0x1/0x2 [",
    "EFLAGS: ffffffff",
    "\n",
    "\r\n",
    "\u{1b}[2J",
    "\0",
    "ÿ",
];
const TEXT: &[&str] = &[
    "<script>",
    "</pre>",
    "&lt;",
    "\"",
    "'",
    "\u{1b}[31m",
    "\u{1b}]0;title\u{7}",
    "\u{9b}5m",
    "\u{1b}P",
    "\u{202e}",
    "\u{feff}",
    "\r",
    "\n",
    "é",
];
const PATHS: &[&str] = &["../", "/", "./", "//", "\0", "\u{1b}", "inside/../", "../secret", "0000"];
const ASSEMBLY: &[&str] = &["movl %ds,", ".macro a\n", ".endm\n", ".if 1\n", ".endif", ";", "\n"];

/// Every reader.
pub const READERS: &[Reader] = &[
    Reader {
        name: "netlink",
        what: "a datagram, decoded for people",
        body: fuzz::netlink,
        good: good::datagrams,
        words: &[],
    },
    Reader {
        name: "agent",
        what: "what comes in on the agent's port",
        body: fuzz::agent,
        good: good::frames,
        words: &[],
    },
    Reader {
        name: "console",
        what: "a guest's console, classified",
        body: fuzz::console,
        good: good::consoles,
        words: CONSOLE,
    },
    Reader {
        name: "text",
        what: "a guest's string in a report",
        body: fuzz::text,
        good: good::texts,
        words: TEXT,
    },
    Reader {
        name: "deb",
        what: "a Debian package, unpacked",
        body: fuzz::deb,
        good: good::packages,
        words: PATHS,
    },
    Reader {
        name: "tar",
        what: "a tar archive, unpacked",
        body: fuzz::tar,
        good: good::archives,
        words: PATHS,
    },
    Reader {
        name: "matrix",
        what: "a matrix file, checked and planned",
        body: fuzz::matrix,
        good: good::matrices,
        words: TOML,
    },
    Reader {
        name: "elf",
        what: "an object: relocations renamed, needs read",
        body: fuzz::elf,
        good: good::objects,
        words: &[],
    },
    Reader {
        name: "assembly",
        what: "assembly text, modernized",
        body: fuzz::assembly,
        good: good::assembly,
        words: ASSEMBLY,
    },
];
