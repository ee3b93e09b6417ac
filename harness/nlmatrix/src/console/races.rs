//! Data races, as the kernel concurrency sanitizer reports them (kernel/kcsan/report.c).

use super::frame::frames;
use super::line::Line;

const BEGINS: &str = "BUG: KCSAN: ";
const ENDS: &str = "Reported by Kernel Concurrency Sanitizer";

/// `console` without the races of which no side is a module's: a kernel has dozens of its own, which it lives
/// with, and no module makes them.
pub fn without_races_of_kernel(console: &str) -> String {
    let mut kept = String::with_capacity(console.len());
    let mut lines = console.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        if !line.contains(BEGINS) {
            kept.push_str(line);
            continue;
        }
        let mut report = line.to_owned();
        while let Some(next) = lines.next_if(|next| !next.contains(BEGINS)) {
            report.push_str(next);
            if next.contains(ENDS) {
                break;
            }
        }
        if report.lines().any(is_of_module) {
            kept.push_str(&report);
        }
    }
    kept
}

fn is_of_module(line: &str) -> bool {
    frames(Line::of(line).text).iter().any(|frame| !frame.module.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::classify;

    #[test]
    fn a_race_is_told_where_a_module_has_a_side_of_it() {
        let report = |place: &str, frame: &str| {
            format!(
                "BUG: KCSAN: data-race in {place}\n\nwrite to 0xffff888001234560 of 4 bytes by task 41 on cpu 0:\n \
                 {frame}\n netlink_unicast+0x1/0x2\n\nReported by Kernel Concurrency Sanitizer on:\nCPU: 0 PID: 41\n"
            )
        };
        let own =
            report("tick_sched_do_timer / tick_nohz_next_event", "tick_sched_do_timer+0x1/0x2");
        let of_module =
            report("mine_input [mine] / mine_input [mine]", "mine_input+0x12/0x20 [mine]");
        let kept = without_races_of_kernel(&format!("{own}{of_module}{own}a last line\n"));
        let found: Vec<String> = classify(&kept).into_iter().map(|it| it.fingerprint).collect();
        assert_eq!(found, ["kcsan:mine_input"]);
        assert!(kept.ends_with("a last line\n") && !kept.contains("tick"));
        assert_eq!(without_races_of_kernel(&own), "CPU: 0 PID: 41\n");
    }
}
