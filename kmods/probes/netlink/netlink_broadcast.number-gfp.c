// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	netlink_broadcast(sk, skb, 0, 1, GFP_KERNEL);
	netlink_broadcast(sk, skb, 0, 1 << 4, GFP_KERNEL);
	netlink_broadcast(sk, skb, 0, OWN_MASK, GFP_KERNEL);
}
