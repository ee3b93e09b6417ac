// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>

int own_header(struct sk_buff *skb, struct net_device *dev, unsigned short type, void *daddr,
	       void *saddr, unsigned int len);

int own_rebuild(struct sk_buff *skb)
{
	return 0;
}

int own_header(struct sk_buff *skb, struct net_device *dev, unsigned short type, void *daddr,
	       void *saddr, unsigned int len)
{
	struct ethhdr *eth = (struct ethhdr *)skb_push(skb, ETH_HLEN);

	memcpy(eth->h_dest, daddr ? daddr : dev->dev_addr, dev->addr_len);
	return dev->hard_header_len;
}

void own_init(struct net_device *dev)
{
	ether_setup(dev);
	dev->open = own_open;
	dev->rebuild_header = own_rebuild;
	dev->hard_header = own_header;
	dev->hard_header_cache = NULL;
}

void other_init(struct net_device *dev)
{
	dev->hard_header = other_header;
}
