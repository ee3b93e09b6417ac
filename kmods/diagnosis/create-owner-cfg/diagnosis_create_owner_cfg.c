// SPDX-License-Identifier: GPL-2.0-only
/* The module is passed explicitly, as in 3.6 only. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

static void diagnosis_input(struct sk_buff *skb)
{
}

static int __init diagnosis_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = diagnosis_input };

	return netlink_kernel_create(&init_net, 31, THIS_MODULE, &cfg) ? 0 :
	       -ENOMEM;
}
module_init(diagnosis_init);

MODULE_LICENSE("GPL");
