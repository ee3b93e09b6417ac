// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

static void own_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->open = own_open;
	dev->stop = own_stop;
	dev->hard_start_xmit = own_xmit;
	dev->get_stats = own_stats;
	dev->flags |= IFF_NOARP;
}
