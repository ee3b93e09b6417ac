//! What somebody wants to see of a cell that is run by hand.

use std::str::FromStr;

use crate::arch::Arch;
use crate::version::KernelVersion;
use crate::vm::Attached;

/// The oldest kernel on which Debian's C library starts, and with it Debian's programs.
const OLDEST: &str = "3.2";

/// What to look at. The guest of a cell that is looked into is booted, not forked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looking {
    /// The kernel's log, all of it, from its first line on.
    pub dmesg: bool,
    /// A shell in the guest.
    pub shell: Option<Moment>,
    /// The guest waits for a debugger, before the scenario and behind each load of a module.
    pub debugger: bool,
    /// Client programs run under strace.
    pub strace: bool,
}

/// When there is a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the scenario, whose modules are not loaded yet.
    Before,
    /// Behind it, and behind what it cleans up.
    After,
}

/// A text that names no moment.
#[derive(Debug, thiserror::Error)]
#[error("it is `before` or `after` the scenario")]
pub struct MomentError;

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        match text {
            "before" => Ok(Self::Before),
            "after" => Ok(Self::After),
            _ => Err(MomentError),
        }
    }
}

/// What cannot be had in a guest, and what to do instead.
#[derive(Debug, thiserror::Error)]
pub enum CannotLook {
    /// Debian's programs do not start on so old a kernel.
    #[error(
        "{tool}: Debian's {package} runs on kernels from {OLDEST} on, for its C library; {kernel} is older. \
         The transcript, --pcap and --dmesg are there for every kernel"
    )]
    TooOld {
        /// The option.
        tool: &'static str,
        /// The package.
        package: &'static str,
        /// The kernel's id.
        kernel: String,
    },
    /// It is brought along for the host's processor alone.
    #[error("{tool}: it is there for guests of amd64 only, and {kernel} is for {arch}")]
    OtherArch {
        /// The option.
        tool: &'static str,
        /// The kernel's id.
        kernel: String,
        /// Its processor.
        arch: Arch,
    },
}

impl Looking {
    /// Does the guest have to be another one than that of a run?
    pub fn needs_own_guest(self) -> bool {
        self != Self::default()
    }

    /// Fails where what is wanted cannot be had in a guest of this kernel.
    pub fn check(self, kernel: &str, series: &KernelVersion, arch: Arch) -> Result<(), CannotLook> {
        let oldest: KernelVersion = OLDEST.parse().expect("a version");
        let programs = [
            ("--shell", "busybox-static", self.shell.is_some()),
            ("--gdb", "busybox-static", self.debugger),
            ("--strace", "strace", self.strace),
        ];
        for (tool, package, _) in programs.into_iter().filter(|(.., wanted)| *wanted) {
            let kernel = kernel.to_owned();
            if *series < oldest {
                return Err(CannotLook::TooOld { tool, package, kernel });
            }
            if tool == "--strace" && arch != Arch::Amd64 {
                return Err(CannotLook::OtherArch { tool, kernel, arch });
            }
        }
        Ok(())
    }

    /// What the kernel is told besides.
    pub(super) fn words(self) -> String {
        let all = if self.dmesg { "ignore_loglevel loglevel=8" } else { "" };
        // A debugger knows the addresses that the kernel was linked at.
        let fixed = if self.debugger { "nokaslr" } else { "" };
        [all, fixed].join(" ").trim().to_owned()
    }

    /// What is attached to the machine.
    pub(super) fn attached(self) -> Attached {
        Attached { terminal: self.shell.is_some(), debugger: self.debugger }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SHELL: Looking =
        Looking { shell: Some(Moment::After), dmesg: false, debugger: false, strace: false };
    const STRACE: Looking = Looking { strace: true, shell: None, dmesg: false, debugger: false };

    #[rstest]
    #[case::oldest(SHELL, "3.2", Arch::Amd64, None)]
    #[case::older(SHELL, "3.0", Arch::Amd64, Some("busybox-static runs on kernels from 3.2 on"))]
    #[case::elsewhere(SHELL, "6.12", Arch::S390x, None)]
    #[case::strace_elsewhere(STRACE, "6.12", Arch::Arm64, Some("amd64 only"))]
    #[case::log(Looking { dmesg: true, ..Looking { strace: false, ..STRACE } }, "2.6.9", Arch::Amd64, None)]
    fn what_cannot_be_had_is_said(
        #[case] looking: Looking,
        #[case] series: &str,
        #[case] arch: Arch,
        #[case] says: Option<&str>,
    ) {
        let checked = looking.check("k", &series.parse().unwrap(), arch);
        match (checked, says) {
            (Ok(()), None) => {}
            (Err(error), Some(says)) => assert!(error.to_string().contains(says), "{error}"),
            (checked, _) => panic!("{checked:?}"),
        }
    }

    #[test]
    fn a_moment_is_named() {
        assert_eq!("before".parse::<Moment>().unwrap(), Moment::Before);
        assert!("during".parse::<Moment>().unwrap_err().to_string().contains("`after`"));
    }
}
