// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

static void own_timeout(struct net_device *dev)
{
	netif_wake_queue(dev);
}

static void kick(struct net_device *dev)
{
	own_timeout(dev);
}

static const struct net_device_ops own_ops = {
	.ndo_tx_timeout = own_timeout,
};

static void late_timeout(struct net_device *dev);

static struct net_device_ops late_ops;

static void late_init(struct net_device *dev)
{
	late_ops.ndo_tx_timeout = late_timeout;
	dev->netdev_ops = &late_ops;
}

static void late_timeout(struct net_device *dev)
{
	own_restart(dev);
}
