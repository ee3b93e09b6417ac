//! Data races as the kernel concurrency sanitizer reports them (kernel/kcsan/report.c).

use super::frame::frames;
use super::line::Line;

const BEGINS: &str = "BUG: KCSAN: ";
const ENDS: &str = "Reported by Kernel Concurrency Sanitizer";
/// The beginning of one side's trace: `write to 0xffff8880027ff7ac of 2 bytes by task 39 on cpu 0:`.
const SIDE: &str = " bytes by ";
/// The module has to be among the first frames of a side: a frame of its own, possibly below functions that it calls
/// on its own data, like memcpy() and list_add(). What is called more deeply, like kernfs when a module is unloaded,
/// has data of its own.
const NEAR: usize = 2;

/// `console` without the races in which neither side is a module: a kernel has dozens of its own, with which it
/// lives, and which no module causes.
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
        if is_of_module(&report) {
            kept.push_str(&report);
        }
    }
    kept
}

/// Is a side of the race in a module?
fn is_of_module(report: &str) -> bool {
    let mut left = 0;
    report.lines().any(|line| {
        let found = frames(Line::of(line).text);
        let in_module = found.iter().any(|frame| !frame.module.is_empty());
        if line.contains(BEGINS) {
            return in_module;
        }
        if line.contains(SIDE) {
            left = NEAR;
        } else if left > 0 && !found.is_empty() {
            left -= 1;
            return in_module;
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::classify;

    /// 6.12, with shortened traces: when a module is unloaded, its files are removed while others open them.
    const KERNFS: &str = "BUG: KCSAN: data-race in __kernfs_remove.part.0 / kernfs_fop_open\n\n\
         read to 0xffff8880027ff7ac of 2 bytes by task 44 on cpu 1:\n kernfs_fop_open+0x402/0x630\n \
         do_dentry_open+0x26c/0x800\n\nwrite to 0xffff8880027ff7ac of 2 bytes by task 39 on cpu 0:\n \
         __kernfs_remove.part.0+0x87/0x2f0\n kernfs_remove_by_name_ns+0x94/0xd0\n kobject_del+0x24/0x40\n \
         devmodel_exit+0x11/0xc0 [devmodel]\n\nReported by Kernel Concurrency Sanitizer on:\n";

    #[test]
    fn a_race_is_the_module_s_where_its_own_data_are() {
        assert_eq!(without_races_of_kernel(KERNFS), "");
        let called = KERNFS
            .replace(" kobject_del+0x24/0x40\n", "")
            .replace("kernfs_remove_by_name_ns+0x94/0xd0\n ", "");
        assert_eq!(without_races_of_kernel(&called), called);
    }

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
