// SPDX-License-Identifier: GPL-2.0-only
void own_init(struct net_device *dev)
{
	dev->features |= NETIF_F_NO_CSUM;
}
