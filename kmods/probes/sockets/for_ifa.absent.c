// SPDX-License-Identifier: GPL-2.0-only
static int own_address(struct in_device *in_dev, __be32 address)
{
	int found = 0;

	for_ifa(in_dev) {
		if (ifa->ifa_local == address)
			found = 1;
	} endfor_ifa(in_dev);
	return found;
}

static void own_show(struct net_device *dev)
{
	for_ifa(dev->ip_ptr)
	{
		if (ifa->ifa_mask)
			pr_info("%pI4\n", &ifa->ifa_local);
	}
	endfor_ifa(in_dev)
	own_done(dev);
}
