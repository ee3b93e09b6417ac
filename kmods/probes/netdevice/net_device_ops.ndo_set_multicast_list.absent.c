// SPDX-License-Identifier: GPL-2.0-only
static const struct net_device_ops own_ops = {
	.ndo_open = own_open,
	.ndo_set_multicast_list = own_list,
};

static struct net_device_ops late_ops;

static void own_late(void)
{
	late_ops.ndo_set_multicast_list = own_list;
}
