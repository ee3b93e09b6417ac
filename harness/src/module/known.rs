//! What is known about the interfaces that changed, as data: read in kernel trees on both sides of
//! each boundary.

use crate::version::KernelVersion;

/// One interface and its forms.
pub(super) struct Known {
    /// The symbol as a diagnosis names it.
    pub symbol: &'static str,
    /// First version → the form since then, oldest first.
    forms: &'static [(&'static str, &'static str)],
}

impl Known {
    /// The form that `version` has: since when, and what it is.
    ///
    /// Distributions backport, so this is what the version should have.
    fn form(&self, version: &KernelVersion) -> Option<&(&'static str, &'static str)> {
        let since = |first: &str| {
            first.parse::<KernelVersion>().is_ok_and(|first| version.numbers() >= first.numbers())
        };
        self.forms.iter().rev().find(|(first, _)| since(first))
    }

    /// What the complaint comes down to in `version`.
    pub fn meaning(&self, version: &KernelVersion) -> String {
        let (symbol, form) = (self.symbol, self.form(version));
        let (first, form) = form.or(self.forms.first()).expect("every interface has a form");
        format!("`{symbol}`: kernel {version} has the form of {first} and later: {form}")
    }
}

/// The entry about `symbol`.
pub(super) fn find(symbol: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.symbol == symbol)
}

const KNOWN: [Known; 19] = [
    Known {
        symbol: "netlink_kernel_create",
        forms: &[
            ("2.6.0", "(unit, input(sk, len))"),
            ("2.6.14", "(unit, groups, input(sk, len), module)"),
            ("2.6.22", "(unit, groups, input(sk, len), cb_mutex, module)"),
            ("2.6.24", "(net, unit, groups, input(skb), cb_mutex, module)"),
            ("3.6", "(net, unit, module, cfg)"),
            ("3.7", "(net, unit, cfg)"),
        ],
    },
    Known {
        symbol: "netlink_skb_parms.groups",
        forms: &[
            ("2.6.0", "a mask, with dst_groups"),
            ("2.6.14", "gone: dst_group, the number of one group"),
        ],
    },
    Known {
        symbol: "int (*)(const struct genl_ops *, struct sk_buff *, struct genl_info *)",
        forms: &[
            ("3.13", "pre_doit and post_doit are given const struct genl_ops *"),
            ("6.2", "pre_doit and post_doit are given const struct genl_split_ops *"),
        ],
    },
    Known {
        symbol: "netlink_kernel_cfg",
        forms: &[("2.6.0", "it is not there yet"), ("3.6", "a struct in linux/netlink.h")],
    },
    Known {
        symbol: "netlink_kernel_release",
        forms: &[("2.6.0", "sock_release(sk->sk_socket) instead"), ("2.6.25", "(sk)")],
    },
    Known {
        symbol: "genl_ops.policy",
        forms: &[
            ("2.6.15", "a member of each operation"),
            ("5.2", "the family has the policy, operations have none"),
            ("5.10", "the family's, and again one of each operation"),
        ],
    },
    Known {
        symbol: "genl_family.policy",
        forms: &[("2.6.15", "each operation has its policy"), ("5.2", "the family has the policy")],
    },
    Known {
        symbol: "genl_register_ops",
        forms: &[
            ("2.6.15", "(family, ops), once per operation"),
            ("3.13", "gone: genl_register_family_with_ops(family, ops[])"),
            ("4.10", "gone: operations are in the family, genl_register_family(family)"),
        ],
    },
    Known {
        symbol: "genl_register_family_with_ops",
        forms: &[
            ("2.6.31", "(family, ops, n_ops)"),
            ("3.13", "a macro, (family, ops[])"),
            ("4.10", "gone: operations are in the family, genl_register_family(family)"),
        ],
    },
    Known {
        symbol: "genl_register_family_with_ops_groups",
        forms: &[
            ("2.6.15", "it is not there yet: genl_register_mc_group"),
            ("3.13", "a macro, (family, ops[], groups[])"),
            ("4.10", "gone: operations and groups are in the family, genl_register_family(family)"),
        ],
    },
    Known {
        symbol: "genl_register_mc_group",
        forms: &[
            ("2.6.23", "(family, group), once per group"),
            ("3.13", "gone: groups are an array given with the family"),
        ],
    },
    Known {
        symbol: "GENL_ID_GENERATE",
        forms: &[
            ("2.6.15", "asks for a free family id"),
            ("4.10", "gone: ids are always given out"),
        ],
    },
    Known {
        symbol: "genl_split_ops",
        forms: &[
            ("2.6.15", "it is not there yet: genl_ops"),
            ("6.2", "a struct in net/genetlink.h"),
        ],
    },
    Known {
        symbol: "genl_family.split_ops",
        forms: &[("2.6.15", "it is not there yet: ops"), ("6.2", "split_ops with n_split_ops")],
    },
    Known {
        symbol: "linux/config.h",
        forms: &[
            ("2.6.0", "a header with the configuration"),
            ("2.6.19", "gone: it is always included"),
        ],
    },
    Known {
        symbol: "sock",
        forms: &[("2.6.0", "linux/netlink.h only declares struct sock: include net/sock.h")],
    },
    Known { symbol: "class_create", forms: &[("2.6.13", "(owner, name)"), ("6.4", "(name)")] },
    Known {
        symbol: "del_timer",
        forms: &[("2.6.0", "(timer)"), ("6.15", "gone: timer_delete(timer)")],
    },
    Known {
        symbol: "timer_delete",
        forms: &[("2.6.0", "it is not there yet: del_timer(timer)"), ("6.2", "(timer)")],
    },
];
