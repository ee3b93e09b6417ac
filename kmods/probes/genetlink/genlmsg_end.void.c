// SPDX-License-Identifier: GPL-2.0-only
static int f(struct sk_buff *skb, void *head)
{
	return genlmsg_end(skb, head);
}

static void g(struct sk_buff *skb, void *head)
{
	int err;

	err = genlmsg_end(skb, head);
	if (err < 0)
		return;
	send(skb);
}
