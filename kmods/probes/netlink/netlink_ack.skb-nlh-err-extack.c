// SPDX-License-Identifier: GPL-2.0-only
static void f(void)
{
	netlink_ack(skb, nlh, -EINVAL);
}
