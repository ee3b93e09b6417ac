//! Finds the functions that a line of a console names, in the format of each architecture and era.

use std::sync::LazyLock;

use regex::bytes::{Captures, Match, Regex};

use super::{Kind, compile, matched, skip};

/// A function that a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Its name, without suffixes that the compiler adds.
    pub function: &'a str,
    /// The module that it is in; empty for the kernel itself.
    pub module: &'a str,
    /// What the line says about it.
    pub role: Role,
    /// It may be a mere leftover on the stack (`? f`, `f (unreliable)`).
    pub is_doubtful: bool,
}

impl Frame<'_> {
    /// Does it only report, in a splat of this kind?
    pub fn only_reports(&self, kind: Kind) -> bool {
        skip::only_reports(kind, self.function, !self.module.is_empty())
    }
}

/// What a line says about the function that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The processor was in it.
    Pointer,
    /// It is on the way that led there.
    Caller,
}

/// An address: `[<ffffffff81234567>]`, `[c000000000012345]`, `<ffffffff81234567>`.
const ADDRESS: &str = r"\(?\[?<?(?:0x)?[0-9a-f]{6,16}>?\]?\)?";

/// Where the instruction pointer was:
/// `RIP: 0010:f+0x1/0x2`, `RIP: 0010:[<…>]  [<…>] f+0x1/0x2` (before 4.9),
/// `RIP: 0010:[<…>] <…>{:module:f+18}` (before 2.6.18), `IP: [<…>] f+0x1/0x2`,
/// `EIP: f+0x1/0x2`, `EIP is at f+0x1/0x2`, `PC is at f+0x1/0x2` (arm, arm64 before 5.0),
/// `pc : f+0x1/0x2` (arm64), `epc : f+0x1/0x2 ra : …` (riscv), `epc   : 80123456 f+0x1/0x2` (mips),
/// `NIP [c000…] f+0x1/0x2` and `--- interrupt: 700 at f+0x1/0x2` (powerpc),
/// `Krnl PSW : 0704… 0000… (f+0x1/0x2)` (s390).
static POINTER: LazyLock<Regex> = LazyLock::new(|| {
    let before = format!(
        r"(?:\bE?IP:? (?:is at )?|\bRIP:? (?:0010:|0008:|0018:)?|\be?pc ?: |\bepc +: |\bPC is at |\bPC: |\bNIP:? |--- interrupt: \w+ at |Krnl PSW : [0-9a-f]+ [0-9a-f]+ \(|\bTPC: <|\bERA: )\s*(?:[0-9a-f]{{4}}:)?(?:{ADDRESS}\s+|\[?<[0-9a-f]+>\]?)*"
    );
    compile(&format!(
        r"{before}\s*\{{?(?::(?P<old>\w+):)?(?P<function>[A-Za-z_][\w$]*)(?:\.[\w.]+)?(?:\+(?:0x[0-9a-f]+|\d+)[^ \[]*|{DECODED})(?: \[(?P<module>\w+)[^\]]*\])?"
    ))
});

/// A place in a source, as scripts/decode_stacktrace.sh writes it for an offset: `(file.c:12)`,
/// `(file.c:12 (discriminator 1))`, `(file.c:12 (inlined by) file.h:34)`.
const DECODED: &str = r" \((?:\./)?[\w./-]+\.[chSrs]+:\d+(?: \([^()]*\))?[^()]*\)";

/// A frame of a trace that begins its line: `f+0x1/0x2 [module]`, `[<…>] f+0x1/0x2`,
/// `f file.c:12 [inline]`, `[inline] f file.c:12` and `f (file.c:12)` in decoded traces.
static CALLER: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"^\s*(?:Call [Tt]race:)?\s*(?:<+/?(?:IRQ|EOI|EOE|NMI|TASK|#DB|#DF|#MC)>+\s*)*(?:\({ADDRESS}|{ADDRESS}\s+|\[< *none *>\]\s+)*\s*(?P<doubt>\? )?\(?(?::(?P<old>\w+):)?(?P<function>[A-Za-z_][\w$]*)(?:\.[\w.]+)?(?:\+0x[0-9a-f]+/0x[0-9a-f]+| \S+:\d+ \[inline\]|{DECODED})(?: [\w./-]+:\d+)?(?: \((?P<unsure>unreliable)\))?(?: \[(?P<module>\w+)[^\]]*\])?"
    ))
});

/// arm: `[<…>] (f) from [<…>] (g+0x1/0x2)`, from 5.18 ` f from g+0x1/0x2`.
static ARM: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"^\s*(?:{ADDRESS} )?\(?(?P<function>[A-Za-z_][\w$]*)(?:\.[\w.]+)?(?:\+0x[0-9a-f]+/0x[0-9a-f]+)?(?: \[(?P<module>\w+)[^\]]*\])?\)? from (?:{ADDRESS} )?\(?(?P<caller>[A-Za-z_][\w$]*)(?:\.[\w.]+)?\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[(?P<of>\w+)[^\]]*\])?"
    ))
});

/// x86-64 before 2.6.18, several on a line: `<ffffffff88000012>{:module:f+18}`.
static BRACED: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"<[0-9a-f]{16}>\{(?::(?P<module>\w+):)?(?P<function>[A-Za-z_]\w*)\+\d+\}")
});

/// Decoded: `[inline] f file.c:12`, and `[<     inline     >] f file.c:12` beside `[<      none      >] f+0x1/0x2`.
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^\s*(?:\[<[0-9a-f]+>\]\s+)?\[<?\s*inline\s*>?\]\s+(?P<function>[A-Za-z_]\w*) \S+:\d+")
});

/// What `line` names, the innermost first.
pub(super) fn frames(line: &str) -> Vec<Frame<'_>> {
    // Every form except these has an offset.
    if !line.contains('+') && !line.contains("inline") && !line.contains(".c:") {
        return Vec::new();
    }
    if let Some(found) = POINTER.captures(line.as_bytes()) {
        let module = found.name("module").or(found.name("old"));
        return vec![frame(&found, module, Role::Pointer)];
    }
    if let Some(found) = ARM.captures(line.as_bytes()) {
        let caller = Frame {
            function: matched(found.name("caller")),
            module: matched(found.name("of")),
            role: Role::Caller,
            is_doubtful: false,
        };
        return vec![frame(&found, found.name("module"), Role::Caller), caller];
    }
    let callers =
        INLINE.captures_iter(line.as_bytes()).chain(BRACED.captures_iter(line.as_bytes()));
    let callers: Vec<_> =
        callers.map(|found| frame(&found, found.name("module"), Role::Caller)).collect();
    if !callers.is_empty() {
        return callers;
    }
    let found = CALLER.captures(line.as_bytes());
    let caller = found.map(|it| Frame {
        is_doubtful: it.name("doubt").or(it.name("unsure")).is_some(),
        ..frame(&it, it.name("module").or(it.name("old")), Role::Caller)
    });
    caller.into_iter().collect()
}

fn frame<'a>(found: &Captures<'a>, module: Option<Match<'a>>, role: Role) -> Frame<'a> {
    let (function, module) = (matched(found.name("function")), matched(module));
    Frame { function, module, role, is_doubtful: false }
}
