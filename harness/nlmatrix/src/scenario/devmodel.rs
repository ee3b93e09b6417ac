//! Scenarios of `devmodel`, the driver model. Its contract is `kmods/devmodel/devmodel.h`.

use std::time::{Duration, Instant};

use super::contract::devmodel as contract;
use super::definition::Scenario;
use super::test::errno_of;
use super::{Must, Stop, Test};
use crate::guest::{Errno, Exit};

/// The scenarios of this file.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new(
        "kref-release-once",
        kref_release_once,
        "release runs exactly once, at the last put, under concurrent get and put",
    )
    .with_client("kref-hammer"),
    Scenario::new(
        "devices-20000",
        devices_20000,
        "20,000 devices come and go, and what one costs is measured",
    ),
];

const CONTROLS: &str = contract::CONTROLS;
/// Making or removing 20,000 devices takes seconds without KVM, and longer on a busy host.
const PATIENCE: Duration = Duration::from_secs(90);
/// How many bytes of the slab table are read.
const SLABINFO: u32 = 32 << 10;
/// How many devices the scale scenario makes: the chapter's number.
const MANY: u32 = 20_000;
/// How many on kernels before 3.4. There, a new name is compared with each name in its sysfs folder, one after the
/// other (fs/sysfs/dir.c; a tree since 4f72c0cab409), so four times as many devices take sixteen times as long:
/// minutes, under emulation.
const MANY_IN_A_LIST: u32 = 5_000;

/// How many on debug kernels: they keep shadow memory, call chains and kmemleak's records for each object, and all
/// guests have the same amount of memory.
const MANY_LOOKED_INTO: u32 = 2_000;

/// How many devices to make on a kernel of this release.
fn many(release: &str) -> u32 {
    let mut numbers = release.split(['.', '-', '+']).map_while(|part| part.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(u32::MAX), numbers.next().unwrap_or_default());
    if version < (3, 4) { MANY_IN_A_LIST } else { MANY }
}

/// Writes to a control file.
pub(super) fn control(test: &Test, name: &str, text: &str) -> Result<Result<(), Errno>, Stop> {
    let on = test.guest.agent().within(PATIENCE);
    Ok(on.write_file(&format!("{CONTROLS}/{name}"), text.as_bytes())?.map(drop))
}

/// Writes to a control file; a failure ends the scenario.
pub(super) fn command(test: &Test, name: &str, text: &str) -> Result<(), Stop> {
    let done = control(test, name, text)?;
    done.map_err(|errno| Stop::Broken(format!("writing {text} to {name}: {errno:#}")))
}

fn counter(test: &Test, name: &str) -> Result<String, Stop> {
    Ok(test.text(&format!("{CONTROLS}/{name}"))?.trim().to_owned())
}

/// The release function runs once, at the last put, however many processes get and put at the same time.
fn kref_release_once(test: &mut Test) -> Result<(), Stop> {
    test.load()?;
    command(test, "object", "new")?;
    let run = test.run(&["kref-hammer", "4", "500"], Duration::from_secs(30))?;
    test.check("exit of the hammer", Exit::Exited(0), &run.exit);
    test.check("what it did", "2000 gets and puts by 4 processes", run.stdout.trim());
    test.check("gets", 2000, counter(test, "object_gets")?);
    test.check("puts", 2000, counter(test, "object_puts")?);
    test.check("released under the hammer", 0, counter(test, "object_released")?);

    command(test, "object", "get")?;
    command(test, "object", "get")?;
    command(test, "object", "put")?;
    command(test, "object", "put")?;
    test.check("released before the last put", 0, counter(test, "object_released")?);
    command(test, "object", "put")?;
    test.check("released at the last put", 1, counter(test, "object_released")?);
    let again = control(test, "object", "put")?;
    test.check("a put too many", "ENOENT", errno_of(&again));
    test.check("released once", 1, counter(test, "object_released")?);
    pinned_device(test)?;
    test.check("released twice", 0, counter(test, "errors")?);
    Ok(())
}

