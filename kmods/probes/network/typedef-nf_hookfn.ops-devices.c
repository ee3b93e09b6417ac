// SPDX-License-Identifier: GPL-2.0-only
static unsigned int own_hook(unsigned int hooknum,
			     struct sk_buff *skb,
			     const struct net_device *in,
			     const struct net_device *out,
			     int (*okfn)(struct sk_buff *))
{
	own_watch(skb);
	return NF_ACCEPT;
}

static struct nf_hook_ops own_ops = {
	.hook = own_hook,
};

static unsigned int other_hook(unsigned int hooknum,
			     struct sk_buff *skb,
			     const struct net_device *in,
			     const struct net_device *out,
			     int (*okfn)(struct sk_buff *))
{
	return hooknum == NF_INET_FORWARD ? NF_DROP : NF_ACCEPT;
}
