//! Which crashes are the emulator's fault: a processor ran an instruction that another one had already replaced.

use std::sync::LazyLock;

use regex::Regex;

use crate::console::Splat;
use crate::environment::Accelerator;

/// The byte before the address at which the processor trapped.
static TRAPPED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"Code: .*?\b([0-9a-f]{2}) <[0-9a-f]{2}>").expect("it is tested"));
/// The breakpoint instruction of x86.
const INT3: &str = "cc";

/// What the kernel calls a breakpoint trap after `Oops: `, since 6.10.
const TRAP: &str = "int3: 0000";

/// Why the first of `splats` says nothing about the module: the kernel trapped at a breakpoint that is not in its
/// memory. Kernels patch their text by way of a breakpoint, and an emulated processor may still run its translation
/// of that breakpoint after another processor has written the final instruction. A real processor does not do that:
/// there, somebody has jumped into a place that was being patched.
pub fn stale_breakpoint(splats: &[Splat], accel: Accelerator) -> Option<String> {
    if accel != Accelerator::Tcg {
        return None;
    }
    let first = splats.first().filter(|splat| splat.excerpt.contains(TRAP))?;
    let before = TRAPPED.captures(&first.excerpt)?;
    (&before[1] != INT3).then(|| {
        format!(
            "emulator: {} is of a breakpoint that is not in memory any more, which an emulated processor ran late",
            first.fingerprint
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::classify;
    use rstest::rstest;

    #[rstest]
    #[case::replaced("Oops: int3", "02 0f <1f> 44 00 00", Accelerator::Tcg, true)]
    #[case::before_6_10("int3", "02 0f <1f> 44 00 00", Accelerator::Tcg, true)]
    #[case::there("Oops: int3", "02 cc <1f> 44 00 00", Accelerator::Tcg, false)]
    #[case::not_emulated("Oops: int3", "02 0f <1f> 44 00 00", Accelerator::Kvm, false)]
    fn a_breakpoint_that_is_not_there_is_the_emulators(
        #[case] trap: &str,
        #[case] code: &str,
        #[case] accel: Accelerator,
        #[case] is: bool,
    ) {
        let log = format!(
            "[    2.217809] {trap}: 0000 [#1] SMP NOPTI\n\
             [    2.219664] CPU: 1 UID: 0 PID: 135 Comm: init Tainted: G           OE       7.2.12 #1\n\
             [    2.220048] RIP: 0010:ktime_get_update_offsets_now+0x43/0x170\n\
             [    2.220653] Code: f4 55 48 8b 3d 56 b8 90 {code}\n\
             [    2.221860] Call Trace:\n\
             [    2.222126]  hrtimer_interrupt+0x8f/0x1e0\n\
             [    2.223074] ---[ end trace 0000000000000000 ]---\n"
        );
        let splats = classify(&log);
        assert_eq!(splats[0].fingerprint, "oops:ktime_get_update_offsets_now");
        assert_eq!(stale_breakpoint(&splats, accel).is_some(), is);
    }
}
