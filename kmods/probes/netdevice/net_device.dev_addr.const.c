// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>
#include <linux/etherdevice.h>

static void name(struct net_device *dev, const u8 *from)
{
	memcpy(dev->dev_addr, from, ETH_ALEN);
	memcpy(dev->dev_addr, "\0SNUL0", 6);
	memcpy(dev->dev_addr, from, dev->addr_len);
	dev->dev_addr[5] = 1;
	random_ether_addr(dev->dev_addr);
}

static void own_second(struct net_device *second)
{
	second->dev_addr[ETH_ALEN - 1]++;
	second->dev_addr[0] |= 2;
}
