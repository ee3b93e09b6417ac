// SPDX-License-Identifier: GPL-2.0-only
static int own_fill(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	unsigned char *b = skb->tail;

	if (skb->end - skb->tail < 4)
		return -1;
	nlh->nlmsg_len = skb->tail - b;
	return skb->len;
}

static int own_place(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	sk_buff_data_t start = skb->tail;
	sk_buff_data_t before;

	before = skb->tail;
	nlh->nlmsg_len = skb->tail - before;
	return skb->tail - start;
}
