// SPDX-License-Identifier: GPL-2.0-only
static u32 f(struct sk_buff *skb)
{
	return skb->nfmark;
}
