//! The machine on which the benchmark ran.

use std::collections::BTreeMap;

use crate::process::Job;
use crate::vm::Accel;

/// Name → value, in words.
pub fn describe(accel: &Accel) -> BTreeMap<String, String> {
    let cpuinfo = fs_err::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.and_then(|line| line.split_once(':')).map_or("?", |(_, model)| model.trim());
    let meminfo = fs_err::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let memory = memory.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    let kernel = fs_err::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs_err::read_to_string("/proc/loadavg").unwrap_or_default();
    let qemu = Job::new("qemu-system-x86_64").arg("--version").finish();
    let qemu = qemu.map_or(String::new(), |it| it.output.lines().next().unwrap_or("").to_owned());
    let reason = accel.reason.lines().next().unwrap_or_default();
    let rows = [
        ("processor", model.to_owned()),
        ("cores", std::thread::available_parallelism().map_or(0, usize::from).to_string()),
        ("memory", format!("{} MiB", memory.unwrap_or(0) / 1024)),
        ("kernel", kernel.trim().to_owned()),
        ("QEMU", qemu),
        ("accelerator", format!("{} ({reason})", accel.kind)),
        ("load before (1, 5, 15 minutes)", load.split(' ').take(3).collect::<Vec<_>>().join(" ")),
    ];
    rows.map(|(name, value)| (name.to_owned(), value)).into()
}
