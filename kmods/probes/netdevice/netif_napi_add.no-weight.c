// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

static void start(struct net_device *dev, struct napi_struct *napi, int (*poll)(struct napi_struct *, int))
{
	netif_napi_add(dev, &napi[0], poll, 64);
	netif_napi_add(dev, &napi[1], poll, NAPI_POLL_WEIGHT);
	netif_napi_add(dev, &napi[2], poll, 16);
}
