// SPDX-License-Identifier: GPL-2.0-only
static int own_in(struct sk_buff *skb)
{
	return skb->iif;
}
