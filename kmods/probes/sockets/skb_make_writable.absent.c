static int own_change(struct sk_buff *skb, unsigned int length)
{
	if (!skb_make_writable(skb, sizeof(struct iphdr)))
		return NF_DROP;
	if (length && skb_make_writable(skb, length))
		own_write(skb);
	return NF_ACCEPT;
}
