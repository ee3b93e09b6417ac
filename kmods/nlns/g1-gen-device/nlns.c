// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlns, first generation: a module allocates its data for each namespace
 * itself, and stores it in the namespace under a number of its own.
 */
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "../nlns-core.h"

static int nlns_id;

static struct nlns *nlns_of(struct net *net)
{
	return net_generic(net, nlns_id);
}

static struct sock *nlns_socket(struct net *net, int protocol,
				void (*input)(struct sk_buff *skb))
{
	return netlink_kernel_create(net, protocol, NLNS_GROUP, input, NULL,
				     THIS_MODULE);
}

static u32 nlns_sender(struct sk_buff *skb)
{
	return NETLINK_CB(skb).pid;
}

static int nlns_net_init(struct net *net)
{
	struct nlns *nlns = kzalloc(sizeof(*nlns), GFP_KERNEL);
	int err;

	if (!nlns)
		return -ENOMEM;
	err = net_assign_generic(net, nlns_id, nlns);
	if (!err)
		err = nlns_enter(net);
	if (err)
		kfree(nlns);
	return err;
}

static void nlns_net_exit(struct net *net)
{
	struct nlns *nlns = nlns_of(net);

	nlns_leave(net);
	kfree(nlns);
}

static struct pernet_operations nlns_operations = {
	.init = nlns_net_init,
	.exit = nlns_net_exit,
};

static int __init nlns_init(void)
{
	int err = register_pernet_gen_device(&nlns_id, &nlns_operations);

	if (err)
		return err;
	err = nlns_begin();
	if (err)
		unregister_pernet_gen_device(nlns_id, &nlns_operations);
	return err;
}
module_init(nlns_init);

static void __exit nlns_exit(void)
{
	nlns_end();
	unregister_pernet_gen_device(nlns_id, &nlns_operations);
}
module_exit(nlns_exit);
