//! What the user wants to see of a cell that is run by hand.

use std::str::FromStr;

use crate::arch::Arch;
use crate::version::KernelVersion;
use crate::vm::Attached;

/// The oldest kernel on which Debian's C library starts, and with it Debian's programs.
const OLDEST: &str = "3.2";

/// What to look at. Such a cell's guest is booted, not forked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looking {
    /// The complete kernel log, from its first line.
    pub dmesg: bool,
    /// A shell in the guest.
    pub shell: Option<Moment>,
    /// The guest waits for a debugger, before the scenario and after each load of a module.
    pub debugger: bool,
    /// Client programs run under strace.
    pub strace: bool,
}

/// When the shell starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the scenario; its modules are not loaded yet.
    Before,
    /// After the scenario and its cleanup.
    After,
}

/// A text that names neither.
#[derive(Debug, thiserror::Error)]
#[error("write `before` or `after` (the scenario)")]
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

/// What is not possible in a guest, and what to do instead.
#[derive(Debug, thiserror::Error)]
pub enum CannotLook {
    /// Debian's programs do not start on such an old kernel.
    #[error(
        "{tool}: Debian's {package} needs a kernel of {OLDEST} or newer, as its C library does; {kernel} is older. \
         The transcript, --pcap and --dmesg work on every kernel"
    )]
    TooOld {
        /// The option.
        tool: &'static str,
        /// The package.
        package: &'static str,
        /// The kernel's id.
        kernel: String,
    },
    /// The tool is only available for the host's processor.
    #[error("{tool}: this works in amd64 guests only, and {kernel} is for {arch}")]
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
    /// Does the guest have to differ from that of a run?
    pub fn needs_own_guest(self) -> bool {
        self != Self::default()
    }

    /// Fails if what is wanted is not possible in a guest of this kernel.
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

    /// What is added to the kernel's command line.
    pub(super) fn words(self) -> String {
        let all = if self.dmesg { "ignore_loglevel loglevel=8" } else { "" };
        // A debugger only knows the addresses at which the kernel was linked.
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
    #[case::older(SHELL, "3.0", Arch::Amd64, Some("busybox-static needs a kernel of 3.2 or newer"))]
    #[case::elsewhere(SHELL, "6.12", Arch::S390x, None)]
    #[case::strace_elsewhere(STRACE, "6.12", Arch::Arm64, Some("amd64 guests only"))]
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
