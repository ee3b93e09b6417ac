//! Where the kernel made something fail because it was told to (CONFIG_FAULT_INJECTION).

use super::frame::{Role, frames};
use super::line::Line;

/// How it begins to tell (lib/fault-inject.c).
const BEGINS: &str = "FAULT_INJECTION: forcing a failure";
/// Functions that decide and report.
const DECIDES: [&str; 5] =
    ["dump_stack", "show_stack", "fail_dump", "should_fail", "__should_fail"];
/// Lines that end a call trace.
const ENDS: [&str; 3] = ["</TASK>", "RIP: ", "FAULT_INJECTION"];

/// A failure that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Injected {
    /// The functions on the way to it, innermost first: from what was to give memory to the outermost one of
    /// a module.
    pub chain: Vec<String>,
    /// The innermost one of a module.
    pub function: String,
}

impl std::fmt::Display for Injected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.chain.join(" < "))
    }
}

/// The first failure that `console` tells of; nothing where it tells of none.
pub fn injected(console: &str) -> Option<Injected> {
    let begin = console.find(BEGINS)? + BEGINS.len();
    let lines = console[begin..].lines().skip(1).map(|line| Line::of(line).text);
    let lines = lines.take_while(|line| !ENDS.iter().any(|end| line.contains(end)));
    let frames = lines.flat_map(frames);
    let frames: Vec<_> = frames.filter(|it| it.role == Role::Caller && !it.is_doubtful).collect();
    let decides = |function: &str| DECIDES.iter().any(|begin| function.starts_with(begin));
    let first = frames.iter().rposition(|frame| decides(frame.function)).map_or(0, |at| at + 1);
    let frames = &frames[first..];
    let last = frames.iter().rposition(|frame| !frame.module.is_empty()).map_or(1, |at| at + 1);
    let chain = frames.iter().take(last).map(|frame| frame.function.to_owned()).collect();
    let function = frames.iter().find(|frame| !frame.module.is_empty());
    let function = function.map_or(String::new(), |frame| frame.function.to_owned());
    Some(Injected { chain, function })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As 6.12 printed it, some lines left out.
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
    fn a_failure_is_told_by_its_call_chain() {
        let found = injected(CONSOLE).unwrap();
        assert_eq!(found.to_string(), "__kmalloc_noprof < faulty_take < faulty_init");
        assert_eq!(found.function, "faulty_take");
        assert_eq!(injected("Call Trace:\n"), None);
        assert!(crate::console::classify(CONSOLE).is_empty());
    }
}
