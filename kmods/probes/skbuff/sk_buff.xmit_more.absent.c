// SPDX-License-Identifier: GPL-2.0-only
static bool own_more(struct sk_buff *skb)
{
	return skb->xmit_more;
}
