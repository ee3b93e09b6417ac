// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

static struct net_device *make(void)
{
	return alloc_netdev(64, "own%d", ether_setup);
}
