// SPDX-License-Identifier: GPL-2.0-only
static void f(struct sk_buff *skb, struct dst_entry *dst)
{
	if (skb->dst)
		return;
	skb->dst = dst;
}
