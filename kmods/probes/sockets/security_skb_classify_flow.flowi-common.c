static void own_classify(struct sk_buff *skb, struct flowi4 *fl4)
{
	struct flowi6 fl6 = {};
	struct flowi fl = {};

	security_skb_classify_flow(skb, flowi4_to_flowi(fl4));
	security_skb_classify_flow(skb, flowi6_to_flowi(&fl6));
	security_skb_classify_flow(skb, &fl);
}
