// SPDX-License-Identifier: GPL-2.0-only
/* A multicast that sets a mask of groups, like the thread's code. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>

static int __init diagnosis_init(void)
{
	struct sk_buff *skb = alloc_skb(16, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	NETLINK_CB(skb).groups = 1;
	kfree_skb(skb);
	return 0;
}
module_init(diagnosis_init);

MODULE_LICENSE("GPL");