/// A device to which somebody still refers outlives its place in the tree.
fn pinned_device(test: &mut Test) -> Result<(), Stop> {
    command(test, "children", "3")?;
    let number = test.text("/sys/class/devmodel/devmodel-2/number")?;
    test.check("attribute of the last child", "2", number.trim());
    command(test, "pin", "1")?;
    command(test, "children", "0")?;
    let gone = test.guest.agent().list_dir("/sys/class/devmodel").must("the class's folder")?;
    test.check("children in the class", "devmodel-hub", gone.join(" "));
    test.check("children released", 2, counter(test, "children_released")?);
    command(test, "pin", "0")?;
    test.check("released when the pin goes", 3, counter(test, "children_released")?);
    Ok(())
}

/// Memory in use at one moment, in bytes.
#[derive(Clone, Copy)]
struct Memory {
    /// All slabs together.
    slab: f64,
    /// Nodes of sysfs, if the kernel counts them separately.
    sysfs: f64,
}

fn memory(test: &Test) -> Result<Memory, Stop> {
    let meminfo = test.text("/proc/meminfo")?;
    let slab = meminfo.lines().find_map(|line| line.strip_prefix("Slab:"));
    let slab = slab.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    let slab = slab.ok_or_else(|| Stop::Broken("no Slab in /proc/meminfo".to_owned()))? * 1024.0;
    // Some kernels lack it (CONFIG_SLABINFO): then there is no figure for sysfs.
    let slabinfo = test.guest.agent().read_file("/proc/slabinfo", 0, SLABINFO)?;
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

/// 20,000 devices (5,000 before 3.4, 2,000 on debug kernels) come and go; the cost of one of them is recorded as a
/// figure.
fn devices_20000(test: &mut Test) -> Result<(), Stop> {
    let many = match test.watches_memory_since {
        Some(_) => MANY_LOOKED_INTO,
        None => many(test.release),
    };
    test.load()?;
    // Caches that appear with the first devices do not count as the cost of a device.
    command(test, "children", "100")?;
    command(test, "children", "0")?;
    let before = memory(test)?;
    let started = Instant::now();
    command(test, "children", &many.to_string())?;
    let took = started.elapsed();
    let full = memory(test)?;
    test.check("devices", many, counter(test, "children")?);
    let last = format!("/sys/class/devmodel/devmodel-{}/number", many - 1);
    let number = test.text(&last)?;
    test.check("attribute of the last one", many - 1, number.trim());

    let each = (full.slab - before.slab) / f64::from(many);
    let sysfs = (full.sysfs - before.sysfs) / f64::from(many);
    test.check(
        "a device costs between 500 bytes and 16 KiB",
        true,
        (500.0..16384.0).contains(&each),
    );
    test.figures.insert("bytes_per_device".to_owned(), each.round());
    test.check_in(
        "of which sysfs is a part",
        true,
        sysfs < each,
        &format!("{sysfs:.0} of {each:.0} bytes"),
    );
    if sysfs > 0.0 {
        test.figures.insert("sysfs_bytes_per_device".to_owned(), sysfs.round());
    }
    test.figures
        .insert("devices_per_second".to_owned(), (f64::from(many) / took.as_secs_f64()).round());
    all_removed(test, many, (before, full), &last)
}

fn all_removed(
    test: &mut Test,
    many: u32,
    (before, full): (Memory, Memory),
    last: &str,
) -> Result<(), Stop> {
    command(test, "children", "0")?;
    test.check("devices after removing", 0, counter(test, "children")?);
    test.check("releases", many + 100, counter(test, "children_released")?);
    test.check("released twice", 0, counter(test, "errors")?);
    let gone = test.guest.agent().read_file(last, 0, 16)?;
    test.check("the last one's attribute", "ENOENT", errno_of(&gone));
    // Nodes of sysfs are freed after a grace period, and pages are returned a little later.
    let returned = |memory: &Memory| memory.slab - before.slab < (full.slab - before.slab) / 10.0;
    let after = test.until(memory, returned)?;
    test.check("memory came back", true, returned(&after));
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
