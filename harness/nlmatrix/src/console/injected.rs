//! Where the kernel made something fail on demand (CONFIG_FAULT_INJECTION), and what it prints about that.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::compile;
use super::frame::{Frame, Role, frames};
use super::line::Line;

/// How its report begins (lib/fault-inject.c).
const BEGINS: &str = "FAULT_INJECTION: forcing a failure";
/// Functions that decide and report.
const DECIDES: [&str; 5] =
    ["dump_stack", "show_stack", "fail_dump", "should_fail", "__should_fail"];
/// Lines that end a call trace.
const ENDS: [&str; 3] = ["</TASK>", "RIP: ", "FAULT_INJECTION"];

/// How a part of the kernel reports that it could not do something because memory was refused: `kobject_add_internal
/// failed for mine (error: -12 parent: virtual)` (lib/kobject.c). The caller is told by a return value, and may
/// handle it correctly.
const WANTED: &str = r"(?i)\b(?:fail\w*|cannot|can't|could not|couldn't|unable|error)\b.*(?:[^\w-]-12\b|-ENOMEM\b|out of memory|no memory)";
/// Where the kernel's output about one warning begins and ends.
const CUT: &str = "[ cut here ]";
const END: &str = "---[ end trace";

static WANTED_LINE: LazyLock<Regex> = LazyLock::new(|| compile(WANTED));

/// `console` without what the kernel prints because memory was refused, which a failed allocation causes however
/// correct its module is: single lines, and warnings with one of these as their text (3.0 to 4.x).
pub fn without_wants(console: &str) -> String {
    let lines: Vec<&str> = console.lines().collect();
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let length = block(&lines[at..]);
        let block = &lines[at..at + length];
        if !block.iter().any(|line| WANTED_LINE.is_match(Line::of(line).text.as_bytes())) {
            kept.extend_from_slice(block);
        }
        at += length;
    }
    kept.join("\n")
}

/// How many lines belong together: a warning that begins here, or one line.
fn block(lines: &[&str]) -> usize {
    let rest = lines.get(1..).unwrap_or_default();
    let begins = lines.first().is_some_and(|line| line.contains(CUT));
    let until = rest.iter().position(|line| line.contains(END) || line.contains(CUT));
    match until.filter(|_| begins) {
        Some(at) if rest[at].contains(END) => at + 2,
        _ => 1,
    }
}

/// A failure on demand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Injected {
    /// The functions on the way to it, innermost first: from the one that should provide memory to the outermost one
    /// of a module.
    pub chain: Vec<String>,
    /// The innermost one in a module.
    pub function: String,
    /// Where in the functions of modules it happened, like `mine_init+0x3a`: this distinguishes allocations.
    pub site: Vec<String>,
}

impl std::fmt::Display for Injected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.chain.join(" < "))
    }
}

