//! What comes and goes in a kernel by itself, and why it is not a module's leak.

/// Where it is seen, under which names (`*` stands for any text), and why.
const NOISE: [(&str, &str, &str); 8] = [
    (
        "threads",
        "kworker/[0-9]*",
        "workers of a pool, which start and end with what there is to do",
    ),
    ("threads", "kworker/u*", "workers of the pools that are bound to no processor"),
    (
        "threads",
        "kthreadd",
        "a thread that is being made, which has the name of its parent (kernel/kthread.c)",
    ),
    (
        "/sys",
        "/sys/kernel/slab/*@",
        "a cache that SLUB merged with another: the alias stays when it is destroyed",
    ),
    (
        "/sys",
        "/sys/kernel/slab/scsi_sense_*cache/",
        "made for the first SCSI host, whosever that is, and kept by scsi_mod (drivers/scsi/scsi_lib.c)",
    ),
    (
        "/sys",
        "/sys/kernel/slab/pid_[0-9]*",
        "made for the first PID namespace of its depth, and kept for the next (kernel/pid_namespace.c)",
    ),
    (
        "/proc/crypto",
        "*(*)*",
        "an instance of a template, which stays with the template for whoever asks next (crypto/algapi.c)",
    ),
    (
        "/proc/timer_list",
        "[_a-z]*, S:*",
        "a timer of the kernel's own: of code that is gone it has an address, of a module its name",
    ),
];

/// Why this is not a leak; `None` when it is one.
pub fn why(place: &str, name: &str) -> Option<&'static str> {
    let (_, _, why) = NOISE.iter().find(|(where_, pattern, _)| {
        *where_ == place && matches(pattern.as_bytes(), name.as_bytes())
    })?;
    Some(why)
}

/// A pattern with `*` for any text, and `[…]` for one of these characters or ranges.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', rest @ ..] => (0..=text.len()).any(|at| matches(rest, &text[at..])),
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|&byte| byte == b']').unwrap_or(rest.len());
            let Some((&first, others)) = text.split_first() else { return false };
            one_of(&rest[..end], first) && matches(&rest[end + 1..], others)
        }
        [byte, rest @ ..] => {
            text.split_first().is_some_and(|(first, others)| first == byte && matches(rest, others))
        }
    }
}

fn one_of(mut set: &[u8], byte: u8) -> bool {
    while let [first, rest @ ..] = set {
        if let [b'-', last, rest @ ..] = rest {
            if (*first..=*last).contains(&byte) {
                return true;
            }
            set = rest;
        } else if *first == byte {
            return true;
        } else {
            set = rest;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("threads", "kworker/0:1-events", true)]
    #[case("threads", "kworker/u2:3", true)]
    #[case("threads", "kthreadd", true)]
    #[case("threads", "kworker/R-mine", false)]
    #[case("threads", "mine", false)]
    #[case("/sys", "/sys/kernel/slab/mine@", true)]
    #[case("/sys", "/sys/kernel/slab/mine/", false)]
    #[case("/sys", "/sys/kernel/slab/scsi_sense_cache/", true)]
    #[case("/sys", "/sys/kernel/slab/scsi_mine/", false)]
    #[case("/proc/crypto", "hmac(sha256-generic)", true)]
    #[case("/proc/crypto", "mine-generic", false)]
    #[case("/proc/timer_list", "hrtimer_wakeup, S:01", true)]
    #[case("/proc/timer_list", "mine [mine],", false)]
    #[case("/proc/timer_list", "0xffffffffc0001000, S:01", false)]
    fn what_comes_and_goes_is_told_from_what_is_left(
        #[case] place: &str,
        #[case] name: &str,
        #[case] noise: bool,
    ) {
        assert_eq!(why(place, name).is_some(), noise);
    }

    #[test]
    fn every_rule_has_its_reason() {
        assert!(NOISE.iter().all(|(_, pattern, why)| !pattern.is_empty() && why.len() > 20));
    }
}
