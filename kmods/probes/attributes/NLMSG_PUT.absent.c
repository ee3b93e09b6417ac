// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>

static int f(struct sk_buff *skb)
{
	struct nlmsghdr *nlh;

	nlh = NLMSG_PUT(skb, 0, 0, NLMSG_DONE, 16);
	memset(NLMSG_DATA(nlh), 0, 16);
	return 0;

nlmsg_failure:
	kfree_skb(skb);
	return -1;
}