/// The first failure that `console` reports; `None` if there is none.
pub fn injected(console: &str) -> Option<Injected> {
    let begin = console.find(BEGINS)? + BEGINS.len();
    let lines = console[begin..].lines().skip(1).map(|line| Line::of(line).text);
    let lines = lines.take_while(|line| !ENDS.iter().any(|end| line.contains(end)));
    let frames = lines.flat_map(|line| frames(line).into_iter().map(move |frame| (line, frame)));
    let is_sure = |frame: &Frame<'_>| frame.role == Role::Caller && !frame.is_doubtful;
    let frames: Vec<_> = frames.filter(|(_, frame)| is_sure(frame)).collect();
    let decides = |function: &str| DECIDES.iter().any(|begin| function.starts_with(begin));
    let first = frames.iter().rposition(|(_, it)| decides(it.function)).map_or(0, |at| at + 1);
    let frames = &frames[first..];
    let of_module = |(_, frame): &&(&str, Frame<'_>)| !frame.module.is_empty();
    let last = frames.iter().rposition(|it| of_module(&it)).map_or(1, |at| at + 1);
    let chain = frames.iter().take(last).map(|(_, frame)| frame.function.to_owned());
    let function = frames.iter().find(of_module);
    let function = function.map_or(String::new(), |(_, frame)| frame.function.to_owned());
    // A call that fails has not reached its function.
    let chain = named_call(&console[begin..]).into_iter().chain(chain).collect();
    let site = frames.iter().filter(of_module).map(|(line, frame)| place(line, frame)).collect();
    Some(Injected { chain, function, site })
}

/// The function that was not called: `name f` (images/kernels/calls), in the place where allocations have settings.
fn named_call(console: &str) -> Option<String> {
    let line = console.lines().nth(1).map(|line| Line::of(line).text)?;
    let name = line.strip_prefix("name ").filter(|name| !name.contains(','))?;
    Some(name.trim().to_owned())
}

/// `f+0x1` of the line ` f.cold+0x1/0x2 [m]`.
fn place(line: &str, frame: &Frame<'_>) -> String {
    let behind = line.split_once(frame.function).map_or("", |(_, behind)| behind);
    let offset = behind.split_once('+').and_then(|(_, offset)| offset.split('/').next());
    format!("{}+{}", frame.function, offset.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As printed by 6.12, with some lines left out.
    const CONSOLE: &str = "FAULT_INJECTION: forcing a failure.
name failslab, interval 1, probability 0, space 0, times 0
CPU: 0 UID: 0 PID: 41 Comm: init Tainted: G           O       6.12.118 #1
Tainted: [O]=OOT_MODULE
Call Trace:
 <TASK>
 dump_stack_lvl+0x5f/0x80
 dump_stack+0x10/0x12
 should_fail_ex.cold+0x1a/0x1f
 should_failslab+0xe5/0x130
 __kmalloc_noprof+0xcc/0x500
 ? 0xffffffffa0006000
 ? faulty_take+0xe/0x10 [faulty_error_path_leak]
 faulty_take+0xe/0x10 [faulty_error_path_leak]
 faulty_init+0x3a/0x1000 [faulty_error_path_leak]
 do_one_initcall+0xd1/0x3c0
 load_module+0x4925/0x6200
RIP: 0033:0x20c4f1
";

    #[test]
    fn what_the_kernel_says_for_want_of_memory_is_no_splat() {
        let of = |text: &str| {
            let splats = crate::console::classify(&without_wants(text)).into_iter();
            splats.map(|splat| splat.fingerprint).collect::<Vec<_>>()
        };
        // 6.12, and 3.13, which made it a warning.
        let line = "kobject: kobject_add_internal failed for mine (error: -12 parent: virtual)\n";
        assert!(!crate::console::classify(line).is_empty());
        assert!(of(line).is_empty());
        let warning = "------------[ cut here ]------------\nWARNING: CPU: 0 PID: 41 at lib/kobject.c:240 \
                       kobject_add_internal+0x1/0x2()\nkobject_add_internal failed for mine (error: -12 parent: \
                       virtual)\nCall Trace:\n mine_init+0x1/0x2 [mine]\n---[ end trace 0123456789abcdef ]---\n";
        assert!(of(warning).is_empty());
        // A name that already exists is the module's fault, and so is everything next to the other message.
        let twice = "kobject: kobject_add_internal failed for mine with -EEXIST, don't try to register things\n";
        assert_eq!(of(&[line, warning, twice].concat()).len(), 1);
        assert_eq!(
            of(&[warning, "BUG: KASAN: slab-use-after-free in mine_init+0x1/0x2\n"].concat()).len(),
            1
        );
        let cut_off = warning.lines().take(3).collect::<Vec<_>>().join("\n");
        assert_eq!(of(&cut_off).len(), 1);
    }

    #[test]
    fn a_call_that_fails_is_named_before_who_made_it() {
        let console = "FAULT_INJECTION: forcing a failure.\nname device_create\nCall Trace:\n dump_stack+0x1/0x2\n \
                       calls_tell+0x1/0x2 [nlmatrix_calls]\n should_fail_device_create+0x9/0x10 [nlmatrix_calls]\n \
                       mine_init+0x3a/0x1000 [mine]\n do_one_initcall+0x1/0x2\n";
        let found = injected(console).unwrap();
        assert_eq!(found.to_string(), "device_create < mine_init");
        assert_eq!(found.function, "mine_init");
    }

    #[test]
    fn a_failure_is_told_by_its_call_chain() {
        let found = injected(CONSOLE).unwrap();
        assert_eq!(found.to_string(), "__kmalloc_noprof < faulty_take < faulty_init");
        assert_eq!(found.function, "faulty_take");
        assert_eq!(found.site, ["faulty_take+0xe", "faulty_init+0x3a"]);
        assert_eq!(injected("Call Trace:\n"), None);
        assert!(crate::console::classify(CONSOLE).is_empty());
    }
}
