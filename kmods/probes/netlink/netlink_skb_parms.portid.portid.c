// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	NETLINK_CB(skb).pid = 0;
	pid = NETLINK_CB(cb->skb).pid;
}
