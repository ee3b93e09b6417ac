// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	NETLINK_CB(skb).pid = 0;
	NETLINK_CB(skb).dst_pid = pid;
	netlink_unicast(sock, skb, pid, MSG_DONTWAIT);
}
