//! QEMU's command line.

use super::attached::Attached;
use super::error::VmError;
use super::machine::{Machine, Memory};
use super::passed_fds::PassedFds;
use super::platform::{self, pairs};
use super::run_folder::{AGENT, QMP, RunFolder};
use crate::environment::Accelerator;
use crate::process::{Job, User, find_program};

/// The path of KVM.
pub(super) const KVM: &str = "/dev/kvm";

impl Machine {
    /// The QEMU that runs this machine, with its sockets and files in `run`.
    pub(super) fn job(
        &self,
        run: &RunFolder,
        memory: Memory<'_>,
        attached: Attached,
    ) -> Result<Job, VmError> {
        let mut job = self.empty_job(run)?;
        let given = PassedFds::to(&mut job, self, memory)?;
        Ok(job.args(self.arguments(&given, memory, attached)))
    }

    /// The QEMU that boots this machine with a console and nothing else.
    pub(super) fn bare_job(&self, run: &RunFolder) -> Result<Job, VmError> {
        let mut job = self.empty_job(run)?;
        let given = PassedFds::to(&mut job, self, Memory::Private)?;
        let basics = self.basics(&given, Attached::default());
        let parts = [fixed(), basics, self.memory(&given, Memory::Private)];
        Ok(job.args(parts.concat()))
    }

    /// QEMU in its folder, with its user.
    fn empty_job(&self, run: &RunFolder) -> Result<Job, VmError> {
        let (program, package) = self.arch.emulator();
        let program = find_program(program).ok_or(VmError::NoQemu { program, package })?;
        let user = User::unprivileged().cloned().map(|user| match self.accel {
            Accelerator::Kvm => user.in_group_of(KVM.into()),
            Accelerator::Tcg => user,
        });
        Ok(Job::new(program.into_string()).dir(run.path()).output(run.output()).user(user))
    }

    fn arguments(&self, given: &PassedFds, memory: Memory<'_>, attached: Attached) -> Vec<String> {
        let agent = pairs([("-chardev", format!("socket,id=agent,path={AGENT}"))]);
        let control = pairs([
            ("-chardev", format!("socket,id=qmp,path={QMP}")),
            ("-mon", "chardev=qmp,mode=control".to_owned()),
        ]);
        let ports = [agent, platform::ports(self.arch), control, attached.stub()].concat();
        let disks = platform::disks(self.arch, &given.disks);
        let saved = matches!(memory, Memory::Shared(_));
        let window = platform::window(self.arch, self.memory_mib, given.window.as_deref(), saved);
        let basics = self.basics(given, attached);
        [fixed(), basics, ports, disks, window, self.memory(given, memory)].concat()
    }

    /// What every machine has, including its console.
    fn basics(&self, given: &PassedFds, attached: Attached) -> Vec<String> {
        let words = pairs([
            ("-accel", self.accel.to_string()),
            ("-cpu", self.cpu.clone()),
            ("-m", self.memory_mib.to_string()),
            ("-kernel", given.kernel.clone()),
            ("-initrd", given.initrd.clone()),
            ("-append", self.append.clone()),
        ]);
        let several = Some(self.processors).filter(|&processors| processors > 1);
        // Each in a socket of its own: kernels without ACPI read processors from a table with a line for each socket.
        let sockets = |it: u32| pairs([("-smp", format!("{it},sockets={it}"))]);
        let processors = several.map_or(Vec::new(), sockets);
        [words, processors, attached.console(self.arch)].concat()
    }

    fn memory(&self, given: &PassedFds, memory: Memory<'_>) -> Vec<String> {
        let Some(file) = &given.memory else {
            return pairs([("-machine", self.machine.clone())]);
        };
        let forked = matches!(memory, Memory::Forked(_));
        let (size, share) = (self.memory_mib, if forked { "off" } else { "on" });
        let backend =
            format!("memory-backend-file,id=ram,size={size}M,mem-path={file},share={share}");
        let machine = format!("{},memory-backend=ram", self.machine);
        let mut arguments = pairs([("-object", backend), ("-machine", machine)]);
        if forked {
            arguments.extend(pairs([("-incoming", "defer".to_owned())]));
        }
        arguments
    }
}

