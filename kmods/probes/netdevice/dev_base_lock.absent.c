// SPDX-License-Identifier: GPL-2.0-only
static void own_list(void)
{
	struct net_device *dev;

	read_lock(&dev_base_lock);
	for_each_netdev(&init_net, dev) {
		pr_info("%s\n", dev->name);
	}
	read_unlock(&dev_base_lock);
}
