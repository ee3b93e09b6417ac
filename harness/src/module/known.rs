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

const KNOWN: &[Known] = &[
    Known {
        symbol: "strlcpy",
        forms: &[
            ("2.6.0", "a function in linux/string.h"),
            ("6.8", "gone: call strscpy (4.3+), which tells truncation by -E2BIG"),
        ],
    },
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
    Known {
        symbol: "asm/semaphore.h",
        forms: &[
            ("2.6.0", "a header with struct semaphore"),
            ("2.6.27", "gone: linux/semaphore.h (since 2.6.26)"),
        ],
    },
    Known {
        symbol: "nf_hookfn",
        forms: &[
            ("2.6.0", "(hooknum, struct sk_buff **, in, out, okfn)"),
            ("2.6.24", "(hooknum, struct sk_buff *, in, out, okfn)"),
            ("3.13", "(const struct nf_hook_ops *, skb, in, out, okfn)"),
            ("4.1", "(const struct nf_hook_ops *, skb, const struct nf_hook_state *)"),
            ("4.4", "(void *priv, skb, const struct nf_hook_state *)"),
        ],
    },
    Known {
        symbol: "nf_hook_ops.owner",
        forms: &[("2.6.0", "the module of the hook"), ("4.4", "gone: there is no owner")],
    },
    Known {
        symbol: "nf_register_hook",
        forms: &[
            ("2.6.0", "(ops), for every net"),
            ("4.13", "gone: nf_register_net_hook(net, ops)"),
        ],
    },
    Known {
        symbol: "nf_register_net_hook",
        forms: &[("2.6.0", "it is not there yet: nf_register_hook(ops)"), ("4.3", "(net, ops)")],
    },
    Known {
        symbol: "NF_IP_PRE_ROUTING",
        forms: &[
            ("2.6.0", "a hook of IPv4"),
            ("2.6.25", "for user space only: NF_INET_PRE_ROUTING"),
        ],
    },
    Known {
        symbol: "NF_INET_PRE_ROUTING",
        forms: &[("2.6.0", "it is not there yet: NF_IP_PRE_ROUTING"), ("2.6.25", "a hook")],
    },
    Known {
        symbol: "sk_buff.nh",
        forms: &[
            ("2.6.0", "a union of pointers to the network header"),
            ("2.6.22", "gone: ip_hdr(skb), skb_network_header(skb)"),
        ],
    },
    Known {
        symbol: "request_irq",
        forms: &[
            ("2.6.0", "handlers get (irq, dev_id, struct pt_regs *)"),
            ("2.6.19", "handlers get (irq, dev_id)"),
        ],
    },
    Known {
        symbol: "init_timer",
        forms: &[
            ("2.6.0", "(timer), then timer.function and timer.data"),
            ("4.15", "gone: timer_setup(timer, function, flags)"),
        ],
    },
    Known {
        symbol: "setup_timer",
        forms: &[
            ("2.6.0", "it is not there yet: init_timer(timer)"),
            ("2.6.15", "(timer, function, data)"),
            ("4.15", "gone: timer_setup(timer, function, flags)"),
        ],
    },
    Known {
        symbol: "timer_setup",
        forms: &[
            ("2.6.15", "it is not there yet: setup_timer(timer, function, data)"),
            ("4.14", "(timer, function, flags)"),
        ],
    },
    Known {
        symbol: "from_timer",
        forms: &[
            ("2.6.15", "it is not there yet: the handler gets a number"),
            ("4.14", "(var, timer, field)"),
            ("6.16", "gone: timer_container_of(var, timer, field)"),
        ],
    },
    Known {
        symbol: "timer_container_of",
        forms: &[
            ("4.14", "it is not there yet: from_timer(var, timer, field)"),
            ("6.16", "(var, timer, field)"),
        ],
    },
    Known { symbol: "class_create", forms: &[("2.6.13", "(owner, name)"), ("6.4", "(name)")] },
    Known {
        symbol: "device_create",
        forms: &[
            ("2.6.18", "(class, parent, devt, fmt…)"),
            ("2.6.27", "(class, parent, devt, drvdata, fmt…)"),
        ],
    },
    Known {
        symbol: "kobj_type.default_attrs",
        forms: &[
            ("2.6.0", "attributes of a kobject type"),
            ("5.18", "gone: default_groups (since 5.2)"),
        ],
    },
    Known {
        symbol: "kobj_type.default_groups",
        forms: &[("2.6.0", "it is not there yet: default_attrs"), ("5.2", "groups of attributes")],
    },
    Known {
        symbol: "del_timer_sync",
        forms: &[("2.6.0", "(timer)"), ("6.15", "gone: timer_delete_sync(timer)")],
    },
    Known {
        symbol: "timer_delete_sync",
        forms: &[("2.6.0", "it is not there yet: del_timer_sync(timer)"), ("6.2", "(timer)")],
    },
    Known {
        symbol: "del_timer",
        forms: &[("2.6.0", "(timer)"), ("6.15", "gone: timer_delete(timer)")],
    },
    Known {
        symbol: "timer_delete",
        forms: &[("2.6.0", "it is not there yet: del_timer(timer)"), ("6.2", "(timer)")],
    },
];
