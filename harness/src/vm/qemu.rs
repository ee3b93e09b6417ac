//! QEMU's command line.

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::accel::Kind;
use super::error::VmError;
use super::run_folder::RunFolder;
use crate::process::{Job, find_program};

/// The emulator that is run.
const PROGRAM: &str = "qemu-system-x86_64";

/// A third UART, at 0x3e8, on an interrupt line of its own: the device of drivers under test. Nobody
/// is behind it, and no kernel uses the line until the port is opened. QEMU's ACPI tables give lines 5,
/// 9, 10 and 11 to PCI, as level-triggered; 6 is the floppy's, which there is none of.
pub(crate) const SPARE_UART: &str = "isa-serial,index=2,irq=6,chardev=spare";

/// A machine to boot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// bzImage, or an ELF kernel with a PVH entry (see [`pvh`](super::pvh)).
    pub kernel: Utf8PathBuf,
    /// Initramfs.
    pub initrd: Utf8PathBuf,
    /// The whole kernel command line (see [`Era::command_line`](super::era::Era::command_line)).
    pub append: String,
    /// The guest's memory in MiB.
    pub memory_mib: u32,
    /// QEMU's `-machine`.
    pub machine: String,
    /// QEMU's `-cpu`.
    pub cpu: String,
    /// How the guest's code is run.
    pub accel: Kind,
}

/// Where the guest's memory is, and with it how the machine starts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Memory<'a> {
    /// Anonymous memory: a cold boot that is never saved.
    Private,
    /// This file, which the guest changes: a cold boot that becomes a template.
    Shared(&'a Utf8Path),
    /// This file, copied on write: a fork, which waits for its state.
    Forked(&'a Utf8Path),
}

impl Memory<'_> {
    /// The backend's file and whether changes go to it.
    fn file(&self) -> Option<(&Utf8Path, &'static str)> {
        match self {
            Self::Private => None,
            Self::Shared(file) => Some((file, "on")),
            Self::Forked(file) => Some((file, "off")),
        }
    }
}

impl Machine {
    /// The QEMU that runs this machine, its sockets and files in `run`.
    pub(super) fn job(&self, run: &RunFolder, memory: Memory<'_>) -> Result<Job, VmError> {
        let program = find_program(PROGRAM).ok_or(VmError::NoQemu { program: PROGRAM })?;
        Ok(Job::new(program.into_string()).args(self.arguments(run, memory)).output(run.output()))
    }

    /// The QEMU that boots this machine with a console and nothing else.
    pub(super) fn bare_job(&self, run: &RunFolder) -> Result<Job, VmError> {
        let program = find_program(PROGRAM).ok_or(VmError::NoQemu { program: PROGRAM })?;
        let mut arguments = fixed();
        arguments.extend(self.basics(run));
        arguments.extend(self.memory(Memory::Private));
        Ok(Job::new(program.into_string()).args(arguments).output(run.output()))
    }

    fn arguments(&self, run: &RunFolder, memory: Memory<'_>) -> Vec<String> {
        let mut arguments = fixed();
        arguments.extend(self.basics(run));
        arguments.extend(pairs([
            ("-chardev", format!("socket,id=agent,path={}", escaped(&run.agent()))),
            ("-serial", "chardev:agent".to_owned()),
            ("-chardev", "null,id=spare".to_owned()),
            ("-device", SPARE_UART.to_owned()),
            ("-chardev", format!("socket,id=qmp,path={}", escaped(&run.qmp()))),
            ("-mon", "chardev=qmp,mode=control".to_owned()),
        ]));
        arguments.extend(self.memory(memory));
        arguments
    }

    /// What every machine has, its console among it.
    fn basics(&self, run: &RunFolder) -> Vec<String> {
        pairs([
            ("-accel", self.accel.to_string()),
            ("-cpu", self.cpu.clone()),
            ("-m", self.memory_mib.to_string()),
            ("-kernel", self.kernel.to_string()),
            ("-initrd", self.initrd.to_string()),
            ("-append", self.append.clone()),
            ("-serial", format!("file:{}", run.console())),
        ])
    }

    fn memory(&self, memory: Memory<'_>) -> Vec<String> {
        let Some((file, share)) = memory.file() else {
            return pairs([("-machine", self.machine.clone())]);
        };
        let (size, file) = (self.memory_mib, escaped(file));
        let backend =
            format!("memory-backend-file,id=ram,size={size}M,mem-path={file},share={share}");
        let machine = format!("{},memory-backend=ram", self.machine);
        let mut arguments = pairs([("-object", backend), ("-machine", machine)]);
        if matches!(memory, Memory::Forked(_)) {
            arguments.extend(pairs([("-incoming", "defer".to_owned())]));
        }
        arguments
    }
}

/// No device, configuration or privilege beyond what is asked for.
fn fixed() -> Vec<String> {
    let words = "-nodefaults -no-user-config -display none -no-reboot \
                 -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
    words.split_whitespace().map(str::to_owned).collect()
}

fn pairs<const N: usize>(pairs: [(&str, String); N]) -> Vec<String> {
    pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}

/// A path inside an option: QEMU takes a comma for the end of it unless doubled.
fn escaped(path: &Utf8Path) -> String {
    path.as_str().replace(',', ",,")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(memory: Memory<'_>) -> String {
        let machine = Machine {
            kernel: "/k/vmlinux".into(),
            initrd: "/k/initrd".into(),
            append: "console=ttyS0 quiet".to_owned(),
            memory_mib: 256,
            machine: "pc".to_owned(),
            cpu: "max".to_owned(),
            accel: Kind::Tcg,
        };
        let run = RunFolder::new().unwrap();
        machine.arguments(&run, memory).join(" ").replace(run.path().as_str(), "RUN")
    }

    #[test]
    fn a_cold_boot_has_three_serial_ports_and_nothing_else() {
        let expected = "-nodefaults -no-user-config -display none -no-reboot \
            -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny \
            -accel tcg -cpu max -m 256 -kernel /k/vmlinux -initrd /k/initrd \
            -append console=ttyS0 quiet -serial file:RUN/console \
            -chardev socket,id=agent,path=RUN/agent -serial chardev:agent \
            -chardev null,id=spare -device isa-serial,index=2,irq=6,chardev=spare \
            -chardev socket,id=qmp,path=RUN/qmp -mon chardev=qmp,mode=control -machine pc";
        assert_eq!(line(Memory::Private), expected);
    }

    #[test]
    fn a_template_shares_its_memory_file_and_a_fork_does_not() {
        let template = line(Memory::Shared("/t/memory".into()));
        let fork = line(Memory::Forked("/t/memory".into()));
        let backend = "-object memory-backend-file,id=ram,size=256M,mem-path=/t/memory";
        assert!(template.ends_with(&format!("{backend},share=on -machine pc,memory-backend=ram")));
        let tail = "share=off -machine pc,memory-backend=ram -incoming defer";
        assert!(fork.ends_with(&format!("{backend},{tail}")));
    }

    #[test]
    fn commas_in_paths_are_doubled() {
        assert!(line(Memory::Shared("/t/a,b".into())).contains("mem-path=/t/a,,b,share"));
    }
}
