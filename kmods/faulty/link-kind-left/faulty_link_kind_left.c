// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_link_kind_left - never unregisters its link kind.
 *
 * Expected ending: crash, when the next lookup of a link kind reads data that is gone.
 */
#include <linux/netdevice.h>
#include <net/rtnetlink.h>

#include "../faulty-load.h"

static void faulty_setup(struct net_device *dev)
{
}

static struct net *faulty_net(const struct net_device *dev)
{
	return dev_net(dev);
}

static struct rtnl_link_ops faulty_ops = {
	.kind = "faulty_kind",
	.setup = faulty_setup,
	.get_link_net = faulty_net,
};

static noinline void faulty_fault(void)
{
	/* The fault: no rtnl_link_unregister() at unload. */
	if (rtnl_link_register(&faulty_ops))
		printk(KERN_ERR "faulty: no kind of links\n");
}
