// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_hook_left - never unregisters its netfilter hook.
 *
 * Expected ending: crash, when the next packet runs into code that is gone.
 */
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <net/net_namespace.h>

#include "../faulty-load.h"

static unsigned int faulty_sees(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static const struct nf_hook_ops faulty_ops = {
	.hook = faulty_sees,
	.pf = NFPROTO_IPV4,
	.hooknum = NF_INET_LOCAL_OUT,
	.priority = NF_IP_PRI_FIRST,
};

static noinline void faulty_fault(void)
{
	/* The fault: no nf_unregister_net_hook() at unload. */
	if (nf_register_net_hook(&init_net, &faulty_ops))
		pr_err("faulty: no hook\n");
}
