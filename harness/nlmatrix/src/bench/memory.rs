//! Memory of processes, and the size of folders.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use camino::Utf8Path;

use super::stats::round;
use crate::vm::Vm;

/// How often a process tree is sampled.
const EVERY: Duration = Duration::from_millis(100);

/// How many forked machines are running when their memory is measured.
const IN_FLIGHT: usize = 8;

/// Memory of one of several running machines (PSS), in MiB.
pub fn in_flight<E>(fork: impl Fn() -> Result<Vm, E>) -> Result<f64, E> {
    let machines = (0..IN_FLIGHT).map(|_| fork()).collect::<Result<Vec<_>, _>>()?;
    std::thread::sleep(Duration::from_secs(1));
    let held = machines.iter().filter_map(|vm| pss_kib(vm.pid()?));
    Ok(round(held.sum::<u64>() as f64 / 1024.0 / IN_FLIGHT as f64))
}

/// What a process uses, in KiB, with shared pages counted proportionally (PSS).
fn pss_kib(pid: u32) -> Option<u64> {
    let text = fs_err::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Runs `work`; returns its result, and the maximum memory that this process and all its descendants used at one
/// moment meanwhile, in MiB (sum of their PSS, sampled).
pub fn peak_mib<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let sampler = scope.spawn(|| {
            let mut most = 0;
            while !done.load(Ordering::Relaxed) {
                most = most.max(tree_kib(std::process::id()));
                std::thread::sleep(EVERY);
            }
            most
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        let most = sampler.join().expect("the sampler does not panic");
        (result, round(most as f64 / 1024.0))
    })
}

fn tree_kib(root: u32) -> u64 {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in Utf8Path::new("/proc").read_dir_utf8().into_iter().flatten().flatten() {
        let Ok(pid) = entry.file_name().parse() else { continue };
        if let Some(parent) = parent_of(pid) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let (mut open, mut total) = (vec![root], 0);
    while let Some(pid) = open.pop() {
        total += pss_kib(pid).unwrap_or(0);
        open.extend(children.remove(&pid).unwrap_or_default());
    }
    total
}

fn parent_of(pid: u32) -> Option<u32> {
    let status = fs_err::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

/// What `folder` takes up on the disk, in MiB: blocks, with hard links counted once.
pub fn folder_mib(folder: &Utf8Path) -> f64 {
    let mut seen = BTreeSet::new();
    let (mut open, mut bytes) = (vec![folder.to_owned()], 0);
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
            let Ok(about) = entry.path().symlink_metadata() else { continue };
            if about.is_dir() {
                open.push(entry.path().to_owned());
            } else if seen.insert((about.dev(), about.ino())) {
                bytes += about.blocks() * 512;
            }
        }
    }
    round(bytes as f64 / f64::from(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_in_its_own_tree() {
        let own = pss_kib(std::process::id()).unwrap();
        let (result, most) = peak_mib(|| {
            std::thread::sleep(EVERY);
            "done"
        });
        assert_eq!(result, "done");
        assert!(own > 0 && most > 0.0, "{own} KiB, {most} MiB");
    }

    #[test]
    fn hard_links_count_once() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        fs_err::write(folder.join("a"), vec![1; 1 << 20]).unwrap();
        fs_err::hard_link(folder.join("a"), folder.join("b")).unwrap();
        let size = folder_mib(folder);
        assert!((0.9..1.5).contains(&size), "{size} MiB");
    }
}
