//! Which machine is used for kernels, by processor and era.

use crate::arch::Arch;
use crate::version::{KernelVersion, VersionRange};

/// The command line of every kernel.
///
/// - `quiet` alone hides KERN_WARNING, and with it WARN() and lockdep reports. `loglevel=5` after it lets them
///   through; measured on Debian's 6.1 cloud kernel, that is one more line at boot and costs no time. Oopses and panics
///   are printed completely either way, as they call console_verbose(). Kernels too old to know `loglevel=` still have
///   `quiet`.
/// - `panic=-1` turns a panic into an immediate reboot, which `-no-reboot` turns into QEMU's end.
/// - `unknown_nmi_panic` makes [`Vm::inject_nmi`](super::Vm::inject_nmi) print where a guest hangs.
pub const BASE_APPEND: &str =
    "console=ttyS0 rdinit=/init panic=-1 unknown_nmi_panic quiet loglevel=5";

/// The same for processors without unknown NMIs, preceded by `console=`.
const BASE_ELSEWHERE: &str = "rdinit=/init panic=-1 quiet loglevel=5";

/// The machine for a range of kernel versions.
#[derive(Debug, PartialEq, Eq)]
pub struct Era {
    /// The kernels, in the notation of `matrix.toml`.
    pub versions: &'static str,
    /// QEMU's `-machine`.
    pub machine: &'static str,
    /// QEMU's `-cpu`.
    pub cpu: &'static str,
    /// Added to [`BASE_APPEND`].
    pub append: &'static str,
    /// Why this row is as it is.
    pub why: &'static str,
}

/// arm64. There is one era: Debian's kernels of 5.10 and later were booted.
const ARM64: Era = Era {
    versions: "*",
    machine: "virt",
    cpu: "cortex-a57",
    append: "cryptomgr.notests psi=0 slab_nomerge",
    why: "`max` authenticates pointers in software, which costs an emulated kernel a third of its time; \
          ciphers, pressure stalls and caches as on amd64",
};

/// s390x, like arm64.
const S390X: Era = Era {
    versions: "*",
    machine: "s390-ccw-virtio",
    cpu: "max,vx=off",
    append: "cryptomgr.notests psi=0 slab_nomerge",
    why: "ciphers, pressure stalls and caches as on amd64. With vector instructions, by which 6.9 and later sum up what \
          they copy (arch/s390/lib/csum-partial.c), sums of QEMU 7.2's TCG are wrong: no ping is answered",
};

/// Every era of amd64 and i386; each kernel version is in exactly one.
pub const ERAS: &[Era] = &[
    Era {
        versions: "<3.0",
        machine: "pc",
        cpu: "qemu64,vendor=GenuineIntel",
        append: "panic=1",
        why: "a negative time of panic= is none yet, and the kernel stays (kernel/panic.c, 3.0 and \
              3.6); for an AMD CPU QEMU's e820 map has a hole below 1 TiB, and 2.6.11 panics on it \
              (`Cannot find space for the kernel page tables`)",
    },
    Era {
        versions: ">=3.0, <5.0",
        machine: "pc",
        cpu: "qemu64,vendor=GenuineIntel,-cx16",
        append: "panic=1",
        why: "panic= as above; of an age with kernels that never saw most of what `-cpu max` offers, \
              so the plain CPU is the careful choice; `-cpu max` was measured from 5.10 on only. \
              CMPXCHG16B: as below",
    },
    Era {
        versions: ">=5.0",
        machine: "pc",
        cpu: "max,-cx16",
        append: "cryptomgr.notests no_timer_check psi=0 slab_nomerge",
        why: "distribution kernels test every cipher at boot: 0.6 s of 2.3 s under TCG. Where the host is \
              busy, the timer that is checked at boot seems not to work, and 5.10 panics. Accounting for pressure \
              stalls is a twentieth of what a forked cell costs. Caches of one size are not to be merged: by what is in \
              them it is told what a module leaves. QEMU 7.2's TCG \
              leaves garbage in the flags behind CMPXCHG16B, now and then: SLUB, which uses it, dies \
              of it or is single-stepped (6.12, once in some thousand cells)",
    },
];

impl Era {
    /// The era of `version` on `arch`.
    pub fn of(version: &KernelVersion, arch: Arch) -> &'static Self {
        let mut eras = match arch {
            Arch::Amd64 | Arch::I386 => ERAS.iter(),
            Arch::Arm64 => std::slice::from_ref(&ARM64).iter(),
            Arch::S390x => std::slice::from_ref(&S390X).iter(),
        };
        eras.find(|era| era.range().contains(version)).expect("the table takes in every version")
    }

    /// The whole kernel command line on `arch`; `extra` (which may be empty) comes last so that it takes precedence.
    pub fn command_line(&self, arch: Arch, extra: &str) -> String {
        let base = match arch {
            Arch::Amd64 | Arch::I386 => BASE_APPEND.to_owned(),
            Arch::Arm64 => format!("console=ttyAMA0 {BASE_ELSEWHERE}"),
            Arch::S390x => format!("console=ttysclp0 {BASE_ELSEWHERE}"),
        };
        let parts = [&base, self.append, extra];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }

    fn range(&self) -> VersionRange {
        self.versions.parse().expect("the table's ranges are tested")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2.6.9", "<3.0")]
    #[case("2.6.39.4", "<3.0")]
    #[case("3.0", ">=3.0, <5.0")]
    #[case("3.0-rc1", ">=3.0, <5.0")]
    #[case("4.20.17", ">=3.0, <5.0")]
    #[case("5.0-rc1", ">=5.0")]
    #[case("7.3-rc7", ">=5.0")]
    fn each_kernel_has_its_era(#[case] version: KernelVersion, #[case] versions: &str) {
        assert_eq!(Era::of(&version, Arch::Amd64).versions, versions);
        let eras = ERAS.iter().filter(|era| era.range().contains(&version));
        assert_eq!(eras.count(), 1);
    }

    #[test]
    fn the_callers_words_come_last() {
        let modern =
            Era::of(&"6.12".parse().unwrap(), Arch::Amd64).command_line(Arch::Amd64, "loglevel=8");
        assert_eq!(
            modern,
            format!("{BASE_APPEND} cryptomgr.notests no_timer_check psi=0 slab_nomerge loglevel=8")
        );
        let old = Era::of(&"2.6.32".parse().unwrap(), Arch::I386).command_line(Arch::I386, "");
        assert_eq!(old, format!("{BASE_APPEND} panic=1"));
    }
}
