//! Scenarios of `devmodel`, the driver model. Its contract is `kmods/devmodel/devmodel.h`.

use std::time::{Duration, Instant};

use super::bench::errno_of;
use super::{Bench, Must, Stop};
use crate::guest::{Errno, Exit};

const CONTROLS: &str = "/sys/devmodel";
/// Making or removing 20,000 devices takes seconds without KVM, and longer on a busy host.
const PATIENCE: Duration = Duration::from_secs(90);
/// How much of the table of slabs is read.
const SLABINFO: u32 = 32 << 10;
/// How many devices the scale scenario makes: the chapter's number.
const MANY: u32 = 20_000;
/// How many on kernels before 3.4: a new name is held against each name in its folder of sysfs
/// there, one after the other (fs/sysfs/dir.c; a tree since 4f72c0cab409), and with four times as
/// many devices it takes sixteen times as long: minutes, under emulation.
const MANY_IN_A_LIST: u32 = 5_000;

/// How many devices to make on a kernel of this release.
fn many(release: &str) -> u32 {
    let mut numbers = release.split(['.', '-', '+']).map_while(|part| part.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(u32::MAX), numbers.next().unwrap_or_default());
    if version < (3, 4) { MANY_IN_A_LIST } else { MANY }
}

/// Writes to a control.
pub(super) fn control(bench: &Bench, name: &str, text: &str) -> Result<Result<(), Errno>, Stop> {
    let on = bench.guest.agent().within(PATIENCE);
    Ok(on.write_file(&format!("{CONTROLS}/{name}"), text.as_bytes())?.map(drop))
}

/// Writes to a control; failing ends the scenario.
pub(super) fn command(bench: &Bench, name: &str, text: &str) -> Result<(), Stop> {
    let done = control(bench, name, text)?;
    done.map_err(|errno| Stop::Broken(format!("writing {text} to {name}: {errno:#}")))
}

fn counter(bench: &Bench, name: &str) -> Result<String, Stop> {
    Ok(bench.text(&format!("{CONTROLS}/{name}"))?.trim().to_owned())
}

/// The release function runs once, at the last put, however many get and put meanwhile.
pub fn kref_release_once(bench: &mut Bench) -> Result<(), Stop> {
    bench.load()?;
    command(bench, "object", "new")?;
    let run = bench.run(&["kref-hammer", "4", "500"], Duration::from_secs(30))?;
    bench.check("exit of the hammer", Exit::Exited(0), &run.exit);
    bench.check("what it did", "2000 gets and puts by 4 processes", run.stdout.trim());
    bench.check("gets", 2000, counter(bench, "object_gets")?);
    bench.check("puts", 2000, counter(bench, "object_puts")?);
    bench.check("released under the hammer", 0, counter(bench, "object_released")?);

    command(bench, "object", "get")?;
    command(bench, "object", "get")?;
    command(bench, "object", "put")?;
    command(bench, "object", "put")?;
    bench.check("released before the last put", 0, counter(bench, "object_released")?);
    command(bench, "object", "put")?;
    bench.check("released at the last put", 1, counter(bench, "object_released")?);
    let again = control(bench, "object", "put")?;
    bench.check("a put too many", "ENOENT", errno_of(&again));
    bench.check("released once", 1, counter(bench, "object_released")?);
    pinned_device(bench)?;
    bench.check("released twice", 0, counter(bench, "errors")?);
    Ok(())
}

/// A device that somebody still refers to outlives its place in the tree.
fn pinned_device(bench: &mut Bench) -> Result<(), Stop> {
    command(bench, "children", "3")?;
    let number = bench.text("/sys/class/devmodel/devmodel-2/number")?;
    bench.check("attribute of the last child", "2", number.trim());
    command(bench, "pin", "1")?;
    command(bench, "children", "0")?;
    let gone = bench.guest.agent().list_dir("/sys/class/devmodel").must("the class's folder")?;
    bench.check("children in the class", "devmodel-hub", gone.join(" "));
    bench.check("children released", 2, counter(bench, "children_released")?);
    command(bench, "pin", "0")?;
    bench.check("released when the pin goes", 3, counter(bench, "children_released")?);
    Ok(())
}

/// Memory in use at one time, in bytes.
#[derive(Clone, Copy)]
struct Memory {
    /// All slabs together.
    slab: f64,
    /// Nodes of sysfs, where the kernel counts them apart from others.
    sysfs: f64,
}

