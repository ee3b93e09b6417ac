// SPDX-License-Identifier: GPL-2.0-only
static void f(struct net_device *dev, struct sk_buff *skb)
{
	dev->last_rx = jiffies;
	netif_rx(skb);
}
