// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

static struct header_ops own_init_header_ops;

void own_init(struct net_device *dev)
{
	own_init_header_ops.create = own_header;
	dev->header_ops = &own_init_header_ops;
	own_init_header_ops.rebuild = own_rebuild;
}

static const struct header_ops own_header_ops = {
	.create = own_header,
	.rebuild = own_rebuild,
};
