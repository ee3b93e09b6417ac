// SPDX-License-Identifier: GPL-2.0-only
static int own_message(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	return 0;
}

static void own_input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, own_message);
}
