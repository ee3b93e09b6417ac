//! What a machine has, by processor: a console, the line between host and agent, and devices for drivers under test.

use super::run_folder::CONSOLE;
use crate::arch::Arch;

/// A third UART, at 0x3e8, on an interrupt line of its own: the device for drivers under test. Nothing is connected
/// to it, and no kernel uses the line until the port is opened. QEMU's ACPI tables give lines 5, 9, 10 and 11 to PCI,
/// as level-triggered; 6 belongs to the floppy, which does not exist.
pub(crate) const SPARE_UART: &str = "isa-serial,index=2,irq=6,chardev=spare";

/// A device that is nothing but memory, through which files are transferred to a guest after its boot or fork (QEMU's
/// `ivshmem-plain`). No driver is needed: in sysfs, under this path, it is a file that can be mapped.
pub const WINDOW: &str = "/sys/bus/pci/devices/0000:00:10.0";
/// Its place on the bus.
const WINDOW_SLOT: &str = "0x10";

/// Does a machine have a window? That of s390x has no PCI memory that could be mapped, and only a PC has firmware
/// that assigns the device its addresses.
pub fn has_window(arch: Arch) -> bool {
    matches!(arch, Arch::Amd64 | Arch::I386)
}

/// The window, with the file for it in a machine of its own. A template's memory is shared, so that it is not part of
/// the state that forks take over (`x-ignore-shared`); a fork's is private, because QEMU requires the address of
/// shared memory to be the same before the device has one.
pub(super) fn window(arch: Arch, mib: u32, file: Option<&str>, saved: bool) -> Vec<String> {
    if !has_window(arch) {
        return Vec::new();
    }
    let share = if saved { "on" } else { "off" };
    let (kind, path) = match file {
        Some(file) if !saved => ("file", format!(",mem-path={file}")),
        _ => ("ram", String::new()),
    };
    pairs([
        ("-object", format!("memory-backend-{kind},id=window,size={mib}M{path},share={share}")),
        ("-device", format!("ivshmem-plain,memdev=window,master=on,addr={WINDOW_SLOT}")),
    ])
}

/// The console, in a file.
pub(super) fn console(arch: Arch) -> Vec<String> {
    match arch {
        Arch::S390x => pairs([
            ("-chardev", format!("file,id=console,path={CONSOLE}")),
            ("-device", "sclpconsole,chardev=console".to_owned()),
        ]),
        _ => pairs([("-serial", format!("file:{CONSOLE}"))]),
    }
}

/// How the host reaches the agent, through the character device `agent`: the second UART of a PC. Other machines have
/// only one UART or none, and kernels with a built-in driver for virtio's serial device.
pub(super) fn ports(arch: Arch) -> Vec<String> {
    let virtio = |bus: &str| {
        pairs([
            ("-device", format!("virtio-serial-{bus}")),
            ("-device", "virtserialport,chardev=agent,name=agent".to_owned()),
        ])
    };
    match arch {
        Arch::Amd64 | Arch::I386 => pairs([
            ("-serial", "chardev:agent".to_owned()),
            ("-chardev", "null,id=spare".to_owned()),
            ("-device", SPARE_UART.to_owned()),
        ]),
        Arch::Arm64 => virtio("pci"),
        Arch::S390x => virtio("ccw"),
    }
}

/// Read-only disks, so that any number of machines can share one file. Virtio's is the only disk device for which all
/// kernels have drivers, from 2.6.25 to cloud kernels, on every processor.
pub(super) fn disks(arch: Arch, files: &[String]) -> Vec<String> {
    let bus = if arch == Arch::S390x { "ccw" } else { "pci" };
    let disk = |(number, file): (usize, &String)| {
        pairs([
            ("-drive", format!("if=none,id=disk{number},format=raw,readonly=on,file={file}")),
            ("-device", format!("virtio-blk-{bus},drive=disk{number}")),
        ])
    };
    files.iter().enumerate().flat_map(disk).collect()
}

/// Options and their values.
pub(super) fn pairs<const N: usize>(pairs: [(&str, String); N]) -> Vec<String> {
    pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}
