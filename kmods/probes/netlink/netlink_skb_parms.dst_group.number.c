// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	NETLINK_CB(skb).dst_groups = 0;
	NETLINK_CB(skb).dst_groups = 1 << 3;
	NETLINK_CB(skb).dst_groups = OWN_MASK;
}
