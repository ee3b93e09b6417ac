// SPDX-License-Identifier: GPL-2.0-only
static unsigned int own_hook(const struct nf_hook_ops *ops,
			     struct sk_buff *skb,
			     const struct net_device *in,
			     const struct net_device *out,
			     int (*okfn)(struct sk_buff *))
{
	if (in && in->ifindex == 1)
		return NF_DROP;
	if (own_sends(skb))
		return okfn(skb) ? NF_DROP : NF_STOLEN;
	return NF_ACCEPT;
}

static struct nf_hook_ops own_ops = {
	.hook = own_hook,
};

static unsigned int other_hook(const struct nf_hook_ops *ops, struct sk_buff *skb, const struct net_device *indev,
			       const struct net_device *outdev, int (*okfn)(struct sk_buff *))
{
	return indev && outdev ? NF_DROP : NF_ACCEPT;
}
