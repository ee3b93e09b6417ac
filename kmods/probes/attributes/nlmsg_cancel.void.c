// SPDX-License-Identifier: GPL-2.0-only
static int f(struct sk_buff *skb, void *head)
{
	return nlmsg_cancel(skb, head);
}
