static int own_send(struct sk_buff *skb)
{
	if (own_drops(skb))
		return -EPERM;
	return dst_output(skb);
}