/// No devices, configuration or privileges beyond what is requested.
fn fixed() -> Vec<String> {
    let words = "-nodefaults -no-user-config -display none -no-reboot \
                 -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
    words.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Arch;

    fn line(memory: Memory<'_>) -> String {
        line_of(Arch::Amd64, memory)
    }

    fn line_of(arch: Arch, memory: Memory<'_>) -> String {
        line_with(arch, memory, Attached::default())
    }

    fn line_with(arch: Arch, memory: Memory<'_>, attached: Attached) -> String {
        let machine = Machine {
            arch,
            kernel: "/k/vmlinux".into(),
            initrd: "/k/initrd".into(),
            append: "console=ttyS0 quiet".to_owned(),
            processors: 1,
            memory_mib: 256,
            disks: Vec::new(),
            machine: "pc".to_owned(),
            cpu: "max".to_owned(),
            accel: Accelerator::Tcg,
            behind_window: None,
        };
        let file = !matches!(memory, Memory::Private);
        let given = PassedFds {
            kernel: "KERNEL".to_owned(),
            initrd: "INITRD".to_owned(),
            disks: Vec::new(),
            memory: file.then(|| "MEMORY".to_owned()),
            window: None,
        };
        machine.arguments(&given, memory, attached).join(" ")
    }

    #[test]
    fn a_cold_boot_has_three_serial_ports_a_window_and_nothing_else() {
        let expected = "-nodefaults -no-user-config -display none -no-reboot \
            -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny \
            -accel tcg -cpu max -m 256 -kernel KERNEL -initrd INITRD \
            -append console=ttyS0 quiet -serial file:console \
            -chardev socket,id=agent,path=agent -serial chardev:agent \
            -chardev null,id=spare -device isa-serial,index=2,irq=6,chardev=spare \
            -chardev socket,id=qmp,path=qmp -mon chardev=qmp,mode=control \
            -object memory-backend-ram,id=window,size=256M,share=off \
            -device ivshmem-plain,memdev=window,master=on,addr=0x10 -machine pc";
        assert_eq!(line(Memory::Private), expected);
    }

    #[test]
    fn whoever_looks_has_the_console_and_a_debugger_at_sockets() {
        let attached = Attached { terminal: true, debugger: true };
        for (arch, device) in
            [(Arch::Amd64, "-serial chardev:console"), (Arch::S390x, "-device sclpconsole,")]
        {
            let line = line_with(arch, Memory::Private, attached);
            let console = "-chardev socket,id=console,path=terminal,logfile=console ";
            assert!(line.contains(&format!("{console}{device}")), "{line}");
            assert!(line.contains("path=gdb,server=on,wait=off -gdb chardev:gdb"), "{line}");
        }
    }

    #[test]
    fn other_processors_hear_the_host_by_virtio() {
        let port = "-chardev socket,id=agent,path=agent -device virtio-serial-";
        let arm64 = line_of(Arch::Arm64, Memory::Private);
        assert!(arm64.contains(&format!("-serial file:console {port}pci ")), "{arm64}");
        let s390x = line_of(Arch::S390x, Memory::Private);
        assert!(
            s390x.contains(&format!("-device sclpconsole,chardev=console {port}ccw ")),
            "{s390x}"
        );
        assert!(!format!("{arm64} {s390x}").contains("isa-serial"));
    }

    #[test]
    fn what_is_behind_a_window_is_a_forks_own() {
        let window = |saved| platform::window(Arch::I386, 256, Some("FILE"), saved).join(" ");
        let fork = window(false);
        assert!(fork.contains("memory-backend-file,id=window,size=256M,mem-path=FILE,share=off"));
        let template = window(true);
        assert!(template.contains("memory-backend-ram,id=window,size=256M,share=on"), "{template}");
        assert!(platform::window(Arch::S390x, 256, Some("FILE"), false).is_empty());
    }

    #[test]
    fn disks_can_only_be_read() {
        let disks = platform::disks(Arch::Amd64, &["A".to_owned(), "B".to_owned()]).join(" ");
        let each = |id: &str, file: &str| {
            format!(
                "-drive if=none,id={id},format=raw,readonly=on,file={file} \
                 -device virtio-blk-pci,drive={id}"
            )
        };
        assert_eq!(disks, format!("{} {}", each("disk0", "A"), each("disk1", "B")));
        assert!(platform::disks(Arch::S390x, &["A".to_owned()])[3].starts_with("virtio-blk-ccw,"));
    }

    #[test]
    fn a_template_shares_its_memory_file_and_a_fork_does_not() {
        let template = line(Memory::Shared("/t/memory".into()));
        let fork = line(Memory::Forked("/t/memory".into()));
        let backend = "-object memory-backend-file,id=ram,size=256M,mem-path=MEMORY";
        assert!(template.ends_with(&format!("{backend},share=on -machine pc,memory-backend=ram")));
        let tail = "share=off -machine pc,memory-backend=ram -incoming defer";
        assert!(fork.ends_with(&format!("{backend},{tail}")));
    }
}
