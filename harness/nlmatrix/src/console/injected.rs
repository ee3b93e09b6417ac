//! Where the kernel made something fail because it was told to (CONFIG_FAULT_INJECTION).

use super::frame::{Frame, Role, frames};
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
    /// From where in the functions of modules, as `mine_init+0x3a`: what tells one allocation from others.
    pub site: Vec<String>,
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
    // A call that fails has not come to its function.
    let chain = named_call(&console[begin..]).into_iter().chain(chain).collect();
    let site = frames.iter().filter(of_module).map(|(line, frame)| place(line, frame)).collect();
    Some(Injected { chain, function, site })
}

/// The function that was not called: `name f` (images/kernels/calls), where allocations have settings behind it.
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
