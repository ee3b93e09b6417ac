// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	NETLINK_CB(skb).groups = 0;
	NETLINK_CB(skb).pid = 0;
}