fn memory(bench: &Bench) -> Result<Memory, Stop> {
    let meminfo = bench.text("/proc/meminfo")?;
    let slab = meminfo.lines().find_map(|line| line.strip_prefix("Slab:"));
    let slab = slab.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    let slab = slab.ok_or_else(|| Stop::Broken("no Slab in /proc/meminfo".to_owned()))? * 1024.0;
    // Not every kernel has it (CONFIG_SLABINFO): then there is no figure for sysfs.
    let slabinfo = bench.guest.agent().read_file("/proc/slabinfo", 0, SLABINFO)?;
    let slabinfo = slabinfo.unwrap_or_default();
    Ok(Memory { slab, sysfs: sysfs_bytes(&String::from_utf8_lossy(&slabinfo)) })
}

/// Objects in use times their size: `kernfs_node_cache` (3.14+), before that `sysfs_dir_cache`.
fn sysfs_bytes(slabinfo: &str) -> f64 {
    let of = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?;
        let ours = name == "kernfs_node_cache" || name == "sysfs_dir_cache";
        let (used, _, size) = (words.next()?, words.next()?, words.next()?);
        ours.then_some(used.parse::<f64>().ok()? * size.parse::<f64>().ok()?)
    };
    slabinfo.lines().find_map(of).unwrap_or(0.0)
}

/// 20,000 devices (5,000 before 3.4) come and go; what one of them costs is kept as a figure.
pub fn devices_20000(bench: &mut Bench) -> Result<(), Stop> {
    let many = many(bench.release);
    bench.load()?;
    // Caches that appear with the first devices are not what a device costs.
    command(bench, "children", "100")?;
    command(bench, "children", "0")?;
    let before = memory(bench)?;
    let started = Instant::now();
    command(bench, "children", &many.to_string())?;
    let took = started.elapsed();
    let full = memory(bench)?;
    bench.check("devices", many, counter(bench, "children")?);
    let last = format!("/sys/class/devmodel/devmodel-{}/number", many - 1);
    let number = bench.text(&last)?;
    bench.check("attribute of the last one", many - 1, number.trim());

    let each = (full.slab - before.slab) / f64::from(many);
    let sysfs = (full.sysfs - before.sysfs) / f64::from(many);
    bench.check(
        "a device costs between 500 bytes and 16 KiB",
        true,
        (500.0..16384.0).contains(&each),
    );
    bench.figures.insert("bytes_per_device".to_owned(), each.round());
    bench.check("of which sysfs is a part", true, sysfs < each);
    if sysfs > 0.0 {
        bench.figures.insert("sysfs_bytes_per_device".to_owned(), sysfs.round());
    }
    bench
        .figures
        .insert("devices_per_second".to_owned(), (f64::from(many) / took.as_secs_f64()).round());
    all_removed(bench, many, (before, full), &last)
}

fn all_removed(
    bench: &mut Bench,
    many: u32,
    (before, full): (Memory, Memory),
    last: &str,
) -> Result<(), Stop> {
    command(bench, "children", "0")?;
    bench.check("devices after removing", 0, counter(bench, "children")?);
    bench.check("releases", many + 100, counter(bench, "children_released")?);
    bench.check("released twice", 0, counter(bench, "errors")?);
    let gone = bench.guest.agent().read_file(last, 0, 16)?;
    bench.check("the last one's attribute", "ENOENT", errno_of(&gone));
    // Nodes of sysfs are freed after a grace period, and pages go back a little later.
    let returned = |memory: &Memory| memory.slab - before.slab < (full.slab - before.slab) / 10.0;
    let after = bench.until(memory, returned)?;
    bench.check("memory came back", true, returned(&after));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_kernels_make_fewer_devices() {
        assert_eq!(many("2.6.32.67"), MANY_IN_A_LIST);
        assert_eq!(many("3.0.1"), MANY_IN_A_LIST);
        assert_eq!(many("3.6.5"), MANY);
        assert_eq!(many("6.12.117+deb13-cloud-amd64"), MANY);
    }

    #[test]
    fn the_node_cache_is_counted_in_bytes() {
        let text = "slabinfo - version: 2.1\n# name <active_objs> <num_objs> <objsize>\n\
                    kmalloc-128 10 10 128 32 1 : tunables 0 0 0\n\
                    kernfs_node_cache    1000   1020    136   30    1 : tunables 0 0 0\n";
        assert_eq!(sysfs_bytes(text), 136_000.0);
        assert_eq!(sysfs_bytes(""), 0.0);
    }
}
