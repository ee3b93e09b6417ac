// SPDX-License-Identifier: GPL-2.0-only
static void f(struct net_device *dev)
{
	dev->trans_start = jiffies;
}
