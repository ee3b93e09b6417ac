// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlns, third generation, for 3.6 only: netlink_kernel_create(net, unit,
 * module, cfg), and the sender's port is still called pid.
 */
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "../nlns-core.h"

static unsigned int nlns_id;

static struct nlns *nlns_of(struct net *net)
{
	return net_generic(net, nlns_id);
}

static struct sock *nlns_socket(struct net *net, int protocol,
				void (*input)(struct sk_buff *skb))
{
	struct netlink_kernel_cfg cfg = {
		.groups = NLNS_GROUP,
		.input = input,
	};

	return netlink_kernel_create(net, protocol, THIS_MODULE, &cfg);
}

static u32 nlns_sender(struct sk_buff *skb)
{
	return NETLINK_CB(skb).pid;
}

static struct pernet_operations nlns_operations = {
	.init = nlns_enter,
	.exit = nlns_leave,
	.id = &nlns_id,
	.size = sizeof(struct nlns),
};

static int __init nlns_init(void)
{
	int err = register_pernet_subsys(&nlns_operations);

	if (err)
		return err;
	err = nlns_begin();
	if (err)
		unregister_pernet_subsys(&nlns_operations);
	return err;
}
module_init(nlns_init);

static void __exit nlns_exit(void)
{
	nlns_end();
	unregister_pernet_subsys(&nlns_operations);
}
module_exit(nlns_exit);
