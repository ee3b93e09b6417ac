// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	netlink_dump_start(sk, skb, nlh, own_dump, own_done);
	netlink_dump_start(sk, skb, nlh, own_dump, NULL, 4096);
}
