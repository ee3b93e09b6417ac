// SPDX-License-Identifier: GPL-2.0-only
static u32 own_hash(struct sk_buff *skb)
{
	return skb->rxhash;
}
